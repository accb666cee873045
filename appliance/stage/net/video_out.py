"""Sends the picture of one connection, in the place of aiortc's own loop: paced, within the rate.

aiortc lets each picture out in one burst, sends again whatever is asked for, and knows no rate but
the receiver's REMB. Here every reckoning is done by ``media.video_out``; this module alone knows
the library's inner names for sending pictures.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from aiortc import RTCRtpSender, clock
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
    unpack_remb_fci,
    wrap_rtx,
)
from aiortc.utils import random16, random32, uint16_add, uint32_add

from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_out.coders.coded import CodedPicture
from appliance.stage.media.video_out.coders.payloads import payloads
from appliance.stage.media.video_out.haste import Haste
from appliance.stage.media.video_out.pacer import AHEAD_S, FLOODED_S, STALE_S, Pacer
from appliance.stage.media.video_out.rate import PROBE_PACKETS, START, RateControl
from appliance.stage.media.video_out.reports import Blocks
from appliance.stage.media.video_out.resend import Resend
from appliance.stage.media.video_out.sent import Sent
from appliance.stage.media.video_out.stream import Source
from appliance.stage.net.holding import AS_IT_LIKES, AT_ONCE, Extensions
from appliance.stage.net.studio import Studio

HEADERS = 36
"""Bytes around a payload: RTP with our extensions, SRTP's tag."""
TICK_S = 0.1
LIMITATIONS = ("none", "cpu", "bandwidth", "other")
"""W3C's RTCQualityLimitationReason, in its order."""
MOST_ASKED = 300
"""Packets of one NACK that are looked at; a hostile one may name thousands."""


@dataclass(slots=True)
class _Packet:
    """One packet that waits or was sent."""

    rtp: RtpPacket
    again: bool = False
    taken: float = 0.0
    """The steady clock's time of its picture."""
    first: bool = False
    """Of its picture."""


class VideoOut:
    """Hangs itself into a sender that has not begun; ``studio`` gives the coded pictures."""

    def __init__(
        self, sender: RTCRtpSender, codec: VideoCodec, studio: Studio, start: int = START
    ) -> None:
        self.codec = codec
        self.resting = False
        """While the path is silent nothing is sent."""
        self.key_wanted = False
        self.sent = Sent()
        """What went out and what was asked for."""
        self.control = RateControl(studio.profile.top, start)
        self._sender, self._studio = sender, studio
        self._pacer: Pacer[_Packet] = Pacer(start)
        self._resend: Resend[_Packet] = Resend()
        self._blocks = Blocks()
        self._haste = Haste()
        self._extensions = Extensions()
        self._stream: Source | None = None
        self._woken = asyncio.Event()
        self._ticked = 0.0
        self._payload_type = 0
        self._number, self._again_number = random16() % 32768, random16() % 32768
        self._origin, self._picture_id = random32(), 0
        self._set_own("rtp_header_extensions_map", self._extensions)
        self._heard = sender._handle_rtcp_packet  # noqa: SLF001
        setattr(sender, "_run_rtp", self._run)  # noqa: B010 - an instance's own
        setattr(sender, "_handle_rtcp_packet", self._hear)  # noqa: B010

    def _own(self, name: str) -> Any:
        return getattr(self._sender, f"_RTCRtpSender__{name}")

    def _set_own(self, name: str, value: Any) -> None:
        setattr(self._sender, f"_RTCRtpSender__{name}", value)

    @property
    def rate(self) -> int:
        """What the encoder may spend, bit/s: headers and what is sent again are taken off."""
        now = time.monotonic()
        rate = self.control.rate
        headers = self.sent.packets_per_s(now) * HEADERS * 8
        spare = rate - min(rate * 0.25, headers + self.sent.again_bps(now))
        return round(spare)

    @property
    def settled(self) -> int:
        """The rate that reports have borne out, bit/s: where a next connection may begin."""
        return self.control.settled

    @property
    def stale(self) -> bool:
        """So much waits that the next picture is better left out."""
        return self._pacer.waiting_s > STALE_S

    def take(self, coded: CodedPicture, stream: Source) -> None:
        """The next picture; one that cannot be decoded without an earlier one is left out."""
        if self.resting or not self._payload_type:
            self._stream = None
            return
        if stream is not self._stream:
            if not coded.key:
                self.key_wanted = True
                return
            self._stream = stream
        if self._pacer.waiting_s > FLOODED_S:
            self._pacer.clear()
            self._stream, self.key_wanted = None, True
            return
        self._queue(coded)
        self.sent.picture(coded, time.monotonic())
        self._woken.set()

    def _queue(self, coded: CodedPicture) -> None:
        self._picture_id = (self._picture_id + 1) % (1 << 15)
        least = PROBE_PACKETS if self.control.probes and coded.key else 1
        parts = payloads(self.codec, coded.data, self._picture_id, least)
        for number, payload in enumerate(parts):
            rtp = RtpPacket(
                payload_type=self._payload_type,
                marker=int(number == len(parts) - 1),
                sequence_number=self._number,
                timestamp=uint32_add(self._origin, coded.ticks & 0xFFFFFFFF),
                ssrc=self._sender._ssrc,  # noqa: SLF001
                payload=payload,
            )
            self._number = uint16_add(self._number, 1)
            packet = _Packet(rtp, taken=self._studio.at(coded.ticks), first=number == 0)
            self._pacer.put(packet, len(payload) + HEADERS)

    async def _run(self, codec: RTCRtpCodecParameters) -> None:
        """Send until cancelled; stands for the sender's own task."""
        self._own("rtp_started").set()
        self._payload_type = codec.payloadType or 0
        start = self.control.settled
        self.control = RateControl(self._studio.profile.top, start, time.monotonic())
        self.key_wanted = True
        leave = self._studio.join(self)
        try:
            await self._carry()
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            leave()
            self._payload_type = 0
            self._own("rtp_exited").set()

    async def _carry(self) -> None:
        while True:
            now = time.monotonic()
            self._tick(now)
            packet = self._pacer.take(now)
            if packet is not None:
                await self._let_out(packet, now)
            elif self._pacer.empty:
                self._woken.clear()
                await self._woken.wait()
            else:
                await asyncio.sleep(self._pacer.wait_s(now))

    def _tick(self, now: float) -> None:
        if now - self._ticked < TICK_S:
            return
        self._ticked = now
        self.control.top = self._studio.profile.top
        self.control.tick(self.sent.bps(now), now)
        self._pacer.rate = self.control.pace
        control = self.control
        self._haste.judge(control.loss, control.queue_s, control.jitter_s, now)
        self._pacer.ahead_s = 0.0 if self.control.probes else AHEAD_S

    async def _let_out(self, packet: _Packet, now: float) -> None:
        rtp = packet.rtp
        rtp.extensions.abs_send_time = (clock.current_ntp_time() >> 14) & 0x00FFFFFF
        rtp.extensions.mid = self._own("mid")
        held = AT_ONCE if self._haste.on else AS_IT_LIKES
        self._extensions.hold = held if packet.first else None
        data = rtp.serialize(self._extensions)
        self.sent.packet(len(data), len(rtp.payload), now, again=packet.again)
        if not packet.again:
            self._blocks.sent(rtp.sequence_number, len(data))
            self._resend.keep(rtp.sequence_number, packet, len(data), now)
            self._tell_sender(packet, now)
        await self._sender.transport._send_rtp(data)  # noqa: SLF001

    def _tell_sender(self, packet: _Packet, now: float) -> None:
        """What its reports say (RFC 3550, 6.4.1): the RTP time and when that picture was taken."""
        age = max(0.0, now - packet.taken)
        self._set_own("ntp_timestamp", clock.current_ntp_time() - int(age * (1 << 32)))
        self._set_own("rtp_timestamp", packet.rtp.timestamp)
        self._set_own("octet_count", self.sent.payload_bytes)
        self._set_own("packet_count", self.sent.packets)

    async def _hear(self, packet: AnyRtcpPacket) -> None:
        """What the receiver reports and asks for; anything may stand in it."""
        now = time.monotonic()
        if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
            await self._heard(packet)
            for block in packet.reports:
                if block.ssrc == self._sender._ssrc:  # noqa: SLF001
                    self.control.report(self._blocks.read(block, self._trip(block)), now)
        elif isinstance(packet, RtcpRtpfbPacket) and packet.fmt == RTCP_RTPFB_NACK:
            self._again(packet.lost, now)
        elif isinstance(packet, RtcpPsfbPacket):
            self._hear_about_pictures(packet, now)

    def _trip(self, block: Any) -> float | None:
        """The round trip of our last report, seconds (RFC 3550, 6.4.1)."""
        told_at = self._own("lsr_time")
        if told_at is None or not block.dlsr or block.lsr != self._own("lsr"):
            return None
        return float(time.time() - told_at - block.dlsr / 65536)

    def _hear_about_pictures(self, packet: RtcpPsfbPacket, now: float) -> None:
        if packet.fmt in (RTCP_PSFB_PLI, RTCP_PSFB_FIR):
            self.key_wanted = True
            self.sent.keys_asked += 1
        elif packet.fmt == RTCP_PSFB_APP:
            try:
                bitrate, sources = unpack_remb_fci(packet.fci)
            except ValueError:
                return
            if self._sender._ssrc in sources:  # noqa: SLF001
                ours = {self._sender._ssrc, self._sender._rtx_ssrc}  # noqa: SLF001
                self.control.remb(bitrate, now, with_sound=bool(set(sources) - ours))

    def _again(self, numbers: list[int], now: float) -> None:
        self.sent.nacks += 1
        trip, rate = self.control.round_trip_s, self.control.rate
        for number in numbers[:MOST_ASKED]:
            kept = self._resend.ask(number & 0xFFFF, trip, rate, now)
            if kept is not None:
                rtp = self._wrapped(kept.rtp)
                self._pacer.put_again(_Packet(rtp, again=True), len(rtp.payload) + HEADERS)
                self._woken.set()

    def _wrapped(self, rtp: RtpPacket) -> RtpPacket:
        """As the other end agreed to get it again: as it was, or by RFC 4588."""
        payload_type = self._own("rtx_payload_type")
        if payload_type is None:
            return rtp
        self._again_number = uint16_add(self._again_number, 1)
        ssrc = self._sender._rtx_ssrc  # noqa: SLF001
        return wrap_rtx(rtp, payload_type, self._again_number, ssrc)

    def numbers(self) -> dict[str, float]:
        """W3C webrtc-stats names of outbound-rtp and remote-inbound-rtp; its reason as a number."""
        now, stream = time.monotonic(), self._stream
        numbers = self.sent.numbers(now)
        numbers["targetBitrate"] = self.control.rate
        numbers["fractionLost"] = round(self.control.loss, 4)
        numbers["remotePacketsLost"] = self._blocks.lost
        numbers["qualityLimitationReason"] = LIMITATIONS.index(self.limitation)
        if stream is not None:
            numbers["totalEncodeTime"] = round(stream.spent.seconds, 3)
            numbers["framesEncoded"] = stream.spent.pictures
            numbers["keyFramesEncoded"] = stream.spent.keys
        return numbers

    @property
    def limitation(self) -> str:
        """W3C's qualityLimitationReason: none or bandwidth."""
        stream = self._stream
        return "bandwidth" if stream is not None and stream.limited else "none"
