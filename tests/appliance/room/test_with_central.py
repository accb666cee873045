"""Room and central as they are, with a real broker: one booked visit from nudge to outcome."""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp

from appliance.core.words import Button, Link, Reason
from appliance.link.messages import CallDoing, Passed, Pressed
from appliance.room.key import make_key
from tests.support.room_process import PlayedStage, RoomProcess, played_sign, until
from wire.records import Record
from wire.signaling import Description, Hello, Join, Lobby, Signal, Welcome, read_from_central
from wire.visits import Role, Seat

UNIT = "north/room12"
NAME, NUMBER, BORN = "Quintus Zetterqvist", "19121212-1212", "1912-12-12"


def central(folder: Path, *words: str | Path) -> dict[str, str]:
    """One of central's commands; what it printed."""
    command = [sys.executable, "-m", "central.command", *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.strip().splitlines()
    said: dict[str, str] = json.loads(printed[-1]) if printed else {}
    return said


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, port: int, *command: str) -> Iterator[None]:
    """A program that listens on ``port``."""
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, f"it ended: {command}"
                    time.sleep(0.05)
            yield
        finally:
            process.terminate()


class Site:
    """One site: central, broker, and a unit's papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.broker = free_port(), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        papers = 'ca = "keys/ca.crt"\ncertificate = "keys/central.crt"\nkey = "keys/central.key"'
        (folder / "central.toml").write_text(
            f'listen_port = {self.port}\nbase_url = "{self.base}"\n[broker]\n'
            f'host = "localhost"\nport = {self.broker}\n{papers}\n'
        )
        (folder / "room.toml").write_text(
            f'runtime = "run"\nstore = "store"\nunit = "{UNIT}"\nlocation = "room-12"\n'
            f'place = "Videorum 12"\ncentral = "{self.base}"\ncountdown_s = 0.5\n'
            f'poll_s = 600\nca = "keys/ca.crt"\n[broker]\nport = {self.broker}\n'
        )
        make_key(UNIT, folder)
        central(folder, "pki", "init", "--folder", "keys", "--site", "north")
        asked = ("--request", "unit.csr", "--out", "unit.crt")
        central(folder, "pki", "sign", "--folder", "keys", *asked)
        central(folder, "broker-config", "--folder", "keys", "--port", str(self.broker))
        central(folder, "migrate")
        named = ("--location", "room-12", "--room", "Videorum 12", "--certificate", "unit.crt")
        central(folder, "add-unit", "--unit", UNIT, *named)

    def book(self) -> tuple[str, str]:
        """A visit that starts now: its id and the patient's ticket."""
        person = ("--name", NAME, "--personnummer", NUMBER, "--phone", "+46701740605")
        when = ("--in", "1", "--minutes", "30")
        booked = central(self.folder, "book", "--location", "room-12", *when, *person)
        return booked["appointment"], booked["link"].rpartition("#")[2]

    def status(self, appointment: str) -> str:
        """How the booking stands in central's database."""
        with sqlite3.connect(self.folder / "central.sqlite") as db:
            row = db.execute("SELECT status FROM appointment WHERE id = ?", (appointment,))
            return str(row.fetchone()[0])


@asynccontextmanager
async def patient(base: str, visit: str, ticket: str) -> AsyncIterator["Page"]:
    """The patient's page, as far as the lobby."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(base, cookie_jar=jar) as session:
        entry = {"ticket": ticket, "birth_date": BORN}
        async with session.post("/api/entry", json=entry) as answer:
            assert answer.status == 200
        async with session.post("/api/consent", json={"version": "1", "accept": True}) as answer:
            assert answer.status == 200
        async with session.ws_connect("/ws") as ws:
            page = Page(ws)
            await page.say(Hello(client="page-client-1"))
            await page.hears(Welcome)
            await page.say(Join(visit=visit))
            yield page


class Page:
    """The page's socket."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._ws = ws

    async def say(self, message: Record) -> None:
        """Send one word."""
        await self._ws.send_str(message.to_json())

    async def hears(self, kind: type[Record]) -> Record:
        """The next word of ``kind``."""
        async with asyncio.timeout(10):
            while not isinstance(
                message := read_from_central((await self._ws.receive()).data), kind
            ):
                pass
            return message

    async def sees_unit(self, *, joined: bool, seat: Seat = Seat.LOBBY) -> None:
        """Wait until the room stands so."""
        while True:
            lobby = await self.hears(Lobby)
            assert isinstance(lobby, Lobby)
            for party in lobby.parties:
                if party.role is Role.UNIT and (party.joined, party.seat) == (joined, seat):
                    return


async def test_a_booked_visit_with_the_real_central(tmp_path: Path) -> None:
    site = await asyncio.to_thread(Site, tmp_path)
    mosquitto = ("/usr/sbin/mosquitto", "-c", str(tmp_path / "keys" / "mosquitto.conf"))
    serve = (sys.executable, "-m", "central.command", "serve")
    stage, room = PlayedStage(), RoomProcess(tmp_path / "room.toml")
    async with AsyncExitStack() as around:
        around.enter_context(running(tmp_path, site.broker, *mosquitto))
        around.enter_context(running(tmp_path, site.port, *serve))
        await around.enter_async_context(played_sign(tmp_path / "run" / "sign.sock"))
        await room.start()
        around.push_async_callback(room.end)
        await stage.start(tmp_path / "run" / "room.sock")
        around.push_async_callback(stage.stop)
        await until(lambda: said(room, "central.connected"), "at central's door")
        await until(lambda: said(room, "broker.connected"), "on the broker")
        await until(lambda: said(room, "feed.read"), "the first agenda")
        visit, ticket = await asyncio.to_thread(site.book)
        await until(lambda: room.phases(), "the nudged booking", within_s=2.0)
        stage.say(Pressed(button=Button.HERE))
        async with patient(site.base, visit, ticket) as page:
            await the_call(stage, page, visit)
            stage.say(Pressed(button=Button.LEAVE))
            await page.sees_unit(joined=False, seat=Seat.LEFT)
            stage.hold(None)
            stage.say(Pressed(button=Button.HELD))
            await until(lambda: site.status(visit) == "fulfilled", "the outcome")
    assert NAME not in room.output
    assert "Q. Z." not in room.output


async def the_call(stage: PlayedStage, page: Page, visit: str) -> None:
    """From the lobby to a proven call, with one offer passed."""
    await until(lambda: stage.call, "a call is wanted")
    assert stage.call is not None
    peer = stage.call[1]
    await page.sees_unit(joined=True)
    body = Description(type="offer", sdp="v=0")
    stage.say(Passed(signal=Signal(visit=visit, peer=peer, generation=1, body=body)))
    offer = await page.hears(Signal)
    assert isinstance(offer, Signal)
    assert offer.body == body
    await page.say(offer.model_copy(update={"body": Description(type="answer", sdp="v=0")}))
    await until(lambda: stage.passed, "the answer")
    held = CallDoing(
        visit=visit,
        peer=peer,
        generation=1,
        link=Link.LIVE,
        proven=True,
        picture=True,
        sound=True,
    )
    stage.hold(held, capture=Reason.VISIT)
    await until(lambda: stage.screen == "call", "in call")


def said(room: RoomProcess, what: str) -> bool:
    """Whether room recorded ``what``."""
    return any(entry["what"] == what for entry in room.records)
