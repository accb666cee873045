"""Takes the sound of one connection out of aiortc's hands: its packets go into our own buffer.

aiortc still opens, routes and reports them (RTCP, statistics). Its own jitter buffer is replaced
by a way out, its decoder thread ends as soon as it begins.
"""

import threading
import time
from typing import Any

from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtp import RtcpSrPacket, RtpPacket

from appliance.stage.media.sender_clock import SenderClock
from appliance.stage.media.sound_in.buffer import VoiceBuffer
from hardware.sound import RATE_HZ, Block

BUFFER = "_RTCRtpReceiver__jitter_buffer"
STOP_DECODER = "_RTCRtpReceiver__stop_decoder"
PLAYED_S = 0.5
"""What was taken longer ago is not being played now."""


class _WayOut:
    """Stands where aiortc has its jitter buffer; nothing ever comes out of it."""

    def __init__(self, voice: "SoundIn") -> None:
        self._voice = voice

    def add(self, packet: RtpPacket) -> tuple[bool, None]:
        """One packet, of a payload type that was agreed on."""
        self._voice.hear(packet)
        return False, None


class SoundIn:
    """The other end's voice: a source for the loudspeaker, and what is known of it."""

    def __init__(self, receiver: RTCRtpReceiver) -> None:
        self.buffer = VoiceBuffer()
        self._lock = threading.Lock()
        self._clock = SenderClock(RATE_HZ)
        self._ssrc: int | None = None
        assert isinstance(getattr(receiver, BUFFER), JitterBuffer)
        setattr(receiver, BUFFER, _WayOut(self))
        self._without_decoder(receiver)
        self._with_reports(receiver)

    def hear(self, packet: RtpPacket) -> None:
        """A packet from the other end, on the loop's thread."""
        if packet.ssrc != self._ssrc:
            with self._lock:
                self._ssrc, self._clock = packet.ssrc, SenderClock(RATE_HZ)
        if packet.payload:
            self.buffer.put(packet.payload, packet.timestamp, time.monotonic())

    def take(self) -> Block:
        """The next 10 ms, on the loudspeaker's thread."""
        return self.buffer.take(time.monotonic())

    def playing_ntp(self, now: float) -> float | None:
        """The sender's NTP time (s) of the sound played at ``now`` (time.monotonic()).

        None while nothing is played or the sender has not reported yet. From any thread. What
        the device itself holds back, some 10 ms, is not known here.
        """
        playing = self.buffer.playing
        if playing is None or now - playing[1] > PLAYED_S:
            return None
        with self._lock:
            begun = self._clock.ntp(playing[0])
        return None if begun is None else begun + now - playing[1]

    def _without_decoder(self, receiver: RTCRtpReceiver) -> None:
        begin = receiver.receive

        async def receive(*arguments: Any, **named: Any) -> None:
            await begin(*arguments, **named)
            getattr(receiver, STOP_DECODER)()

        setattr(receiver, "receive", receive)  # noqa: B010 - an instance's own

    def _with_reports(self, receiver: RTCRtpReceiver) -> None:
        handle = receiver._handle_rtcp_packet  # noqa: SLF001

        async def heard(packet: Any) -> None:
            if isinstance(packet, RtcpSrPacket) and packet.ssrc == self._ssrc:
                sent = packet.sender_info
                with self._lock:
                    self._clock.report(sent.rtp_timestamp, sent.ntp_timestamp)
            await handle(packet)

        setattr(receiver, "_handle_rtcp_packet", heard)  # noqa: B010 - an instance's own
