"""The workbench page's server: what it shows and does, and whom it refuses."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hardware.camera_simulated import SimulatedCamera
from hardware.control import ControlSocket
from hardware.lamp_simulated import SimulatedLamp
from hardware.presence_simulated import SimulatedPresence
from workbench.bench import Bench
from workbench.desk import DeviceGone
from workbench.faults import WorkbenchError
from workbench.ports import choose_ports


class Room:
    """A bench with simulated devices behind it, and a client in front of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touches: list[tuple[int, int]] = []
        self.port = choose_ports(0)[0].workbench
        self.bench = Bench(folder, self.port, frozenset({"headset"}))
        self.camera = SimulatedCamera(folder)
        self.lamp = SimulatedLamp(folder)
        self.presence: SimulatedPresence | None = SimulatedPresence(folder)
        self.screen = ControlSocket(
            folder,
            "screen",
            {
                "frame": lambda _: {"frame": base64.b64encode(b"jpeg").decode()},
                "touch": lambda asked: self.touches.append((asked["x"], asked["y"])),
                "controls": lambda _: {
                    "controls": [{"button": "held", "x": 10, "y": 20, "w": 100, "h": 50}]
                },
            },
            lambda: {"device": "screen", "size": [1280, 800], "touches": len(self.touches)},
        )

    @property
    def here(self) -> str:
        """The address of the page."""
        return f"http://localhost:{self.port}"

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until the desk ``holds``."""
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.01)

    def says(self, device: str) -> dict[str, Any]:
        """What the desk knows of ``device``."""
        return self.bench.desk.states()[device] or {}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(tmp_path)
    await room.bench.start()
    yield room
    await room.bench.stop()
    room.camera.shut()
    room.lamp.close()
    room.screen.close()
    if room.presence is not None:
        room.presence.close()


@asynccontextmanager
async def _page(room: Room) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """The socket as the page itself opens it."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{room.here}/ws", origin=room.here) as socket,
    ):
        yield socket


async def _read(socket: aiohttp.ClientWebSocketResponse, kind: aiohttp.WSMsgType) -> Any:
    async with asyncio.timeout(5):
        async for message in socket:
            if message.type is kind:
                return message.data
    raise AssertionError("the bench hung up")


async def test_the_page_shows_levels_and_the_screens_picture(room: Room) -> None:
    async with _page(room) as socket:
        told = json.loads(await _read(socket, aiohttp.WSMsgType.TEXT))
        assert set(told["devices"]) == {
            "lamp",
            "screen",
            "camera",
            "headset",
            "presence",
            "board",
            "buttons",
        }
        assert told["devices"]["headset"] is None
        assert told["real"] == ["headset"]
        assert await _read(socket, aiohttp.WSMsgType.BINARY) == b"jpeg"


async def test_a_click_is_a_touch_and_a_verb_is_done(room: Room) -> None:
    await room.until(lambda: bool(room.says("screen")))
    async with _page(room) as socket:
        await socket.send_json({"device": "screen", "do": "touch", "x": 7, "y": 9})
        await socket.send_json({"device": "camera", "do": "unplug"})
        await room.until(lambda: room.says("camera").get("plugged") is False)
    assert room.touches == [(7, 9)]


@pytest.mark.parametrize(
    "asked",
    [
        "{}",
        "[]",
        "no json",
        '{"device":"camera","do":"explode"}',
        '{"device":"moon","do":"plug"}',
        '{"device":"screen","do":"touch","x":"a","y":1}',
        '{"device":"screen","do":"frame"}',
    ],
)
async def test_what_nobody_can_do_is_refused_and_nothing_else_happens(
    room: Room, asked: str
) -> None:
    async with _page(room) as socket:
        await socket.send_str(asked)
        while "refused" not in json.loads(await _read(socket, aiohttp.WSMsgType.TEXT)):
            pass
    assert room.touches == []


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "[::1", "127.0.0.1"]
)
async def test_another_host_name_is_refused(room: Room, host: str) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{room.here}/", headers={"Host": host}) as answer,
    ):
        assert answer.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
async def test_another_pages_socket_is_refused(room: Room, origin: str) -> None:
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{room.here}/ws", origin=origin)
    assert refused.value.status == 403


async def test_a_socket_without_origin_is_refused(room: Room) -> None:
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.ws_connect(f"{room.here}/ws")


async def test_the_page_can_be_framed_by_nobody(room: Room) -> None:
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{room.here}/") as answer:
            assert answer.status == 200
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        async with client.get(f"{room.here}/page/../bench.py") as answer:
            assert answer.status == 404


async def test_the_world_stays_when_a_process_restarts(room: Room) -> None:
    await room.bench.desk.do("presence", "come")
    await room.until(lambda: room.says("presence").get("present") is True)
    assert room.presence is not None
    room.presence.close()
    room.presence = None
    await room.until(lambda: room.bench.desk.states()["presence"] is None)
    room.presence = SimulatedPresence(room.folder)
    await room.until(lambda: room.says("presence").get("present") is True)


async def test_an_undriven_lamp_is_nobodys(room: Room) -> None:
    room.lamp.show("occupied")
    await room.until(lambda: room.says("lamp").get("state") == "occupied")
    room.lamp.close()
    await room.until(lambda: room.bench.desk.states()["lamp"] is None)


async def test_controls_are_where_to_touch(room: Room) -> None:
    await room.until(lambda: bool(room.says("screen")))
    assert await room.bench.desk.controls() == {"held": (60, 45)}


async def test_a_device_that_nobody_drives_cannot_be_touched(room: Room) -> None:
    await room.until(lambda: bool(room.says("screen")))
    room.screen.close()
    await room.until(lambda: room.bench.desk.states()["screen"] is None)
    with pytest.raises(DeviceGone):
        await room.bench.desk.touch(1, 1)
    with pytest.raises(WorkbenchError):
        await room.bench.desk.do("screen", "touch")
