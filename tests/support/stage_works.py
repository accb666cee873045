"""Stage's works beside a real sign with a simulated lamp, and a room that the test speaks for."""

import asyncio
import json
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from appliance.core.sign_leases import Now
from appliance.core.views import StageView
from appliance.link.lines import SocketLine, listen
from appliance.link.messages import (
    Doing,
    Hello,
    Looped,
    Passed,
    Pressed,
    Touched,
    Wanted,
    read_from_stage,
)
from appliance.sign.door import Door
from appliance.sign.keeper import Keeper
from appliance.sign.state_file import StateFile
from appliance.stage.board import NOTHING_DONE, Board
from appliance.stage.media.echo import EchoCanceller
from appliance.stage.settings import StageSettings
from appliance.stage.works import Works
from hardware.camera_simulated import SimulatedCamera
from hardware.lamp_simulated import SimulatedLamp
from hardware.sound_simulated import SimulatedHeadset
from tests.support.far_end import FarEnd
from wire.signaling import IceServer, Signal


class SignEnd:
    """A real sign that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lamp = SimulatedLamp(folder / "devices")
        self.keeper: Keeper | None = None
        self._server: asyncio.Server | None = None
        self._lines: set[SocketLine] = set()

    async def start(self) -> None:
        keeper = self.keeper = Keeper(
            Door(self.lamp),
            StateFile(self._folder / "sign.json"),
            lambda: Now(time.monotonic(), time.time()),
        )

        async def serve(line: SocketLine) -> None:
            self._lines.add(line)
            await keeper.serve(line)
            self._lines.discard(line)

        self._server = await listen(self._folder / "sign.sock", serve)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
            (self._folder / "sign.sock").unlink()
            for line in list(self._lines):
                await line.close()


class RoomEnd:
    """Room's end of the line: says what the test wants, keeps what stage says."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "room.sock"
        self.said: list[Any] = []
        self.far: FarEnd | None = None
        self.others: dict[str, FarEnd] = {}
        """Guests, by peer; all else is for ``far``."""
        self.view: StageView | None = None
        self.echoes = True
        """Central is there and sends back what stage says to itself."""
        self.ice_servers: tuple[IceServer, ...] = ()
        self._line: SocketLine | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await listen(self._path, self._serve)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
            self._path.unlink()
            if self._line is not None:
                await self._line.close()

    async def _serve(self, line: SocketLine) -> None:
        self._line = line
        async for raw in line:
            message = read_from_stage(raw)
            self.said.append(message)
            if isinstance(message, Hello) and self.view is not None:
                line.send(Wanted(view=self.view))
            if isinstance(message, Passed) and self.far is not None:
                self.others.get(message.signal.peer, self.far).hear(message.signal)
            if isinstance(message, Looped) and self.echoes:
                first = message.loop.body is None
                servers = self.ice_servers if first else ()
                back = message.loop.model_copy(update={"ice_servers": servers})
                line.send(Looped(loop=back))
        self._line = None

    def want(self, view: StageView) -> None:
        self.view = view
        if self._line is not None:
            self._line.send(Wanted(view=view))

    def pass_on(self, signal: Signal) -> None:
        if self._line is not None:
            self._line.send(Passed(signal=signal))

    def say(self, raw: bytes) -> None:
        """Anything at all."""
        assert self._line is not None
        self._line._writer.write(raw + b"\n")

    @property
    def connected(self) -> bool:
        return self._line is not None

    @property
    def doing(self) -> Any:
        """The last Doing, or one in which nothing is done."""
        return next((one for one in reversed(self.said) if isinstance(one, Doing)), NOTHING_DONE)

    @property
    def pressed(self) -> list[Any]:
        return [one for one in self.said if isinstance(one, Pressed | Touched)]


def _beside(folder: Path) -> SimulatedHeadset:
    """A loudspeaker beside the headset."""
    return SimulatedHeadset(folder / "devices", name="room-speaker")


class WorksBench:
    """All of it, in one folder."""

    def __init__(
        self,
        folder: Path,
        film: Path | None = None,
        said: Path | None = None,
        *,
        loudspeaker: bool = False,
        room_speaker: bool = False,
    ) -> None:
        """``film`` is what the camera sees, 640x360; ``said`` what the microphone hears."""
        self.folder = folder
        self.board = Board()
        self.sign, self.room = SignEnd(folder), RoomEnd(folder)
        self.camera = SimulatedCamera(folder / "devices", film)
        self.headset = SimulatedHeadset(folder / "devices", said)
        self.far = FarEnd(self.room.pass_on)
        self.room.far = self.far
        settings = StageSettings(
            width=640,
            height=360,
            fps=15,
            video_codec="vp8",
            video_profile="360p30",
            loudspeaker=loudspeaker,
        )
        self.speaker = _beside(folder) if room_speaker else None
        echo = EchoCanceller() if room_speaker or loudspeaker else None
        devices = (self.camera, self.headset, echo, self.speaker)
        self.works = Works(settings, folder, self.board, *devices)

    def handles(self) -> set[str]:
        """The capture handles that are open, as /proc tells."""
        links = (os.path.realpath(one) for one in Path("/proc/self/fd").iterdir())
        return {
            Path(link).stem
            for link in links
            if link.endswith(".capturing") and link.startswith(str(self.folder.resolve()))
        }

    async def tell(self, device: str, verb: str) -> None:
        """A verb to a device's control socket."""
        reader, writer = await asyncio.open_unix_connection(
            str(self.folder / "devices" / f"{device}.sock")
        )
        await reader.readline()
        writer.write(json.dumps({"do": verb}).encode() + b"\n")
        await reader.readline()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def works_bench(
    folder: Path,
    *,
    sign: bool = True,
    room: bool = True,
    film: Path | None = None,
    said: Path | None = None,
    loudspeaker: bool = False,
    room_speaker: bool = False,
) -> AsyncIterator[WorksBench]:
    """Everything running; at the end nothing is left."""
    bench = WorksBench(folder, film, said, loudspeaker=loudspeaker, room_speaker=room_speaker)
    if sign:
        await bench.sign.start()
    if room:
        await bench.room.start()
    running = asyncio.create_task(bench.works.run())
    try:
        yield bench
        assert bench.board.stopped.is_set() or not running.done()
    finally:
        bench.board.stopped.set()
        await running
        await bench.far.close()
        await bench.room.stop()
        await bench.sign.stop()
        bench.camera.shut()
        bench.headset.shut()
        if bench.speaker:
            bench.speaker.shut()
        bench.sign.lamp.close()


def recorded(entries: list[logging.LogRecord], *names: str) -> list[str]:
    """The records of these names, in order, with their device or state."""
    found = []
    for entry in entries:
        if entry.name == "ostord" and entry.getMessage() in names:
            facts = getattr(entry, "facts", {})
            detail = facts.get("device") or facts.get("state")
            found.append(f"{entry.getMessage()} {detail}" if detail else entry.getMessage())
    return found
