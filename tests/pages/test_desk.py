"""The clinician at their desk, in a real browser: in by a link, late, notes, outcome, the text."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from central.store.database import Database
from central.store.tables import Appointment
from tests.pages.running_central import RunningCentral
from tests.support.staff import SUBJECT

AXE = Path(".venv/axe/node_modules/axe-core/axe.min.js")
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
WHO = ("--subject", SUBJECT, "--name", "Eva Ek", "--role", "clinician", "--role", "unit-admin")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """Central, whose administrator may make links."""
    running = RunningCentral(tmp_path_factory.mktemp("central"))
    running.prepare()
    config = running.folder / "central.toml"
    config.write_text("staff_links = true\n" + config.read_text())
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
async def page(browser: Browser, central: RunningCentral) -> AsyncIterator[Page]:
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


def visit_of(central: RunningCentral, in_seconds: float, **wish: str) -> str:
    """A visit of Eva's."""
    central.book(in_seconds, **wish)
    database = Database(f"sqlite:///{central.folder / 'central.sqlite'}")
    with database.begin() as transaction:
        rows = transaction.query(Appointment).filter(Appointment.practitioner_id.is_(None))
        found = rows.one()
        found.practitioner_id = SUBJECT
        visit = found.id
    database.close()
    return visit


async def come_in(page: Page, central: RunningCentral) -> None:
    """By the administrator's link, with one press."""
    said = central.run("staff-link", "--config", "central.toml", *WHO)
    await page.goto(json.loads(said)["link"])
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
    page: Page, central: RunningCentral
) -> None:
    visit = visit_of(central, 1800, kind="Återbesök")
    await come_in(page, central)
    await page.get_by_role("link", name="Tolvan Tolvansson").click()
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
    page: Page, central: RunningCentral
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
    page: Page, central: RunningCentral
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
    page: Page, central: RunningCentral
) -> None:
    await page.goto(f"{central.url}/rum#refused/acr")
    await page.get_by_text("Inloggningen var inte tillräckligt säker.").wait_for()
    await is_well(page)
    await page.goto(f"{central.url}/rum#in/{'x' * 43}")
    await page.get_by_role("button", name="Logga in").click()
    await page.get_by_text("Länken gäller inte längre. Be om en ny.").wait_for()
    await is_well(page)
