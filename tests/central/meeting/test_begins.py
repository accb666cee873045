"""R25: the visit begins and the patient does not look at the page: a letter says so."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from central.bookings import Booked
from tests.support.central_house import Browser, House, Wire, link_in


@pytest.fixture
async def booked(house: House) -> Booked:
    made = house.book(at=600)
    house.clock.now += 300
    return made


@pytest.fixture
async def unit(house: House, booked: Booked, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    yield wire
    await wire.close()


async def begin(unit: Wire, booked: Booked) -> None:
    """The unit joins; what that causes is done when this returns."""
    await unit.say("join", visit=booked.appointment)
    await unit.say("media", visit="unknown", camera=True, microphone=True)
    await unit.until("error")


async def wait(browser: Browser, booked: Booked) -> Wire:
    """The patient's page stands in the lobby."""
    await browser.settle(booked)
    page = await browser.page("page-client-1")
    await page.say("join", visit=booked.appointment)
    await page.until_seen(booked.appointment, role="patient", joined=True)
    return page


async def test_r25_nobody_is_at_the_page_one_letter_with_a_link_that_opens(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    await begin(unit, booked)
    await unit.say("bye", visit=booked.appointment)
    await begin(unit, booked)
    (letter,) = house.letters("ring")
    assert "Ditt videobesök hos Borlänge vårdcentral börjar nu." in letter
    assert await browser.enter(Booked(booked.appointment, None, link_in(letter))) == 200


async def test_r25_who_looks_at_the_page_gets_none(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    page = await wait(browser, booked)
    await begin(unit, booked)
    assert house.letters("ring") == []
    await page.close()


async def test_r25_a_page_in_the_background_is_not_looked_at(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    page = await wait(browser, booked)
    await page.say("presence", visit=booked.appointment, hidden=True)
    await page.until_seen(booked.appointment, role="patient", hidden=True)
    await begin(unit, booked)
    assert len(house.letters("ring")) == 1
    await page.close()


async def test_r25_boka_nu_says_so_in_the_invitation_already(
    house: House, http: aiohttp.ClientSession
) -> None:
    booked = house.book(at_once=True)
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    await begin(unit, booked)
    assert house.letters("ring") == []
    await unit.close()
