"""What somebody asks to have booked, and every reason to refuse it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

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
    personnummer: str | None = None
    phone: str | None = None
    email: str | None = None
    kind: str | None = None
    practitioner: str | None = None
    must_confirm: bool = False
    protected: bool = False
    language: str = "sv"
    interpreter: bool = False
    at_once: bool = False
    """*Boka nu* (R04): needs no confirmation."""
    practice: bool = False
    """A test visit with a colleague (R26), who is known by a date of birth alone."""
    birth_date: str | None = None
    invited_by: str | None = None
    """A colleague's e-mail: who invites to the test visit."""


def person_of(wish: Wish, today: datetime) -> Person:
    """The person of a wish, every field checked; BadInputError names the first at fault."""
    personnummer, born = _practice(wish, today) if wish.practice else _patient(wish, today)
    name = " ".join(wish.name.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise BadInputError("name", "must be 1 to 200 printable characters")
    if wish.phone is None and wish.email is None:
        raise BadInputError("phone", "or email is needed for the invitation")
    check_email("email", wish.email)
    if wish.at_once and wish.must_confirm:
        raise BadInputError("confirm", "a visit that begins now needs no confirmation")
    if not _LANGUAGE.fullmatch(wish.language):
        raise BadInputError("language", "is no BCP 47 tag such as sv")
    _check_line("kind", wish.kind)
    _check_line("practitioner", wish.practitioner)
    return Person(
        name=name,
        personnummer=personnummer,
        birth_date=born.isoformat(),
        phone=phone_number(wish.phone),
        email=wish.email,
        protected=wish.protected,
    )


def _patient(wish: Wish, today: datetime) -> tuple[str, date]:
    if wish.birth_date is not None or wish.invited_by is not None:
        raise BadInputError("birth_date", "and who invites belong to a test visit")
    if wish.personnummer is None:
        raise BadInputError("personnummer", "is missing")
    try:
        number = read_personnummer(wish.personnummer, today.date())
    except ValueError as error:
        raise BadInputError("personnummer", str(error)) from None
    return number.digits, number.born


def _practice(wish: Wish, today: datetime) -> tuple[str, date]:
    """A colleague's part of a test visit: no personnummer, and nobody invites themselves (R26)."""
    if wish.personnummer is not None:
        raise BadInputError("personnummer", "is not asked of a colleague; give the date of birth")
    if wish.invited_by is None or wish.email is None:
        raise BadInputError("invited_by", "and email say who invites whom")
    check_email("invited_by", wish.invited_by)
    if wish.invited_by.casefold() == wish.email.casefold():
        raise BadInputError("email", "is your own: nobody can invite themselves")
    try:
        born = date.fromisoformat(wish.birth_date or "")
    except ValueError:
        raise BadInputError("birth_date", "must look like 1980-04-23") from None
    if not date(1880, 1, 1) <= born <= today.date():
        raise BadInputError("birth_date", "is no date of birth")
    return "", born


def check_email(field: str, text: str | None) -> None:
    """BadInputError unless ``text`` is an e-mail address, or None."""
    if text is not None and (not _EMAIL.fullmatch(text) or len(text) > 254):
        raise BadInputError(field, "is no e-mail address")


def _check_line(field: str, text: str | None) -> None:
    if text is not None and (not text.strip() or len(text) > 200 or not text.isprintable()):
        raise BadInputError(field, "must be one line of 1 to 200 characters")


def phone_number(text: str | None) -> str | None:
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
