"""The Appointment subset: what is written is read, foreign ones too, bad ones are named."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.appointment import (
    MAX_ENTRIES,
    Booking,
    Status,
    read_booking,
    read_page,
    with_outcome,
    write_booking,
)
from wire.faults import WireError
from wire.visits import Outcome

DATA = Path(__file__).parents[3] / "shared" / "data" / "fhir-r4"
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
)
INSTANTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(microsecond=0))
WORDS = st.none() | st.text(min_size=1, max_size=40)


def test_what_is_written_is_read() -> None:
    assert read_booking(write_booking(BOOKING)) == BOOKING


@given(
    st.builds(
        Booking,
        id=st.from_regex(r"\A[A-Za-z0-9\-.]{1,64}\Z"),
        status=st.sampled_from(Status),
        start=INSTANTS,
        end=st.just(datetime(2100, 1, 2, tzinfo=UTC)),
        location=st.none() | st.from_regex(r"\A[A-Za-z0-9\-.]{1,64}\Z"),
        kind=WORDS,
        initials=WORDS,
        language=st.none() | st.sampled_from(("sv", "ar", "ti")),
        interpreter=st.booleans(),
        confirmed=st.booleans(),
        join=WORDS,
        version=WORDS,
    )
)
def test_every_booking_survives_the_journey(booking: Booking) -> None:
    assert read_booking(json.loads(json.dumps(write_booking(booking)))) == booking


@pytest.mark.parametrize(
    ("element", "value", "field"),
    [
        ("id", None, "id"),
        ("status", "maybe", "status"),
        ("status", None, "status"),
        ("start", None, "start"),
        ("end", None, "end"),
        ("start", "tomorrow", "start"),
        ("start", "2026-11-24T10:30:00", "start"),
        ("end", "2026-11-24T09:30:00+00:00", "end"),
        ("end", "2026-11-24T08:00:00+00:00", "end"),
        ("start", 5, "start"),
    ],
)
def test_a_bad_element_is_named_and_its_value_is_not_told(
    element: str, value: object, field: str
) -> None:
    resource: dict[str, Any] = write_booking(BOOKING)
    resource[element] = value
    with pytest.raises(WireError) as caught:
        read_booking(resource)
    assert (caught.value.fault, caught.value.field) == ("feed", field)
    assert "tomorrow" not in str(caught.value)


def test_a_bad_entry_harms_no_other() -> None:
    bad = write_booking(BOOKING) | {"id": "a2", "status": "maybe"}
    entries = [{"resource": bad}, {"resource": write_booking(BOOKING)}, {}, 7]
    page = read_page({"resourceType": "Bundle", "entry": entries})
    assert [booking.id for booking in page.bookings] == ["a1"]
    assert [(bad.id, bad.field) for bad in page.bad] == [
        ("a2", "status"),
        (None, "entry.resource"),
        (None, "entry.resource"),
    ]


@pytest.mark.parametrize(
    "bundle",
    [
        [],
        None,
        {"resourceType": "OperationOutcome"},
        {"resourceType": "Bundle", "entry": "many"},
        {"resourceType": "Bundle", "entry": [{}] * (MAX_ENTRIES + 1)},
    ],
)
def test_what_is_no_page_is_refused_whole(bundle: object) -> None:
    with pytest.raises(WireError):
        read_page(bundle)


def test_a_page_tells_the_next_one() -> None:
    link = [{"relation": "self", "url": "x"}, {"relation": "next", "url": "http://c/?page=2"}]
    assert read_page({"resourceType": "Bundle", "link": link}).next == "http://c/?page=2"


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


@pytest.mark.skipif(not DATA.is_dir(), reason="the official examples are not beside the checkout")
@pytest.mark.parametrize("name", ["example", "2docs", "examplereq"])
def test_hl7s_own_examples_are_read_or_named(name: str) -> None:
    resource = json.loads((DATA / f"Appointment-{name}.json").read_text())
    page = read_page({"resourceType": "Bundle", "entry": [{"resource": resource}]})
    if name == "examplereq":
        assert [(bad.id, bad.field) for bad in page.bad] == [("examplereq", "start")]
    else:
        assert [booking.id for booking in page.bookings] == [name]
        assert page.bookings[0].join is None


def test_without_a_name_nothing_of_the_patient_travels() -> None:
    resource = write_booking(replace(BOOKING, initials=None))
    assert resource["participant"][0]["actor"] == {"type": "Patient"}
