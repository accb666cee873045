"""How good the call is, in the words that people are told: pure, its clock an argument.

Each direction is weak or not, by what W3C webrtc-stats count; it must be so for a while before it
is said, and be good for longer before that is taken back.
"""

from collections import deque
from dataclasses import dataclass

from appliance.core.words import Grade

WINDOW_S = 5.0
WEAK_AFTER_S, GOOD_AFTER_S = 3.0, 10.0
LOST = 0.05
"""Share of the packets that the other end misses."""
FEW_BIT_S = 200_000.0
"""With less than this our picture is poor (EN 301 549, 6.5, asks 20 pictures a second from 250)."""
FROZEN = 0.1
"""Share of the time that the other end's picture stood still."""
CONCEALED = 0.05
"""Share of the other end's sound that had to be made up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the counters say now; those of what arrives are totals since the call began."""

    sent_lost: float = 0.0
    """0 to 1, of the last seconds."""
    sent_bit_s: float | None = None
    """What the picture may take; None while none is sent."""
    frozen_s: float = 0.0
    heard_s: float = 0.0
    concealed_s: float = 0.0
    relayed: bool = False
    """The path goes through a relay."""


class _Slow:
    """One direction's weakness, said late and taken back later."""

    def __init__(self) -> None:
        self.weak = False
        self._since: float | None = None

    def note(self, now: float, *, weak: bool) -> None:
        if weak == self.weak:
            self._since = None
            return
        self._since = now if self._since is None else self._since
        if now - self._since >= (WEAK_AFTER_S if weak else GOOD_AFTER_S):
            self.weak, self._since = weak, None


class Grading:
    """Takes a sample now and then, says the grade."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, Sample]] = deque()
        self._sending, self._receiving = _Slow(), _Slow()

    def note(self, sample: Sample, now: float) -> None:
        """The counters as they are at ``now``, at least each second; another connection's begin
        at nothing again.
        """
        kept = self._samples
        if kept and (
            sample.heard_s < kept[-1][1].heard_s or sample.frozen_s < kept[-1][1].frozen_s
        ):
            kept.clear()
        kept.append((now, sample))
        while now - kept[0][0] > WINDOW_S:
            kept.popleft()
        self._sending.note(now, weak=_sends_badly(sample))
        self._receiving.note(now, weak=_arrives_badly(kept[0][1], sample, now - kept[0][0]))

    def grade(self, *, lost: bool) -> Grade:
        """The grade now; ``lost`` while nothing at all is heard of the other end (S8)."""
        sending, receiving = self._sending.weak, self._receiving.weak
        if lost:
            return Grade.LOST
        if sending and receiving and self._samples and self._samples[-1][1].relayed:
            return Grade.WEAK_RELAY
        if sending:
            return Grade.WEAK_SENDING
        return Grade.WEAK_RECEIVING if receiving else Grade.GOOD


def _sends_badly(sample: Sample) -> bool:
    few = sample.sent_bit_s is not None and sample.sent_bit_s < FEW_BIT_S
    return few or sample.sent_lost > LOST


def _arrives_badly(before: Sample, after: Sample, passed: float) -> bool:
    if passed <= 0:
        return False
    frozen = (after.frozen_s - before.frozen_s) / passed
    heard = after.heard_s - before.heard_s
    concealed = (after.concealed_s - before.concealed_s) / heard if heard > 0 else 0.0
    return frozen > FROZEN or concealed > CONCEALED
