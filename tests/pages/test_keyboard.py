"""A whole visit without a mouse, by real key events: the patient's way, the clinician's (R67)."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from central.clinics import DEFAULT, ClinicSettings
from central.core.access import StaffRole
from central.sign_in.links import LinkWish, make_link
from tests.pages.patient_page import BIRTH_DATE, patient
from tests.pages.unit_peer import UnitPeer, until
from tests.support.central_house import House, Wire, make_house, serving
from tests.support.meeting import give
from tests.support.staff import SUBJECT

FOCUSED = """(({ activeElement: one }) => (one.matches("button, a, input, select, textarea")
  ? one.ariaLabel || one.labels?.[0]?.innerText || one.innerText : ""))(document)"""
SEEN = """(({ activeElement: one }) => {
  const ring = one.closest(".option, .tick") ?? one;
  const { top, bottom } = one.getBoundingClientRect();
  return getComputedStyle(ring).outlineStyle !== "none" && bottom > 0 && top < innerHeight;
})(document)"""


async def reach(page: Page, words: str) -> None:
    """Tab to what these words name; where the focus is can be seen, and lies in the window."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if words in await page.evaluate(FOCUSED):
            assert await page.evaluate(SEEN), words
            return
    raise AssertionError(f"{words} is not reached by Tab")


async def press(page: Page, *names: str) -> None:
    """One button or link after the other, each when it is there."""
    for name in names:
        await page.get_by_text(name).first.wait_for()
        await reach(page, name)
        await page.keyboard.press("Enter")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A clinic whose staff sign in by a link and check in by the room's code."""
    clinic = ClinicSettings(name="Borlänge vårdcentral", staff_check_in=True)
    house = make_house(tmp_path / "house", clinics=(clinic,), staff_links=True)
    house.clock.now = time.time()
    async with serving(house):
        yield house
    house.database.close()


@pytest.mark.timeout(180)
async def test_r67_the_patients_whole_visit_by_keyboard(house: House, browser: Browser) -> None:
    booked = house.book(must_confirm=True)
    async with patient(browser) as person, UnitPeer(house, booked.appointment) as unit:
        page = person.page
        await page.goto(booked.link)
        await person.screen("entry")
        await reach(page, "Ditt födelsedatum")
        await page.keyboard.type(BIRTH_DATE)
        await page.keyboard.press("Enter")
        await press(page, "Ja, jag kommer", "Jag samtycker", "Slå på kamera och mikrofon")
        await press(page, "Gå till lobbyn")
        await person.screen("lobby")
        await reach(page, "Var är du nu?")
        await page.keyboard.type("Hemma")
        await page.keyboard.press("Enter")
        await until(lambda: any(one.get("place") == "Hemma" for one in unit.patients()))
        await unit.join()
        await unit.call(size=(320, 180))
        await person.pictures(2)
        await press(page, "Chatt")
        await page.keyboard.press("Escape")
        await press(page, "Lämna videobesök", "Jag är klar")
        await person.screen("rating")
        await reach(page, "Bra")
        await page.keyboard.press("Space")
        assert await page.get_by_label("Bra").is_checked()
        await press(page, "Skicka svaren")
        await person.screen("done")


@pytest.mark.timeout(180)
async def test_r67_the_clinicians_way_by_keyboard(house: House, browser: Browser) -> None:
    visit = house.book(-600).appointment
    give(house, visit)
    eva = LinkWish(SUBJECT, "Eva Ek", None, DEFAULT, (StaffRole.CLINICIAN,))
    context = await browser.new_context(locale="sv-SE", viewport={"width": 640, "height": 400})
    page = await context.new_page()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        unit = await Wire.open(http, house)
        await unit.hello("unit-client-1", await house.token(http))
        await unit.say("ask-code")
        code = (await unit.until("code"))["code"]
        await page.goto(make_link(house.settings, house.database, eva, house.clock.now))
        await press(page, "Logga in")
        await page.get_by_text("Anna Lisa Berg").first.wait_for()
        await press(page, "Meny", "Mitt rum")
        await page.get_by_label("Koden på rummets skärm").wait_for()
        await reach(page, "Koden på rummets skärm")
        await page.keyboard.type(code)
        await page.keyboard.press("Enter")
        await press(page, "Ja, checka in")
        await page.get_by_role("heading", name="Du är incheckad").wait_for()
        await press(page, "Meny", "Idag", "Anna Lisa Berg", "Uteblev")
        await page.get_by_role("button", name="Ångra").first.wait_for()
        await press(page, "Visa journaltext")
        await page.get_by_text("Distanskontakt via videolänk").wait_for()
        await unit.close()
    await context.close()
