"""The numbers by which care in Sweden knows a person, and what each of them holds.

Sources: SKV 704 and 707 (personnummer, samordningsnummer); Inera's *Nationellt reservid* 1.0
(twelve characters XXYYMMDDNNGC); HL7 Sweden's base profiles for the systems' names and for which
letters a national reserve number has. A region's own reserve numbers follow no common rule.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from central.core.personnummer import COORDINATION, read_personnummer


class IdKind(StrEnum):
    """Which number it is."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    NATIONAL_RESERVE = "nationellt-reservnummer"
    REGIONAL_RESERVE = "regionalt-reservnummer"


SYSTEMS = {
    IdKind.PERSONNUMMER: "http://electronichealth.se/identifier/personnummer",
    IdKind.SAMORDNINGSNUMMER: "http://electronichealth.se/identifier/samordningsnummer",
    IdKind.NATIONAL_RESERVE: "http://electronichealth.se/identifier/nationelltReservnummer",
}
"""The official FHIR systems; a region's own numbers have none that all know."""

PROVEN = frozenset({IdKind.PERSONNUMMER, IdKind.SAMORDNINGSNUMMER})
"""What an e-ID proves. A region's own number can look like somebody else's personnummer."""

_NATIONAL = re.compile(
    r"(?P<series>\d{2})(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[A-HJ-NPR-UX-Z]{2}\d|[A-HJ-NPR-UX-Z]{3})(?P<check>\d)",
    re.ASCII,
)
_REGIONAL = re.compile(r"(?=[0-9A-Z]*[0-9])[0-9A-Z]{8,12}")
_UNKNOWN = "00"
"""The series of those whose date of birth is not known."""
_FIRST = 22
"""The lowest series: a century of birth (18, 19, 20) and 3, 6, 9 … more; 18 to 21 are unused."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that passed every check that its kind has."""

    kind: IdKind
    number: str
    """Without marks: twelve digits or characters; a region's own as it is, 8 to 12."""
    born: date | None
    """The date of birth that it holds; None: it must be asked."""
    checked: bool
    """It has a check digit, and that is right."""


def read_identifier(text: str, today: date) -> Identifier:
    """A personnummer, samordningsnummer or national reserve number; ValueError says what is wrong.

    A region's own number is only taken when somebody says that it is one (``regional``).
    """
    bare = _bare(text)
    national = _NATIONAL.fullmatch(bare)
    if national:
        return _national(national, today)
    number = read_personnummer(text, today)
    coordination = int(number.digits[6:8]) > COORDINATION
    kind = IdKind.SAMORDNINGSNUMMER if coordination else IdKind.PERSONNUMMER
    return Identifier(kind, number.digits, number.born, checked=True)


def regional(text: str) -> Identifier:
    """A region's own reserve number: nothing in it can be checked, and it holds no date."""
    bare = _bare(text)
    if not _REGIONAL.fullmatch(bare):
        raise ValueError("must be 8 to 12 digits or letters")
    return Identifier(IdKind.REGIONAL_RESERVE, bare, None, checked=False)


def proven_by_eid(kind: str | None, number: str) -> str:
    """The number that an e-ID must prove; empty where none can. No kind: its form says it."""
    return number if kind is None or kind in PROVEN else ""


def check_digit(text: str) -> int:
    """Of the eleven characters before it: doubled and not in turn, a letter by its ASCII number."""
    total = 0
    for place, letter in enumerate(text):
        value = int(letter) if letter.isdigit() else ord(letter)
        total += sum(int(digit) for digit in str(value * (2 - place % 2)))
    return -total % 10


def _national(found: re.Match[str], today: date) -> Identifier:
    number = found.group()
    if check_digit(number[:-1]) != int(found["check"]):
        raise ValueError("has a wrong check digit")
    born = None if found["series"] == _UNKNOWN else _born(found)
    if born is None and not _is_serial(found):
        raise ValueError("is no national reserve number")
    if born is not None and born > today:
        raise ValueError("has a date of birth in the future")
    return Identifier(IdKind.NATIONAL_RESERVE, number, born, checked=True)


def _born(found: re.Match[str]) -> date:
    series = int(found["series"])
    if series < _FIRST:
        raise ValueError("is no national reserve number")
    century = 18 + (series - 18) % 3
    try:
        return date(century * 100 + int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError("does not hold a date of birth") from None


def _is_serial(found: re.Match[str]) -> bool:
    """Where the date is not known these places count on, beyond what a date could be."""
    return int(found["month"]) >= 20 and 40 <= int(found["day"]) <= 59


def _bare(text: str) -> str:
    return re.sub(r"[\s+-]", "", text.strip().upper())
