"""What was shown of the other end's picture, by the names of W3C webrtc-stats (inbound-rtp)."""

from collections import deque

FREEZE_S = 0.15
"""A pause is a freeze when it is three times the usual, or so much longer than it."""
AVERAGED = 31
RECENT_S = 1.0


class ShownCounts:
    """Counts pictures as they come; time is an argument, seconds."""

    def __init__(self) -> None:
        self.frames = self.keys = self.skipped = 0
        """Decoded, key frames among them, and decoded but not shown for a newer one."""
        self.freezes = 0
        self.frozen_s = 0.0
        self.decode_s = 0.0
        self.buffered_s = 0.0
        """From each picture's first packet until it left the store, added up."""
        self.size = (0, 0)
        self.at = float("-inf")
        """When the last one was shown."""
        self._times: deque[float] = deque(maxlen=AVERAGED)

    def picture(self, now: float, size: tuple[int, int], *, key: bool, shown: bool) -> None:
        """One decoded picture; ``shown`` unless a newer one took its place."""
        self.frames += 1
        self.keys += key
        self.skipped += not shown
        self.size = size
        if self._times:
            self._look(now - self.at)
        self.at = now
        self._times.append(now)

    def _look(self, pause: float) -> None:
        """The pause before this picture, against the ones before it (freezeCount)."""
        if len(self._times) < 2:
            return
        usual = (self._times[-1] - self._times[0]) / (len(self._times) - 1)
        if pause >= max(3 * usual, usual + FREEZE_S):
            self.freezes += 1
            self.frozen_s += pause

    def pause(self) -> None:
        """The other end stopped its picture by choice: what follows is no freeze."""
        self._times.clear()

    def numbers(self, now: float) -> dict[str, float]:
        """framesDecoded, framesPerSecond, freezeCount, totalFreezesDuration, totalDecodeTime …

        What the sound has by the same name stands behind ``video.``.
        """
        return {
            "framesDecoded": self.frames,
            "framesPerSecond": sum(1 for at in self._times if now - at <= RECENT_S),
            "frameWidth": self.size[0],
            "frameHeight": self.size[1],
            "keyFramesDecoded": self.keys,
            "freezeCount": self.freezes,
            "totalFreezesDuration": round(self.frozen_s, 3),
            "totalDecodeTime": round(self.decode_s, 3),
            "video.jitterBufferDelay": round(self.buffered_s, 3),
            "video.jitterBufferEmittedCount": self.frames,
        }
