"""Making, moving and cancelling bookings: checked, whole, noticed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from central.faults import BadInputError, ConflictError, SetupError, UnknownError
from central.store import bookings, entries
from central.store.tables import Appointment, Person, Ticket
from tests.support.central_house import NAME, House, ticket_of


def _rows(house: House) -> int:
    with house.database.begin() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Appointment, Person, Ticket)
        ]
    return sum(counts)


def _revision(house: House) -> int:
    with house.database.begin() as session:
        return bookings.revisions(session)["room-12"]


def test_a_booking_is_written_with_its_invitation(closed_house: House) -> None:
    before = _revision(closed_house)
    booked = closed_house.book(at=3600, must_confirm=True)
    assert _rows(closed_house) == 3
    assert _revision(closed_house) == before + 1
    assert booked.invitation
    text = booked.invitation.read_text()
    assert booked.link in text
    assert f"/bekrafta#{ticket_of(booked)}" in text
    assert len(ticket_of(booked)) == 43
    with closed_house.database.begin() as session:
        person = session.get(Person, booked.appointment)
        assert person is not None
        assert (person.phone, person.birth_date) == ("+46701234588", "1912-12-12")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"minutes": 0}, "end"),
        ({"minutes": -5}, "end"),
        ({"minutes": 481}, "end"),
        ({"location": "room-99"}, "location"),
        ({"personnummer": "19121212-1213"}, "personnummer"),
        ({"name": "  "}, "name"),
        ({"name": "A\x00B"}, "name"),
        ({"phone": "12a"}, "phone"),
        ({"phone": None}, "phone"),
        ({"email": "not an address"}, "email"),
        ({"email": "a@b.se\nBcc: c@d.se"}, "email"),
        ({"language": "svenska!"}, "language"),
        ({"kind": "x\ny"}, "kind"),
        ({"practitioner": ""}, "practitioner"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(
    closed_house: House, wish: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        closed_house.book(**wish)
    assert caught.value.field == field
    assert "\n" not in str(caught.value)
    assert _rows(closed_house) == 0
    assert not closed_house.settings.outbox.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("070-123 45 67", "+46701234567"),
        ("0046 70 123 45 67", "+46701234567"),
        ("+47 22 33 44 55", "+4722334455"),
        ("(08) 123 456", "+468123456"),
    ],
)
def test_phone_numbers_are_kept_as_e164(closed_house: House, given: str, kept: str) -> None:
    booked = closed_house.book(phone=given)
    with closed_house.database.begin() as session:
        person = session.get(Person, booked.appointment)
        assert person is not None
        assert person.phone == kept


def test_no_letter_no_booking(closed_house: House) -> None:
    closed_house.settings.outbox.write_text("in the way")
    with pytest.raises(SetupError):
        closed_house.book()
    assert _rows(closed_house) == 0


def test_a_cancellation_and_a_new_time_are_noticed_and_told(closed_house: House) -> None:
    house = closed_house
    booked = house.book(at=3600)
    revision = _revision(house)
    with house.database.begin() as session:
        found = session.get(Appointment, booked.appointment)
        assert found is not None
        start = found.start
    zone = house.settings.zone
    later = datetime.fromtimestamp(start + 600, zone)
    moved = house.desk.move(
        booked.appointment, later, later + timedelta(minutes=20), house.clock.now
    )
    cancelled = house.desk.cancel(booked.appointment, house.clock.now)
    assert moved
    assert cancelled
    assert "Ny tid" in moved.read_text()
    assert "Avbokat" in cancelled.read_text()
    assert _revision(house) == revision + 2
    with house.database.begin() as session:
        found = session.get(Appointment, booked.appointment)
        assert found is not None
        assert (found.start, found.status, found.version) == (start + 600, "cancelled", 3)
    with pytest.raises(UnknownError):
        house.desk.cancel("unknown", house.clock.now)


@pytest.mark.parametrize("status", ["cancelled", "fulfilled", "noshow", "entered-in-error"])
def test_what_is_over_or_cancelled_is_neither_cancelled_nor_moved_and_nobody_is_told(
    closed_house: House, status: str
) -> None:
    house = closed_house
    booked = house.book(at=3600)
    with house.database.begin() as session:
        found = session.get(Appointment, booked.appointment)
        assert found is not None
        bookings.change(session, found, house.clock.now, {"status": status})
    later = datetime.fromtimestamp(house.clock.now + 7200, house.settings.zone)
    with pytest.raises(ConflictError):
        house.desk.cancel(booked.appointment, house.clock.now)
    with pytest.raises(ConflictError):
        house.desk.move(booked.appointment, later, later + timedelta(minutes=20), house.clock.now)
    assert house.letters("cancelled") == house.letters("moved") == []


def test_a_visit_whose_link_is_locked_is_not_moved_because_that_link_opens_nothing(
    closed_house: House,
) -> None:
    house = closed_house
    booked = house.book(at=3600)
    with house.database.begin() as session:
        for _ in range(entries.TRIES):
            entries.take_try(session, booked.appointment)
        assert entries.lock_if_spent(session, booked.appointment, house.clock.now)
    later = datetime.fromtimestamp(house.clock.now + 7200, house.settings.zone)
    with pytest.raises(ConflictError, match="link is locked"):
        house.desk.move(booked.appointment, later, later + timedelta(minutes=20), house.clock.now)
    assert house.letters("moved") == []
    house.desk.cancel(booked.appointment, house.clock.now)


def test_r01_r03_a_new_time_says_from_when_the_link_opens(closed_house: House) -> None:
    house = closed_house
    booked = house.book(at=3600)
    later = datetime.fromtimestamp(house.clock.now + 7200, house.settings.zone)
    house.desk.move(booked.appointment, later, later + timedelta(minutes=20), house.clock.now)
    (letter,) = house.letters("moved")
    assert "14:00–14:20" in letter
    assert "Du kan gå in från klockan 13:45." in letter


def test_what_a_unit_may_know_of_a_booking(closed_house: House) -> None:
    """R04, R08, R26, R70: marks and the number's last two digits, never a name or number."""
    plain = closed_house.book()
    marked = closed_house.book(at=60, at_once=True, protected=True)
    practice = closed_house.book(
        at=120,
        personnummer=None,
        birth_date="1980-04-23",
        practice=True,
        phone=None,
        email="kim@example.se",
        invited_by="jag@example.se",
    )
    seen = {}
    with closed_house.database.begin() as session:
        for booked in (plain, marked, practice):
            found = bookings.one(session, booked.appointment)
            assert found is not None
            sees = bookings.as_unit_sees(*found, "https://central.example")
            seen[booked.appointment] = sees
            assert NAME not in str(sees)
            assert "+4670" not in str(sees)
    first, second, third = (seen[booked.appointment] for booked in (plain, marked, practice))
    assert (first.initials, first.phone_tail, first.at_once) == ("A. B.", "88", False)
    assert (second.initials, second.protected, second.at_once) == (None, True, True)
    assert (third.practice, third.phone_tail, third.kind) == (True, None, "Testbesök")
