"""Tells the browser early what it may send: left alone it stays at 250 kbit/s for 20 s (A3)."""

import asyncio

from aiortc.rtcdtlstransport import State
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, pack_remb_fci

FIRST_BITRATE = 1_500_000
EVERY_S = 0.5
LEARNING_S = 3.0
"""aiortc's own estimate begins 3 s after the first packet."""


class EarlyBitrate:
    """Sends a REMB (draft-alvestrand-rmcat-remb) until aiortc has an estimate of its own."""

    def __init__(self, video: RTCRtpTransceiver) -> None:
        self._video = video
        self._first: float | None = None
        self._next = 0.0
        self._sending: asyncio.Task[None] | None = None

    def tell_early(self, now: float) -> None:
        """Call often; does nothing before video arrives and after the first 3 s of it."""
        if self._first is not None and now - self._first > LEARNING_S:
            return
        if now < self._next:
            return
        sources = [one.source for one in self._video.receiver.getSynchronizationSources()]
        if not sources:
            return
        self._first = self._first or now
        self._next = now + EVERY_S
        self._sending = asyncio.create_task(self._send(sources), name="early-bitrate")

    async def _send(self, sources: list[int]) -> None:
        transport = self._video.receiver.transport
        if transport._state != State.CONNECTED:  # noqa: SLF001
            return
        packet = RtcpPsfbPacket(
            fmt=RTCP_PSFB_APP,
            ssrc=self._video.sender._ssrc,  # noqa: SLF001
            media_ssrc=0,
            fci=pack_remb_fci(FIRST_BITRATE, sources),
        )
        try:
            await transport._send_rtp(bytes(packet))  # noqa: SLF001
        except ConnectionError:
            return
