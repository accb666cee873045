"""Every view, panel and state of the staff's page, brought about and judged; none is left out."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from central.clinics import ClinicSettings, Document, VisitKind
from central.core.access import StaffRole
from central.forms import FormQuestion
from central.staff.session import COOKIE
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment
from tests.pages.judging import judge
from tests.support.central_house import Browser as Patient
from tests.support.central_house import House, make_house, serving
from tests.support.guests import FATIMA, invited
from tests.support.meeting import give
from tests.support.pictures import jpeg
from tests.support.staff import SUBJECT, sign_in
from wire.visits import Level, Role

DESK = (1440, 900)
LISTED = """Promise.all([import("/static/staff/views.js"), import("/static/staff/panels.js")])
  .then(([{ VIEWS }, { PANELS }]) => [VIEWS, PANELS].map((all) => all.map(({ name }) => name)))"""
VIEW = "document.querySelector('nav a[aria-current]')?.hash.slice(1) ?? ''"
SHOWN = """[...document.querySelectorAll("[data-panel]")].filter((one) => one.offsetParent)
  .map((one) => one.dataset.panel)"""
CLINIC = ClinicSettings(
    name="Borlänge vårdcentral",
    least_level=Level.SMS_CODE,
    staff_check_in=True,
    to_do=("Kontrollera läkemedelslistan",),
    documents=(Document(name="Rutin för videobesök", address="https://example.se/rutin"),),
    kinds=(VisitKind(name="Återbesök"), VisitKind(name="Nybesök", questions=True)),
    form=(FormQuestion(key="what", words={"sv": "Vad vill du ta upp?"}),),
)
OTHER = ClinicSettings(id="other", name="Falu vårdcentral")


@dataclass
class Scene:
    """The page and the central behind it; ``panels`` are those that were judged."""

    house: House
    page: Page
    panels: set[str]
    now: str = ""
    over: str = ""

    async def go(self, place: str) -> None:
        """Another place of the page."""
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.house.url}/rum{place}")
        await self.page.locator("main h1, main h2").first.wait_for()

    async def press(self, *names: str) -> None:
        """One button after the other."""
        for name in names:
            await self.page.get_by_role("button", name=name, exact=True).first.click()

    async def reads(self, text: str) -> None:
        """Wait until these words can be read."""
        await self.page.get_by_text(text).first.wait_for()

    async def signed_in(self, **clinics: list[str]) -> None:
        """Signed in, with these roles in these clinics."""
        cookie = sign_in(self.house.database, self.house.clock.now, clinics=clinics)
        await self.page.context.clear_cookies()
        cookies = [{"name": COOKIE, "value": cookie, "url": self.house.url}]
        await self.page.context.add_cookies(cookies)  # type: ignore[arg-type]


async def sign_in_page(scene: Scene) -> None:
    await scene.go("")
    await scene.page.locator("main p:not([role])").first.wait_for()


async def refused(scene: Scene) -> None:
    await scene.go("#refused/acr")


async def by_link(scene: Scene) -> None:
    await scene.go(f"#in/{'x' * 43}")


async def dead_link(scene: Scene) -> None:
    await scene.press("Logga in")
    await scene.reads("Länken gäller inte längre.")


async def nothing(scene: Scene) -> None:
    await scene.signed_in()
    await scene.go("")


async def choose_clinic(scene: Scene) -> None:
    roles = [role.value for role in StaffRole]
    await scene.signed_in(clinic=roles, other=roles)
    await scene.go("")
    await scene.reads("Falu vårdcentral")


async def the_day(scene: Scene) -> None:
    await scene.press("Borlänge vårdcentral")
    await scene.reads("Karin Öberg")


async def menu(scene: Scene) -> None:
    await scene.page.set_viewport_size({"width": 390, "height": 844})
    await scene.press("Meny")


async def check_in(scene: Scene) -> None:
    await scene.go("#check-in")


async def check_in_wrong(scene: Scene) -> None:
    await scene.page.get_by_label("Koden på rummets skärm").fill("BBBBBB")
    await scene.page.keyboard.press("Enter")
    await scene.reads("Koden gäller inte längre.")


async def checked_in(scene: Scene) -> None:
    here = {"subject": SUBJECT, "name": "Eva Ek", "clinic": "clinic", "since": time.time()}
    with scene.house.database.begin() as transaction:
        transaction.add(CheckIn(location="room-12", **here))
    await scene.go("#check-in")
    await scene.reads("Du är incheckad")


async def book(scene: Scene) -> None:
    await scene.go("#book")


async def book_wrong(scene: Scene) -> None:
    await scene.page.get_by_label("Typ av besök").select_option("Nybesök")
    await scene.press("Gå vidare")


async def book_practice(scene: Scene) -> None:
    await scene.page.get_by_text("Öva med en kollega").click()


async def book_guest(scene: Scene) -> None:
    await scene.go("#book")
    await scene.page.get_by_label("Utan e-legitimation").check()
    await scene.page.get_by_label("Tolk behövs").check()
    await scene.page.get_by_label("Tolkens namn").fill("Fatima Haddad")
    await scene.page.get_by_label("Tolkens mobilnummer").fill(FATIMA["phone"])


async def book_read_back(scene: Scene) -> None:
    await scene.page.get_by_label("Namn", exact=True).fill("Anna Lisa Berg")
    await scene.page.get_by_label("Personnummer").fill("19121212-1212")
    await scene.page.get_by_label("Mobilnummer", exact=True).fill("070-123 45 88")
    await scene.press("Gå vidare")
    await scene.reads("Läs upp numret")


async def book_read_guest_back(scene: Scene) -> None:
    await scene.press("Numret stämmer – gå vidare")
    await scene.reads("Läs upp tolkens nummer")


async def booked(scene: Scene) -> None:
    await scene.press("Numret stämmer – boka")
    await scene.reads("Besöket är bokat")


async def help_page(scene: Scene) -> None:
    await scene.go("#help")


async def statistics(scene: Scene) -> None:
    await scene.go("#statistics")
    await scene.reads("Genomförda")


async def accounts(scene: Scene) -> None:
    await scene.go("#accounts")
    await scene.reads("Du själv")


async def visit(scene: Scene) -> None:
    await scene.go(f"#today/{scene.now}")
    await scene.reads("Kontrollera läkemedelslistan")
    await scene.reads("Fatima Haddad")
    await scene.reads("1 bild")


async def identity(scene: Scene) -> None:
    await scene.press("Visa namn och personnummer", "Identitet kontrollerad")
    await scene.reads("Ångra kontrollen")
    await scene.page.get_by_label("Skriv ett meddelande").fill("Hej")
    await scene.page.keyboard.press("Enter")
    await scene.page.get_by_role("log").get_by_text("Hej").wait_for()


async def guest_form(scene: Scene) -> None:
    await scene.press("Bjud in")
    await scene.page.get_by_label("Vem ska vara med?").select_option("proxy")
    await scene.press("Gå vidare")


async def guest_read_back(scene: Scene) -> None:
    form = scene.page.locator(".guest-form")
    await form.get_by_label("Namn").fill("Olle Ombud")
    await form.get_by_label("Mobilnummer").fill(FATIMA["phone"])
    await form.get_by_role("button", name="Gå vidare").click()
    await scene.reads("Läs upp numret. Stämmer det?")


async def guest_withdrawn(scene: Scene) -> None:
    await scene.press("Nej, ändra", "Avbryt", "Ta tillbaka")
    await scene.reads("Ska inbjudan tas tillbaka?")


async def change(scene: Scene) -> None:
    await scene.press("Ändra")
    await scene.page.get_by_label("Minuter").wait_for()


async def cancel(scene: Scene) -> None:
    await scene.press("Ångra", "Avboka")


async def over(scene: Scene) -> None:
    await scene.go(f"#today/{scene.over}")
    await scene.press("Uteblev")
    await scene.press("Visa journaltext")
    await scene.reads("Distanskontakt via videolänk")


WALK: list[tuple[str, Callable[[Scene], Awaitable[None]]]] = [
    *[("", sign_in_page), ("", refused), ("", by_link), ("", dead_link)],
    *[("", nothing), ("", choose_clinic), ("today", the_day), ("today", menu)],
    *[("check-in", check_in), ("check-in", check_in_wrong), ("check-in", checked_in)],
    *[("book", book), ("book", book_wrong), ("book", book_practice), ("book", book_guest)],
    *[("book", book_read_back), ("book", book_read_guest_back), ("book", booked)],
    *[("help", help_page), ("statistics", statistics), ("accounts", accounts)],
    *[("today", visit), ("today", identity), ("today", guest_form), ("today", guest_read_back)],
    *[("today", guest_withdrawn), ("today", change), ("today", cancel), ("today", over)],
]
"""Each step leads on from the one before it, to the view that is named; "": to none yet."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Two clinics; the first asks for a code, and has something at hand beside a visit."""
    house = make_house(
        tmp_path / "house",
        ways=("sms-code",),
        clinics=(CLINIC, OTHER),
        staff_links=True,
    )
    house.clock.now = time.time()
    async with serving(house):
        yield house
    house.database.close()


@pytest.mark.timeout(240)
async def test_r67_every_view_and_panel_is_judged(house: House, browser: Browser) -> None:
    """One browser, every view: axe by day and by night, 320 px and 200 %."""
    context = await browser.new_context(locale="sv-SE", reduced_motion="reduce")
    page = await context.new_page()
    scene = Scene(house, page, set())
    booked = house.book(kind="Återbesök", interpreter=True, guardian=True, proxy=True)
    scene.now, scene.over = booked.appointment, house.book(-3600, name="Karin Öberg").appointment
    for one in (scene.now, scene.over):
        give(house, one)
    with house.database.begin() as transaction:  # R61: let in without what the clinic asks
        transaction.get_one(Appointment, scene.now).answers_for = SUBJECT
    await invited(house, booked)
    async with Patient(house) as patient:
        await patient.settle(booked)
        photo = patient.http.post(f"{house.url}/api/visit/photos", data=jpeg())
        assert (await photo).status == 200
        wire = await patient.page("page-client-1")
        await wire.say("join", visit=booked.appointment)
        await wire.until_seen(booked.appointment, role=Role.PATIENT, seat="lobby")
        for view, step in WALK:
            await step(scene)
            assert await page.evaluate(VIEW) == view, step.__name__
            await judge(page, step.__name__, DESK)
            scene.panels.update(await page.evaluate(SHOWN))
        views, panels = await page.evaluate(LISTED)
        await wire.close()
    await context.close()
    assert {view for view, _ in WALK if view} == set(views)
    assert scene.panels == set(panels)
