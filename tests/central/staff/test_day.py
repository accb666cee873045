"""The clinic's day at the staff's page: whose visits, who waits, and the number (R44, R64, R70)."""

from central.core.access import StaffRole
from central.store import audit, bookings
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment
from tests.support.central_house import NAME, Browser, House
from tests.support.staff import CLINICIAN, SUBJECT, Colleague

DAY = "2026-11-24"


async def test_the_day_shows_the_clinics_visits_in_order_without_numbers(house: House) -> None:
    later = house.book(7200, kind="Återbesök").appointment
    first = house.book(600, interpreter=True, must_confirm=True).appointment
    house.book(86_400)
    async with Colleague(house) as eva:
        status, day = await eva.ask("GET", "/api/staff/visits")
    assert status == 200
    assert day["day"] == DAY
    assert [visit["id"] for visit in day["visits"]] == [first, later]
    told = day["visits"][0]
    assert (told["name"], told["room"], told["mine"]) == (NAME, "Videorum 12", False)
    assert (told["confirmation"], told["interpreter"]) == ("awaited", True)
    assert "070-" not in str(day)
    assert "+46" not in str(day)


async def test_another_day_is_asked_for_by_its_date_and_a_bad_one_is_refused(house: House) -> None:
    tomorrow = house.book(86_400).appointment
    async with Colleague(house) as eva:
        _, day = await eva.ask("GET", "/api/staff/visits?day=2026-11-25")
        assert [visit["id"] for visit in day["visits"]] == [tomorrow]
        for bad in ("2026-02-30", "9999-12-31", "igår"):
            status, said = await eva.ask("GET", f"/api/staff/visits?day={bad}")
            assert (status, said["field"]) == (422, "day"), bad


async def test_around_midnight_a_nights_visits_are_one_list(house: House) -> None:
    house.clock.now += 11.5 * 3600
    before, after = house.book(-900).appointment, house.book(45 * 60).appointment
    house.book(3 * 3600)
    for later_s, day in ((0, DAY), (3600, "2026-11-25")):
        house.clock.now += later_s
        async with Colleague(house) as eva:
            _, told = await eva.ask("GET", "/api/staff/visits")
            _, of_the_day = await eva.ask("GET", f"/api/staff/visits?day={DAY}")
        assert told["day"] == day
        assert [visit["id"] for visit in told["visits"]][:2] == [before, after]
        assert [visit["id"] for visit in of_the_day["visits"]] == [before]


async def test_who_waits_in_the_lobby_is_told_with_the_level_that_is_proven(house: House) -> None:
    booked = house.book(600)
    async with Browser(house) as patient, Colleague(house) as eva:
        await patient.settle(booked)
        page = await patient.page("page-client-1")
        await page.say("join", visit=booked.appointment)
        await page.until("lobby", visit=booked.appointment)
        _, day = await eva.ask("GET", "/api/staff/visits")
        (party,) = day["visits"][0]["parties"]
        assert (party["role"], party["level"], party["seat"]) == ("patient", "link", "lobby")
        await page.close()


async def test_r44_the_full_number_is_in_one_visit_and_each_reading_is_logged(house: House) -> None:
    booked = house.book(600).appointment
    async with Colleague(house) as eva:
        for _ in range(2):
            status, visit = await eva.ask("GET", f"/api/staff/visits/{booked}")
            assert (status, visit["phone"]) == (200, "+46701234588")
        assert (await eva.ask("GET", "/api/staff/visits/unknown"))[0] == 404
    with house.database.begin() as transaction:
        told = [entry for _, entry in audit.entries(transaction, 0, house.clock.now + 1)]
    read = ("read-number", SUBJECT, f"Appointment/{booked}", None)
    assert [(e.action, e.actor, e.entity, e.detail) for e in told] == [read, read]


async def test_r64_another_clinics_visits_are_not_there(house: House) -> None:
    booked = house.book(600).appointment
    async with Colleague(house, clinic="elsewhere") as eva:
        assert (await eva.ask("GET", "/api/staff/visits"))[1]["visits"] == []
        assert (await eva.ask("GET", f"/api/staff/visits/{booked}"))[0] == 404
    async with Colleague(house, StaffRole.IT) as kim:
        assert (await kim.ask("GET", "/api/staff/visits"))[0] == 403
        assert (await kim.ask("GET", f"/api/staff/visits/{booked}"))[0] == 403


async def test_a_visit_that_names_a_clinic_is_that_clinics_wherever_it_is(house: House) -> None:
    booked = house.book(600).appointment
    _change(house, booked, clinic="elsewhere")
    async with Colleague(house) as eva, Colleague(house, clinic="elsewhere") as kim:
        assert (await eva.ask("GET", "/api/staff/visits"))[1]["visits"] == []
        (seen,) = (await kim.ask("GET", "/api/staff/visits"))[1]["visits"]
        assert seen["id"] == booked


async def test_a_visit_is_mine_when_i_am_booked_for_it_or_checked_in_to_its_room(
    house: House,
) -> None:
    named, here, other = (house.book(at).appointment for at in (600, 2400, 4200))
    _change(house, named, practitioner_id=SUBJECT)
    _change(house, here, location="room-14")
    with house.database.begin() as transaction:
        row = CheckIn(location="room-14", subject=SUBJECT, name=CLINICIAN, clinic="clinic", since=0)
        transaction.add(row)
    async with Colleague(house) as eva:
        _, day = await eva.ask("GET", "/api/staff/visits")
    assert {v["id"]: v["mine"] for v in day["visits"]} == {named: True, here: True, other: False}


async def test_r70_a_protected_persons_name_is_nowhere_on_the_day(house: House) -> None:
    booked = house.book(600, protected=True).appointment
    async with Colleague(house) as eva:
        _, day = await eva.ask("GET", "/api/staff/visits")
        _, visit = await eva.ask("GET", f"/api/staff/visits/{booked}")
    for said in (day["visits"][0], visit):
        assert (said["protected"], said["name"]) == (True, None)
        assert NAME not in str(said)


def _change(house: House, appointment: str, **values: object) -> None:
    with house.database.begin() as transaction:
        found = transaction.get_one(Appointment, appointment)
        bookings.change(transaction, found, house.clock.now, values)
