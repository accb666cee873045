"""Sends the microphone's packets over one connection, in the place of aiortc's own loop.

aiortc would code for each connection anew, set the marker bit on every packet, and stamp its
sender reports with the time of sending: here it is the time of hearing, for lip-sync there.
"""

import asyncio
import time
from collections import deque
from typing import Any

from aiortc import RTCRtpSender, clock
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.rtp import AnyRtcpPacket, RtcpRrPacket, RtcpSrPacket, RtpPacket
from aiortc.utils import random16, random32, uint16_add, uint32_add

from appliance.stage.media.sound_out.speech import Spoken
from appliance.stage.media.sound_out.twice import Twice, both
from appliance.stage.media.video_out.rate import SOUND, SOUND_TWICE, RateControl
from appliance.stage.net.descriptions import RED
from appliance.stage.net.speaking import Speaking
from hardware.sound import RATE_HZ

MOST_WAITING = 10
"""Packets of 20 ms; a connection that is slower loses the oldest, it never falls behind."""


class SoundOut:
    """Hangs itself into an audio sender that has not begun."""

    def __init__(self, sender: RTCRtpSender, speaking: Speaking) -> None:
        self._sender, self._speaking = sender, speaking
        self._waiting: deque[Spoken] = deque(maxlen=MOST_WAITING)
        self._woken = asyncio.Event()
        self._number, self._origin = random16() % 32768, random32()
        self._packets = self._octets = 0
        self._ended = False
        self._twice = Twice()
        self._windows = 0
        self._before: Spoken | None = None
        self.takes_red = False
        """The other end understands RFC 2198."""
        self._jitter_s: float | None = None
        self._heard = sender._handle_rtcp_packet  # noqa: SLF001
        setattr(sender, "_run_rtp", self._run)  # noqa: B010 - an instance's own
        setattr(sender, "_handle_rtcp_packet", self._hear)  # noqa: B010

    def _own(self, name: str) -> Any:
        return getattr(self._sender, f"_RTCRtpSender__{name}")

    def _set_own(self, name: str, value: Any) -> None:
        setattr(self._sender, f"_RTCRtpSender__{name}", value)

    @property
    def said_twice(self) -> bool:
        """Whether each packet brings the one before along."""
        return self.takes_red and self._twice.on

    def tend(self, way: RateControl) -> None:
        """Call often: what the picture's reports say of the same way; tells it what we take."""
        now = time.monotonic()
        if way.windows != self._windows:  # without pictures none is judged: an old loss fades
            self._windows = way.windows
            self._twice.lost(way.loss, now)
        self._twice.judge(way.rate, way.queue_s, now)
        way.sound = SOUND_TWICE if self.said_twice else SOUND
        way.jitter_s = self._jitter_s

    def end(self) -> None:
        """From now on nothing that is said leaves."""
        self._ended = True
        self._waiting.clear()

    def _take(self, spoken: Spoken) -> None:
        if self._ended:
            return
        self._waiting.append(spoken)
        self._woken.set()

    async def _run(self, codec: RTCRtpCodecParameters) -> None:
        """Send until cancelled; stands for the sender's own task."""
        self._own("rtp_started").set()
        leave = self._speaking.add(self._take)
        try:
            while True:
                await self._woken.wait()
                self._woken.clear()
                while self._waiting:
                    await self._let_out(self._waiting.popleft(), codec.payloadType or 0)
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            leave()
            self._speaking.forget(id(self))
            self._own("rtp_exited").set()

    async def _let_out(self, spoken: Spoken, payload_type: int) -> None:
        payload = both(payload_type, spoken, self._before) if self.said_twice else None
        self._before = spoken
        packet = RtpPacket(
            payload_type=payload_type if payload is None else RED,
            marker=int(spoken.begins or not self._packets),
            sequence_number=self._number,
            timestamp=uint32_add(self._origin, spoken.time & 0xFFFFFFFF),
            ssrc=self._sender._ssrc,  # noqa: SLF001
            payload=spoken.data if payload is None else payload,
        )
        packet.extensions.abs_send_time = (clock.current_ntp_time() >> 14) & 0x00FFFFFF
        packet.extensions.mid = self._own("mid")
        packet.extensions.audio_level = (False, spoken.below_full_db)
        data = packet.serialize(self._own("rtp_header_extensions_map"))
        self._number = uint16_add(self._number, 1)
        self._packets += 1
        self._octets += len(packet.payload)
        self._tell_sender(packet, spoken)
        await self._sender.transport._send_rtp(data)  # noqa: SLF001

    def _tell_sender(self, packet: RtpPacket, spoken: Spoken) -> None:
        """What its reports say (RFC 3550, 6.4.1): the RTP time and when that sample was heard."""
        age = max(0.0, time.monotonic() - spoken.at)
        self._set_own("ntp_timestamp", clock.current_ntp_time() - int(age * (1 << 32)))
        self._set_own("rtp_timestamp", packet.timestamp)
        self._set_own("octet_count", self._octets)
        self._set_own("packet_count", self._packets)

    async def _hear(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
            for block in packet.reports:
                if block.ssrc == self._sender._ssrc:  # noqa: SLF001
                    self._speaking.lost(id(self), block.fraction_lost / 256)
                    self._twice.lost(block.fraction_lost / 256, time.monotonic())
                    self._jitter_s = block.jitter / RATE_HZ
        await self._heard(packet)
