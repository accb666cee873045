"""The hall over days and through a database that does not answer."""

import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from central.meeting import visits
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.meeting.sockets import SOCKETS
from central.rooms import add_unit
from central.store import database as store
from central.store.tables import Appointment
from tests.support.central_house import (
    BORN,
    Browser,
    House,
    Wire,
    make_house,
    serving,
    ticket_of,
)
from wire.signaling import Bye
from wire.visits import Role

DAY = 86_400.0
PAGE = "page-client-1"


async def test_a_unit_that_stays_connected_hears_the_lobby_of_days_that_were_booked_before(
    house: House, http: aiohttp.ClientSession
) -> None:
    monday = house.book(at=3 * DAY)
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    noticed = house.book()
    await unit.until_seen(noticed.appointment, role="unit")
    assert monday.appointment not in unit.lobbies
    house.clock.now += 3 * DAY - 600
    await unit.until_seen(monday.appointment, role="unit", joined=False)
    await unit.close()


async def test_a_restarted_unit_is_told_although_its_former_socket_still_hangs(
    closed_house: House,
) -> None:
    house = closed_house
    first, second = house.book(), house.book(at=7200)
    hall = Hall(house.database, house.clock, lambda _, client: client, ())
    old = Connection("old-client", "old-client", "north/room12", Role.UNIT, location="room-12")
    new = Connection("new-client", "new-client", "north/room12", Role.UNIT, location="room-12")
    await hall.attach(old)
    await hall.attach(new)
    assert set(new.shown) == {first.appointment, second.appointment}
    for lobby in new.shown.values():
        assert [party.peer for party in lobby.parties] == ["new-client"]
    hall.detach(old)
    later = house.book(at=3600)
    await hall.refresh("room-12")
    assert later.appointment in new.shown


async def test_s5_the_sockets_of_a_session_that_was_left_are_hung_up(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    page = await browser.page(PAGE)
    await page.say("join", visit=booked.appointment)
    await page.until_seen(booked.appointment, role="patient", joined=True)
    await browser.post("/api/leave-session", {})
    while (await page.hear())["type"] != "closed":
        pass


@pytest.mark.sqlite
async def test_a_database_that_takes_no_writes_ends_neither_central_nor_the_meeting(
    tmp_path: Path, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house(tmp_path / "house")
    monkeypatch.setattr(store, "PRAGMAS", ("journal_mode=WAL", "busy_timeout=20"))
    booked = house.book()
    async with serving(house), Browser(house) as browser:
        await browser.settle(booked)
        unit = await Wire.open(http, house)
        await unit.hello("unit-client-1", await house.token(http))
        page = await browser.page(PAGE)
        other = sqlite3.connect(house.folder / "central.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await page.say("join", visit=booked.appointment)
        await unit.until_seen(booked.appointment, role="patient", joined=True)
        await unit.say("join", visit=booked.appointment)
        await page.until_seen(booked.appointment, role="unit", joined=True)
        house.clock.now += 30
        await page.say("media", visit=booked.appointment, camera=False, microphone=True)
        await unit.until_seen(booked.appointment, role="patient", camera=False)
        await page.say("bye", visit=booked.appointment)
        await unit.until_seen(booked.appointment, role="patient", seat="left")
        for _ in range(8):  # more than one round of the hall
            assert (await browser.get("/api/visit"))[0] == 200
            await unit.say("media", visit=booked.appointment, camera=True, microphone=True)
            await unit.say("hold", visit=booked.appointment, on=True)
            await unit.until_seen(booked.appointment, role="unit", hold=True)
            await unit.say("hold", visit=booked.appointment, on=False)
            await unit.until_seen(booked.appointment, role="unit", hold=False)
        async with Browser(house) as late:
            body = {"ticket": ticket_of(booked), "birth_date": BORN}
            assert await late.post("/api/entry", body) == (503, {"code": "unavailable"})
        other.execute("ROLLBACK")
        other.close()
        while True:
            with house.database.begin() as session:
                found = session.get(Appointment, booked.appointment)
                if found and found.last_connected == house.clock.now:
                    break
            assert (await browser.get("/api/visit"))[0] == 200
        await unit.close()
        await page.close()
    house.database.close()


@pytest.mark.sqlite
async def test_a_database_that_does_not_answer_is_asked_again_for_changed_bookings(
    house: House, http: aiohttp.ClientSession, browser: Browser
) -> None:
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    with sqlite3.connect(house.folder / "central.sqlite", isolation_level=None) as other:
        other.execute("ALTER TABLE agenda RENAME TO away")
        wrong = {"ticket": "unknown", "birth_date": "1912-12-12"}
        for _ in range(3):  # each takes a quarter of a second
            assert (await browser.post("/api/entry", wrong))[0] == 403
        other.execute("ALTER TABLE away RENAME TO agenda")
    other.close()
    booked = house.book()
    await unit.until_seen(booked.appointment, role="unit")
    await unit.close()


async def test_s4_a_unit_that_moved_to_another_room_loses_the_former_rooms_lobbies(
    house: House, http: aiohttp.ClientSession
) -> None:
    booked = house.book()
    unit = await Wire.open(http, house)
    token = await house.token(http)
    await unit.hello("unit-client-1", token)
    await unit.until_seen(booked.appointment, role="unit")
    certificate = house.folder / "keys" / "north-room12.crt"
    add_unit(house.database, "north/room12", "room-16", "Videorum 16", certificate, house.clock.now)
    while (await unit.hear())["type"] != "closed":
        pass
    again = await Wire.open(http, house)
    await again.say("hello", client="unit-client-1", token=token)
    assert (await again.hear())["code"] == "refused"
    await again.close()


async def test_s4_who_sits_is_written_down_before_anybody_is_told(
    closed_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A central that dies in between has told nothing that it does not know afterwards."""
    house, told = closed_house, list[bool]()
    visit = house.book().appointment
    hall = Hall(house.database, house.clock, lambda _, client: client, ())
    unit = Connection("unit-peer", "unit-client", "north/room12", Role.UNIT, location="room-12")
    write = visits.write_seats

    def sits() -> bool:
        shown = unit.shown.get(visit)
        return shown is not None and shown.parties[0].joined

    def written(*asked: Any) -> None:
        told.append(sits())
        write(*asked)

    monkeypatch.setattr(visits, "write_seats", written)
    await hall.attach(unit)
    await hall.join(unit, visit)
    assert sits()
    await hall.said(unit, Bye(visit=visit))
    assert not sits()
    assert told == [False, True]


async def test_one_browser_holds_a_few_sockets_and_no_more(closed_house: House) -> None:
    visit = closed_house.book().appointment
    hall = Hall(closed_house.database, closed_house.clock, lambda _, client: client, ())
    pages = [
        Connection(f"client-{n}", f"client-{n}", "session", Role.PATIENT, visit=visit)
        for n in range(SOCKETS + 3)
    ]
    for page in pages:
        await hall.attach(page)
    hung_up = [page for page in pages if not page.outgoing.empty()]
    assert hung_up == pages[:3]
    assert hung_up[0].outgoing.get_nowait() is None
