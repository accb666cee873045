"""A small real central for the room's tests: tokens, Appointments and the signaling socket."""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from joserfc import jwt
from joserfc.jwk import ECKey

from wire.appointment import Booking, Status, write_booking
from wire.records import Record
from wire.report import VisitReport
from wire.signaling import Hello, Lobby, Party, Welcome, read_from_client
from wire.visits import Role, Seat

ME = "unit-peer-0001"


class SmallCentral:
    """Serves on a port of its own choice; what a test does to it stands in plain attributes."""

    def __init__(self, key: ECKey, port: int = 0) -> None:
        self.key = key
        self.port = port
        self.bookings: dict[str, Booking] = {}
        self.theirs: dict[str, list[Booking]] = {}
        """Bookings by the practitioner's id (R18); nobody else's are answered for."""
        self.tokens: set[str] = set()
        self.odd: dict[str, dict[str, Any]] = {}
        """Resources that no central should answer with."""
        self.token_lifetime: float = 900
        self.token_ends = ""
        self.seen_jti: set[str] = set()
        self.asked: list[str] = []
        self.reports: dict[str, list[VisitReport]] = {}
        """What was told of each visit, in order."""
        self.takes_stories = True
        self.ratings: list[tuple[str, Any]] = []
        """Each answer that came, taken or not (R51)."""
        self.rating_answers: list[int] = []
        """The status of each one to come; 200 then."""
        self.shown: dict[str, bytes] = {}
        """What is shared at any visit, by its id (R35)."""
        self.shown_answers: list[int] = []
        """The status of each one to come, instead."""
        self.before_put: list[Callable[[], None]] = []
        self.clock_error = 0.0
        self.hellos: list[Hello] = []
        self.said: asyncio.Queue[Record] = asyncio.Queue()
        self.socket: web.WebSocketResponse | None = None
        self.connected = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Begin to listen."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/oauth/token", self._token),
                web.get("/fhir/R4/Appointment", self._guarded(self._search)),
                web.get("/fhir/R4/Appointment/{id}", self._guarded(self._read)),
                web.put("/fhir/R4/Appointment/{id}", self._guarded(self._update)),
                web.put("/api/visits/{id}/report", self._guarded(self._report)),
                web.put("/api/visits/{id}/rating", self._guarded(self._rating)),
                web.get("/api/visits/{id}/shown/{file}", self._guarded(self._shown)),
                web.get("/ws", self._ws),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Be gone, as after kill -9."""
        if self.socket is not None:
            await self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def book(self, booking: Booking) -> None:
        """Put a booking in place."""
        self.bookings[booking.id] = replace(booking, version=booking.version or "1")

    async def tell(self, message: Record) -> None:
        """Say ``message`` to the unit."""
        assert self.socket is not None
        await self.socket.send_str(message.to_json())

    async def lobby(self, visit: str, *parties: Party, joined: bool = False) -> None:
        """Tell the unit who stands at ``visit``, the unit itself among them."""
        mine = Party(peer=ME, role=Role.UNIT, seat=Seat.LOBBY, joined=joined)
        await self.tell(Lobby(visit=visit, parties=(mine, *parties)))

    async def hears(self, kind: type[Record], within_s: float = 5.0) -> Any:
        """The next word of ``kind`` from the unit; others before it are passed over."""
        async with asyncio.timeout(within_s):
            while not isinstance(message := await self.said.get(), kind):
                pass
            return message

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        token = jwt.decode(str(form["client_assertion"]), self.key, algorithms=["ES256"])
        claims = token.claims
        assert claims["aud"] == f"{self.base}/oauth/token"
        assert claims["iss"] == claims["sub"]
        assert form["scope"] == "system/Appointment.rs system/Appointment.u"
        late = claims["exp"] <= time.time() or claims["exp"] > time.time() + 300
        if late or claims["jti"] in self.seen_jti:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.seen_jti.add(claims["jti"])
        granted = uuid.uuid4().hex + self.token_ends
        self.tokens.add(granted)
        return web.json_response(
            {"access_token": granted, "token_type": "bearer", "expires_in": self.token_lifetime}
        )

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            self.asked.append(f"{request.method} {request.path_qs}")
            shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if shown not in self.tokens:
                return web.json_response({}, status=401)
            return await handler(request)

        return guarded

    async def _search(self, request: web.Request) -> web.Response:
        if "practitioner" in request.query:
            mine = self.theirs.get(request.query["practitioner"].removeprefix("Practitioner/"))
            if mine is None:
                return web.json_response({}, status=500)
        else:
            wanted = request.query["location"].removeprefix("Location/")
            mine = [each for each in self.bookings.values() if each.location == wanted]
        entries = [{"resource": write_booking(booking)} for booking in mine]
        entries += [{"resource": odd} for odd in self.odd.values()]
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        body = json.dumps(bundle).encode()
        tag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, headers={"ETag": tag})

    async def _read(self, request: web.Request) -> web.Response:
        if odd := self.odd.get(request.match_info["id"]):
            return web.json_response(odd)
        booking = self.bookings.get(request.match_info["id"])
        if booking is None:
            return web.json_response({}, status=404)
        headers = {"ETag": f'W/"{booking.version}"'}
        return web.json_response(write_booking(booking), headers=headers)

    async def _update(self, request: web.Request) -> web.Response:
        if self.before_put:
            self.before_put.pop()()
        booking = self.bookings[request.match_info["id"]]
        if request.headers.get("If-Match") != f'W/"{booking.version}"':
            return web.json_response({}, status=412)
        told = await request.json()
        version = str(int(booking.version or 0) + 1)
        changed = replace(booking, status=Status(told["status"]), version=version)
        self.bookings[booking.id] = changed
        return web.json_response(write_booking(changed))

    async def _rating(self, request: web.Request) -> web.Response:
        self.ratings.append((request.match_info["id"], await request.json()))
        return web.Response(status=self.rating_answers.pop(0) if self.rating_answers else 200)

    async def _shown(self, request: web.Request) -> web.Response:
        if self.shown_answers:
            return web.Response(status=self.shown_answers.pop(0))
        content = self.shown.get(request.match_info["file"])
        return web.Response(status=404) if content is None else web.Response(body=content)

    async def _report(self, request: web.Request) -> web.Response:
        visit = request.match_info["id"]
        if not self.takes_stories or visit not in {*self.bookings, *self.odd}:
            return web.json_response({}, status=404)
        told = VisitReport.from_json("unit", await request.read())
        self.reports.setdefault(visit, []).append(told)
        return web.Response(status=204)

    async def _ws(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = read_from_client((await socket.receive()).data)
        assert isinstance(hello, Hello)
        assert hello.token in self.tokens
        self.hellos.append(hello)
        self.socket = socket
        await self.tell(Welcome(peer=ME, now=time.time() + self.clock_error))
        self.connected.set()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self.said.put(read_from_client(frame.data))
        finally:
            self.connected.clear()
            self.socket = None
        return socket


def new_key(folder: Path) -> tuple[Path, ECKey]:
    """A unit's key as the unit makes it, and the same as central reads it."""
    from appliance.room.key import make_key

    make_key("north/room12", folder)
    return folder / "unit.key", ECKey.import_key((folder / "unit.key").read_bytes())
