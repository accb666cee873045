"""Brings what the sender's reports say of picture and sound together (RFC 3550, 6.4.1)."""

from typing import Any

from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtp import RtcpSrPacket

from appliance.stage.media.sender_clock import SenderClock
from appliance.stage.media.video_in.lips import Lips
from appliance.stage.media.video_in.pace import CLOCK_HZ, Pace
from appliance.stage.net.sound_in import SoundIn


class LipSync:
    """Between one connection's picture and its sound; all in the loop."""

    def __init__(self, video: RTCRtpReceiver, pace: Pace, sound: SoundIn) -> None:
        self.lips = Lips()
        self._pace = pace
        self._sound = sound
        self._clock = SenderClock(CLOCK_HZ)
        self._source: int | None = None
        handle = video._handle_rtcp_packet  # noqa: SLF001

        async def heard(packet: Any) -> None:
            if isinstance(packet, RtcpSrPacket) and packet.ssrc == self._source:
                sent = packet.sender_info
                self._clock.report(sent.rtp_timestamp, sent.ntp_timestamp)
            await handle(packet)

        setattr(video, "_handle_rtcp_packet", heard)  # noqa: B010 - an instance's own

    def comes_from(self, source: int) -> None:
        """The stream whose reports count."""
        if source != self._source:
            self._source, self._clock = source, SenderClock(CLOCK_HZ)

    def shown(self, timestamp: int, now: float) -> None:
        """The picture of this RTP time is shown now."""
        lips, pace, voice = self.lips, self._pace, self._sound.buffer
        picture, sound = self._clock.ntp(timestamp & 0xFFFFFFFF), self._sound.playing_ntp(now)
        lead = None if picture is None or sound is None else picture - sound
        lips.shown(lead, max(pace.delay_s, pace.sync_s), voice.delay_s)
        pace.sync_s = lips.picture_s
        voice.wait_at_least(lips.sound_s)

    def numbers(self) -> dict[str, float]:
        """How far the picture is ahead of the sound (s), while it is known."""
        lead = self.lips.lead_s
        return {} if lead is None else {"video.lead": round(lead, 3)}
