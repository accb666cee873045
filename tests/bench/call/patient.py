"""The far end of the unit's call: it enters by central's doors and lets the bench's page answer."""

import asyncio
import secrets

import aiohttp

from tests.bench.call.contestant import Line
from wire.records import Record
from wire.signaling import Candidate, Description, Hello, Join, Signal, read_from_central


class Patient:
    """In the lobby after ``enter``; every offer goes to ``line``."""

    def __init__(self, central: str) -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        self._http = aiohttp.ClientSession(central, cookie_jar=jar)
        self._out: asyncio.Queue[Record] = asyncio.Queue()
        self._in: asyncio.Queue[Signal] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self.line: Line | None = None

    async def enter(self, ticket: str, birth_date: str, visit: str) -> None:
        """From the link to the lobby."""
        await self._post("/api/entry", {"ticket": ticket, "birth_date": birth_date})
        await self._post("/api/consent", {"version": "1", "accept": True})
        socket = await self._http.ws_connect("/ws")
        works = (self._listen(socket), self._speak(socket), self._answer())
        self._tasks = [asyncio.create_task(work) for work in works]
        self._out.put_nowait(Hello(client=secrets.token_hex(8)))
        self._out.put_nowait(Join(visit=visit))

    async def _post(self, path: str, body: object) -> None:
        async with self._http.post(path, json=body) as answer:
            assert answer.status == 200, f"{path}: {answer.status} {await answer.text()}"

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            message = read_from_central(frame.data)
            if isinstance(message, Signal):
                self._in.put_nowait(message)

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await socket.send_str((await self._out.get()).to_json())

    async def _answer(self) -> None:
        while True:
            signal = await self._in.get()
            line, body = self.line, signal.body
            if line is None:
                continue
            if isinstance(body, Candidate):
                await line.candidate(body.candidate.removeprefix("candidate:"))
            elif body.type == "offer":
                said = Description(type="answer", sdp=await line.answer(body.sdp))
                self._out.put_nowait(signal.model_copy(update={"body": said}))

    async def close(self) -> None:
        """Go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.close()
