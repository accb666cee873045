"""aiortc as it comes, in a process of its own: JSON lines in, JSON lines out.

Usage: python -m tests.bench.call.stock_peer FILM SPEECH. Pictures and sound are paced as devices
would; what arrives is decoded, not drawn.
"""

import asyncio
import json
import pickle
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame, VideoFrame

from hardware.film import Film
from hardware.voice import from_file
from tests.bench.call.evidence import Evidence
from tests.bench.call.sounds import RATE_HZ, Piece
from tests.bench.call.time_code import points, read

FPS, FRAME_S = 30, 0.02


class Camera(MediaStreamTrack):
    """The film, 30 pictures a second; skips what it is late for."""

    kind = "video"

    def __init__(self, film: Film, sent: list[tuple[float, int | None]]) -> None:
        super().__init__()
        self._film, self._sent = film, sent
        self._begun, self._next = time.monotonic(), 0

    async def recv(self) -> VideoFrame:
        """The next picture."""
        if self.readyState != "live":
            raise MediaStreamError
        self._next = max(self._next + 1, int((time.monotonic() - self._begun) * FPS))
        at = self._begun + self._next / FPS
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        frame = VideoFrame.from_ndarray(self._film.picture(self._next, 1 / FPS), format="yuv420p")
        frame.pts, frame.time_base = self._next * 90_000 // FPS, Fraction(1, 90_000)
        self._sent.append((at, self._next % self._film.pictures))
        return frame


class Microphone(MediaStreamTrack):
    """The speech, over and over again."""

    kind = "audio"

    def __init__(self, speech: Path, said: list[Piece]) -> None:
        super().__init__()
        blocks = from_file(speech)
        self._frames, self._said = blocks.reshape(len(blocks) // 2, -1), said
        self._begun, self._next = time.monotonic(), 0

    async def recv(self) -> AudioFrame:
        """The next 20 ms."""
        if self.readyState != "live":
            raise MediaStreamError
        self._next += 1
        at = self._begun + self._next * FRAME_S
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        samples = self._frames[self._next % len(self._frames)]
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base = RATE_HZ, Fraction(1, RATE_HZ)
        frame.pts = self._next * samples.size
        self._said.append(Piece(at, samples))
        return frame


class Peer:
    """One connection after the other."""

    def __init__(self, film: Path, speech: Path) -> None:
        self._film, self._speech = Film(film), speech
        self._pc: RTCPeerConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._begun, self._first = 0.0, 0.0
        self._watching = False
        self._notes = Evidence()
        self._samples = 0

    async def offer(self, _: dict[str, Any]) -> dict[str, Any]:
        """A new connection's offer."""
        self._begun, self._first, self._samples = time.monotonic(), 0.0, 0
        pc = self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        pc.on("track", lambda track: self._tasks.append(asyncio.create_task(self._take(track))))
        pc.addTrack(Microphone(self._speech, self._notes.said))
        pc.addTrack(Camera(self._film, self._notes.sent))
        await pc.setLocalDescription(await pc.createOffer())
        return {"sdp": pc.localDescription.sdp}

    async def accept(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The far end's answer."""
        assert self._pc is not None
        await self._pc.setRemoteDescription(RTCSessionDescription(asked["sdp"], "answer"))
        return {}

    async def first(self, _: dict[str, Any]) -> dict[str, Any]:
        """Seconds until the first picture, 0 while there is none."""
        return {"first": self._first and self._first - self._begun}

    async def heard(self, _: dict[str, Any]) -> dict[str, Any]:
        """Samples decoded so far, and when."""
        return {"at": time.monotonic(), "samples": self._samples}

    async def watch(self, _: dict[str, Any]) -> dict[str, Any]:
        """Note from now on."""
        for notes in (self._notes.sent, self._notes.seen, self._notes.said, self._notes.heard):
            notes.clear()
        self._watching = True
        return {}

    async def notes(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Leave what was noted in a file."""
        self._watching = False
        Path(asked["into"]).write_bytes(pickle.dumps(self._notes))
        return {}

    async def leave(self, _: dict[str, Any]) -> dict[str, Any]:
        """Close the connection."""
        if self._pc is not None:
            await self._pc.close()
        return {}

    async def _take(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            now = time.monotonic()
            if isinstance(frame, VideoFrame):
                self._first = self._first or now
                if self._watching:
                    self._notes.seen.append((now, _code(frame)))
            elif isinstance(frame, AudioFrame):
                self._samples += frame.samples
                if self._watching:
                    stereo = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
                    mono = stereo.astype(np.int32).mean(axis=1).astype(np.int16)
                    self._notes.heard.append(Piece(now, mono))


def _code(frame: VideoFrame) -> int | None:
    plane = frame.planes[0]
    y = np.frombuffer(bytes(plane), np.uint8).reshape(-1, plane.line_size)
    values = [float(y[int(b * frame.height), int(a * frame.width)]) for a, b in points()]
    return read(values)


async def main() -> None:
    """Obey until the input ends."""
    peer = Peer(Path(sys.argv[1]), Path(sys.argv[2]))
    reader = asyncio.StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        print(json.dumps(await getattr(peer, asked["do"])(asked)), flush=True)
    await peer.leave({})


if __name__ == "__main__":
    asyncio.run(main())
