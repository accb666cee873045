"""Numbers are read as people say them: Swedish ones by their area, others by country and pairs."""

import pytest

from appliance.stage.screen.phone import as_read, tail


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("+46701234567", "070-123 45 67"),
        ("+46812345678", "08-123 456 78"),
        ("+468123456", "08-12 34 56"),
        ("+4623123456", "023-12 34 56"),
        ("+4624312345", "0243-123 45"),
        ("+46311234567", "031-123 45 67"),
        ("+46771123456", "077-112 34 56"),
        ("+4741234567", "+47 41 23 45 67"),
        ("+358401234567", "+358 401 23 45 67"),
        ("+12125550123", "+1 21 25 55 01 23"),
    ],
)
def test_r44_a_number_is_grouped_as_people_read_it(number: str, read: str) -> None:
    assert as_read(number).lstrip("\u200e") == read


@pytest.mark.parametrize("number", ["112", "", "+", "+46", "+461", "070-1234567", "+46abc"])
def test_what_is_no_such_number_loses_no_digit(number: str) -> None:
    told = as_read(number)
    digits = "".join(char for char in told if char.isdigit())
    asked = "".join(char for char in number if char.isdigit())
    assert digits in (asked, "0" + asked[2:])


def test_a_foreign_number_and_a_tail_keep_their_direction_among_arabic_words() -> None:
    assert as_read("+4741234567").startswith("\u200e+47")
    assert tail("88") == "\u200e··88"
