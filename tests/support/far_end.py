"""The other end of a call: a real aiortc connection that answers, as the patient's page does."""

import asyncio
import fractions
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, VideoFrame

from wire.signaling import Candidate, Description, Signal


class MovingPicture(MediaStreamTrack):
    """A bright bar that moves over grey."""

    kind = "video"

    def __init__(self, width: int = 640, height: int = 360, fps: int = 15) -> None:
        super().__init__()
        self._size, self._fps = (width, height), fps
        self._count, self._begun = 0, time.monotonic()

    async def recv(self) -> VideoFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(max(0.0, self._begun + self._count / self._fps - time.monotonic()))
        width, height = self._size
        picture = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
        picture[:height, (self._count * 8) % (width - 40) :][:, :40] = 220
        frame = VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = (
            self._count * 90_000 // self._fps,
            fractions.Fraction(1, 90_000),
        )
        self._count += 1
        return frame


class Hum(MediaStreamTrack):
    """A steady tone of 440 Hz."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._count, self._begun = 0, time.monotonic()

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(max(0.0, self._begun + self._count / 50 - time.monotonic()))
        at = (np.arange(960) + self._count * 960) / 48_000
        samples = (8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, self._count * 960
        frame.time_base = fractions.Fraction(1, 48_000)
        self._count += 1
        return frame


class FarEnd:
    """Answers each offer with a new connection and closes the last one, as a page does."""

    def __init__(self, reply: Callable[[Signal], None], *, media: bool = True) -> None:
        self.offers: list[Signal] = []
        self.sdp: list[str] = []
        """The offers' descriptions."""
        self.candidates: list[Candidate] = []
        self.frames = 0
        self.size = (0, 0)
        self.sound_energy = 0.0
        self.deaf = False
        """While set, offers are not answered."""
        self.media = media
        self.change_answer: Callable[[str], str] = lambda sdp: sdp
        self.pc: RTCPeerConnection | None = None
        self._reply = reply
        self._tasks: list[asyncio.Task[Any]] = []
        self._answers: list[asyncio.Task[Any]] = []
        self._said: dict[int, Signal] = {}

    async def hang_up(self) -> None:
        """Close the connection, as a page does that is left."""
        last, self.pc = self.pc, None
        assert last is not None
        await last.close()

    def hear(self, signal: Signal) -> None:
        """What stage sends."""
        if isinstance(signal.body, Candidate):
            self.candidates.append(signal.body)
            return
        if self.offers and self.offers[-1].generation == signal.generation:
            self._hear_again(signal)
            return
        self.offers.append(signal)
        self.sdp.append(signal.body.sdp)
        if not self.deaf:
            self._answers.append(asyncio.create_task(self._answer(signal)))

    def _hear_again(self, signal: Signal) -> None:
        if signal.generation in self._said:
            self._reply(self._said[signal.generation])
        elif not self.deaf and all(task.done() for task in self._answers):
            self._answers.append(asyncio.create_task(self._answer(signal)))

    async def _answer(self, signal: Signal) -> None:
        assert isinstance(signal.body, Description)
        last, self.pc = self.pc, None
        if last is not None:
            await last.close()
        pc = self.pc = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        pc.on("track", self._follow)
        await pc.setRemoteDescription(RTCSessionDescription(signal.body.sdp, "offer"))
        if self.media:
            pc.addTrack(Hum())
            pc.addTrack(MovingPicture())
        await pc.setLocalDescription(await pc.createAnswer())
        sdp = self.change_answer(pc.localDescription.sdp)
        body = Description(type="answer", sdp=sdp)
        answer = self._said[signal.generation] = signal.model_copy(update={"body": body})
        self._reply(answer)

    def _follow(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._drain(track)))

    async def _drain(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, VideoFrame):
                self.frames += 1
                self.size = (frame.width, frame.height)
            elif isinstance(frame, AudioFrame):
                samples = frame.to_ndarray().astype(np.float64).ravel() / 32768
                self.sound_energy += float(np.mean(samples**2)) * 0.02

    def cut(self) -> Callable[[], None]:
        """Let nothing out any more, as a pulled cable does; returns what mends it."""
        assert self.pc is not None
        transports = [one.receiver.transport.transport for one in self.pc.getTransceivers()[:1]]
        protocols = [one for t in transports for one in t._connection._protocols]
        kept = [(one, one.transport.sendto) for one in protocols]
        for one, _ in kept:
            setattr(one.transport, "sendto", lambda *_: None)  # noqa: B010

        def mend() -> None:
            for one, sendto in kept:
                setattr(one.transport, "sendto", sendto)  # noqa: B010

        return mend

    async def close(self) -> None:
        """End everything; what is half answered first, or its sockets stay open."""
        await asyncio.gather(*self._answers)
        if self.pc is not None:
            await self.pc.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
