"""The room's day over real sockets: news, ring, the number, the place, tries, an empty room."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from sqlalchemy import select

from central.bookings import Booked
from central.nightly import anonymise_now
from central.store.tables import Appointment, Person
from central.store.visit_tables import Course, Disclosure
from tests.support.central_house import Browser, House, Wire, link_in
from tests.support.guests import invited

GUEST, SECOND = "page-client-1", "page-client-2"


@pytest.fixture
async def booked(house: House) -> Booked:
    return house.book()


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    yield wire
    await wire.close()


@pytest.fixture
async def page(browser: Browser, booked: Booked) -> AsyncIterator[Wire]:
    await browser.settle(booked)
    wire = await browser.page(GUEST)
    await wire.say("join", visit=booked.appointment)
    await wire.until_seen(booked.appointment, role="patient", joined=True)
    yield wire
    await wire.close()


async def until_level(wire: Wire, visit: str, **levels: object) -> None:
    """Wait for a lobby whose own levels are these."""
    while not levels.items() <= wire.lobbies.get(visit, {}).items():
        await wire.until("lobby", visit=visit)


def disclosures(house: House) -> list[tuple[str, str, float]]:
    with house.database.begin() as session:
        return [(d.unit, d.appointment, d.at) for d in session.scalars(select(Disclosure))]


def is_kept(house: House, visit: str) -> bool:
    """Whether the unit's seat is written: everybody is told of it a moment before."""
    with house.database.begin() as session:
        course = session.get(Course, visit)
        return course is not None and course.client is not None


async def test_r09_the_page_is_told_what_the_unit_says_and_goes_on_reading_it_without_the_unit(
    booked: Booked, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", joined=True)
    await unit.say("news", visit=visit, late_until=1795600000.0)
    while page.lobbies[visit].get("news", {}).get("late_until") != 1795600000.0:
        await page.until("lobby", visit=visit)
    await unit.close()
    await page.until_seen(visit, role="unit", seat="away")
    assert page.lobbies[visit]["news"]["late_until"] == 1795600000.0
    await page.say("news", visit=visit, waiting=True)
    assert (await page.until("error"))["code"] == "refused"


async def test_r06_r24_the_units_ring_reaches_the_page_in_the_lobby_and_on_its_end_card(
    house: House, booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", joined=True)
    await unit.say("ring", visit=visit)
    assert await page.until("ring") == {"type": "ring", "visit": visit}
    await page.say("bye", visit=visit)
    await page.close()
    listening = await browser.page(SECOND)
    await unit.until_seen(visit, role="patient", seat="left")
    await unit.say("ring", visit=visit)
    assert await listening.until("ring") == {"type": "ring", "visit": visit}
    await listening.say("join", visit=visit)
    await unit.until_seen(visit, role="patient", peer=listening.peer, joined=True)
    assert house.letters("ring") == []
    await listening.close()


async def test_s5_a_knocking_browser_is_not_rung_and_no_page_rings_anybody(
    house: House, booked: Booked, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    async with Browser(house) as second:
        assert await second.enter(booked) == 200
        knocking = await second.page(SECOND)
        await knocking.say("join", visit=visit)
        await unit.until_seen(visit, seat="knocking")
        await unit.say("ring", visit=visit)
        await page.until("ring")
        await page.say("ring", visit=visit)
        assert (await page.until("error"))["code"] == "refused"
        await knocking.say("bye", visit=visit)
        await unit.until_seen(visit, seat="lobby", role="patient")
        await knocking.close()
        while (heard := await knocking.hear())["type"] != "closed":
            assert heard["type"] == "lobby"


async def test_r25_where_no_page_is_connected_a_letter_with_a_link_goes_once_a_minute(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    visit = booked.appointment
    for letters in (1, 1):
        await unit.say("ring", visit=visit)
        await unit.say("media", visit="unknown", camera=True, microphone=True)
        assert (await unit.until("error"))["code"] == "not-joined"
        assert len(house.letters("ring")) == letters
    (letter,) = house.letters("ring")
    assert "Ditt videobesök hos Borlänge vårdcentral börjar nu." in letter
    linked = replace(booked, link=link_in(letter))
    assert linked.link != booked.link
    assert await browser.enter(linked) == 200
    assert await browser.enter(booked) == 200
    house.clock.now += 60
    await unit.say("ring", visit=visit)
    await unit.say("media", visit="unknown", camera=True, microphone=True)
    await unit.until("error")
    assert len(house.letters("ring")) == 2


async def test_r25_s5_every_link_of_a_visit_is_a_key_to_the_same_lock(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    await unit.say("ring", visit=booked.appointment)
    await unit.say("media", visit="unknown", camera=True, microphone=True)
    await unit.until("error")
    linked = replace(booked, link=link_in(house.letters("ring")[0]))
    for link in (booked, linked, booked, linked, linked):
        assert await browser.enter(link, "1912-12-13") == 403
    assert await browser.enter(linked) == 403
    assert await browser.enter(booked) == 403
    assert len(house.letters("clinic")) == 1
    house.clock.now += 60
    await unit.say("ring", visit=booked.appointment)
    await unit.say("media", visit="unknown", camera=True, microphone=True)
    await unit.until("error")
    assert "Öppna länken i din inbjudan" in house.letters("ring")[-1]


async def test_r44_s6_the_number_goes_to_the_unit_of_the_room_alone_and_is_written_down(
    house: House,
    booked: Booked,
    unit: Wire,
    page: Wire,
    http: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    visit = booked.appointment
    await unit.say("ask-number", visit=visit)
    assert (await unit.until("number"))["number"] == "+46701234588"
    assert disclosures(house) == [("north/room12", visit, house.clock.now)]
    other = await Wire.open(http, house)
    await other.hello("unit-client-9", await house.token(http, "north/room14"))
    for stranger in (other, page):
        await stranger.say("ask-number", visit=visit)
        said = await stranger.until("error")
        assert said == {"type": "error", "code": "refused", "field": "visit"}
    await other.close()
    assert len(disclosures(house)) == 1
    assert "234588" not in caplog.text + str(page.lobbies) + str(unit.lobbies)


@pytest.mark.parametrize("after", [-901.0, 2100.0])
async def test_r44_a_number_is_told_in_the_visits_window_only(
    house: House, unit: Wire, after: float
) -> None:
    visit = house.book(at=-after).appointment
    await unit.say("ask-number", visit=visit)
    assert (await unit.until("error"))["code"] == "refused"
    assert disclosures(house) == []


async def test_r44_a_cancelled_visits_number_is_not_told_and_a_missing_one_is_said(
    house: House, booked: Booked, unit: Wire
) -> None:
    house.desk.cancel(booked.appointment, house.clock.now)
    await unit.say("ask-number", visit=booked.appointment)
    assert (await unit.until("error"))["code"] == "refused"
    silent = house.book(phone=None, email="a@b.se")
    await unit.say("ask-number", visit=silent.appointment)
    told = {"type": "number", "visit": silent.appointment}
    assert await unit.until("number") == told


async def test_r40_s6_the_interpreters_number_goes_to_the_unit_alone_and_is_written_down(
    house: House, booked: Booked, unit: Wire, page: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    visit = booked.appointment
    asked = {"visit": visit, "role": "interpreter"}
    await unit.say("ask-number", **asked)
    assert await unit.until("number") == {"type": "number", **asked}
    await invited(house, booked, role="relative", phone="070-555 66 78", read_back="0705556678")
    await invited(house, booked)
    assert (await unit.until("number"))["number"] == "+46705556677", "it comes unasked"
    await page.say("ask-number", **asked)
    assert (await page.until("error"))["code"] == "refused"
    assert len(disclosures(house)) == 2
    assert "5556677" not in caplog.text + str(page.lobbies) + str(unit.lobbies)


async def test_r08_the_place_is_seen_by_the_unit_alone_and_kept_nowhere(
    house: House, booked: Booked, unit: Wire, page: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    visit = booked.appointment
    await page.say("place", visit=visit, place="Stugan vid Siljan")
    await unit.until_seen(visit, role="patient", place="Stugan vid Siljan")
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", joined=True)
    assert "Siljan" not in str(page.lobbies)
    for file in house.folder.rglob("*"):
        assert file.is_dir() or b"Siljan" not in file.read_bytes(), file
    assert "Siljan" not in caplog.text
    await page.say("bye", visit=visit)
    left = await unit.until_seen(visit, role="patient", seat="left")
    assert left.get("place") is None


@pytest.mark.parametrize(("at", "born"), [(600, "1912-12-12"), (1300, "1912-12-12"), (0, "no")])
async def test_r05_the_unit_hears_that_somebody_tried_and_a_restart_forgets_nothing(
    house: House, http: aiohttp.ClientSession, browser: Browser, at: float, born: str
) -> None:
    booked = house.book(at=at)
    token = await house.token(http)
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", token)
    await until_level(unit, booked.appointment, tried=False)
    await browser.enter(booked, born)
    await until_level(unit, booked.appointment, tried=True)
    await house.stop()
    await house.start()
    again = await Wire.open(http, house)
    await again.hello("unit-client-1", token)
    await until_level(again, booked.appointment, tried=True)
    await again.close()


async def test_r05_a_try_long_before_the_visit_is_none(
    house: House, unit: Wire, browser: Browser
) -> None:
    booked = house.book(at=1801)
    await until_level(unit, booked.appointment, tried=False)
    assert await browser.enter(booked) == 200
    marker = house.book(at=60)
    await until_level(unit, marker.appointment, tried=False)
    assert unit.lobbies[booked.appointment]["tried"] is False


async def test_a_patient_in_an_empty_room_is_told_that_the_clinic_knows_once_for_all(
    house: House, booked: Booked, browser: Browser, page: Wire
) -> None:
    visit = booked.appointment
    house.clock.now += 179
    await page.say("media", visit=visit, camera=False, microphone=True)
    await page.until_seen(visit, role="patient", camera=False)
    assert page.lobbies[visit]["clinic_told"] is False
    house.clock.now += 1
    await until_level(page, visit, clinic_told=True)
    (letter,) = house.letters("clinic")
    assert "En patient väntar: Videorum 12 12:00" in letter
    assert "Patienten A. B. väntar" in letter
    assert visit in letter
    assert "Anna" not in letter
    await house.stop()
    await house.start()
    back = await browser.page(GUEST)
    await until_level(back, visit, clinic_told=True)
    house.clock.now += 30
    await back.say("media", visit=visit, camera=True, microphone=True)
    await back.until_seen(visit, role="patient", camera=True)
    assert len(house.letters("clinic")) == 1
    await back.close()


async def test_a_clinic_that_cannot_be_told_is_told_as_soon_as_it_can(
    house: House, booked: Booked, browser: Browser, page: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is said to the patient that is not true."""
    visit = booked.appointment
    outbox = house.settings.outbox
    away = outbox.rename(outbox.with_name("away"))
    outbox.write_text("in the way")
    house.clock.now += 200
    while "clinic.untold" not in caplog.messages:
        assert (await browser.get("/api/visit"))[0] == 200
    assert page.lobbies[visit]["clinic_told"] is False
    outbox.unlink()
    away.rename(outbox)
    house.clock.now += 31
    await until_level(page, visit, clinic_told=True)
    assert len(house.letters("clinic")) == 1


async def test_r70_the_clinics_letter_has_no_initials_of_a_protected_person(
    house: House, browser: Browser
) -> None:
    booked = house.book(protected=True)
    await browser.settle(booked)
    page = await browser.page(GUEST)
    await page.say("join", visit=booked.appointment)
    house.clock.now += 180
    await until_level(page, booked.appointment, clinic_told=True)
    assert "A. B." not in house.letters("clinic")[0]
    await page.close()


async def test_a_room_where_the_unit_came_is_not_empty_after_a_restart_of_central_either(
    house: House, booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", joined=True)
    await unit.say("bye", visit=visit)
    await page.until_seen(visit, role="unit", seat="left")
    await house.stop()
    house.clock.now += 300
    await house.start()
    back = await browser.page(GUEST)
    for camera in (False, True) * 3:
        await back.say("media", visit=visit, camera=camera, microphone=True)
        await back.until_seen(visit, role="patient", camera=camera)
    assert house.letters("clinic") == []
    await back.close()


async def test_s4_a_cancelled_visit_that_runs_goes_on_through_a_restart_of_central(
    house: House,
    booked: Booked,
    http: aiohttp.ClientSession,
    browser: Browser,
    unit: Wire,
    page: Wire,
) -> None:
    visit = booked.appointment
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", joined=True)
    house.desk.cancel(visit, house.clock.now)
    while not is_kept(house, visit):
        await asyncio.sleep(0.01)
    await house.stop()
    await house.start()
    assert (await browser.get("/api/visit"))[0] == 200
    back = await browser.page(GUEST)
    await back.say("join", visit=visit)
    await back.until_seen(visit, role="patient", peer=page.peer, joined=True)
    again = await Wire.open(http, house)
    await again.hello("unit-client-1", await house.token(http))
    await again.say("join", visit=visit)
    await again.until_seen(visit, role="patient", peer=page.peer, seat="lobby", joined=True)
    await back.until_seen(visit, role="unit", peer=unit.peer, seat="lobby", joined=True)
    reloaded = await browser.page(SECOND)
    await reloaded.say("join", visit=visit)
    await again.until_seen(visit, role="patient", peer=reloaded.peer, joined=True)
    await again.say("bye", visit=visit)
    await reloaded.until_seen(visit, role="unit", seat="left")
    while (await browser.get("/api/visit"))[0] != 401:
        pass
    await reloaded.close()
    await again.say("join", visit=visit)
    assert (await again.until("error"))["code"] == "refused"
    await again.close()
    await back.close()


async def test_r62_a_withdrawn_consent_gives_no_seat_back_after_a_restart_of_central(
    house: House, booked: Booked, browser: Browser, page: Wire
) -> None:
    await browser.post("/api/consent", {"version": "1", "accept": False})
    await page.until_seen(booked.appointment, role="patient", seat="left")
    await house.stop()
    await house.start()
    back = await browser.page(GUEST)
    await back.say("join", visit=booked.appointment)
    assert (await back.until("error"))["code"] == "refused"
    await back.close()


async def test_r07_who_saw_a_number_is_kept_14_days(
    house: House, booked: Booked, unit: Wire
) -> None:
    await unit.say("ask-number", visit=booked.appointment)
    await unit.until("number")
    anonymise_now(house.settings, house.database, house.clock.now + 14 * 86400)
    assert len(disclosures(house)) == 1
    anonymise_now(house.settings, house.database, house.clock.now + 15 * 86400)
    assert disclosures(house) == []
    with house.database.begin() as session:
        assert session.get(Person, booked.appointment) is None
        assert session.get(Appointment, booked.appointment) is not None
