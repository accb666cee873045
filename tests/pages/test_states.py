"""Every state of the patient's and the guests' page, brought about and judged; none is left out."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from central.bookings import Booked
from central.clinics import ClinicSettings
from central.forms import FormQuestion
from tests.pages.judging import judge
from tests.pages.patient_page import BIRTH_DATE, PatientPage, patient
from tests.pages.unit_peer import UnitPeer
from tests.support.central_house import Browser as Elsewhere
from tests.support.central_house import House, ticket_of
from tests.support.eid import a_bankid, a_clinic
from tests.support.guests import come_in, invited
from wire.visits import Role

TABLE = Path(__file__).parents[2] / "central/web/static/visit/screen_table.js"
LISTED = set(re.findall(r'^  \["([a-z-]+)", ', TABLE.read_text(), re.M))
DAYS = 2 * 86_400.0
ASKS = ClinicSettings(
    name="Borlänge vårdcentral",
    phone="0243-49 70 00",
    cancel_hours=2,
    form=(
        FormQuestion(key="what", words={"sv": "Vad vill du ta upp?", "en": "What is it about?"}),
    ),
)


@dataclass
class Scene:
    """One page on its walk, and whoever else takes part."""

    house: House
    browser: Browser
    person: PatientPage
    unit: UnitPeer | None = None
    others: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def press(self, *names: str) -> None:
        """One button after the other."""
        for name in names:
            await self.person.press(name)

    async def come_in(self, booked: Booked, *, consent: bool = True) -> None:
        """The doors, asked as the page asks them; then the page."""
        await self._post("/api/entry", {"ticket": ticket_of(booked), "birth_date": BIRTH_DATE})
        if consent:
            await self._post("/api/consent", {"version": "2", "accept": True})
        await self.person.page.goto(f"{self.house.url}/besok")

    async def meet(self, visit: str) -> UnitPeer:
        """The visit's unit is there."""
        self.unit = UnitPeer(self.house, visit)
        return await self.others.enter_async_context(self.unit)

    async def is_called(self) -> None:
        """The unit calls, and its picture comes."""
        assert self.unit
        await self.unit.join()
        await self.unit.call(size=(320, 180))
        await self.person.screen("call")
        await self.person.pictures(2)

    async def hears(self, word: str, **more: object) -> None:
        """The unit says something of the visit."""
        assert self.unit
        await self.unit.say(word, **more)

    async def guest(self, booked: Booked, role: Role) -> Elsewhere:
        """A guest who came in somewhere else, by link and code."""
        _, ticket = await invited(self.house, booked, role=role)
        guest = await self.others.enter_async_context(Elsewhere(self.house))
        await come_in(self.house, guest, ticket)
        return guest

    async def take_over(self, other: Elsewhere) -> None:
        """Go on in this browser as who came in there."""
        jar = other.http.cookie_jar
        cookies = [{"name": one.key, "value": one.value, "url": self.house.url} for one in jar]
        await self.person.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await self.person.page.goto(f"{self.house.url}/besok")

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = await self.person.page.request.post(self.house.url + path, data=body)
        assert answer.ok, (path, answer.status)


async def no_link(scene: Scene) -> None:
    await scene.person.page.goto(f"{scene.house.url}/besok")


async def ways(scene: Scene) -> None:
    await scene.person.page.goto(scene.house.book().link)


async def eid(scene: Scene) -> None:
    await scene.press("BankID")
    await scene.person.reads("Skanna QR-kod")


async def code(scene: Scene) -> None:
    await scene.press("Välj ett annat sätt", "Kod via SMS", "Skicka en kod")
    await scene.person.reads("Koden som du har fått")


async def entry(scene: Scene) -> None:
    await scene.press("Välj ett annat sätt", "Födelsedatum")


async def refused(scene: Scene) -> None:
    await scene.person.page.get_by_label("Ditt födelsedatum").fill("1913-01-01")
    await scene.press("Gå vidare")
    await scene.person.reads("Vi kan inte öppna besöket.")


async def locked(scene: Scene) -> None:
    for _ in range(4):
        await scene.person.until("!document.querySelector('[aria-disabled=true]')")
        await scene.press("Gå vidare")


async def guests_code(scene: Scene) -> None:
    _, ticket = await invited(scene.house, scene.house.book(), role=Role.PROXY)
    await scene.person.page.goto(f"{scene.house.url}/besok#{ticket}")


async def guests_consent(scene: Scene) -> None:
    before = set(scene.house.letters("code"))
    await scene.press("Skicka en kod")
    field = scene.person.page.get_by_label("Koden som du har fått")
    await field.wait_for()
    (letter,) = set(scene.house.letters("code")) - before
    await field.fill(letter.split("#")[-1].strip())
    await scene.press("Gå vidare")


async def guests_lobby(scene: Scene) -> None:
    await scene.press("Jag samtycker")
    await scene.person.check_devices()


async def confirm(scene: Scene) -> None:
    booked = scene.house.book(must_confirm=True)
    await scene.come_in(booked, consent=False)
    await scene.meet(booked.appointment)


async def declined(scene: Scene) -> None:
    await scene.press("Nej, jag kan inte komma")


async def consent(scene: Scene) -> None:
    await scene.press("Ja, jag kommer")


async def before_check(scene: Scene) -> None:
    await scene.press("Jag samtycker")


async def check(scene: Scene) -> None:
    await scene.press("Slå på kamera och mikrofon")
    await scene.person.reads("Kameran fungerar")


async def lobby(scene: Scene) -> None:
    await scene.press("Gå till lobbyn")


async def terms(scene: Scene) -> None:
    await scene.press("Ditt samtycke")


async def prove(scene: Scene) -> None:
    await scene.press("Tillbaka till lobbyn", "Legitimera dig med BankID")
    await scene.person.reads("Skanna QR-kod")


async def ring(scene: Scene) -> None:
    await scene.press("Tillbaka till lobbyn")
    await scene.hears("ring")


async def call(scene: Scene) -> None:
    await scene.press("Svara")
    await scene.is_called()


async def chat(scene: Scene) -> None:
    await scene.press("Chatt")
    await scene.person.reads("Chatten öppnas när")


async def held(scene: Scene) -> None:
    await scene.person.page.keyboard.press("Escape")
    await scene.hears("hold", on=True)
    await scene.person.reads("Strax tillbaka")


async def back(scene: Scene) -> None:
    await scene.hears("bye")


async def left(scene: Scene) -> None:
    await scene.is_called()
    await scene.press("Lämna videobesök")


async def rating(scene: Scene) -> None:
    await scene.press("Jag är klar")


async def done(scene: Scene) -> None:
    await scene.press("Hoppa över")


async def early(scene: Scene) -> None:
    await scene.come_in(scene.house.book(DAYS))
    await scene.person.reads("Rummet öppnar")


async def photos(scene: Scene) -> None:
    await scene.press("Skicka bilder")


async def form(scene: Scene) -> None:
    await scene.press("Tillbaka till besöket", "Svara på frågor")


async def cancel(scene: Scene) -> None:
    await scene.press("Tillbaka till besöket", "Avboka besöket")


async def cancelled(scene: Scene) -> None:
    await scene.press("Ja, avboka besöket")


async def knocking(scene: Scene) -> None:
    booked = scene.house.book()
    first = await scene.others.enter_async_context(Elsewhere(scene.house))
    await first.settle(booked)
    wire = await first.page("page-client-1")
    await wire.say("join", visit=booked.appointment)
    await wire.until_seen(booked.appointment, role="patient", seat="lobby")
    await scene.come_in(booked)
    await scene.person.check_devices()


async def full(scene: Scene) -> None:
    booked = scene.house.book()
    await (await scene.meet(booked.appointment)).join()
    for role in (Role.RELATIVE, Role.COLLEAGUE):
        guest = await scene.guest(booked, role)
        wire = await guest.page(f"{role}-client-1")
        await wire.say("join", visit=booked.appointment)
        await wire.until_seen(booked.appointment, role=role, seat="lobby")
    await scene.take_over(await scene.guest(booked, Role.INTERPRETER))
    await scene.press("Jag samtycker")
    await scene.person.check_devices()


async def call_past_the_end(scene: Scene) -> None:
    booked = scene.house.book()
    await scene.meet(booked.appointment)
    await scene.come_in(booked)
    scene.house.clock.now += 1801
    await scene.person.check_devices()
    await scene.is_called()


async def alone(scene: Scene) -> None:
    await scene.come_in(scene.house.book())
    await scene.person.check_devices()


async def superseded(scene: Scene) -> None:
    second = await scene.others.enter_async_context(patient(scene.browser))
    cookies = await scene.person.page.context.cookies()
    await second.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    await second.page.goto(f"{scene.house.url}/besok")
    await second.check_devices()


async def ended(scene: Scene) -> None:
    await scene.hears("bye")


async def closed(scene: Scene) -> None:
    await scene.press("Tillbaka till lobbyn")
    await scene.is_called()
    scene.house.clock.now += 7200
    await scene.hears("bye")


Step = tuple[str, Callable[[Scene], Awaitable[None]]]
WALKS: list[list[Step]] = [
    [("no-link", no_link)],
    [
        *[("ways", ways), ("eid", eid), ("code", code)],
        *[("entry", entry), ("entry", refused), ("locked", locked)],
    ],
    [("code", guests_code), ("consent", guests_consent), ("lobby", guests_lobby)],
    [
        *[("confirm", confirm), ("declined", declined), ("consent", consent)],
        *[
            ("check", before_check),
            ("check", check),
            ("lobby", lobby),
            ("terms", terms),
            ("prove", prove),
        ],
        *[("ring", ring), ("call", call), ("call", chat), ("call", held), ("back", back)],
        *[("left", left), ("rating", rating), ("done", done)],
    ],
    [
        *[("early", early), ("photos", photos), ("form", form)],
        *[("cancel", cancel), ("cancelled", cancelled)],
    ],
    [("knocking", knocking)],
    [("full", full)],
    [("call", call_past_the_end), ("ended", ended), ("closed", closed)],
    [("lobby", alone), ("superseded", superseded)],
]
"""Each walk begins with a new page; each step leads on to the state that is named."""


def test_every_state_of_the_page_is_on_a_walk() -> None:
    assert len(LISTED) > 20
    assert {state for walk in WALKS for state, _ in walk} == LISTED


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A clinic that offers every way in, on the browser's own day."""
    offered = ("bankid", "sms-code", "birth-date")
    async with (
        a_bankid() as (_, address),
        a_clinic(tmp_path / "house", address, ways=offered, clinics=(ASKS,)) as running,
    ):
        running.clock.now = time.time()
        yield running


@pytest.mark.timeout(240)
async def test_r67_every_state_is_judged(house: House, browser: Browser) -> None:
    """One browser, every state: axe by day and by night, 320 px and 200 %."""
    for walk in WALKS:
        house.clock.now = time.time()
        async with patient(browser) as person:
            scene = Scene(house, browser, person)
            async with scene.others:
                for state, step in walk:
                    await step(scene)
                    await person.screen(state)
                    await judge(person.page, step.__name__)
