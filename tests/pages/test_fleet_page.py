"""The fleet page: its key, a room's ring live, what needs a person in words, silence as silence."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Route, expect

from tests.pages.broker import broker, say
from tests.pages.judging import judge
from tests.pages.patient_page import patient
from tests.pages.running_central import FLEET_KEY, RunningCentral
from wire.fleet import Condition, Health, Readiness, Ready, SignReport, State, Topic, UnitState

BOOT = "5f0c9a52-0001"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningCentral, int]]:
    """Central with the broker, and the broker's port."""
    central = RunningCentral(tmp_path_factory.mktemp("central"))
    central.prepare()
    with broker(central) as port:
        central.start()
        try:
            yield central, port
        finally:
            central.stop()


def state(central: RunningCentral, port: int, word: UnitState) -> None:
    """The unit's state."""
    say(central, port, Topic.STATE, State(state=word, boot=BOOT, since=time.time()))


def sign(central: RunningCentral, port: int, shown: str) -> None:
    """The lamp by the door."""
    report = SignReport(wanted=shown, actual=shown, lamp_ok=True, since=time.time())
    say(central, port, Topic.SIGN, report)


def headset(central: RunningCentral, port: int, *, missing: bool) -> None:
    """The headset's health."""
    code = "headset-missing" if missing else None
    condition = Condition.FAILED if missing else Condition.OK
    health = Health(condition=condition, code=code, since=time.time())
    say(central, port, Topic.HEALTH, health, "headset")


async def test_a_room_is_a_ring_that_follows(
    fleet: tuple[RunningCentral, int], browser: Browser
) -> None:
    """Ready, in a visit, a fault with what to do, mended, and gone: all without a reload."""
    central, port = fleet
    state(central, port, UnitState.READY)
    sign(central, port, "clear")
    headset(central, port, missing=False)
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/fleet#{FLEET_KEY}")
        await person.reads("Rummet fungerar")
        assert "#" not in person.page.url
        ring = person.page.locator("[data-unit='north/room12']")
        await expect(ring).to_have_accessible_name("Videorum 12 Inget videobesök", ignore_case=True)

        await judge(person.page, "fleet: ready")
        sign(central, port, "occupied")
        await person.page.locator("[data-ring='occupied']").wait_for()
        await judge(person.page, "fleet: occupied")

        state(central, port, UnitState.ALERT)
        headset(central, port, missing=True)
        await person.reads("1 rum behöver hjälp")
        await person.reads("Sätt i headsetets kabel.")
        await person.page.locator("[data-ring='fault']").focus()
        await person.page.keyboard.press("Enter")
        await person.page.locator(".details").get_by_text("Headset saknas").first.wait_for()
        assert person.page.url.endswith("/fleet?room=north/room12")
        await person.reads("Headset: Headset saknas")
        assert await person.fits()
        await judge(person.page, "fleet: fault and details")
        await person.page.keyboard.press("Escape")
        await expect(person.page.locator("[data-ring='fault']")).to_be_focused()

        headset(central, port, missing=False)
        state(central, port, UnitState.LOST)
        await person.reads("Ingen kontakt med 1 rum")
        await person.page.locator("[data-ring='none']").wait_for()
        await judge(person.page, "fleet: silent")


async def test_the_visits_at_risk_stand_first(
    fleet: tuple[RunningCentral, int], browser: Browser
) -> None:
    """Which visit, in which room, why and what to do; mended, it is said to be ready."""
    central, port = fleet
    now = time.time()

    def visit(word: str, begins_in_s: float, how: Readiness, code: str | None = None) -> None:
        part = "camera" if code else None
        begins = now + begins_in_s
        told = Ready(state=how, start=begins, end=begins + 1800, part=part, code=code, since=now)
        say(central, port, Topic.READY, told, word)

    state(central, port, UnitState.ALERT)
    sign(central, port, "clear")
    headset(central, port, missing=False)
    frozen = Health(condition=Condition.FAILED, code="camera-frozen", since=now)
    say(central, port, Topic.HEALTH, frozen, "camera")
    visit("aa", 1200, Readiness.AT_RISK, "camera-frozen")
    visit("bb", 3600, Readiness.AT_RISK, "camera-frozen")
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/fleet#{FLEET_KEY}")
        await person.reads("2 besök är i fara före")
        first = person.page.locator(".trouble").first
        await expect(first).to_contain_text("Kamerans bild står stilla")
        await expect(first).to_contain_text("Dra ur kamerans kabel")
        await expect(first).to_contain_text("Det gäller ett besök till.")
        assert await person.page.locator(".trouble").count() == 1, "the same fault is told once"
        await judge(person.page, "fleet: visits at risk")

        visit("bb", 3600, Readiness.UNTESTED)
        await person.reads("1 besök är i fara")
        visit("aa", 1200, Readiness.READY)
        say(central, port, Topic.HEALTH, Health(condition=Condition.OK, since=now), "camera")
        state(central, port, UnitState.READY)
        await person.reads("Rummet fungerar")
        await person.page.locator("[data-unit='north/room12']").click()
        await person.page.get_by_role("heading", name="Vad som har hänt").wait_for()
        await person.reads("redo")
        await person.reads("inte helt redo")
        assert await person.fits()
        await judge(person.page, "fleet: a room and its visits")


async def test_a_lost_room_is_told_beside_a_visit_at_risk(
    central: RunningCentral, browser: Browser
) -> None:
    """What central would say of two rooms, where it hears one of them."""
    now = time.time()
    fault = {"part": "store", "condition": "failed", "code": "not-known-here", "since": now}
    fault |= {"mends": "it"}
    visit = {"state": "at-risk", "start": now + 1200, "end": now + 3000, "since": now}
    visit |= {"mends": "it"}
    ill = {"ring": "fault", "state": "alert", "health": [fault]}
    risk = {"visits": [visit | {"part": "call", "code": "call-fails"}]}

    async def two_rooms(route: Route) -> None:
        answer = await route.fetch()
        told = await answer.json()
        if answer.status == 200:
            (room,) = told["units"]
            other = room | {"unit": "north/room14", "room": "Videorum 14"}
            told |= {"listening": True, "units": [room | ill | risk, other]}
        await route.fulfill(response=answer, json=told)

    async with patient(browser) as person:
        await person.page.route("**/api/fleet", two_rooms)
        await person.page.route("**/api/fleet/events", lambda route: route.abort())
        await person.page.goto(f"{central.url}/fleet#{FLEET_KEY}")
        await expect(person.page.locator("h1").first).to_have_text(
            re.compile(
                r"1 besök är i fara före \d\d:00 · 1 rum behöver hjälp · Ingen kontakt med 1 rum"
            )
        )
        await person.reads("Lagring: fungerar inte")
        assert await person.fits()


async def test_without_the_key_nothing_is_shown(
    fleet: tuple[RunningCentral, int], browser: Browser
) -> None:
    """The key can be written by hand; a wrong one is said to be wrong."""
    central, _ = fleet
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/fleet")
        field = person.page.get_by_label("Åtkomstnyckel")
        await field.fill("fel")
        await person.press("Visa rummen")
        await person.reads("Nyckeln stämmer inte.")
        await judge(person.page, "fleet: wrong key")
        assert await person.page.locator(".room").count() == 0
        await field.fill(FLEET_KEY)
        await person.press("Visa rummen")
        await person.page.locator(".room").wait_for()


async def test_without_a_broker_nothing_is_known(central: RunningCentral, browser: Browser) -> None:
    """A central that hears nobody says so, and shows every room as unknown."""
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/fleet#{FLEET_KEY}")
        await person.reads("Vi vet inte hur rummen är just nu")
        await person.page.locator("[data-ring='none']").wait_for()
