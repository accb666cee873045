"""The patient's own visits: which are shown, answered and cancelled (R57), terms and ratings."""

from typing import Any

import pytest
from sqlalchemy import select

from central.bookings import Booked
from central.clinics import ClinicSettings
from central.nightly import anonymise_now
from central.store import course
from central.store.staff_tables import Audit
from central.store.tables import Appointment, Session
from central.store.visit_tables import Rating
from tests.support.central_house import Browser, House, Wire
from wire.visits import Level

DAY, HOUR = 86_400.0, 3600.0


@pytest.fixture
def closed_house(closed_house: House) -> House:
    """Two clinics; the first takes cancellations until a day before."""
    clinics = (
        ClinicSettings(id="one", name="Ett", phone="0243-1", rooms=("room-12",), cancel_hours=24),
        ClinicSettings(id="two", name="Två", rooms=("room-14",)),
    )
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": clinics})
    return closed_house


def prove(house: House, level: Level) -> None:
    """Everybody who is in has proven ``level``."""
    with house.database.begin() as transaction:
        for session in transaction.scalars(select(Session)):
            session.level = level.value


async def shown(browser: Browser) -> list[str]:
    """The visits that the page shows."""
    return [case["visit"] for case in (await browser.get("/api/cases"))[1]["visits"]]


async def cancel(browser: Browser, booked: Booked) -> tuple[int, Any]:
    """Press *Avboka*."""
    return await browser.post(f"/api/cases/{booked.appointment}/cancel", {})


async def test_r57_r01_days_before_the_link_shows_the_visit_and_opens_no_room(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=3 * DAY)
    await browser.settle(booked)
    status, told = await browser.get("/api/cases")
    assert (status, told["all"]) == (200, False)
    (case,) = told["visits"]
    assert (case["here"], case["start"]) == (True, house.clock.now + 3 * DAY)
    assert case["cancel_until"] == house.clock.now + 2 * DAY
    assert (case["clinic"], case["clinic_phone"]) == ("Ett", "0243-1")
    wire = await Wire.open(browser.http, house)
    await wire.say("hello", client="page-00000001")
    assert (await wire.hear())["code"] == "refused"


@pytest.mark.parametrize("level", Level)
async def test_r57_only_an_e_id_shows_the_other_visits_of_the_same_person_and_clinic(
    house: House, browser: Browser, level: Level
) -> None:
    here, other = house.book(at=3 * DAY), house.book(at=5 * DAY)
    house.book(at=4 * DAY, personnummer="19800423-2388", name="Bo Ek")
    house.book(at=4 * DAY, location="room-14")
    house.desk.cancel(house.book(at=6 * DAY).appointment, house.clock.now)
    await browser.settle(here)
    prove(house, level)
    known = level is Level.EID
    assert await shown(browser) == [here.appointment, *([other.appointment] if known else [])]
    assert (await cancel(browser, other))[0] == (200 if known else 404)


async def test_r57_cancelling_tells_the_clinic_and_the_patient_once_and_erases_nothing_else(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=3 * DAY)
    await browser.settle(booked)
    assert await cancel(browser, booked) == (200, {"code": "cancelled"})
    assert (await cancel(browser, booked))[0] == 401
    assert len(house.letters("cancelled")) == 1
    told = [text for text in house.letters("clinic") if "Patienten har avbokat" in text]
    assert len(told) == 1
    assert "Berg" not in told[0]
    with house.database.begin() as transaction:
        found = transaction.get_one(Appointment, booked.appointment)
        assert (found.status, found.cancel_reason) == ("cancelled", "pat")
        assert [row.action for row in transaction.scalars(select(Audit))] == ["cancelled"]


async def test_r57_too_late_on_the_page_is_said_so_and_nothing_happens(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=23 * HOUR)
    await browser.settle(booked)
    assert await cancel(browser, booked) == (409, {"code": "too-late"})
    assert house.letters("cancelled") == []


async def test_r57_r04_a_visit_is_confirmed_or_declined_from_the_list(
    house: House, browser: Browser
) -> None:
    here, other = house.book(at=3 * DAY), house.book(at=5 * DAY, must_confirm=True)
    await browser.settle(here)
    prove(house, Level.EID)
    path = f"/api/cases/{other.appointment}/confirm"
    assert (await browser.post(path, {"yes": True}))[0] == 200
    cases = (await browser.get("/api/cases"))[1]["visits"]
    assert [case["confirmed"] for case in cases] == [True, True]


async def test_r62_every_answer_to_the_terms_is_kept_and_shown(
    house: House, browser: Browser
) -> None:
    await browser.settle(house.book())
    house.clock.now += 60
    await browser.post("/api/consent", {"version": "1", "accept": False})
    house.clock.now += 60
    await browser.post("/api/consent", {"version": "2", "accept": True})
    _, told = await browser.get("/api/consent")
    assert [(one["version"], one["accepted"]) for one in told] == [
        ("2", True),
        ("1", False),
        ("1", True),
    ]
    assert told[0]["at"] == house.clock.now


async def test_r51_r52_a_rating_counts_once_and_knows_neither_visit_nor_person(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    answers = {"answers": {"worked": 1, "helped": 2, "again": 3}}
    assert await browser.post("/api/rating", answers) == (409, {"code": "not-begun"})
    with house.database.begin() as transaction:
        course.seat_unit(transaction, booked.appointment, ("u", "c"), house.clock.now)
    for wrong in ({"worked": 4}, {"worked": 0}, {"other": 1}, {}):
        assert (await browser.post("/api/rating", {"answers": wrong}))[0] == 422
    for _ in range(2):
        assert (await browser.post("/api/rating", answers))[0] == 200
    token = await house.token(browser.http)
    address = f"{house.url}/api/visits/{booked.appointment}/rating"
    headers = {"Authorization": f"Bearer {token}"}
    said = {"answers": {"worked": 1, "suited": 1}}
    async with browser.http.put(address, json=said, headers=headers) as answer:
        assert answer.status == 200
    with house.database.begin() as transaction:
        rows = [
            (row.clinic, row.day, row.role, row.answers)
            for row in transaction.scalars(select(Rating))
        ]
    assert rows == [
        ("one", "2026-11-24", "patient", answers["answers"]),
        ("one", "2026-11-24", "unit", said["answers"]),
    ]
    anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY)
    with house.database.begin() as transaction:
        assert len(list(transaction.scalars(select(Rating)))) == 2
