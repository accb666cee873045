"""The real room process, and sign and stage played over their real sockets."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.words import DeviceState, SignState
from appliance.link.lines import SocketLine, connect, listen
from appliance.link.messages import (
    CallDoing,
    Doing,
    Hello,
    Passed,
    SignShown,
    SignWanted,
    Wanted,
    read_to_sign,
    read_to_stage,
)
from wire.records import Record

WELL = Doing(camera=DeviceState.OK, microphone=DeviceState.OK, speaker=DeviceState.OK)


async def until(holds: Callable[[], object], what: str, within_s: float = 20.0) -> None:
    """Wait for a level that other programs bring about."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, f"never: {what}"
        await asyncio.sleep(0.02)


class PlayedSign:
    """Sign's socket: shows what it is told."""

    def __init__(self) -> None:
        self.wanted: list[SignState] = []
        self.times: list[float] = []
        self.lines: list[SocketLine] = []

    async def serve(self, line: SocketLine) -> None:
        """One connection."""
        self.lines.append(line)
        async for raw in line:
            message = read_to_sign(raw)
            if isinstance(message, SignWanted):
                self.times.append(asyncio.get_running_loop().time())
                if self.wanted[-1:] != [message.view.state]:
                    self.wanted.append(message.view.state)
            shown = self.wanted[-1] if self.wanted else SignState.UNKNOWN
            line.send(SignShown(state=shown, capturing=False, lamp_ok=True))


class PlayedStage:
    """Stage's end of the line: says what the test lets it do, keeps what it is told."""

    def __init__(self) -> None:
        self.doing = WELL
        self.views: list[Wanted] = []
        self.passed: list[Passed] = []
        self._line: SocketLine | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def screen(self) -> str | None:
        """The name of the screen shown."""
        return self.views[-1].view.screen.name if self.views else None

    @property
    def call(self) -> tuple[str, str, int] | None:
        """Visit, peer and first generation of the call wanted."""
        call = self.views[-1].view.call if self.views else None
        return (call.visit, call.peer, call.min_generation) if call else None

    async def start(self, socket: Path, *, says: bool = True) -> None:
        """Connect as soon as somebody listens; ``says``: tell each 0.2 s what it does."""
        while self._line is None:
            try:
                self._line = await connect(socket)
            except OSError:
                await asyncio.sleep(0.02)
        self._line.send(Hello(process="stage"))
        self._tasks = [asyncio.create_task(self._listen(self._line))]
        if says:
            self._tasks.append(asyncio.create_task(self._speak(self._line)))

    def say(self, message: Record) -> None:
        """Press, touch, pass."""
        assert self._line is not None
        self._line.send(message)

    def hold(self, call: CallDoing | None, **changes: object) -> None:
        """Do this from now on."""
        self.doing = WELL.model_copy(update={"call": call, **changes})
        self.say(self.doing)

    async def stop(self) -> None:
        """Die."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._line is not None:
            await self._line.close()
        self._line = None

    async def _speak(self, line: SocketLine) -> None:
        while True:
            line.send(self.doing)
            await asyncio.sleep(0.2)

    async def _listen(self, line: SocketLine) -> None:
        async for raw in line:
            message = read_to_stage(raw)
            if isinstance(message, Wanted):
                self.views.append(message)
            elif isinstance(message, Passed):
                self.passed.append(message)


@dataclass
class RoomProcess:
    """``ostord-unit room`` as a process of its own."""

    config: Path
    records: list[dict[str, object]] = field(default_factory=list)
    output: str = ""
    process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from appliance.command import main; raise SystemExit(main())",
            "room",
            "--config",
            str(self.config),
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONWARNINGS": "error"},
        )
        self._reading = asyncio.create_task(self._read(self.process))

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; returns its exit code."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        code = await asyncio.wait_for(self.process.wait(), 10)
        if self._reading is not None:
            await self._reading
        return code

    def phases(self) -> list[object]:
        """The recorded phases, in order."""
        return [entry["phase"] for entry in self.records if entry.get("what") == "phase"]

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            self.output += line.decode()
            with contextlib.suppress(ValueError):
                self.records.append(json.loads(line))


@asynccontextmanager
async def played_sign(socket: Path) -> AsyncIterator[PlayedSign]:
    """Sign's socket, listening."""
    sign = PlayedSign()
    server = await listen(socket, sign.serve)
    try:
        yield sign
    finally:
        server.close()
        for line in sign.lines:
            await line.close()
