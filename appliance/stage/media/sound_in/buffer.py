"""One far end's speech between the network's thread and the loudspeaker's."""

import threading

from appliance.stage.media.sound_in.counts import SoundCounts
from appliance.stage.media.sound_in.delay import GRAIN_S
from appliance.stage.media.sound_in.player import Player
from hardware.sound import Block

UNHEARD_S = 0.25
"""So long without a taker, and what arrives is taken without being heard: the counts stay true."""


class VoiceBuffer:
    """An adaptive jitter buffer with its decoder; each method may be called from any thread."""

    def __init__(self) -> None:
        self.playing: tuple[int, float] | None = None
        """RTP time (unwrapped) of the block taken last and when, while something is played."""
        self._lock = threading.Lock()
        self._player = Player()
        self._heard_at = float("-inf")
        self._taken_at = float("-inf")

    def put(self, data: bytes, timestamp: int, now: float) -> None:
        """One RTP payload of Opus with its 32 bits of RTP time; anything is safe."""
        with self._lock:
            self._player.arrive(data, timestamp, now)
            if now - self._heard_at > UNHEARD_S:
                self._take_unheard(now)

    def take(self, now: float) -> Block:
        """The next 10 ms for the loudspeaker; silence where there is nothing."""
        with self._lock:
            if now - self._heard_at > UNHEARD_S:
                self._player.delay.paced_anew()
            self._heard_at = self._taken_at = now
            return self._take(now)

    @property
    def counts(self) -> SoundCounts:
        """To be read, not written."""
        return self._player.counts

    @property
    def decoded_at(self) -> float:
        """When speech was last decoded, by the caller's clock."""
        return self._player.decoded_at

    @property
    def delay_s(self) -> float:
        """How far what is played is behind the fastest packet."""
        return self._player.delay.now_s

    def target_s(self, now: float) -> float:
        """How far it is meant to be."""
        with self._lock:
            return self._player.delay.target(now)

    def wait_at_least(self, seconds: float) -> None:
        """What is played shall be so far behind the fastest packet (lip-sync)."""
        with self._lock:
            self._player.delay.least_s = seconds

    def _take(self, now: float) -> Block:
        block = self._player.take(now)
        self.playing = None if self._player.idle else (self._player.playing, now)
        return block

    def _take_unheard(self, now: float) -> None:
        self._taken_at = max(self._taken_at, now - UNHEARD_S)
        while self._taken_at + GRAIN_S <= now:
            self._taken_at += GRAIN_S
            self._take(self._taken_at)
