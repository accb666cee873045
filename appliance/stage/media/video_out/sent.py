"""What was sent of one connection's picture, counted by the names of W3C webrtc-stats."""

from collections import deque

from appliance.stage.media.video_out.coders.coded import CodedPicture

RECENT_S = 1.0
LEAST_S = 0.3
"""What went out before so much time has passed says nothing about a second."""


class Recent:
    """Sums of the last second. The clock is told."""

    def __init__(self) -> None:
        self._parts: deque[tuple[float, int]] = deque()
        self._sum = 0
        self._begun: float | None = None

    def add(self, amount: int, now: float) -> None:
        """``amount`` more."""
        if self._begun is None:
            self._begun = now
        self._parts.append((now, amount))
        self._sum += amount
        self.read(now)

    def read(self, now: float) -> int:
        """The sum over the last second."""
        while self._parts and now - self._parts[0][0] > RECENT_S:
            self._sum -= self._parts.popleft()[1]
        return self._sum

    def pace(self, now: float) -> float:
        """So much a second: the first second is told before it is over."""
        passed = 0.0 if self._begun is None else now - self._begun
        return self.read(now) / min(RECENT_S, max(LEAST_S, passed))


class Sent:
    """Packets and pictures that went out, requests that came in."""

    def __init__(self) -> None:
        self.packets = 0
        """Without those that were sent again."""
        self.payload_bytes = 0
        self.again = 0
        self.nacks = 0
        self.keys_asked = 0
        self.keys = 0
        self.pictures = 0
        self.size = (0, 0)
        self._all, self._again, self._count = Recent(), Recent(), Recent()
        self._pictures = Recent()

    def packet(self, size: int, payload: int, now: float, *, again: bool) -> None:
        """One packet of ``size`` bytes, ``payload`` of them payload."""
        self._all.add(size, now)
        self._count.add(1, now)
        if again:
            self.again += 1
            self._again.add(size, now)
        else:
            self.packets += 1
            self.payload_bytes += payload

    def picture(self, coded: CodedPicture, now: float) -> None:
        """One picture was handed over."""
        self.pictures += 1
        self.keys += coded.key
        self.size = coded.size
        self._pictures.add(1, now)

    def bps(self, now: float) -> int:
        """Bit/s in the last second, sent again or for the first time."""
        return round(self._all.pace(now) * 8)

    def again_bps(self, now: float) -> int:
        """Bit/s of what was sent again in the last second."""
        return self._again.read(now) * 8

    def packets_per_s(self, now: float) -> int:
        """In the last second."""
        return self._count.read(now)

    def numbers(self, now: float) -> dict[str, float]:
        """framesSent, framesPerSecond, frameWidth, frameHeight, nackCount, pliCount …"""
        return {
            "framesSent": self.pictures,
            "framesPerSecond": self._pictures.read(now),
            "frameWidth": self.size[0],
            "frameHeight": self.size[1],
            "packetsSent": self.packets + self.again,
            "retransmittedPacketsSent": self.again,
            "nackCount": self.nacks,
            "pliCount": self.keys_asked,
        }
