"""The simulated devices of one unit, through their control sockets and nothing else.

The world does not change because a process restarts: what a person did to a device (unplugged it,
walked into the room) is done to it again when it comes back.
"""

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.faults import WorkbenchError

State = dict[str, Any]

LINE_LIMIT = 8_388_608
"""Bytes; a picture of a screen as one line of JSON."""
RECONNECT_S = 0.1
ANSWER_S = 3.0
DEVICES = ("lamp", "screen", "camera", "headset", "presence", "board", "buttons")

SIGNS = ("text", "one-lamp", "three-lamps", "rgb", "relay", "busylight")
"""The kinds of sign that a simulated one can be."""

BUTTONS = ("start", "pause", "end", "occupied", "help", "back", "next", "choose", "bell")

ONCE = "once"
"""A verb that happens and leaves nothing: a device that comes back is not told of it."""

VERBS: dict[str, dict[str, str]] = {
    "camera": {
        **dict.fromkeys(("unplug", "plug"), "plug"),
        **dict.fromkeys(("freeze", "thaw"), "picture"),
        **dict.fromkeys(("close-lid", "open-lid"), "lid"),
        **dict.fromkeys(("blacken", "blur", "clear"), "image"),
    },
    "headset": {
        **dict.fromkeys(("unplug", "plug"), "plug"),
        **dict.fromkeys(("hear-voice", "hear-noise", "hear-silence", "hear-clipping"), "hearing"),
        **dict.fromkeys(("press-mute", "press-volume-up", "press-volume-down"), ONCE),
        **dict.fromkeys(("switch-off", "switch-on"), "switch"),
        **dict.fromkeys(("own-default", "other-default"), "default"),
    },
    "lamp": {
        **dict.fromkeys(("kill", "stick-on", "stick-off", "mend"), "life"),
        **dict.fromkeys(("unplug", "plug"), "plug"),
        **dict.fromkeys((f"be-{kind}" for kind in SIGNS), "kind"),
    },
    "board": {
        **dict.fromkeys(("heat", "cool"), "heat"),
        **dict.fromkeys(("sag", "power"), "power"),
        **dict.fromkeys(("unplug-screen", "plug-screen"), "screen"),
        **dict.fromkeys(("plug-second-screen", "unplug-second-screen"), "second-screen"),
    },
    "buttons": {
        **dict.fromkeys((f"press-{name}" for name in BUTTONS), ONCE),
        **dict.fromkeys((*(f"stick-{name}" for name in BUTTONS), "free"), "stuck"),
    },
    "presence": {"come": "person", "go": "person"},
    "screen": {},
}
"""What a person can do to each device, and which side of it each verb changes."""


class DeviceGone(WorkbenchError):  # noqa: N818
    """The process that holds the device does not run."""


class Desk:
    """All devices in ``folder``; ``on_change`` is called whenever one of them changes."""

    def __init__(self, folder: Path, on_change: Callable[[], None] = lambda: None) -> None:
        self._links = {name: _Link(folder / f"{name}.sock", on_change) for name in DEVICES}
        self._done: dict[str, dict[str, str]] = {name: {} for name in DEVICES}

    def states(self) -> dict[str, State | None]:
        """Each device's state, None for one that nobody drives."""
        return {name: link.state for name, link in self._links.items()}

    async def run(self) -> None:
        """Stay connected to all devices; never returns."""
        async with asyncio.TaskGroup() as group:
            for name, link in self._links.items():
                group.create_task(link.run(self._done[name]), name=f"device {name}")

    async def do(self, device: str, verb: str) -> None:
        """Do ``verb`` to ``device``, now or as soon as it is there."""
        side = VERBS.get(device, {}).get(verb)
        if side is None:
            raise WorkbenchError(f"Nobody can {verb!r} a {device!r}.")
        if side is not ONCE:
            self._done[device][side] = verb
        with contextlib.suppress(DeviceGone):
            await self._links[device].ask({"do": verb}, "device")

    async def touch(self, x: int, y: int) -> None:
        """Touch the screen at (x, y), pixels of the screen."""
        await self._links["screen"].ask({"do": "touch", "x": x, "y": y}, "device")

    async def frame(self) -> bytes:
        """What the screen shows, as JPEG."""
        answer = await self._links["screen"].ask({"do": "frame"}, "frame")
        return base64.b64decode(answer["frame"])

    async def controls(self) -> dict[str, tuple[int, int]]:
        """The buttons on the screen now, each with the middle of where it stands."""
        answer = await self._links["screen"].ask({"do": "controls"}, "controls")
        return {
            one["button"]: (int(one["x"] + one["w"] / 2), int(one["y"] + one["h"] / 2))
            for one in answer["controls"]
        }


class _Link:
    """One control socket: the device's state, and questions with their answers."""

    def __init__(self, path: Path, on_change: Callable[[], None]) -> None:
        self.state: State | None = None
        self._path = path
        self._on_change = on_change
        self._writer: asyncio.StreamWriter | None = None
        self._asked: list[tuple[str, asyncio.Future[State]]] = []

    async def run(self, done: dict[str, str]) -> None:
        """Connect again and again; ``done`` is done to the device each time it comes."""
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path, limit=LINE_LIMIT)
            except OSError:
                await asyncio.sleep(RECONNECT_S)
                continue
            self._writer = writer
            for verb in done.values():
                writer.write(_line({"do": verb}))
            try:
                await self._read(reader)
            finally:
                self._gone()
                writer.close()

    async def ask(self, message: State, answer: str) -> State:
        """Send ``message`` and wait for the line that holds ``answer`` (or an error)."""
        if self._writer is None:
            raise DeviceGone(f"Nothing drives {self._path.stem}.")
        future: asyncio.Future[State] = asyncio.get_running_loop().create_future()
        self._asked.append((answer, future))
        self._writer.write(_line(message))
        async with asyncio.timeout(ANSWER_S):
            return await future

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await reader.readline()
            except (OSError, ValueError):
                return
            if not line.endswith(b"\n"):
                return
            self._take(json.loads(line))

    def _take(self, said: State) -> None:
        if "device" in said and said != self.state:
            self.state = said
            self._on_change()
        for asked in self._asked:
            answer, future = asked
            if answer in said or "error" in said:
                self._asked.remove(asked)
                if not future.done():
                    _settle(future, said)
                return

    def _gone(self) -> None:
        self._writer, self.state = None, None
        for _, future in self._asked:
            if not future.done():
                future.set_exception(DeviceGone(f"Nothing drives {self._path.stem}."))
        self._asked.clear()
        self._on_change()


def _settle(future: asyncio.Future[State], said: State) -> None:
    if "error" in said:
        future.set_exception(WorkbenchError(str(said["error"])))
    else:
        future.set_result(said)


def _line(message: State) -> bytes:
    return json.dumps(message).encode() + b"\n"
