"""What an owner is told by mail, webhook and a real Alertmanager: each word once, the end too."""

import asyncio
import json
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.fleet.register import Register
from central.fleet.settings import FleetSettings, Hook, Owner
from central.fleet.watchman import Watchman
from central.outbox import outbox_of
from central.store import fleet_follow
from central.store.fleet_tables import AlertRow
from tests.support.central_house import NAME, NUMBER, House, free_port, make_house

CLEAR = SignLine("clear", "clear", lamp_ok=True)
WELL = UnitLine("north/room12", "Videorum 12", "ready", 1.0, CLEAR)
NIGHT = {"mon": "07:00-17:00", "tue": "07:00-11:00"}
"""At the house's noon on a Tuesday it is quiet."""


def ill(line: UnitLine = WELL, *, visit_in: float | None = None, now: float = 0.0) -> UnitLine:
    """It cannot make calls; a visit may be booked."""
    health = {"call": PartLine("call", "failed", "call-fails", 1.0)}
    ready = (
        {}
        if visit_in is None
        else {
            "a": ReadyLine(
                "at-risk", now + visit_in, now + visit_in + 1800, "call", "call-fails", 1.0
            )
        }
    )
    return replace(line, health=health, ready=ready)


class Watched:
    """A house, its register, and a watchman whose clock the test moves."""

    def __init__(self, house: House, owner: Owner) -> None:
        fleet = FleetSettings(owners=(owner,))
        self.settings = house.settings.model_copy(update={"fleet": fleet})
        self.house = house
        self.register = Register(house.clock)
        self.register.hear(listening=True)
        self.register.put([WELL])
        self.man = self._hired()

    def _hired(self) -> Watchman:
        outbox, clock = outbox_of(self.settings), self.house.clock
        return Watchman(self.settings, self.house.database, self.register, outbox, clock)

    async def watch(self, seconds: float, *lines: UnitLine) -> None:
        """Look each 10 s, with these units as they are from now on."""
        self.register.put(lines)
        for _ in range(int(seconds // 10)):
            self.house.clock.now += 10
            await self.man.look()

    async def settle(self) -> None:
        """The first looks, which tell nothing."""
        await self.man.look()
        await self.watch(100, WELL)

    def restart(self) -> None:
        """Another process of central."""
        self.man = self._hired()

    def rows(self) -> list[AlertRow]:
        """Every alert of the last day."""
        with self.house.database.begin() as transaction:
            return list(fleet_follow.alerts_since(transaction, self.house.clock.now - 86_400))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = make_house(tmp_path / "house", broker_port=free_port())
    yield made
    made.database.close()


async def test_the_owner_gets_one_mail_and_one_that_it_is_over(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr", mail="it@region.example"))
    await watched.settle()
    await watched.watch(600, ill())
    (mail,) = house.letters("alert")
    assert "Subject: Ostörd: Rummet kan inte ringa videosamtal – Videorum 12, North" in mail
    assert "To: it@region.example" in mail
    await watched.watch(300, WELL)
    first, last = house.letters("alert")
    assert first == mail
    assert "Åtgärdat: Rummet kan inte ringa videosamtal." in last
    assert [row.told for row in watched.rows()] == ["resolved"]


async def test_in_quiet_hours_only_a_visit_that_begins_soon_is_told(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr", mail="it@region.example", hours=NIGHT))
    await watched.settle()
    await watched.watch(300, ill())
    assert house.letters("alert") == []
    house.book(1800)
    await watched.watch(10, ill(visit_in=1790, now=house.clock.now))
    (mail,) = house.letters("alert")
    assert "är i fara" in mail
    assert not any(word in mail for word in (NAME, NUMBER, "Anna", "Berg"))


async def test_a_broker_that_is_silent_is_told_of_all_rooms(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr", mail="it@region.example"))
    await watched.settle()
    watched.register.hear(listening=False)
    await watched.watch(300)
    (mail,) = house.letters("alert")
    assert "Subject: Ostörd: Servern hör inga rum – alla rum" in mail
    assert "\n- " not in mail


async def test_what_came_and_went_at_night_is_told_to_nobody(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr", mail="it@region.example", hours=NIGHT))
    await watched.settle()
    await watched.watch(300, ill())
    await watched.watch(300, WELL)
    assert house.letters("alert") == []
    assert [(row.told, row.resolved_at is not None) for row in watched.rows()] == [(None, True)]


async def test_a_restart_of_central_tells_nothing_twice(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr", mail="it@region.example"))
    await watched.settle()
    await watched.watch(200, ill())
    watched.restart()
    await watched.watch(200, ill())
    assert len(house.letters("alert")) == 1
    await watched.watch(300, WELL)
    assert len(house.letters("alert")) == 2


async def test_how_a_room_changed_is_written_down(house: House) -> None:
    watched = Watched(house, Owner(name="IT Norr"))
    await watched.settle()
    await watched.watch(50, ill())
    await watched.watch(50, replace(WELL, state="lost", since=house.clock.now))
    with house.database.begin() as transaction:
        rows = fleet_follow.changes_of(transaction, "north/room12", 0.0)
    assert {(row.part, row.condition, row.code) for row in rows} == {
        ("call", "failed", "call-fails"),
        ("unit", "lost", None),
    }


@pytest.fixture
async def hooked() -> AsyncIterator[tuple[str, list[Any], list[int]]]:
    """A webhook: its address, what it was posted, and the statuses that it answers first."""
    posted: list[Any] = []
    statuses: list[int] = []

    async def take(request: web.Request) -> web.Response:
        status = statuses.pop(0) if statuses else 200
        if status == 200:
            posted.append(await request.json())
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/hook", posted, statuses
    await runner.cleanup()


async def test_a_webhook_is_asked_again_until_it_takes_each_word_once(
    house: House, hooked: tuple[str, list[Any], list[int]]
) -> None:
    url, posted, statuses = hooked
    statuses += [503, 302]
    hook = Hook(url=url, private_addresses=True)
    watched = Watched(house, Owner(name="IT Norr", webhook=hook))
    await watched.settle()
    await watched.watch(200, ill())
    for _ in range(4):
        await watched.man.post()
    (opened,) = posted
    assert (opened["stage"], opened["code"]) == ("open", "call-fails")
    assert opened["units"] == [{"unit": "north/room12", "room": "Videorum 12"}]
    await watched.watch(300, WELL)
    for _ in range(2):
        await watched.man.post()
    assert [(one["id"], one["stage"]) for one in posted] == [
        (opened["id"], "open"),
        (opened["id"], "resolved"),
    ]


async def test_a_word_that_a_webhook_refuses_holds_up_no_other(
    house: House, hooked: tuple[str, list[Any], list[int]]
) -> None:
    url, posted, statuses = hooked
    watched = Watched(house, Owner(name="IT", webhook=Hook(url=url, private_addresses=True)))
    await watched.settle()
    health = {"clock": PartLine("clock", "failed", "clock-untrusted", 1.0)}
    other = replace(WELL, unit="north/room14", room="Videorum 14", health=health)
    await watched.watch(200, ill(), other)
    statuses.append(422)
    await watched.man.post()
    assert len(posted) == 1
    await watched.man.post()
    assert {one["code"] for one in posted} == {"call-fails", "clock-untrusted"}


def _alertmanager() -> str:
    found = shutil.which("prometheus-alertmanager")
    if found is None:
        pytest.skip("prometheus-alertmanager is not installed")
    return found


@pytest.fixture
async def manager(tmp_path: Path) -> AsyncIterator[str]:
    """Debian's Alertmanager on a free port; its address."""
    config = tmp_path / "alertmanager.yml"
    config.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                _alertmanager(),
                f"--config.file={config}",
                f"--storage.path={tmp_path / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        async with asyncio.timeout(60):
            while not _listens(port):
                assert process.poll() is None, (tmp_path / "log").read_text()
                await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_a_real_alertmanager_knows_what_stands_and_that_it_is_over(
    house: House, manager: str
) -> None:
    house.clock.now = time.time() - 2000
    hook = Hook(url=manager, private_addresses=True)
    watched = Watched(house, Owner(name="IT Norr", alertmanager=hook))
    await watched.settle()
    await watched.watch(1900, ill(), ill(replace(WELL, unit="north/room14", room="Videorum 14")))
    await watched.man.post()
    told = await _until(manager, 2)
    assert {one["labels"]["unit"] for one in told} == {"north/room12", "north/room14"}
    assert {one["labels"]["alertname"] for one in told} == {"call-fails"}
    assert not any(word in json.dumps(told) for word in (NAME, NUMBER))
    house.clock.now -= 600
    well = (WELL, replace(WELL, unit="north/room14", room="Videorum 14"))
    await watched.watch(300, *well)
    await watched.man.post()
    await _until(manager, 0)


async def _until(manager: str, count: int) -> list[Any]:
    """What it holds as active, once that is so many."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(30):
        while True:
            async with http.get(f"{manager}/api/v2/alerts?active=true") as answer:
                told: list[Any] = await answer.json()
            if len(told) == count:
                return told
            await asyncio.sleep(0.1)
