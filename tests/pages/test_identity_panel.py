"""*Identitet kontrollerad* and *Utan e-legitimation* on the staff's page (R60, R61)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from central.clinics import ClinicSettings
from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store.staff_tables import CheckIn
from tests.support.central_house import Browser as Patient
from tests.support.central_house import House, make_house, serving
from tests.support.staff import SUBJECT, sign_in
from wire.visits import Level


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A clinic that asks for a code by SMS, on the browser's own day."""
    asks = ClinicSettings(name="Borlänge vårdcentral", least_level=Level.SMS_CODE)
    house = make_house(tmp_path / "house", ways=("sms-code",), clinics=(asks,))
    house.clock.now = time.time()
    with house.database.begin() as transaction:
        here = {"subject": SUBJECT, "name": "Eva Ek", "clinic": "clinic", "since": time.time()}
        transaction.add(CheckIn(location="room-12", **here))
    async with serving(house):
        yield house
    house.database.close()


async def desk(browser: Browser, house: House, visit: str) -> Page:
    cookie = sign_in(house.database, house.clock.now, StaffRole.CLINICIAN)
    context = await browser.new_context(locale="sv-SE", viewport={"width": 1440, "height": 900})
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
    page = await context.new_page()
    await page.goto(f"{house.url}/rum#today/{visit}")
    return page


async def test_r60_r61_let_in_without_an_e_id_then_checked_by_hand_and_taken_back(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    page = await desk(browser, house, booked.appointment)
    await page.get_by_role("button", name="Släpp in utan e-legitimation").click()
    await page.get_by_text(f"{SUBJECT} svarar för att identiteten kontrolleras").wait_for()
    async with Patient(house) as patient:
        await patient.settle(booked)
        wire = await patient.page("page-client-1")
        await wire.say("join", visit=booked.appointment)
        await wire.until_seen(booked.appointment, role="patient", level="link")
        assert await page.get_by_text("19121212-1212").count() == 0
        await page.get_by_role("button", name="Visa namn och personnummer").click()
        await page.get_by_text("19121212-1212").wait_for()
        await page.get_by_role("button", name="Identitet kontrollerad").click()
        await wire.until_seen(booked.appointment, role="patient", level="vouched")
        await page.get_by_role("button", name="Ångra kontrollen").click()
        await wire.until_seen(booked.appointment, role="patient", level="link")
        await page.get_by_role("button", name="Identitet kontrollerad").wait_for()
        await wire.close()
