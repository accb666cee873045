"""A party's level on its way from the session to the lobby and the page (R60)."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import update

from central.bookings import Booked
from central.meeting.hall import Hall
from central.store.tables import Session
from tests.support.central_house import Browser, House, Wire
from wire.visits import Level

CLIENT = "page-client-1"


@pytest.fixture
async def booked(house: House, browser: Browser) -> Booked:
    booked = house.book()
    await browser.settle(booked)
    return booked


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    yield wire
    await wire.close()


def proven(house: House, level: Level) -> None:
    with house.database.begin() as transaction:
        transaction.execute(update(Session).values(level=level.value))


async def come(browser: Browser, booked: Booked) -> Wire:
    page = await browser.page(CLIENT)
    await page.say("join", visit=booked.appointment)
    return page


async def test_r60_a_birth_date_proves_the_link_alone(browser: Browser, booked: Booked) -> None:
    assert (await browser.get("/api/visit"))[1]["level"] == "link"


@pytest.mark.parametrize("level", ["sms-code", "eid"])
async def test_r60_what_a_session_proved_is_told_to_page_and_unit_alike(
    house: House, browser: Browser, booked: Booked, unit: Wire, level: str
) -> None:
    proven(house, Level(level))
    page = await come(browser, booked)
    await unit.until_seen(booked.appointment, role="patient", level=level)
    await page.until_seen(booked.appointment, role="patient", level=level)
    assert (await browser.get("/api/visit"))[1]["level"] == level


async def test_r60_after_a_restart_of_central_nobody_is_known_better_than_before(
    house: House, browser: Browser, booked: Booked, http: aiohttp.ClientSession
) -> None:
    proven(house, Level.SMS_CODE)
    page = await come(browser, booked)
    await page.until_seen(booked.appointment, role="patient")
    await house.stop()
    await house.start()
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    await unit.until_seen(booked.appointment, role="patient", seat="away", level="sms-code")
    back = await come(browser, booked)
    await unit.until_seen(booked.appointment, role="patient", seat="lobby", level="sms-code")
    await back.close()


async def test_r60_a_level_that_changes_is_told_at_once(
    house: House, browser: Browser, booked: Booked, unit: Wire
) -> None:
    page = await come(browser, booked)
    await unit.until_seen(booked.appointment, role="patient", level="link")
    hall: Hall = house.servers[-1].app.state.hall
    holder = next(c.holder for c in hall.sockets.pages_at(booked.appointment))
    for level in (Level.VOUCHED, Level.LINK):
        hall.know(booked.appointment, holder, level)
        await unit.until_seen(booked.appointment, role="patient", level=level)
        await page.until_seen(booked.appointment, role="patient", level=level)
