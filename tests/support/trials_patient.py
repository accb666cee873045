"""A patient for the fault trials: enters by the real pages' doors and talks through aiortc."""

import asyncio
import secrets
import time

import aiohttp

from central.bookings import Booked
from tests.support.central_house import BORN, House, ticket_of
from tests.support.far_end import FarEnd
from wire.records import Record
from wire.signaling import Hello, Join, Signal, read_from_central

LOOK_S = 0.02


class TrialPatient:
    """In the lobby after ``enter``; answers every call unless told to hold its answers."""

    def __init__(self, house: House, connector: aiohttp.TCPConnector | None = None) -> None:
        self._house = house
        self._http = aiohttp.ClientSession(
            house.url, connector=connector, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        self._out: asyncio.Queue[Record] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._holds = False
        self._held: list[Signal] = []
        self.far = FarEnd(self._out.put_nowait)
        self.calls = 0
        """Offers that have arrived."""
        self._gap_from = time.monotonic()
        self._longest_gap = 0.0

    async def enter(self, booked: Booked) -> None:
        """From the link to the lobby."""
        await self._post("/api/entry", {"ticket": ticket_of(booked), "birth_date": BORN})
        await self._post("/api/consent", {"version": "1", "accept": True})
        socket = await self._http.ws_connect("/ws")
        self._tasks = [
            asyncio.create_task(self._listen(socket), name="patient listens"),
            asyncio.create_task(self._speak(socket), name="patient speaks"),
            asyncio.create_task(self._watch(), name="patient watches"),
        ]
        self._out.put_nowait(Hello(client=secrets.token_hex(8)))
        self._out.put_nowait(Join(visit=booked.appointment))

    async def _post(self, path: str, body: object) -> None:
        async with self._http.post(path, json=body) as answer:
            assert answer.status == 200, f"{path}: {answer.status}"

    def hold_answers(self) -> None:
        """Answer no offer for a while."""
        self._holds = True

    def answer_again(self) -> None:
        """Answer the newest offer and all that come."""
        held, self._holds, self._held = self._held, False, []
        offers = [one for one in held if one.body.type == "offer"]
        for signal in held[held.index(offers[-1]) :] if offers else ():
            self.far.hear(signal)

    def longest_gap(self) -> float:
        """Longest time without a new picture since ``begin_gap``, the running one included."""
        return max(self._longest_gap, time.monotonic() - self._gap_from)

    def begin_gap(self) -> None:
        """Measure from now on."""
        self._gap_from, self._longest_gap = time.monotonic(), 0.0

    async def close(self) -> None:
        """Go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.far.close()
        await self._http.close()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            message = read_from_central(frame.data)
            if not isinstance(message, Signal):
                continue
            self.calls += message.body.type == "offer"
            if self._holds:
                self._held.append(message)
            else:
                self.far.hear(message)

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await socket.send_str((await self._out.get()).to_json())

    async def _watch(self) -> None:
        frames = self.far.frames
        while True:
            await asyncio.sleep(LOOK_S)
            if self.far.frames != frames:
                now, frames = time.monotonic(), self.far.frames
                self._longest_gap = max(self._longest_gap, now - self._gap_from)
                self._gap_from = now
