"""Many rooms: filters in the address, keys, free rooms, devices' words that run nothing."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from central import enrolment
from central.core.access import StaffRole
from central.core.fleet import UnitLine
from central.fleet.register import Register
from central.staff.session import COOKIE
from central.store import fleet_acts
from central.store.tables import Unit
from tests.pages.judging import judge
from tests.pages.patient_page import PatientPage, patient
from tests.support.central_house import Clock, House, make_house, make_request, serving
from tests.support.many_rooms import many_rooms
from tests.support.staff import Colleague
from wire.commands import ActState, Command, CommandResult, Verb
from wire.enrolment import code_of

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e"
DESK = {"width": 1440, "height": 900}


class Wall(Clock):
    """The real time: the page has no other."""

    def __call__(self) -> float:
        """It is."""
        return time.time()


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[tuple[House, Register]]:
    """A central that serves, and its register, which hears a broker."""
    house = make_house(tmp_path / "house")
    house.clock = Wall(time.time())
    async with serving(house):
        register: Register = house.servers[0].app.state.register
        register.hear(listening=True)
        yield house, register
    house.database.close()


async def opened(person: PatientPage, house: House, where: str = "") -> None:
    """The page, for somebody with the key."""
    key = (house.folder / "keys" / "fleet.key").read_text().strip()
    await person.page.goto(f"{house.url}/fleet{where}#{key}")
    await person.page.locator(".room").first.wait_for()


def lines(count: int) -> list[UnitLine]:
    """So many rooms, now."""
    return many_rooms(count, time.time())


async def test_a_thousand_rooms_are_one_view_and_filters_stand_in_the_address(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    register.keep_to(all_ := lines(1000))
    silent = sum(line.state in ("lost", "disconnected") for line in all_)
    async with patient(browser, viewport=DESK) as person:
        await opened(person, house)
        rooms = person.page.locator(".room")
        await expect(rooms).to_have_count(1000)
        assert await person.page.locator("article.trouble").count() == 6
        await person.page.locator("#show-none").click()
        await expect(rooms).to_have_count(silent)
        assert person.page.url.endswith("/fleet?show=none")
        await person.page.locator("#show-all").click()
        await person.page.keyboard.press("/")
        await person.page.keyboard.type("mora 12")
        await expect(rooms).not_to_have_count(1000)
        await person.page.wait_for_url("**/fleet?q=mora+12")
        assert await rooms.count() == sum(
            "mora" in line.unit and "12" in f"{line.room} {line.unit}" for line in all_
        )
        await person.page.reload()
        await expect(person.page.locator("#search")).to_have_value("mora 12")
        await expect(person.page.locator(".site")).to_have_count(1)


async def test_arrow_keys_walk_among_the_rings_and_escape_leads_back(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    register.keep_to(lines(200))
    async with patient(browser, viewport=DESK) as person:
        await opened(person, house)
        rooms = person.page.locator(".room")
        await rooms.first.focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            await person.page.keyboard.press(key)
        await expect(rooms.first).to_be_focused()
        await person.page.keyboard.press("ArrowDown")
        await expect(rooms.nth(6)).to_be_focused()
        unit = await rooms.nth(6).get_attribute("data-unit")
        await person.page.keyboard.press("Enter")
        await person.page.wait_for_url(f"**/fleet?room={unit}")
        await person.page.keyboard.press("Escape")
        await expect(person.page.locator(f".room[data-unit='{unit}']")).to_be_focused()


async def test_a_free_room_is_named_beside_a_visit_at_risk_with_the_clinics_number(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    ill = next(line for line in lines(400) if line.state == "alert" and line.ready)
    free = next(line for line in lines(40) if line.sign and line.sign.wanted == "clear")
    ill = replace(ill, unit="north/room12", room="Videorum 12")
    free = replace(free, unit="north/room14", room="Videorum 14", ready={}, state="ready")
    register.put([ill, free])
    async with patient(browser) as person:
        await opened(person, house)
        await person.reads("Videorum 14: inget videobesök bokat, utrustningen klar.")
        number = person.page.get_by_role("link", name="0243-49 70 00")
        assert await number.get_attribute("href") == "tel:0243497000"
        await judge(person.page, "fleet: a free room")


async def test_what_a_unit_calls_itself_runs_nothing(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    """Names, codes and parts come from devices: they are words, and the policy holds."""
    house, register = fleet
    (line,) = lines(1)
    part = next(iter(line.health.values()))
    told = replace(part, part=HOSTILE, condition="failed", code=HOSTILE, since=0.0)
    told = replace(told, evidence={HOSTILE: 0.0, "tone_heard": 0.0})
    visit = replace(
        next(iter(next(one for one in lines(40) if one.ready).ready.values())),
        state="at-risk",
        code=HOSTILE,
        part=HOSTILE,
    )
    unit = "north/room12"
    hostile = replace(
        line, unit=unit, room=HOSTILE, health={HOSTILE: told}, ready={"a": visit}, state="alert"
    )
    register.keep_to([hostile])
    register.put([hostile])
    async with patient(browser) as person:
        person.page.on("dialog", lambda _: pytest.fail("a script of a device ran"))
        await opened(person, house)
        await person.reads("<script>alert(2)</script>")
        await person.page.locator(".room").click()
        await person.page.get_by_role("heading", name="Vad som har hänt").wait_for()
        assert await person.page.locator("main img, main script").count() == 0
        said = person.page.locator(".part-now dd").filter(has_text="fungerar inte")
        assert await said.all_inner_texts() == ["fungerar inte"]
        await person.page.locator("#measured-open").click()
        register.put([replace(hostile, seen=1.0, state="ready")])
        await person.reads("klar")
        await expect(person.page.locator(".measured tr").nth(1)).to_have_text("Ton hördnej")
        await expect(person.page.locator(".measured tr").nth(1)).to_be_visible()
        assert await person.fits()


async def test_r64_it_sees_the_fleet_by_their_own_sign_in_and_a_stranger_the_door(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    register.keep_to(lines(3))
    async with patient(browser) as person, Colleague(house, StaffRole.IT) as colleague:
        await person.page.goto(f"{house.url}/fleet")
        await person.page.get_by_label("Åtkomstnyckel").wait_for()
        cookie = {"name": COOKIE, "value": colleague.cookie, "url": house.url}
        await person.page.context.add_cookies([cookie])  # type: ignore[list-item]
        await person.page.reload()
        await person.reads("Eva Ek")
        await expect(person.page.locator(".room")).to_have_count(3)


async def test_a_new_unit_is_let_in_by_the_code_on_its_screen(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    register.keep_to(lines(3))
    request = make_request(house.folder / "keys", "new/unit").read_text()
    identity, _ = enrolment.ask(house.database, request, "192.0.2.7", time.time())
    code = code_of(identity)
    async with patient(browser) as person:
        await opened(person, house)
        await person.reads("1 ny enhet väntar på att få ett rum")
        await person.press("Ge en enhet sitt rum")
        for label, text in (
            ("Kod", "AAAABBBB"),
            ("Rummets namn", "Videorum 99"),
            ("Enhetens namn", "north/room99"),
            ("Platsens id", "room-99"),
        ):
            await person.page.get_by_label(label, exact=True).fill(text)
        await person.press("Släpp in enheten")
        await person.reads("Ingen enhet visar den koden.")
        await judge(person.page, "fleet: a new unit")
        await person.page.get_by_label("Kod", exact=True).fill(code)
        await person.press("Släpp in enheten")
        await person.reads("Videorum 99 är insläppt")
    with house.database.begin() as transaction:
        unit = transaction.get(Unit, "north/room99")
        assert unit is not None
        assert (unit.room, unit.location) == ("Videorum 99", "room-99")


async def test_it_reads_what_came_of_an_act_and_hears_why_none_can_be_asked(
    fleet: tuple[House, Register], browser: Browser
) -> None:
    house, register = fleet
    unit, now = "north/room12", time.time()
    (line,) = lines(1)
    register.keep_to([replace(line, unit=unit, room="Videorum 12")])
    answers = (
        (Verb.RESTART_PART, "stage", ActState.REFUSED, "in-use", ()),
        (Verb.LOGS, None, ActState.DONE, None, (HOSTILE, "the last line")),
    )
    with house.database.begin() as transaction:
        for number, (verb, part, state, code, told) in enumerate(answers):
            known: dict[str, Any] = {"unit": unit, "verb": verb, "part": part}
            name = f"{number:032x}"
            asked = Command(id=name, issued=now - 600, expires=now - 540, **known)
            fleet_acts.put(transaction, asked)
            came = CommandResult(id=name, state=state, at=now, code=code, lines=told)
            fleet_acts.answer(transaction, unit, came)
    async with patient(browser, viewport=DESK) as person:
        person.page.on("dialog", lambda _: pytest.fail("a script of a device ran"))
        await opened(person, house)
        await person.page.locator(".room").click()
        await person.reads("gjordes inte: rummet används")
        await person.press("Visa loggens 2 rader")
        await expect(person.page.locator("pre.log")).to_contain_text("the last line")
        assert await person.page.locator("pre.log img, pre.log script").count() == 0
        await person.press("Visa vilket rum det är")
        await person.reads("Servern eller meddelandetjänsten svarar inte.")
        await judge(person.page, "fleet: acts from afar")
