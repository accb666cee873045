"""R18 on the staff's page: the scanned code opens it on a phone, a typed one at a PC."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page, ViewportSize

from central.core.access import StaffRole
from central.staff.session import COOKIE
from tests.pages.test_layout import OUTSIDE
from tests.support.central_house import House, Wire, make_house, serving
from tests.support.staff import Colleague, sign_in

PHONE, NARROW, DESK = (390, 844), (320, 640), (1440, 900)
AXE = Path(".venv/axe/node_modules/axe-core/axe.min.js")
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Its staff check in with their own sign-in."""
    house = make_house(tmp_path / "house", staff_check_in=True)
    async with serving(house):
        yield house
    house.database.close()


@pytest.fixture
async def unit(house: House) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        wire = await Wire.open(http, house)
        await wire.hello("unit-client-1", await house.token(http))
        yield wire
        await wire.close()


async def code_of(unit: Wire) -> dict[str, str]:
    await unit.say("ask-code")
    return dict(await unit.until("code"))


@pytest.fixture
async def page(house: House, browser: Browser) -> AsyncIterator[Page]:
    size: ViewportSize = {"width": PHONE[0], "height": PHONE[1]}
    context = await browser.new_context(viewport=size, reduced_motion="reduce")
    cookie = sign_in(house.database, house.clock.now, StaffRole.CLINICIAN)
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
    page = await context.new_page()
    yield page
    await context.close()


async def fits(page: Page) -> None:
    """Nothing lies outside at any size, in either language, and axe finds nothing."""
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(AXE.read_text())  # as a script element it would break the policy
    for menu, name in (("Meny", "English"), ("Menu", "Svenska")):
        await page.get_by_role("button", name=menu).click()
        await page.get_by_role("button", name=name).click()
        for width, height in (NARROW, DESK, PHONE):
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate(OUTSIDE) == [], (name, width)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.evaluate(VIOLATIONS) == []


async def heading(page: Page, words: str) -> None:
    await page.get_by_role("heading", name=words, level=1).wait_for()


async def test_r18_the_scanned_code_asks_and_a_yes_checks_in(
    house: House, unit: Wire, page: Page
) -> None:
    await page.goto((await code_of(unit))["address"])
    await heading(page, "Vill du checka in här?")
    assert await page.locator(".big-room").inner_text() == "Videorum 12"
    await fits(page)
    await heading(page, "Vill du checka in här?")
    await page.get_by_role("button", name="Ja, checka in").click()
    await heading(page, "Du är incheckad")
    assert "code" not in page.url
    await fits(page)
    await page.get_by_role("button", name="Meny").click()
    await page.get_by_role("link", name="Idag").click()
    line = page.locator(".room-line")
    await line.get_by_text("Incheckad i Videorum 12 sedan 12:00").wait_for()
    await line.get_by_role("button", name="Checka ut").click()
    await line.get_by_text("Du är inte incheckad.").wait_for()


async def test_r18_a_typed_code_and_what_is_wrong_with_it(
    house: House, unit: Wire, page: Page
) -> None:
    await page.goto(f"{house.url}/rum#check-in")
    field = page.get_by_label("Koden på rummets skärm")
    await field.fill("abc")
    await field.press("Enter")
    await page.get_by_text("Koden har sex tecken.").wait_for()
    await fits(page)
    await field.fill("BBBBBB")
    await field.press("Enter")
    await page.get_by_text("Koden gäller inte längre.").wait_for()
    assert await field.input_value() == "BBBBBB"
    code = (await code_of(unit))["code"]
    async with Colleague(house, subject="SE2321000016-1004", name="Ivo Ask") as ivo:
        told = (await ivo.ask("POST", "/api/staff/check-in", {"code": code}))[1]
        body = {"location": told["asked"]["location"]}
        await ivo.ask("POST", "/api/staff/check-in/confirm", body)
        await field.fill((await code_of(unit))["code"].lower())
        await field.press("Enter")
        await page.get_by_text("Ivo Ask, Distriktsläkare är incheckad här").wait_for()
        await fits(page)
        await page.get_by_role("button", name="Ja, ta över rummet").click()
        await heading(page, "Du är incheckad")
        assert (await ivo.ask("GET", "/api/staff/check-in"))[1]["here"] is None


async def test_a_clinic_that_does_not_ask_for_it_shows_no_such_page(
    tmp_path: Path, browser: Browser
) -> None:
    house = make_house(tmp_path / "house")
    async with serving(house):
        context = await browser.new_context()
        cookie = sign_in(house.database, house.clock.now, StaffRole.CLINICIAN)
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
        page = await context.new_page()
        await page.goto(f"{house.url}/rum#check-in")
        await page.locator("main h1").wait_for()
        assert await page.get_by_role("link", name="Checka in").count() == 0
        assert await page.get_by_label("Koden på rummets skärm").count() == 0
        await context.close()
    house.database.close()
