"""What somebody asks to have booked, and every reason to refuse it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from central.core.personnummer import read_personnummer
from central.faults import BadInputError
from central.store.tables import Person

LONGEST = timedelta(hours=8)
_PHONE = re.compile(r"\+?[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to have booked; ``start`` and ``end`` are aware."""

    location: str
    start: datetime
    end: datetime
    name: str
    personnummer: str
    phone: str | None = None
    email: str | None = None
    kind: str | None = None
    practitioner: str | None = None
    must_confirm: bool = False
    protected: bool = False
    language: str = "sv"
    interpreter: bool = False


def person_of(wish: Wish, today: datetime) -> Person:
    """The person of a wish, every field checked; BadInputError names the first at fault."""
    try:
        number = read_personnummer(wish.personnummer, today.date())
    except ValueError as error:
        raise BadInputError("personnummer", str(error)) from None
    name = " ".join(wish.name.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise BadInputError("name", "must be 1 to 200 printable characters")
    if wish.phone is None and wish.email is None:
        raise BadInputError("phone", "or email is needed for the invitation")
    if wish.email is not None and (not _EMAIL.fullmatch(wish.email) or len(wish.email) > 254):
        raise BadInputError("email", "is no e-mail address")
    if not _LANGUAGE.fullmatch(wish.language):
        raise BadInputError("language", "is no BCP 47 tag such as sv")
    _check_line("kind", wish.kind)
    _check_line("practitioner", wish.practitioner)
    return Person(
        name=name,
        personnummer=number.digits,
        birth_date=number.born.isoformat(),
        phone=_phone(wish.phone),
        email=wish.email,
        protected=wish.protected,
    )


def _check_line(field: str, text: str | None) -> None:
    if text is not None and (not text.strip() or len(text) > 200 or not text.isprintable()):
        raise BadInputError(field, "must be one line of 1 to 200 characters")


def _phone(text: str | None) -> str | None:
    """E.164; a number that begins with a single 0 is Swedish."""
    if text is None:
        return None
    bare = re.sub(r"[\s()/-]", "", text)
    if not _PHONE.fullmatch(bare):
        raise BadInputError("phone", "must be 6 to 15 digits, such as 070-123 45 67")
    if bare.startswith("00"):
        return "+" + bare[2:]
    return "+46" + bare[1:] if bare.startswith("0") else bare


def check_times(start: datetime, end: datetime) -> None:
    """BadInputError unless the end is after the start, by 8 hours at most."""
    if end.astimezone(UTC) <= start.astimezone(UTC):
        raise BadInputError("end", "is not after the start")
    if end.astimezone(UTC) - start.astimezone(UTC) > LONGEST:
        raise BadInputError("end", "is more than 8 hours after the start")
