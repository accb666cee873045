"""Who it should be, *Identitet kontrollerad*, and who answers for it (R60, R61)."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from central.bookings import Booked
from central.clinics import ClinicSettings
from central.core.access import StaffRole
from central.core.audit import Entry
from central.store import audit
from central.store.staff_tables import CheckIn
from tests.support.booking import book
from tests.support.central_house import BORN, NAME, Browser, House, Wire, make_house, serving
from tests.support.staff import SUBJECT, Colleague
from wire.visits import Level


@pytest.fixture
async def booked(house: House) -> Booked:
    check_in(house)
    return house.book()


@pytest.fixture
async def eva(house: House) -> AsyncIterator[Colleague]:
    async with Colleague(house) as colleague:
        yield colleague


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    yield wire
    await wire.close()


@pytest.fixture
async def page(browser: Browser, booked: Booked) -> AsyncIterator[Wire]:
    await browser.settle(booked)
    wire = await browser.page("page-client-1")
    await wire.say("join", visit=booked.appointment)
    await wire.until_seen(booked.appointment, role="patient", seat="lobby")
    yield wire
    await wire.close()


def check_in(house: House, subject: str = SUBJECT, location: str = "room-12") -> None:
    with house.database.begin() as transaction:
        since = house.clock.now
        row = CheckIn(
            location=location, subject=subject, name="Eva Ek", clinic="clinic", since=since
        )
        transaction.merge(row)


def entries(house: House, *actions: str) -> list[Entry]:
    with house.database.begin() as transaction:
        assert audit.broken(transaction) is None
        told = audit.entries(transaction, 0, house.clock.now + 1)
        return [entry for _, entry in told if entry.action in actions]


def door(booked: Booked, name: str = "identity") -> str:
    return f"/api/staff/visits/{booked.appointment}/{name}"


async def test_r60_the_clinician_reads_who_it_should_be_and_each_reading_is_logged(
    house: House, booked: Booked, eva: Colleague, page: Wire
) -> None:
    status, told = await eva.ask("GET", door(booked))
    assert status == 200
    assert told == {
        "name": NAME,
        "personnummer": "191212121212",
        "birth_date": BORN,
        "here": [{"peer": page.peer, "role": "patient", "level": "link", "checked": False}],
    }
    [entry] = entries(house, "read-personnummer")
    assert (entry.actor, entry.entity) == (SUBJECT, f"Appointment/{booked.appointment}")


async def test_r60_identity_checked_on_the_staff_page_is_told_logged_and_can_be_taken_back(
    house: House, booked: Booked, eva: Colleague, page: Wire, unit: Wire, browser: Browser
) -> None:
    visit = booked.appointment
    for confirmed, level in ((True, "vouched"), (False, "link")):
        said = {"peer": page.peer, "confirmed": confirmed}
        assert (await eva.ask("POST", door(booked), said))[0] == 200
        await page.until_seen(visit, role="patient", level=level)
        await unit.until_seen(visit, role="patient", level=level)
        assert (await browser.get("/api/visit"))[1]["level"] == level
    told = entries(house, "identity-checked", "identity-withdrawn")
    assert [(one.actor, one.action, one.detail) for one in told] == [
        (SUBJECT, "identity-checked", "patient staff-page"),
        (SUBJECT, "identity-withdrawn", "patient staff-page"),
    ]
    assert all(NAME not in repr(one) and page.peer not in repr(one) for one in told)


async def test_r60_a_check_counts_for_the_browser_that_was_checked_alone(
    house: House, booked: Booked, eva: Colleague, page: Wire
) -> None:
    """A reload keeps it; somebody else with the same link, let in later, was not checked."""
    said = {"peer": page.peer, "confirmed": True}
    assert (await eva.ask("POST", door(booked), said))[0] == 200
    await house.stop()
    await house.start()
    async with Browser(house) as other:
        await other.settle(booked)
        assert (await other.get("/api/visit"))[1]["level"] == "link"


async def test_r60_identity_checked_at_the_unit_is_told_and_logged_with_who_is_checked_in(
    house: House, booked: Booked, page: Wire, unit: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", level="link")
    await unit.say("identified", visit=visit, peer=page.peer)
    await unit.until_seen(visit, role="patient", level="vouched")
    await page.until_seen(visit, role="patient", level="vouched")
    [entry] = entries(house, "identity-checked")
    assert (entry.actor, entry.clinic, entry.detail) == (SUBJECT, "clinic", "patient unit")


async def test_r60_where_nobody_is_checked_in_the_log_names_the_unit(
    house: House, booked: Booked, page: Wire, unit: Wire
) -> None:
    with house.database.begin() as transaction:
        transaction.delete(transaction.get_one(CheckIn, "room-12"))
    await unit.say("identified", visit=booked.appointment, peer=page.peer)
    await unit.until_seen(booked.appointment, role="patient", level="vouched")
    assert entries(house, "identity-checked")[0].actor == "north/room12"


async def test_s5_nobody_checks_themselves_or_somebody_elsewhere(
    house: House, booked: Booked, page: Wire, unit: Wire, http: aiohttp.ClientSession
) -> None:
    """Neither the page, nor another room's unit, nor for one who is not there."""
    visit = booked.appointment
    await page.say("identified", visit=visit, peer=page.peer)
    await page.until("error", code="refused", field="visit")
    foreign = await Wire.open(http, house)
    await foreign.hello("unit-client-2", await house.token(http, "north/room14"))
    await foreign.say("identified", visit=visit, peer=page.peer)
    await foreign.until("error", code="refused", field="visit")
    for peer in ("nobody-is-called-so", unit.peer):
        await unit.say("identified", visit=visit, peer=peer)
        await unit.until("error", code="refused", field="visit")
    house.clock.now += 7200
    await unit.say("identified", visit=visit, peer=page.peer)
    await unit.until("error", code="refused", field="visit")
    assert entries(house, "identity-checked") == []
    await foreign.close()


async def test_r64_only_who_holds_the_visit_reads_and_checks(
    house: House, booked: Booked, eva: Colleague, page: Wire
) -> None:
    said = {"peer": page.peer, "confirmed": True}
    other = Colleague(house, subject="SE2321000016-2001")
    scheduler = Colleague(house, StaffRole.SCHEDULER, subject="SE2321000016-2002")
    async with other, scheduler:
        for person, status in ((other, 404), (scheduler, 403)):
            assert (await person.ask("GET", door(booked)))[0] == status
            assert (await person.ask("POST", door(booked), said))[0] == status
    gone = {"peer": "nobody", "confirmed": True}
    assert await eva.ask("POST", door(booked), gone) == (409, {"code": "gone", "field": "peer"})
    foreign = house.book(location="room-14")
    assert (await eva.ask("POST", door(foreign), said))[0] == 404
    assert entries(house, "identity-checked") == []


async def test_r61_a_booking_says_at_once_who_answers_for_the_check(house: House) -> None:
    async with Colleague(house) as eva:
        for answers in (None, SUBJECT):
            made = await book(eva, house, without_eid=answers is not None)
            path = f"/api/staff/visits/{made['appointment']}/least-level"
            assert (await eva.ask("GET", path))[1]["answers_for"] == answers
    with house.database.begin() as transaction:
        told = [entry for _, entry in audit.entries(transaction, 0, house.clock.now + 1)]
    (entry,) = [entry for entry in told if entry.action == "invite-without-eid"]
    assert (entry.actor, entry.entity) == (SUBJECT, f"Appointment/{made['appointment']}")


async def test_r61_who_is_invited_without_an_e_id_comes_in_and_the_inviter_answers_for_it(
    tmp_path: Path,
) -> None:
    clinic = ClinicSettings(name="Borlänge vårdcentral", least_level=Level.EID)
    house = make_house(tmp_path / "house", ways=("sms-code",), clinics=(clinic,))
    async with (
        serving(house),
        Colleague(house, StaffRole.SCHEDULER) as sven,
        Browser(house) as browser,
    ):
        booked = house.book()
        path = door(booked, "least-level")
        assert await sven.ask("GET", path) == (200, {"least_level": "eid", "answers_for": None})
        assert await browser.enter(booked) == 403
        for _ in range(2):
            assert (await sven.ask("PUT", path, {"answers": True}))[0] == 200
        told = (200, {"least_level": "link", "answers_for": SUBJECT})
        assert await sven.ask("GET", path) == told
        assert await browser.enter(booked) == 200
        assert (await browser.get("/api/visit"))[1]["level"] == "link"
        assert (await sven.ask("PUT", path, {"answers": False}))[0] == 200
        async with Browser(house) as other:
            assert await other.enter(booked) == 403
    told_of = entries(house, "invite-without-eid", "eid-required")
    assert [(one.actor, one.action) for one in told_of] == [
        (SUBJECT, "invite-without-eid"),
        (SUBJECT, "eid-required"),
    ]
    house.database.close()
