"""The clinician at their desk, in a real browser: in by a link, late, notes, outcome, the text."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from central.clinics import DEFAULT
from central.core.access import StaffRole
from central.sign_in.links import LinkWish, make_link
from tests.support.central_house import House, make_house, serving
from tests.support.meeting import give
from tests.support.staff import SUBJECT

AXE = Path(".venv/axe/node_modules/axe-core/axe.min.js")
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
ROLES = (StaffRole.CLINICIAN, StaffRole.UNIT_ADMIN)
EVA = LinkWish(SUBJECT, "Eva Ek", None, DEFAULT, ROLES)


@pytest.fixture
async def central(tmp_path: Path) -> AsyncIterator[House]:
    """Central, whose administrator may make links; its clock is the browser's."""
    house = make_house(tmp_path / "house")
    house.clock.now = time.time()
    house.settings = house.settings.model_copy(update={"staff_links": True})
    async with serving(house):
        yield house
    house.database.close()


@pytest.fixture
async def page(browser: Browser, central: House) -> AsyncIterator[Page]:
    """A page whose complaints fail the test."""
    context = await browser.new_context(
        locale="sv-SE",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    opened = await context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    await context.close()
    assert complaints == []


def visit_of(central: House, at: float, **wish: Any) -> str:
    """A visit of Eva's."""
    visit = central.book(at, **wish).appointment
    give(central, visit)
    return visit


async def come_in(page: Page, central: House) -> None:
    """By the administrator's link, with one press."""
    await page.goto(make_link(central.settings, central.database, EVA, central.clock.now))
    await page.get_by_role("button", name="Logga in").click()
    await page.get_by_text("Eva Ek").wait_for()
    assert "#in" not in page.url


async def is_well(page: Page) -> None:
    """Nothing lies outside the narrowest page, and axe finds nothing in it."""
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(AXE.read_text())
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.set_viewport_size({"width": 1440, "height": 900})
    assert await page.evaluate(VIOLATIONS) == []


async def test_r09_r37_before_a_visit_the_number_lateness_and_notes(
    page: Page, central: House
) -> None:
    visit = visit_of(central, 1800, kind="Återbesök")
    await come_in(page, central)
    await page.get_by_role("link", name="Anna Lisa Berg").click()
    await page.get_by_role("link", name="070-123 45 88").wait_for()
    await page.get_by_role("button", name="10 min").click()
    await page.get_by_text("Patienten läser att du kommer").wait_for()
    notes = page.get_by_label("Mina anteckningar")
    await notes.fill("Fråga om sömnen")
    await page.get_by_text("Sparat").wait_for()
    await is_well(page)
    await page.reload()
    await page.get_by_text("Patienten läser att du kommer").wait_for()
    card = page.locator("section.card", has=notes)
    await card.get_by_role("button", name="Kopiera").click()
    await page.get_by_text("Kopierad. Anteckningen är borttagen här.").wait_for()
    assert await page.evaluate("navigator.clipboard.readText()") == "Fråga om sömnen"
    assert await notes.input_value() == ""
    said = await page.request.get(f"{central.url}/api/staff/visits/{visit}/note")
    assert await said.json() == {"text": ""}


async def test_r05_r54_after_a_visit_one_press_and_the_text_in_the_clipboard(
    page: Page, central: House
) -> None:
    visit = visit_of(central, -600, name="Karin Öberg")
    await come_in(page, central)
    await page.goto(f"{central.url}/rum#today/{visit}")
    await page.get_by_text("Patienten har inte anslutit. Ring nu.").wait_for()
    await page.get_by_role("button", name="Uteblev").click()
    await page.get_by_role("button", name="Ångra").wait_for()
    await page.get_by_role("button", name="Visa journaltext").click()
    await page.get_by_text("Distanskontakt via videolänk").wait_for()
    text = await page.locator("pre.journal").inner_text()
    await is_well(page)
    card = page.locator("section.card", has=page.locator("pre.journal"))
    await card.get_by_role("button", name="Kopiera").click()
    await page.get_by_text("Kopierad. Texten är borttagen här.").wait_for()
    assert (await page.evaluate("navigator.clipboard.readText()")).strip() == text.strip()
    await page.get_by_role("button", name="Ångra").click()
    await page.get_by_role("button", name="Genomfört").wait_for()


async def test_r52_r64_statistics_and_accounts_are_readable_and_well(
    page: Page, central: House
) -> None:
    await come_in(page, central)
    await page.get_by_role("link", name="Statistik").click()
    await page.get_by_role("columnheader", name="Genomförda").wait_for()
    await is_well(page)
    async with page.expect_download() as csv:
        await page.get_by_role("link", name="Hämta som fil").click()
    assert (await csv.value).suggested_filename == "statistik.csv"
    await page.get_by_role("link", name="Konton").click()
    await page.get_by_text("Du själv").wait_for()
    await is_well(page)
    async with page.expect_download() as log:
        await page.get_by_role("button", name="Hämta loggen").click()
    assert (await log.value).suggested_filename.endswith(".ndjson")


async def test_r60_a_refused_sign_in_and_a_used_link_say_what_to_do(
    page: Page, central: House
) -> None:
    await page.goto(f"{central.url}/rum#refused/acr")
    await page.get_by_text("Inloggningen var inte tillräckligt säker.").wait_for()
    await is_well(page)
    await page.goto(f"{central.url}/rum#in/{'x' * 43}")
    await page.get_by_role("button", name="Logga in").click()
    await page.get_by_text("Länken gäller inte längre. Be om en ny.").wait_for()
    await is_well(page)
