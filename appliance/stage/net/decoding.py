"""One thread that decodes one stream: in order, and only the newest picture is worth showing."""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from aiortc.jitterbuffer import JitterFrame
from av import VideoFrame
from numpy import uint8
from numpy.typing import NDArray

from appliance.stage.media.dimensions import fits
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.pictures import to_i420
from appliance.stage.media.video_in.store import Coded
from appliance.stage.net.codecs import VideoDecoder

T = TypeVar("T")

MOST_WAITING = 90
"""Coded pictures; a decoder that is 3 s behind goes on from a key frame."""


@dataclass(frozen=True)
class Decoded:
    """One picture, and what it took."""

    i420: NDArray[uint8] | None
    """Shape (height * 3 // 2, width); None when a newer one was waiting already."""
    size: tuple[int, int]
    coded: Coded
    decode_s: float


class Decoding:
    """Both callbacks come in the loop; the thread begins with the first picture."""

    def __init__(
        self,
        codec: VideoCodec,
        decoded: Callable[[Decoded], None],
        failed: Callable[[str], None],
    ) -> None:
        self._codec = codec
        self._decoded = decoded
        self._failed = failed
        self._waiting: queue.SimpleQueue[Coded | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def put(self, coded: Coded) -> bool:
        """Decode ``coded`` next; False when too many wait."""
        if self._waiting.qsize() >= MOST_WAITING:
            return False
        self._waiting.put(coded)
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name="decoder", daemon=True)
            self._thread.start()
        return True

    def close(self) -> None:
        """The thread ends after the picture that it works at."""
        self._closed = True
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put(None)

    def _run(self) -> None:
        decoder = VideoDecoder(self._codec)
        while (coded := self._waiting.get()) is not None:
            try:
                self._decode(decoder, coded)
            except Exception as error:  # noqa: BLE001 - a hostile stream may raise anything
                self._tell(self._failed, type(error).__name__)

    def _decode(self, decoder: VideoDecoder, coded: Coded) -> None:
        begun = time.perf_counter()
        for frame in decoder.decode(JitterFrame(data=coded.data, timestamp=coded.timestamp)):
            took = time.perf_counter() - begun
            if not isinstance(frame, VideoFrame) or not fits((frame.width, frame.height)):
                continue  # cut by the stream itself, after its claim
            size = frame.width, frame.height
            i420 = to_i420(frame) if self._waiting.empty() else None
            self._tell(self._decoded, Decoded(i420, size, coded, took))

    def _tell(self, whom: Callable[[T], None], what: T) -> None:
        loop = self._loop
        if loop is None or self._closed:
            return
        with contextlib.suppress(RuntimeError):  # the loop has just been closed
            loop.call_soon_threadsafe(self._hand, whom, what)

    def _hand(self, whom: Callable[[T], None], what: T) -> None:
        if not self._closed:
            whom(what)
