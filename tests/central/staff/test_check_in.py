"""R18 at central: the code, the confirmation, who is told, whose bookings come, how it ends."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from central.bookings import Booked
from central.clinics import ClinicSettings
from central.core.access import StaffRole
from central.core.check_in_codes import ALPHABET, LASTS_S, LENGTH, PAUSE_S
from central.core.closing import closed_since
from central.meeting.attendance import AWAY_S
from central.store import audit, bookings
from central.store.tables import Appointment
from tests.support.central_house import Browser, House, Wire, serving
from tests.support.staff import SUBJECT, Colleague

OTHER = "SE2321000016-1004"
CLINICS = (
    ClinicSettings(id="north", name="Norra", rooms=("room-12", "room-14"), staff_check_in=True),
    ClinicSettings(id="south", name="Södra", staff_check_in=True),
)
ZONE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    """Both rooms belong to one clinic, where the staff check in with their own sign-in."""
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": CLINICS})
    async with serving(closed_house):
        yield closed_house


async def unit_of(house: House, http: aiohttp.ClientSession, number: int = 12) -> Wire:
    wire = await Wire.open(http, house)
    token = await house.token(http, f"north/room{number}")
    await wire.hello(f"unit-client-{number}", token)
    return wire


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await unit_of(house, http)
    yield wire
    await wire.close()


@pytest.fixture
async def eva(house: House) -> AsyncIterator[Colleague]:
    async with Colleague(house, clinic="north") as person:
        yield person


async def code_of(unit: Wire) -> str:
    await unit.say("ask-code")
    return str((await unit.until("code"))["code"])


async def check_in(person: Colleague, unit: Wire, **more: object) -> tuple[int, Any]:
    """Show the code of the unit's room and confirm it."""
    status, told = await person.ask("POST", "/api/staff/check-in", {"code": await code_of(unit)})
    assert status == 200, told
    body = {"location": told["asked"]["location"], **more}
    return await person.ask("POST", "/api/staff/check-in/confirm", body)


def gives(house: House, booked: Booked, subject: str) -> None:
    """The booking is this clinician's."""
    with house.database.begin() as transaction:
        found = transaction.get_one(Appointment, booked.appointment)
        values: dict[str, object] = {"practitioner_id": subject}
        bookings.change(transaction, found, house.clock.now, values)


def acts(house: House) -> list[tuple[str, str, str | None, str | None]]:
    with house.database.begin() as transaction:
        assert audit.broken(transaction) is None
        written = audit.entries(transaction, 0, house.clock.now + 1)
        rows = [entry for _, entry in written if entry.action.startswith("check")]
        return [(row.actor, row.action, row.entity, row.detail) for row in rows]


async def test_r18_the_code_on_the_screen_checks_in_once_it_is_confirmed(
    house: House, unit: Wire, eva: Colleague
) -> None:
    assert await unit.until("checked-in") == {"type": "checked-in", "required": True}
    await unit.say("ask-code")
    given = await unit.until("code")
    assert len(given["code"]) == LENGTH
    assert set(given["code"]) <= set(ALPHABET)
    assert given["address"] == f"{house.url}/rum#check-in/{given['code']}"
    typed = f" {given['code'][:3].lower()} {given['code'][3:].lower()} "
    status, told = await eva.ask("POST", "/api/staff/check-in", {"code": typed})
    assert status == 200
    assert told["here"] is None
    assert (told["asked"]["room"], told["asked"]["clinic_name"]) == ("Videorum 12", "Norra")
    assert acts(house) == []
    status, told = await eva.ask("POST", "/api/staff/check-in/confirm", {"location": "room-12"})
    assert (status, told["here"]["since"], told["asked"]) == (200, house.clock.now, None)
    level = await unit.until("checked-in")
    assert level["who"] == {
        "practitioner": SUBJECT,
        "name": "Eva Ek",
        "title": "Distriktsläkare",
        "since": house.clock.now,
    }
    assert acts(house) == [(SUBJECT, "check-in", "Location/room-12", "code")]


async def test_r18_a_code_is_for_one_use_one_minute_and_one_browser(
    house: House, unit: Wire, eva: Colleague
) -> None:
    code = await code_of(unit)
    assert (await eva.ask("POST", "/api/staff/check-in", {"code": code}))[0] == 200
    async with Colleague(house, clinic="north", subject=OTHER) as ivo:
        assert (await ivo.ask("POST", "/api/staff/check-in", {"code": code}))[0] == 404
        body = {"location": "room-12"}
        assert (await ivo.ask("POST", "/api/staff/check-in/confirm", body))[0] == 404
        late = await code_of(unit)
        house.clock.now += LASTS_S
        refused = await ivo.ask("POST", "/api/staff/check-in", {"code": late})
        assert refused == (404, {"code": "unknown-code", "field": "code"})
        house.clock.now += LASTS_S
        assert (await eva.ask("POST", "/api/staff/check-in/confirm", body))[0] == 404


async def test_r18_after_five_wrong_codes_the_right_one_waits_too(
    house: House, unit: Wire, eva: Colleague
) -> None:
    for _ in range(5):
        assert (await eva.ask("POST", "/api/staff/check-in", {"code": "BBBBBB"}))[0] == 404
    right = {"code": await code_of(unit)}
    assert (await eva.ask("POST", "/api/staff/check-in", right))[0] == 429
    house.clock.now += PAUSE_S
    right = {"code": await code_of(unit)}
    assert (await eva.ask("POST", "/api/staff/check-in", right))[0] == 200


@pytest.mark.parametrize("role", [r for r in StaffRole if r is not StaffRole.CLINICIAN])
async def test_r64_only_a_clinician_checks_in(house: House, unit: Wire, role: StaffRole) -> None:
    code = await code_of(unit)
    async with Colleague(house, role, clinic="north") as person:
        assert (await person.ask("POST", "/api/staff/check-in", {"code": code}))[0] == 403
        assert (await person.ask("GET", "/api/staff/check-in"))[0] == 403


async def test_r18_a_clinic_gets_its_own_rooms_alone(house: House, unit: Wire) -> None:
    async with Colleague(house, clinic="south", subject=OTHER) as ivo:
        refused = await ivo.ask("POST", "/api/staff/check-in", {"code": await code_of(unit)})
        assert refused == (403, {"code": "foreign-room", "field": "code"})


async def test_r18_who_works_in_both_clinics_acts_for_the_rooms_own(
    house: House, unit: Wire
) -> None:
    """The code counts; the person is asked to act for the room's clinic first."""
    clinics = {"north": ["clinician"], "south": ["clinician"]}
    async with Colleague(house, clinics=clinics) as eva:
        await eva.ask("PUT", "/api/staff/clinic", {"clinic": "south"})
        status, told = await check_in(eva, unit)
        assert (status, told["code"]) == (403, "other-clinic")
        await eva.ask("PUT", "/api/staff/clinic", {"clinic": "north"})
        body = {"location": "room-12"}
        assert (await eva.ask("POST", "/api/staff/check-in/confirm", body))[0] == 200


async def test_r18_taking_a_room_over_asks_first_and_says_who_was_there(
    house: House, unit: Wire, eva: Colleague
) -> None:
    async with Colleague(house, clinic="north", subject=OTHER, name="Ivo Ask") as ivo:
        assert (await check_in(ivo, unit))[0] == 200
        await unit.until("checked-in")
        await unit.say("ask-code")
        code = (await unit.until("code"))["code"]
        _, told = await eva.ask("POST", "/api/staff/check-in", {"code": code})
        assert told["asked"]["there"]["name"] == "Ivo Ask"
        body: dict[str, Any] = {"location": "room-12", "take_over": False}
        refused = await eva.ask("POST", "/api/staff/check-in/confirm", body)
        assert refused == (409, {"code": "somebody-there"})
        body["take_over"] = True
        house.clock.now += 1
        assert (await eva.ask("POST", "/api/staff/check-in/confirm", body))[0] == 200
        assert (await ivo.ask("GET", "/api/staff/check-in"))[1]["here"] is None
    assert [act[1:] for act in acts(house)] == [
        ("check-in", "Location/room-12", "code"),
        ("check-out", "Location/room-12", "taken-over"),
        ("check-in", "Location/room-12", "took-over"),
    ]


async def test_r18_one_room_a_person(
    house: House, unit: Wire, eva: Colleague, http: aiohttp.ClientSession
) -> None:
    other = await unit_of(house, http, 14)
    assert (await check_in(eva, unit))[0] == 200
    assert (await unit.until("checked-in", required=True))["required"]
    assert (await check_in(eva, other))[1]["here"]["room"] == "Videorum 14"
    while "who" in await unit.until("checked-in"):
        pass
    assert acts(house)[-2:] == [
        (SUBJECT, "check-out", "Location/room-12", "moved"),
        (SUBJECT, "check-in", "Location/room-14", "code"),
    ]
    await other.close()


async def test_r18_check_out_from_the_page_and_from_the_room(
    house: House, unit: Wire, eva: Colleague
) -> None:
    await check_in(eva, unit)
    who = (await unit.until("checked-in"))["who"]
    await unit.say("check-out", since=who["since"] - 5, why="absent")
    assert (await unit.until("checked-in"))["who"] == who, "of an earlier check-in: this one stays"
    await unit.say("check-out", since=who["since"], why="absent")
    assert "who" not in await unit.until("checked-in")
    assert (await eva.ask("GET", "/api/staff/check-in"))[1]["here"] is None
    assert acts(house)[-1] == ("north/room12", "check-out", "Location/room-12", "absent")
    await check_in(eva, unit)
    assert (await eva.ask("POST", "/api/staff/check-out", {}))[0] == 200
    while "who" in await unit.until("checked-in"):
        pass
    assert acts(house)[-1] == (SUBJECT, "check-out", "Location/room-12", "pressed")


async def test_r18_the_level_outlives_a_restart_of_central(
    house: House, unit: Wire, eva: Colleague, http: aiohttp.ClientSession
) -> None:
    await check_in(eva, unit)
    await unit.close()
    await house.stop()
    await house.start()
    again = await unit_of(house, http)
    assert (await again.until("checked-in"))["who"]["name"] == "Eva Ek"
    await again.close()


async def test_r18_nobody_goes_or_is_replaced_while_a_visit_runs(
    house: House, unit: Wire, eva: Colleague, browser: Browser
) -> None:
    visit = await _running(house, unit, eva, browser)
    refused = (409, {"code": "visit-runs"})
    assert await eva.ask("POST", "/api/staff/check-out", {}) == refused
    house.clock.now = datetime(2026, 11, 25, 3, 0, 1, tzinfo=ZONE).timestamp()
    await _looked(house)
    assert "check-out" not in [act[1] for act in acts(house)]
    await unit.say("bye", visit=visit)
    await unit.until_seen(visit, role="unit", seat="left")
    await _looked(house)
    assert acts(house)[-1] == ("central", "check-out", "Location/room-12", "closing")


async def test_r18_a_unit_that_is_away_for_an_hour_has_nobody_checked_in(
    house: House, unit: Wire, eva: Colleague
) -> None:
    await check_in(eva, unit)
    await _looked(house)
    house.clock.now += AWAY_S
    await _looked(house)
    assert len(acts(house)) == 1, "it is connected"
    await unit.close()
    while _state(house).hall.sockets.units():
        await _looked(house)
    house.clock.now += AWAY_S
    await _looked(house)
    assert acts(house)[-1] == ("central", "check-out", "Location/room-12", "unit-away")


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        ("2026-11-24T16:29", "2026-11-24T03:00"),
        ("2026-11-24T16:30", "2026-11-24T16:30"),
        ("2026-11-25T02:00", "2026-11-24T16:30"),
        ("2026-11-25T12:00", "2026-11-25T03:00"),
    ],
)
def test_r18_a_clinic_closes_with_its_hours_and_every_night(at: str, closed: str) -> None:
    week = {"tue": "08:00-12:00, 13:00-16:30"}
    now, then = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (at, closed))
    assert closed_since(week, now.timestamp(), ZONE) == then.timestamp()


async def test_r18_the_agenda_is_the_rooms_and_the_clinicians_in_that_clinic(
    house: House, unit: Wire, eva: Colleague, http: aiohttp.ClientSession
) -> None:
    own, hers = house.book(), house.book(at=3600, location="room-14")
    others = house.book(at=9000, location="room-14")
    elsewhere = house.book(at=7200)
    with house.database.begin() as transaction:
        transaction.get_one(Appointment, elsewhere.appointment).clinic = "south"
    for booked in (own, hers, elsewhere):
        gives(house, booked, SUBJECT)
    gives(house, others, OTHER)
    me = f"practitioner=Practitioner/{SUBJECT}"
    assert await _listed(house, http, me) == []
    await check_in(eva, unit)
    assert await _listed(house, http, me) == [own.appointment, hers.appointment]
    assert await _listed(house, http, f"{me}&location=Location/room-12") == [own.appointment]
    assert await _listed(house, http, f"practitioner=Practitioner/{OTHER}") == []
    of_room = [own.appointment, elsewhere.appointment]
    assert await _listed(house, http, "location=Location/room-12") == of_room
    await unit.until_seen(hers.appointment, role="unit")
    await eva.ask("POST", "/api/staff/check-out", {})
    assert await _listed(house, http, me) == []


async def test_r18_exactly_one_room_holds_the_booking_and_the_other_hears_where(
    house: House,
    unit: Wire,
    eva: Colleague,
    http: aiohttp.ClientSession,
    browser: Browser,
) -> None:
    """Booked in room 14, its clinician checked in to room 12: joined, phoned and reported there."""
    booked = house.book(location="room-14")
    gives(house, booked, SUBJECT)
    visit, other = booked.appointment, await unit_of(house, http, 14)
    await browser.settle(booked)
    page = await browser.page("page-client-1")
    await page.say("join", visit=visit)
    await other.until_seen(visit, role="patient", joined=True)
    assert "elsewhere" not in other.lobbies[visit]
    await check_in(eva, unit)
    while other.lobbies[visit].get("elsewhere") != "Videorum 12":
        await other.until("lobby", visit=visit)
    await unit.until_seen(visit, role="patient", joined=True)
    assert "elsewhere" not in unit.lobbies[visit]
    await other.say("join", visit=visit)
    assert (await other.until("error"))["code"] == "refused"
    await other.say("ask-number", visit=visit)
    assert (await other.until("error"))["code"] == "refused"
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", joined=True)
    assert [p["role"] for p in page.lobbies[visit]["parties"]].count("unit") == 1
    await unit.say("ask-number", visit=visit)
    assert (await unit.until("number"))["number"]
    await unit.say("bye", visit=visit)
    await unit.until_seen(visit, role="unit", seat="left")
    await eva.ask("POST", "/api/staff/check-out", {})
    while "elsewhere" in other.lobbies[visit]:
        await other.until("lobby", visit=visit)
    assert await _reported(house, http, visit, 12) == 200, "the outcome may come late"
    assert await _reported(house, http, visit, 14) == 200
    for wire in (other, page):
        await wire.close()


async def test_a_clinic_that_does_not_ask_for_it_gives_no_codes(
    closed_house: House, http: aiohttp.ClientSession
) -> None:
    async with serving(closed_house) as house:
        unit = await unit_of(house, http)
        assert await unit.until("checked-in") == {"type": "checked-in", "required": False}
        await unit.say("ask-code")
        assert (await unit.until("error"))["code"] == "refused"
        await unit.close()


async def test_s5_a_patients_page_gets_no_code_and_checks_nobody_out(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    page = await browser.page("page-client-1")
    for word in ({"kind": "ask-code"}, {"kind": "check-out", "since": 1.0, "why": "pressed"}):
        await page.say(**word)
        assert (await page.until("error"))["code"] == "refused"
    await page.close()


async def _running(house: House, unit: Wire, eva: Colleague, browser: Browser) -> str:
    booked = house.book()
    await browser.settle(booked)
    page = await browser.page("page-client-1")
    await page.say("join", visit=booked.appointment)
    await check_in(eva, unit)
    await unit.say("join", visit=booked.appointment)
    await unit.until_seen(booked.appointment, role="unit", joined=True)
    return booked.appointment


async def _looked(house: House) -> None:
    await _state(house).attendance.look()


def _state(house: House) -> Any:
    return house.servers[-1].app.state


async def _listed(house: House, http: aiohttp.ClientSession, query: str) -> list[str]:
    headers = {"Authorization": f"Bearer {await house.token(http)}"}
    async with http.get(f"{house.url}/fhir/R4/Appointment?{query}", headers=headers) as answer:
        assert answer.status == 200
        return [entry["resource"]["id"] for entry in await _entries(answer)]


async def _entries(answer: aiohttp.ClientResponse) -> list[dict[str, dict[str, str]]]:
    bundle = await answer.json(content_type=None)
    return list(bundle["entry"])


async def _reported(house: House, http: aiohttp.ClientSession, visit: str, room: int) -> int:
    token = await house.token(http, f"north/room{room}")
    headers = {"Authorization": f"Bearer {token}"}
    body: dict[str, Any] = {"outcome": "held"}
    address = f"{house.url}/api/visits/{visit}/report"
    async with http.put(address, json=body, headers=headers) as answer:
        return answer.status
