"""The Appointment that central writes: valid R4, all of the booking, nothing of the person."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fhir_oracle import check
from wire.appointment import Booking, Status, with_outcome, write_booking
from wire.appointment_reading import read_booking
from wire.visits import Outcome

BOOKING = Booking(
    id="a1",
    status=Status.BOOKED,
    start=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    location="room-12",
    kind="Återbesök",
    initials="A. L.",
    language="ar",
    interpreter=True,
    confirmed=False,
    join="http://localhost:8080/visit/a1",
    version="3",
    phone_tail="88",
    at_once=True,
    practice=True,
    patients=3,
)
INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(microsecond=0))
IDS = st.from_regex(r"\A[A-Za-z0-9\-.]{1,64}\Z")
WORDS = st.none() | st.text(min_size=1, max_size=40)
BOOKINGS = st.builds(
    Booking,
    id=IDS,
    status=st.sampled_from(Status),
    start=INSTANTS,
    end=st.just(datetime(2100, 1, 2, tzinfo=UTC)),
    location=st.none() | IDS,
    kind=WORDS,
    initials=WORDS,
    language=st.none() | st.sampled_from(("sv", "ar", "ti", "zh-Hant")),
    interpreter=st.booleans(),
    confirmed=st.booleans(),
    join=st.none() | st.just("https://central.example/visit/") | st.just("http://c/v#å"),
    version=st.none() | IDS,
    phone_tail=st.none() | st.from_regex(r"\A[0-9]{2}\Z"),
    protected=st.booleans(),
    at_once=st.booleans(),
    practice=st.booleans(),
    patients=st.integers(1, 4),
    cancel_reason=st.none() | st.sampled_from(("pat", "prov", "maint")),
)


def test_what_is_written_is_read() -> None:
    assert read_booking(write_booking(BOOKING)) == BOOKING


@settings(deadline=None)  # a busy machine proves nothing
@given(BOOKINGS)
def test_every_booking_survives_the_journey(booking: Booking) -> None:
    """All but a protected person's initials, which are not written (R70)."""
    told = replace(booking, initials=None) if booking.protected else booking
    assert read_booking(json.loads(json.dumps(write_booking(booking)))) == told


@pytest.mark.parametrize("given_up", [None, *Outcome])
@pytest.mark.parametrize(
    "booking",
    [
        BOOKING,
        replace(BOOKING, protected=True, cancel_reason="pat", status=Status.CANCELLED),
        Booking("a2", Status.BOOKED, BOOKING.start, BOOKING.end),
    ],
)
def test_what_is_written_is_valid_r4(booking: Booking, given_up: Outcome | None) -> None:
    check(with_outcome(write_booking(booking), given_up))


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_becomes_an_r4_status(outcome: Outcome) -> None:
    changed = with_outcome(write_booking(BOOKING), outcome)
    expected = {
        Outcome.HELD: "fulfilled",
        Outcome.NO_SHOW: "noshow",
        Outcome.CANCELLED: "cancelled",
        Outcome.TECHNICAL: "cancelled",
    }
    assert changed["status"] == expected[outcome]
    assert ("cancelationReason" in changed) == (outcome is Outcome.TECHNICAL)


@pytest.mark.parametrize("outcome", Outcome)
def test_r05_an_outcome_is_taken_back_whole(outcome: Outcome) -> None:
    before = write_booking(BOOKING)
    assert with_outcome(with_outcome(before, outcome), None) == before


def test_an_outcome_goes_with_its_own_reason_only() -> None:
    """Also where another server spelled the former one as R5 does."""
    coding = {"coding": [{"code": "pat"}]}
    before: dict[str, Any] = write_booking(BOOKING) | {"cancellationReason": coding}
    for outcome in (None, Outcome.HELD, Outcome.CANCELLED):
        assert "ancellationReason" not in str(with_outcome(before, outcome))


def test_s6_without_initials_nothing_of_the_patient_travels() -> None:
    resource = write_booking(replace(BOOKING, initials=None))
    assert resource["participant"][0]["actor"] == {"type": "Patient"}


def test_r70_a_protected_persons_initials_are_not_written() -> None:
    resource = write_booking(replace(BOOKING, protected=True))
    assert resource["participant"][0]["actor"] == {"type": "Patient"}
    assert resource["meta"]["security"][0]["code"] == "sekretessmarkering"


def test_r39_of_a_groups_others_only_their_number_travels() -> None:
    first, second, third, room = write_booking(BOOKING)["participant"]
    assert first["actor"] == {"type": "Patient", "display": "A. L."}
    assert second == third
    assert second["actor"] == {"type": "Patient"}
    assert "extension" not in second
    assert room["actor"]["reference"] == "Location/room-12"
