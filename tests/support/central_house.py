"""A real central for tests: its own folder, database, keys and clock, served on a free port."""

import asyncio
import atexit
import contextlib
import functools
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

from central import pki
from central.bookings import Booked, Bookings
from central.rooms import add_unit
from central.serve import Server, server_for
from central.settings import BrokerSettings, CentralSettings
from central.store.database import Database
from central.store.migrate import migrate
from central.web.app import build_app
from central.wishes import Wish

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()
NAME, NUMBER, BORN, PHONE = "Anna Lisa Berg", "19121212-1212", "1912-12-12", "070-123 45 88"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


databases: list[Callable[[], str]] = []
"""What makes a house's database; empty: SQLite in its folder. ``make postgresql`` puts one in."""


@dataclass
class Clock:
    """A clock that a test sets; Unix seconds."""

    now: float = NOON

    def __call__(self) -> float:
        """What it shows."""
        return self.now


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_request(folder: Path, unit: str) -> Path:
    """A unit's key and certificate request; the request's path."""
    stem = unit.replace("/", "-")
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / f"{stem}.key").write_bytes(pem)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, unit)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    signed = request.sign(key, hashes.SHA256())
    (folder / f"{stem}.csr").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return folder / f"{stem}.csr"


@functools.cache
def _pattern() -> Path:
    """A folder with keys and an empty, migrated database, copied for every house."""
    folder = Path(tempfile.mkdtemp(prefix="ostord-central-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pki.init_site(folder / "keys", "north", 7)
    for number in (12, 14):
        request = make_request(folder / "keys", f"north/room{number}")
        pki.sign_request(folder / "keys", request, request.with_suffix(".crt"), 7)
    migrate(f"sqlite:///{folder / 'central.sqlite'}")
    return folder


@dataclass
class House:
    """Central's folder and what a test does with it."""

    folder: Path
    settings: CentralSettings
    clock: Clock
    database: Database
    desk: Bookings
    servers: list[Server] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it serves."""
        return self.settings.base_url

    def book(self, at: float = 0.0, minutes: float = 30, **wish: Any) -> Booked:
        """A booking that starts ``at`` seconds from now."""
        start = datetime.fromtimestamp(self.clock.now + at, self.settings.zone)
        known: dict[str, Any] = {
            "location": "room-12",
            "name": NAME,
            "personnummer": NUMBER,
            "phone": PHONE,
        }
        asked = Wish(start=start, end=start + timedelta(minutes=minutes), **(known | wish))
        return self.desk.book(asked, self.clock.now)

    def letters(self, kind: str) -> list[str]:
        """The texts of this kind in the outbox, oldest first."""
        return [path.read_text() for path in sorted(self.settings.outbox.glob(f"*-{kind}-*.txt"))]

    def assertion(self, unit: str = "north/room12", **claims: Any) -> str:
        """A unit's signed assertion; ``claims`` replace the right ones, ``key_of`` the signer."""
        signer = claims.pop("key_of", unit).replace("/", "-")
        key = ECKey.import_key((self.folder / "keys" / f"{signer}.key").read_text())
        right = {
            "iss": unit,
            "sub": unit,
            "aud": f"{self.url}/oauth/token",
            "jti": secrets.token_hex(8),
            "exp": int(self.clock.now) + 240,
        }
        return jwt.encode({"alg": "ES256"}, right | claims, key)

    def key_pem(self) -> bytes:
        """The private key of the first room's unit, for its client assertions."""
        return (self.folder / "keys" / "north-room12.key").read_bytes()

    async def ask_token(self, http: aiohttp.ClientSession, **form: str) -> tuple[int, Any]:
        """Ask the token endpoint; status and answer."""
        right = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "scope": "system/Appointment.rs system/Appointment.u",
        }
        async with http.post(f"{self.url}/oauth/token", data=right | form) as answer:
            return answer.status, await answer.json()

    async def token(self, http: aiohttp.ClientSession, unit: str = "north/room12") -> str:
        """A unit's access token."""
        _, given = await self.ask_token(http, client_assertion=self.assertion(unit))
        return str(given["access_token"])

    async def start(self) -> None:
        """Serve; the address answers when this returns."""
        app = build_app(self.settings, self.clock)
        server = server_for(app, self.settings)
        task = asyncio.create_task(server.serve(), name="central")
        self.servers.append(server)
        self._task = task
        while not server.started and not task.done():
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Stop serving and wait for the end."""
        self.servers.pop().should_exit = True
        await self._task


def ticket_of(booked: Booked) -> str:
    """The ticket in an invitation's link."""
    return booked.link.partition("#")[2]


def link_in(text: str) -> str:
    """The link to the visit in a letter's text."""
    found = re.search(r"\S+/besok\S*#\S+", text)
    assert found
    return found[0]


def confirm_link(text: str) -> str:
    """The confirmation link in an invitation's text."""
    found = re.search(r"\S+/bekrafta#\S+", text)
    assert found
    return found[0]


def make_house(folder: Path, broker_port: int | None = None, **more: Any) -> House:
    """A central with two rooms, not yet serving; ``more`` are settings."""
    here = f"sqlite:///{folder / 'central.sqlite'}"
    more.setdefault("database", databases[0]() if databases else here)
    shutil.copytree(_pattern(), folder, dirs_exist_ok=True)
    keys, port = folder / "keys", free_port()
    broker = broker_port and BrokerSettings(
        port=broker_port,
        ca=keys / "ca.crt",
        certificate=keys / "central.crt",
        key=keys / "central.key",
    )
    settings = CentralSettings(
        listen_port=port,
        base_url=f"http://127.0.0.1:{port}",
        outbox=folder / "outbox",
        keys=keys,
        clinic="Borlänge vårdcentral",
        clinic_phone="0243-49 70 00",
        fleet_key_file=keys / "fleet.key",
        broker=broker or None,
        **more,
    )
    clock, database = Clock(), Database(settings.database)
    for number in (12, 14):
        certificate = keys / f"north-room{number}.crt"
        room = f"Videorum {number}"
        add_unit(database, f"north/room{number}", f"room-{number}", room, certificate, clock.now)
    return House(folder, settings, clock, database, Bookings(settings, database))


@contextlib.asynccontextmanager
async def serving(house: House) -> AsyncIterator[House]:
    """The house, served while the block runs."""
    await house.start()
    try:
        yield house
    finally:
        if house.servers:
            await house.stop()


class Browser:
    """A patient's browser: a cookie jar, and at most one page with its socket."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        """Post JSON; status and answer."""
        async with self.http.post(self._house.url + path, json=body) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, Any]:
        """Status and answer of a GET."""
        async with self.http.get(self._house.url + path) as answer:
            return answer.status, await answer.json()

    async def enter(self, booked: Booked, born: str = BORN) -> int:
        """Try to enter a visit; the status."""
        body = {"ticket": ticket_of(booked), "birth_date": born}
        return (await self.post("/api/entry", body))[0]

    async def settle(self, booked: Booked) -> None:
        """Enter, confirm and consent."""
        assert await self.enter(booked) == 200
        assert (await self.post("/api/visit/confirm", {"yes": True}))[0] == 200
        assert (await self.post("/api/consent", {"version": "1", "accept": True}))[0] == 200

    async def page(self, client: str) -> "Wire":
        """A page that has said hello."""
        wire = await Wire.open(self.http, self._house)
        await wire.hello(client)
        return wire


class Wire:
    """One signaling socket, and the newest lobby it was told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.peer = ""
        self.lobbies: dict[str, dict[str, Any]] = {}

    @classmethod
    async def open(cls, http: aiohttp.ClientSession, house: House, **headers: str) -> "Wire":
        """Connect."""
        return cls(await http.ws_connect(f"{house.url}/ws", headers=headers))

    async def say(self, kind: str, **fields: Any) -> None:
        """Send one message."""
        await self.socket.send_json({"type": kind, **fields})

    async def hello(self, client: str, token: str | None = None) -> None:
        """Say hello and take the welcome."""
        await self.say("hello", client=client, **({"token": token} if token else {}))
        self.peer = (await self.until("welcome"))["peer"]

    async def hear(self) -> dict[str, Any]:
        """The next message; a closed socket is one of type ``closed`` with its code."""
        message = await self.socket.receive(timeout=5)
        if message.type is not aiohttp.WSMsgType.TEXT:
            return {"type": "closed", "code": self.socket.close_code}
        said: dict[str, Any] = message.json()
        if said["type"] == "lobby":
            self.lobbies[said["visit"]] = said
        return said

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of this type with these fields; others are passed over."""
        while True:
            said = await self.hear()
            if said["type"] == kind and fields.items() <= said.items():
                return said
            assert said["type"] != "closed", f"closed before {kind}: {said}"

    async def until_closed(self) -> dict[str, Any]:
        """The end of the socket; what came before it is passed over."""
        while (said := await self.hear())["type"] != "closed":
            pass
        return said

    async def until_seen(self, visit: str, **party: Any) -> dict[str, Any]:
        """Wait for a lobby of ``visit`` that shows a party with these fields; that party."""
        while True:
            for found in self.lobbies.get(visit, {"parties": []})["parties"]:
                if party.items() <= found.items():
                    return dict(found)
            await self.until("lobby", visit=visit)

    async def close(self) -> None:
        """Close the socket, as a lost network would, without a goodbye."""
        await self.socket.close()
