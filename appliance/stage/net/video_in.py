"""The other end's picture: our store and our decoder thread in the place of aiortc's.

aiortc's receiver goes on to count for its reports and to take retransmissions apart; it hands each
packet to its jitter buffer, and that is where ours stands.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtcrtpreceiver import NackGenerator, RTCRtpReceiver
from aiortc.rtp import RtpPacket

from appliance.link.journal import record
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_in.pieces import TRAITS
from appliance.stage.media.video_in.store import Store
from appliance.stage.net.decoding import Decoded, Decoding

_PRIVATE = "_RTCRtpReceiver__"


class VideoIn:
    """Stands in one video receiver that has not begun; everything but decoding in the loop."""

    def __init__(
        self,
        receiver: RTCRtpReceiver,
        codec: VideoCodec,
        show: Callable[[Decoded], None],
        arrived: Callable[[RtpPacket], float],
    ) -> None:
        self.store = Store()
        self.key_frames_asked = 0
        self._receiver = receiver
        self._arrived = arrived
        self._traits = TRAITS[codec]
        self.source: int | None = None
        """The SSRC of the stream that is shown."""
        self._recovered = False
        self._at = 0.0
        """When the packet at hand reached the machine."""
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._jobs: set[asyncio.Task[None]] = set()
        self._decoding = Decoding(codec, show, self._undecodable)
        self._undecodable_told = False
        self._closed = False
        self._stand_in()

    def _stand_in(self) -> None:
        """aiortc calls ``add`` for each packet, and asks for nothing again by itself."""
        receiver = self._receiver
        assert isinstance(getattr(receiver, f"{_PRIVATE}jitter_buffer"), JitterBuffer)
        assert isinstance(getattr(receiver, f"{_PRIVATE}nack_generator"), NackGenerator)
        setattr(receiver, f"{_PRIVATE}jitter_buffer", self)
        setattr(receiver, f"{_PRIVATE}nack_generator", None)
        handle = receiver._handle_rtp_packet  # noqa: SLF001
        rtx_sources = getattr(receiver, f"{_PRIVATE}rtx_ssrc")

        async def arrived(packet: RtpPacket, arrival_time_ms: int) -> None:
            self._recovered = packet.ssrc in rtx_sources
            self._at = self._arrived(packet)
            await handle(packet, arrival_time_ms=arrival_time_ms)

        setattr(receiver, "_handle_rtp_packet", arrived)  # noqa: B010 - an instance's own

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """What aiortc's jitter buffer is asked; nothing is left for aiortc to do."""
        if packet.ssrc != self.source:
            self._begin(packet.ssrc)
        data = getattr(packet, "_data", b"")
        self.store.put(
            packet.sequence_number,
            packet.timestamp,
            data,
            self._traits(packet.payload, data),
            self._at,
            marker=bool(packet.marker),
            recovered=self._recovered,
        )
        self._look(time.monotonic())
        return False, None

    def _begin(self, source: int) -> None:
        """Another stream than before: nothing of the last one fits."""
        if self.source is not None:
            self.store.begin_anew()
        self.source = source

    def _look(self, now: float) -> None:
        """Everything that is due."""
        store, source = self.store, self.source
        if source is None or self._closed:
            return
        store.tick(now)
        lost = store.missing.due(now)
        if lost:
            numbers = [one % 65536 for one in lost]
            self._job(self._receiver._send_rtcp_nack(source, numbers), "ask-again")  # noqa: SLF001
        if store.key_wanted(now):
            self.key_frames_asked += 1
            self._job(self._receiver._send_rtcp_pli(source), "ask-key-frame")  # noqa: SLF001
        for coded in store.taken(now):
            if not self._decoding.put(coded):
                store.failed(now)
                break
        self._arm(store.next_at(), now)

    def _arm(self, at: float, now: float) -> None:
        """One timer; an earlier one that finds nothing to do costs less than a new one."""
        if self._timer is not None:
            if self._timer_at <= at:
                return
            self._timer.cancel()
            self._timer = None
        if at == float("inf"):
            return
        self._timer_at = max(at, now + 0.001)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(loop.time() + self._timer_at - now, self._rung)

    def _rung(self) -> None:
        self._timer = None
        self._look(time.monotonic())

    def _undecodable(self, error: str) -> None:
        if not self._undecodable_told:
            self._undecodable_told = True
            record("call.undecodable", error=error)
        now = time.monotonic()
        self.store.failed(now)
        self._look(now)

    def _job(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    def numbers(self) -> dict[str, float]:
        """framesDropped, nackCount (packets asked for again) and pliCount, by W3C's names."""
        return {
            "framesDropped": self.store.dropped,
            "nackCount": self.store.missing.asked,
            "pliCount": self.key_frames_asked,
        }

    def close(self) -> None:
        """Nothing is shown after this; the decoder's thread ends by itself."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._decoding.close()
