"""The workbench's web server: loopback only, its own page, and a socket to the desk.

Whoever can open the page can touch the simulated room, so a foreign web page must not: the Host
must be this machine's own name and a WebSocket must come from the page itself.
"""

import asyncio
import contextlib
import json
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from workbench.desk import Desk, State
from workbench.eid import SimulatedBankId
from workbench.faults import WorkbenchError

FRAME_S = 0.11
MESSAGE_LIMIT = 1024
OWN_NAMES = ("localhost", "127.0.0.1")
PAGE = Path(str(files("workbench"))) / "page"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "font-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Bench:
    """Serves the page on 127.0.0.1:``port`` for the devices in ``folder``.

    The devices in ``real`` are no simulation: the page says so and leaves them alone.
    """

    def __init__(self, folder: Path, port: int, real: frozenset[str] = frozenset()) -> None:
        self.desk = Desk(folder, self._changed)
        self._task: asyncio.Task[None] | None = None
        self._port = port
        self._real = sorted(real)
        self._viewers: set[_Viewer] = set()
        app = web.Application(middlewares=[self._only_own])
        app.router.add_get("/", _index)
        app.router.add_get("/ws", self._socket)
        SimulatedBankId().add_routes(app, "/bankid")
        app.router.add_static("/page", PAGE)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)

    async def start(self) -> None:
        """Listen; the desk is joined to the devices as they come."""
        self._task = asyncio.create_task(self.desk.run(), name="desk")
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def stop(self) -> None:
        """Close every socket and listen no more."""
        for viewer in list(self._viewers):
            await viewer.close()
        await self._runner.cleanup()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _changed(self) -> None:
        for viewer in self._viewers:
            viewer.changed.set()

    @web.middleware
    async def _only_own(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _name_and_port(f"//{request.headers.get('Host', '')}")
        origin = request.headers.get("Origin")
        own = host is not None and host[0] in OWN_NAMES and host[1] == self._port
        if not own or (origin is not None and origin != f"http://{request.headers['Host']}"):
            raise web.HTTPForbidden(text="This page is for this machine only.")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="Only the page itself may open this.")
        socket = web.WebSocketResponse(max_msg_size=MESSAGE_LIMIT, heartbeat=10)
        await socket.prepare(request)
        viewer = _Viewer(socket, self.desk, self._real)
        self._viewers.add(viewer)
        try:
            await viewer.run()
        finally:
            self._viewers.discard(viewer)
        return socket


class _Viewer:
    """One open page: gets every change and the screen's pictures, sends what a person does."""

    def __init__(self, socket: web.WebSocketResponse, desk: Desk, real: list[str]) -> None:
        self.changed = asyncio.Event()
        self._socket = socket
        self._desk = desk
        self._real = real
        self._watches = asyncio.Event()
        self._watches.set()

    async def run(self) -> None:
        """Serve until the page goes away."""
        tasks = [asyncio.create_task(self._tell()), asyncio.create_task(self._show())]
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(message.data)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Hang up: the demo ends."""
        await self._socket.close()

    async def _tell(self) -> None:
        while True:
            self.changed.clear()
            await self._socket.send_json({"devices": self._desk.states(), "real": self._real})
            await self.changed.wait()

    async def _show(self) -> None:
        shown = b""
        while True:
            await self._watches.wait()
            with contextlib.suppress(WorkbenchError, TimeoutError):
                picture = await self._desk.frame()
                if picture != shown:
                    await self._socket.send_bytes(picture)
                    shown = picture
            await asyncio.sleep(FRAME_S)

    async def _take(self, text: str) -> None:
        try:
            await self._do(json.loads(text))
        except (WorkbenchError, TimeoutError, ValueError, KeyError, TypeError) as error:
            await self._socket.send_json({"refused": str(error) or type(error).__name__})

    async def _do(self, asked: State) -> None:
        if "watch" in asked:
            (self._watches.set if asked["watch"] else self._watches.clear)()
        elif asked["device"] == "screen" and asked["do"] == "touch":
            await self._desk.touch(int(asked["x"]), int(asked["y"]))
        else:
            await self._desk.do(str(asked["device"]), str(asked["do"]))


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html")


def _name_and_port(address: str) -> tuple[str | None, int] | None:
    try:
        parts = urlsplit(address)
        return parts.hostname, parts.port or 80
    except ValueError:
        return None
