"""How long speech is held back, and whether it runs ahead of that or behind.

A packet's transit is its arrival minus its RTP time. What is played now has a delay against the
fastest packet of the last seconds; that delay must be as long as packets are late, as the
loudspeaker asks unevenly, and one packet more where a lost one can be taken out of the next.
"""

from appliance.stage.media.sound_in.spread import Arrivals, Spread
from hardware.sound import BLOCK, RATE_HZ

LEAST_S, MOST_S = 0.020, 0.200
FIRST_S = 0.040
"""Aimed at before anything is known."""
KNOWN = 50
"""Packets after which something is known."""
GRAIN_S = BLOCK / RATE_HZ
"""A block is taken as a whole: its last sample must be there when its first is due."""
LOSS_FRESH_S = 20.0
"""A loss so lately is worth one packet's delay for FEC,"""
FEC_FRESH_S = 5.0
"""where packets with FEC came so lately."""
SMOOTHING = 0.1
SLACK_S, SHORT_S = 0.006, 0.005
"""So much more, or less, than the target is left as it is."""


class Delay:
    """The target and the present delay of one stream, seconds."""

    def __init__(self) -> None:
        self.now_s = 0.0
        """What is played is so much behind the fastest packet, smoothed."""
        self.least_s = 0.0
        """The picture that belongs to it is so late: the voice waits for it."""
        self._arrivals = Arrivals()
        self._pulls = Spread(window_s=4.0)
        self._lost_at = float("-inf")
        self._fec_at = float("-inf")
        self._packet_s = 0.02

    def arrived(self, at: float, time: int, samples: int) -> None:
        """A packet whose first sample has the RTP time ``time``."""
        aim = self.target(at)
        self._packet_s = samples / RATE_HZ
        self._arrivals.put(at, at - time / RATE_HZ, aim)

    def pulled(self, at: float, blocks: int) -> None:
        """The loudspeaker took its block number ``blocks``."""
        self._pulls.put(at, at - blocks * GRAIN_S)

    def paced_anew(self) -> None:
        """The loudspeaker begins again: how it took blocks before says nothing."""
        self._pulls.forget()

    def lost(self, at: float) -> None:
        """A packet was missing when it was due."""
        self._lost_at = at

    def fec_seen(self, at: float) -> None:
        """A packet carries the one before it."""
        self._fec_at = at

    def begin_anew(self) -> None:
        """Another timeline: nothing is known."""
        self._arrivals.forget()
        self._lost_at = float("-inf")

    def target(self, now: float) -> float:
        """How far behind the fastest packet to play, s."""
        uneven = self._arrivals.late + self._pulls.late
        wanted = uneven + GRAIN_S + (self._packet_s if self._fec_helps(now) else 0.0)
        least = LEAST_S if self._arrivals.count > KNOWN else FIRST_S
        return min(max(wanted, least, self.least_s), MOST_S)

    def _fec_helps(self, now: float) -> bool:
        return now - self._lost_at < LOSS_FRESH_S and now - self._fec_at < FEC_FRESH_S

    def behind(self, now: float, playing: int) -> float:
        """How far the sample of RTP time ``playing`` is behind the fastest packet at ``now``, s."""
        return now - playing / RATE_HZ - self._arrivals.earliest

    def measure(self, now: float, playing: int) -> None:
        """The block that begins with ``playing`` is taken now."""
        self.now_s += (self.behind(now, playing) - self.now_s) * SMOOTHING

    def jump(self, now: float, playing: int) -> None:
        """Playing begins, or goes on elsewhere: there is nothing to smooth."""
        self.now_s = self.behind(now, playing)

    def shifted(self, samples: int) -> None:
        """So many samples were left out (or, negative, said again) on purpose."""
        self.now_s -= samples / RATE_HZ

    def excess(self, now: float) -> float:
        """Seconds more than wanted; negative where it is less; 0 within the slack."""
        over = self.now_s - self.target(now)
        return 0.0 if -SHORT_S <= over <= SLACK_S else over
