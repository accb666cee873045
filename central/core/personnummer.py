"""Personnummer and samordningsnummer: check digit, date, and the date of birth they hold.

Source: Swedish Tax Agency SKV 704 and SKV 707; the check digit is Luhn's over the last ten digits.
"""

import re
from dataclasses import dataclass
from datetime import date

_SHAPE = re.compile(
    r"(?P<century>\d{2})?(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?P<mark>[-+]?)(?P<serial>\d{3})(?P<check>\d)",
    re.ASCII,
)
COORDINATION = 60
"""A samordningsnummer's day is this much higher."""


@dataclass(frozen=True, slots=True)
class Personnummer:
    """A number that passed every check."""

    digits: str
    """Twelve digits."""
    born: date


def read_personnummer(text: str, today: date) -> Personnummer:
    """Read ten or twelve digits with or without a mark; ValueError says what is wrong."""
    found = _SHAPE.fullmatch(text.strip().replace(" ", ""))
    if not found:
        raise ValueError("must be YYYYMMDD-NNNN or YYMMDD-NNNN")
    short = "".join(found[part] for part in ("year", "month", "day", "serial"))
    if _luhn(short) != int(found["check"]):
        raise ValueError("has a wrong check digit")
    day = int(found["day"])
    coordination = day > COORDINATION
    born = _born(found, day - COORDINATION if coordination else day, today)
    if born > today:
        raise ValueError("has a date of birth in the future")
    written_day = day if coordination else born.day
    digits = f"{born.year:04}{born.month:02}{written_day:02}{found['serial']}{found['check']}"
    return Personnummer(digits, born)


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(digits):
        doubled = int(digit) * (2 - place % 2)
        total += doubled // 10 + doubled % 10
    return -total % 10


def _born(found: re.Match[str], day: int, today: date) -> date:
    year, month = int(found["year"]), int(found["month"])
    try:
        if found["century"]:
            return date(int(found["century"]) * 100 + year, month, day)
        return _latest(year, month, day, today, hundred=found["mark"] == "+")
    except ValueError:
        raise ValueError("does not begin with a date") from None


def _latest(year: int, month: int, day: int, today: date, *, hundred: bool) -> date:
    """The youngest age that fits; ``+`` means a hundred years or more."""
    century = today.year // 100 * 100
    candidates = []
    for base in (century, century - 100, century - 200):
        try:
            candidates.append(date(base + year, month, day))
        except ValueError:
            continue
    past = [born for born in candidates if born <= today]
    return past[1 if hundred else 0] if len(past) > hundred else date(0, month, day)
