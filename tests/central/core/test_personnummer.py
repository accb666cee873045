"""Personnummer and samordningsnummer with their check digits."""

from datetime import date

import pytest

from central.core.personnummer import read_personnummer

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "digits", "born"),
    [
        ("191212121212", "191212121212", date(1912, 12, 12)),
        ("19121212-1212", "191212121212", date(1912, 12, 12)),
        ("121212+1212", "191212121212", date(1912, 12, 12)),
        ("121212-1212", "201212121212", date(2012, 12, 12)),
        ("640823-3234", "196408233234", date(1964, 8, 23)),
        ("19 640823 3234", "196408233234", date(1964, 8, 23)),
        ("701063-2391", "197010632391", date(1970, 10, 3)),
        ("20000229-0005", "200002290005", date(2000, 2, 29)),
    ],
)
def test_right_numbers_give_twelve_digits_and_a_date(text: str, digits: str, born: date) -> None:
    number = read_personnummer(text, TODAY)
    assert (number.digits, number.born) == (digits, born)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "YYYYMMDD"),
        ("191212121213", "check digit"),
        ("19121312-1211", "begin with a date"),
        ("20261125-0000", "future"),
        ("1912121212", "check digit"),
        ("abcdefgh-ijkl", "YYYYMMDD"),
        ("2019121212121212", "YYYYMMDD"),
    ],
)
def test_wrong_numbers_say_what_is_wrong(text: str, said: str) -> None:
    number = text
    if said == "future":
        number = next(f"20261125-000{digit}" for digit in range(10) if _fits(f"261125000{digit}"))
    with pytest.raises(ValueError, match=said):
        read_personnummer(number, TODAY)


@pytest.mark.parametrize("place", range(9))
def test_every_single_wrong_digit_is_found(place: int) -> None:
    digits = "6408233234"
    for digit in "0123456789":
        if digit != digits[place]:
            with pytest.raises(ValueError, match=r"digit|date"):
                read_personnummer(digits[:place] + digit + digits[place + 1 :], TODAY)


def _fits(digits: str) -> bool:
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(digits))
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0
