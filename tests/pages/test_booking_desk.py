"""The booking desk in a real browser: booked by keyboard, read back, changed, cancelled."""

import json
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store.database import Database
from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.support.staff import SUBJECT, sign_in

CLINIC = """
[[clinics]]
name = "Borlänge vårdcentral"
phone = "0243-49 60 00"
[[clinics.kinds]]
name = "Återbesök"
minutes = 20
[[clinics.kinds]]
name = "Nybesök"
questions = true
[[clinics.kinds]]
name = "Psykologbesök"
least_level = "eid"
[clinics.costs]
sv = "Besöket kostar 200 kr."
[clinics.brand]
accent = "#7a1f5c"
message = { sv = "Välkommen till oss." }
"""


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """Central with a clinic that has kinds of visit and a brand, serving."""
    running = RunningCentral(tmp_path_factory.mktemp("central"))
    running.prepare()
    with (running.folder / "central.toml").open("a") as settings:
        settings.write(CLINIC)
    running.start()
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
async def desk(central: RunningCentral, browser: Browser) -> AsyncIterator[Page]:
    """A clinician at the view *Boka*."""
    database = Database(f"sqlite:///{central.folder / 'central.sqlite'}")
    cookie = sign_in(database, time.time(), StaffRole.CLINICIAN)
    database.close()
    context = await browser.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": central.url}])
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{central.url}/rum#book")
    await page.get_by_label("Namn", exact=True).wait_for()
    yield page
    await context.close()
    assert not complaints, complaints


async def _type(page: Page, *words: str) -> None:
    """Write into the focused field and the ones after it."""
    for word in words:
        await page.keyboard.type(word)
        await page.keyboard.press("Tab")


async def test_r56_booked_by_keyboard_alone_after_the_number_was_read_back(
    desk: Page, central: RunningCentral
) -> None:
    await _type(desk, "Anna Lisa Berg", "19121212-1213", "070-123 45 88")
    await desk.keyboard.press("Enter")
    wrong = desk.get_by_text("Numret stämmer inte.")
    await wrong.wait_for()
    await expect(desk.get_by_label("Personnummer")).to_be_focused()
    await desk.keyboard.press("Control+A")
    await desk.keyboard.type("19121212-1212")
    await expect(wrong).to_be_hidden()
    await desk.keyboard.press("Enter")
    await desk.get_by_role("heading", name="Läs upp numret").wait_for()
    await desk.get_by_text("070-123 45 88").wait_for()
    await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await desk.get_by_role("heading", name="Besöket är bokat").wait_for()
    await desk.get_by_text("Inbjudan med sms till ··88").wait_for()
    text = await desk.evaluate("document.documentElement.outerHTML")
    assert "besok#" not in text
    letters = [path.read_text() for path in (central.folder / "outbox").glob("*-invitation-*")]
    assert len(letters) == 1


async def test_r58_one_no_leads_to_a_visit_in_person(desk: Page) -> None:
    await _type(desk, "Anna Lisa Berg", "19121212-1212", "070-123 45 88")
    await desk.get_by_label("Typ av besök").select_option("Nybesök")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_text("Svara på alla fyra frågorna.").wait_for()
    for name in ("utan undersökning", "ostörd", "mobil eller dator"):
        await desk.get_by_role("group", name=name).get_by_label("Ja").check()
    await desk.get_by_role("group", name="göra sig förstådd").get_by_label("Nej").check()
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_role("heading", name="Boka ett fysiskt besök").wait_for()
    await desk.get_by_text("Inget videobesök är bokat.").wait_for()
    await desk.get_by_role("button", name="Ändra svaren").click()
    assert await desk.get_by_label("Namn", exact=True).input_value() == "Anna Lisa Berg"


async def _knows_kim(desk: Page, central: RunningCentral) -> None:
    """Somebody else of the clinic has signed in once, so the form lists them."""
    database = Database(f"sqlite:///{central.folder / 'central.sqlite'}")
    sign_in(database, time.time(), StaffRole.CLINICIAN, subject="SE1-K", name="Kim Ek")
    database.close()
    await desk.reload()


async def test_r26_a_test_visit_gives_its_link_to_copy(desk: Page, central: RunningCentral) -> None:
    await _knows_kim(desk, central)
    await desk.get_by_text("Öva med en kollega").click()
    await expect(desk.get_by_label("Personnummer")).to_be_hidden()
    await desk.get_by_label("Kollega", exact=True).select_option("other")
    await expect(desk.locator("#book-colleague_id")).to_be_visible()
    await desk.get_by_label("Namn", exact=True).fill("Kim Ek")
    await desk.get_by_label("Födelsedatum").fill("1980-04-23")
    await desk.get_by_label("Kollegans e-post").fill("kim@example.se")
    await desk.get_by_label("Rum").select_option("room-12")
    for own in (SUBJECT, ""):
        await desk.locator("#book-colleague_id").fill(own)
        await desk.get_by_role("button", name="Gå vidare").click()
        await desk.get_by_text("Du kan inte bjuda in dig själv.").wait_for()
        await expect(desk.locator("#book-colleague_id")).to_be_focused()
    await desk.locator("#book-colleague_id").fill("SE2321000016-1004")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_role("button", name="Boka", exact=True).click()
    await desk.get_by_role("button", name="Kopiera länk").wait_for()


async def test_r26_a_colleague_of_the_clinic_is_chosen(desk: Page, central: RunningCentral) -> None:
    await _knows_kim(desk, central)
    await desk.get_by_text("Öva med en kollega").click()
    await expect(desk.get_by_label("Namn", exact=True)).to_be_hidden()
    await desk.get_by_label("Kollega", exact=True).select_option("Kim Ek, Distriktsläkare")
    await desk.get_by_label("Födelsedatum").fill("1980-04-23")
    await desk.get_by_label("Kollegans e-post").fill("kim@example.se")
    await desk.get_by_label("Rum").select_option("room-12")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.locator(".summary").get_by_text("Kim Ek, Distriktsläkare").wait_for()
    await desk.get_by_role("button", name="Ändra", exact=True).click()
    await expect(desk.get_by_label("Kollega", exact=True)).to_be_focused()
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_role("button", name="Boka", exact=True).click()
    await desk.get_by_role("button", name="Kopiera länk").wait_for()


async def test_r26_after_practice_a_visit_has_its_kinds_minutes_again(desk: Page) -> None:
    minutes = desk.get_by_label("Minuter")
    await desk.get_by_label("Typ av besök").select_option("Nybesök")
    usual = await minutes.input_value()
    assert usual != "20"
    await desk.get_by_text("Öva med en kollega").click()
    await expect(minutes).to_have_value("20")
    await desk.get_by_text("Bjud in till besök").click()
    await expect(minutes).to_have_value(usual)
    await minutes.fill("55")
    await desk.get_by_text("Boka nu").click()
    await expect(minutes).to_have_value("55")


async def test_r61_a_patient_without_an_e_id_is_booked_in_one_press_and_comes_in(
    desk: Page, central: RunningCentral, browser: Browser
) -> None:
    await _type(desk, "Anna Lisa Berg", "19121212-1212", "070-123 45 88")
    without = desk.get_by_label("Utan e-legitimation")
    await expect(without).to_be_hidden()
    await desk.get_by_label("Typ av besök").select_option("Psykologbesök")
    await without.check()
    await desk.get_by_text("Du svarar för att identiteten kontrolleras").wait_for()
    await desk.get_by_text("Boka nu").click()
    await desk.get_by_label("Rum").select_option("room-12")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_text("Utan e-legitimation").wait_for()
    before = set((central.folder / "outbox").glob("*-invitation-*"))
    await desk.get_by_role("button", name="Numret stämmer").click()
    await desk.get_by_role("heading", name="Besöket är bokat").wait_for()
    (letter,) = set((central.folder / "outbox").glob("*-invitation-*")) - before
    link = next(line for line in letter.read_text().splitlines() if "/besok#" in line)
    async with patient(browser) as anna:
        await anna.go_to_lobby(link)


async def test_r40_r56_the_interpreter_is_invited_in_the_bookings_own_press(
    desk: Page, central: RunningCentral
) -> None:
    await _type(desk, "Anna Lisa Berg", "19121212-1212", "070-123 45 88")
    await expect(desk.get_by_label("Tolkens namn")).to_be_hidden()
    await desk.get_by_label("Tolk behövs").check()
    await desk.get_by_label("Patientens språk").select_option("ar")
    await desk.get_by_label("Tolkens namn").fill("Fatima Haddad")
    await desk.get_by_label("Rum").select_option("room-12")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_text("Utan nummer kan tolken inte få sin kod.").wait_for()
    await expect(desk.get_by_label("Tolkens mobilnummer")).to_be_focused()
    await desk.get_by_label("Tolkens mobilnummer").fill("070-555 66 77")
    await desk.get_by_role("button", name="Gå vidare").click()
    await desk.get_by_role("heading", name="Läs upp numret").wait_for()
    await desk.get_by_role("button", name="Numret stämmer – gå vidare").click()
    await desk.get_by_role("heading", name="Läs upp tolkens nummer").wait_for()
    await desk.get_by_text("070-555 66 77").wait_for()
    await desk.get_by_role("button", name="Numret stämmer – boka").click()
    await desk.get_by_role("heading", name="Besöket är bokat").wait_for()
    await desk.get_by_text("Tolken är inbjuden").wait_for()
    outbox = central.folder / "outbox"
    assert len(list(outbox.glob("*-guest.invitation-*"))) == 1
    await desk.get_by_role("link", name="Visa besöket").click()
    await desk.get_by_text("Fatima Haddad").wait_for()


async def test_r29_r55_r66_the_patient_reads_message_costs_and_brand_after_login(
    desk: Page, central: RunningCentral, browser: Browser
) -> None:
    await _type(desk, "Anna Lisa Berg", "19121212-1212", "070-123 45 88")
    await desk.get_by_label("Meddelande till patienten").fill("Ta med din medicinlista.")
    await desk.get_by_text("Boka nu").click()
    await expect(desk.get_by_label("Datum", exact=True)).to_be_hidden()
    await desk.get_by_label("Rum").select_option("room-12")
    await desk.get_by_role("button", name="Gå vidare").click()
    before = set((central.folder / "outbox").glob("*-invitation-*"))
    await desk.get_by_role("button", name="Numret stämmer").click()
    await desk.get_by_role("heading", name="Besöket är bokat").wait_for()
    (letter,) = set((central.folder / "outbox").glob("*-invitation-*")) - before
    link = next(line for line in letter.read_text().splitlines() if "/besok#" in line)
    async with patient(browser) as anna:
        await anna.go_to_lobby(link)
        await anna.reads("Ta med din medicinlista.")
        await anna.reads("Besöket kostar 200 kr.")
        await anna.reads("Välkommen till oss.")
        accent = "getComputedStyle(document.querySelector('.plain')).color"
        assert await anna.told(accent) == "rgb(122, 31, 92)"
        tick = "getComputedStyle(document.documentElement).getPropertyValue('--clear')"
        assert await anna.told(tick) == "#0a6e8a"


async def test_r23_a_booking_is_moved_and_cancelled_from_its_panel(
    desk: Page, central: RunningCentral
) -> None:
    said = central.book(in_seconds=3600)
    assert said
    visit = json.loads(
        await desk.evaluate(
            "fetch('/api/staff/visits').then((answer) => answer.json())"
            ".then(({visits}) => JSON.stringify(visits.at(-1)))"
        )
    )
    await desk.goto(f"{central.url}/rum#today/{visit['id']}")
    await desk.get_by_role("button", name="Ändra", exact=True).click()
    await desk.get_by_label("Minuter").fill("45")
    await desk.get_by_role("button", name="Spara").click()
    await desk.get_by_text("Ändrat. Patienten har fått besked").wait_for()
    await desk.get_by_role("button", name="Avboka", exact=True).click()
    await desk.get_by_role("button", name="Avboka", exact=True).click()
    await desk.get_by_text("Välj varför besöket avbokas.").wait_for()
    await desk.get_by_label("Varför avbokas besöket?").select_option("pat")
    await desk.get_by_role("button", name="Avboka", exact=True).click()
    await desk.get_by_text("Besöket är avbokat.").wait_for()
