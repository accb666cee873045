"""What arrived, decoded, from one connection, by the names of W3C webrtc-stats."""

import time
from collections import deque

from aiortc import RTCPeerConnection
from aiortc.stats import RTCStatsReport

from appliance.stage.media.sound_in.buffer import VoiceBuffer
from hardware.sound import RATE_HZ

RECENT_S = 2.0


class Counts:
    """Pictures and sound as they came out of the decoders."""

    def __init__(self, voice: VoiceBuffer) -> None:
        self.frames_decoded = 0
        self.size = (0, 0)
        self.picture_at = float("-inf")
        self._voice = voice
        self._recent: deque[float] = deque(maxlen=120)

    def picture(self, width: int, height: int) -> None:
        """One decoded picture."""
        self.picture_at = time.monotonic()
        self.frames_decoded += 1
        self.size = (width, height)
        self._recent.append(self.picture_at)

    def sees(self, now: float) -> bool:
        """A picture was decoded in the last 2 s."""
        return now - self.picture_at < RECENT_S

    def hears(self, now: float) -> bool:
        """Sound was decoded in the last 2 s."""
        return now - self._voice.decoded_at < RECENT_S

    def numbers(self, now: float) -> dict[str, float]:
        """framesDecoded, framesPerSecond, frameWidth, frameHeight, totalAudioEnergy …"""
        recent = sum(1 for at in self._recent if now - at <= 1.0)
        return {
            "framesDecoded": self.frames_decoded,
            "framesPerSecond": recent,
            "frameWidth": self.size[0],
            "frameHeight": self.size[1],
            **self._voice.counts.numbers(),
        }


async def transport_numbers(pc: RTCPeerConnection) -> dict[str, float]:
    """packetsLost, jitter (s, of the sound), roundTripTime (s), bytesSent, bytesReceived."""
    return _read(await pc.getStats())


def _read(report: RTCStatsReport) -> dict[str, float]:
    numbers: dict[str, float] = {"packetsLost": 0.0}
    for one in report.values():
        kind = getattr(one, "kind", None)
        if one.type == "inbound-rtp":
            numbers["packetsLost"] += max(0, one.packetsLost)
            if kind == "audio":
                numbers["jitter"] = round(one.jitter / RATE_HZ, 5)
        elif one.type == "remote-inbound-rtp" and one.roundTripTime is not None:
            numbers["roundTripTime"] = round(one.roundTripTime, 4)
        elif one.type == "transport":
            numbers["bytesSent"] = one.bytesSent
            numbers["bytesReceived"] = one.bytesReceived
    return numbers
