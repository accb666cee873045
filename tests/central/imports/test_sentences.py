"""What is told of a booking names no person, also where a source put one in the wrong column."""

import pytest

from central.imports.sentences import named, tellable


@pytest.mark.parametrize("booking", ["4711", "b-3", "urn:uuid:1f3a-77", "event@kalender.se"])
def test_an_id_is_told(booking: str) -> None:
    assert named("sv", booking, None) == f"Bokning {booking}"


@pytest.mark.parametrize(
    "booking",
    ["19900222-2397", "199002222397", "900222-2397", "900222+2397", "Anna Lindqvist", "Åsa", None],
)
def test_s6_what_may_be_a_person_is_not(booking: str | None) -> None:
    assert tellable(booking) is None
    assert named("sv", booking, None) == "Bokning"
