"""Tells the browser what it may send: left alone it stays at 250 kbit/s for 20 s (A3).

Until its first numbered packet a REMB says what to begin with; from then on the arrival times of
all its packets go back, and its own estimate follows the network. Another end that numbers
nothing gets aiortc's estimate instead, which begins 3 s after the first packet.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from aiortc.codecs import HEADER_EXTENSIONS
from aiortc.rtcdtlstransport import State
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, RtpPacket, pack_remb_fci

from appliance.stage.media.video_in.feedback import URI, Feedback
from appliance.stage.net.stamps import Stamps

FIRST_BITRATE = 1_500_000
EVERY_S = 0.5
LEARNING_S = 3.0
EXTENSION_ID = 5
"""Unused by the extensions that aiortc offers."""
_ESTIMATOR = "_RTCRtpReceiver__remote_bitrate_estimator"


def offer_numbering() -> None:
    """Make aiortc offer and read the numbers; doing it twice changes nothing."""
    known = HEADER_EXTENSIONS["video"]
    if all(one.uri != URI for one in known):
        known.append(RTCRtpHeaderExtensionParameters(id=EXTENSION_ID, uri=URI))


class Bitrate:
    """What goes back to the sender of one video stream; all in the loop."""

    def __init__(self, video: RTCRtpTransceiver) -> None:
        self._video = video
        self._stamps = Stamps(video.receiver.transport)
        self._feedback = Feedback()
        self._numbered = False
        self._first: float | None = None
        self._next = 0.0
        self._sending: set[asyncio.Task[None]] = set()

    def arrived(self, packet: RtpPacket) -> float:
        """Every packet of the stream, the ones sent again too; when it reached the machine."""
        number = packet.extensions.transport_sequence_number
        if number is not None:
            self._answer(packet, number)
        return self._stamps.at

    def _answer(self, packet: RtpPacket, number: int) -> None:
        if not self._numbered:
            self._numbered = True
            setattr(self._video.receiver, _ESTIMATOR, None)
        self._feedback.add(number, self._stamps.at)
        own = self._video.sender._ssrc  # noqa: SLF001
        for message in self._feedback.messages(time.monotonic(), own, packet.ssrc):
            self._send(message)

    def tend(self, now: float) -> None:
        """Call often; tells a first bitrate when video arrives, and for 3 s."""
        self._stamps.tend()
        if self._numbered or (self._first is not None and now - self._first > LEARNING_S):
            return
        if now < self._next:
            return
        sources = [one.source for one in self._video.receiver.getSynchronizationSources()]
        if not sources:
            return
        self._first = self._first or now
        self._next = now + EVERY_S
        packet = RtcpPsfbPacket(
            fmt=RTCP_PSFB_APP,
            ssrc=self._video.sender._ssrc,  # noqa: SLF001
            media_ssrc=0,
            fci=pack_remb_fci(FIRST_BITRATE, sources),
        )
        self._send(bytes(packet))

    def _send(self, message: bytes) -> None:
        transport = self._video.receiver.transport
        if transport._state == State.CONNECTED:  # noqa: SLF001
            self._job(_sent(transport._send_rtp(message)))  # noqa: SLF001

    def _job(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="bitrate")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _sent(sending: Coroutine[Any, Any, None]) -> None:
    try:
        await sending
    except ConnectionError:
        return
