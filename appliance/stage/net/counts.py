"""What arrived, decoded, from one connection, by the names of W3C webrtc-stats."""

import time

from aiortc import RTCPeerConnection
from aiortc.stats import RTCStatsReport

from appliance.stage.media.sound_in.buffer import VoiceBuffer
from appliance.stage.media.sound_in.counts import SoundCounts
from appliance.stage.media.video_in.shown import ShownCounts
from appliance.stage.net.decoding import Decoded
from hardware.sound import RATE_HZ

RECENT_S = 2.0


class Counts:
    """Pictures and sound as they came out of the decoders."""

    def __init__(self, voice: VoiceBuffer) -> None:
        self.shown = ShownCounts()
        self._voice = voice

    @property
    def frames_decoded(self) -> int:
        """Pictures since the connection began."""
        return self.shown.frames

    @property
    def voice(self) -> SoundCounts:
        """The sound's own counts, to be read."""
        return self._voice.counts

    def picture(self, decoded: Decoded) -> None:
        """One decoded picture."""
        now, coded, shown = time.monotonic(), decoded.coded, self.shown
        shown.picture(now, decoded.size, key=coded.key, shown=decoded.i420 is not None)
        shown.decode_s += decoded.decode_s
        shown.buffered_s += max(0.0, coded.due - coded.first_at)

    def sees(self, now: float) -> bool:
        """A picture was decoded in the last 2 s."""
        return now - self.shown.at < RECENT_S

    def hears(self, now: float) -> bool:
        """Sound was decoded in the last 2 s."""
        return now - self._voice.decoded_at < RECENT_S

    def numbers(self, now: float) -> dict[str, float]:
        """framesDecoded, framesPerSecond, frameWidth, frameHeight, totalAudioEnergy …"""
        return {**self.shown.numbers(now), **self._voice.counts.numbers()}


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
