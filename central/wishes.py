"""What somebody asks to have booked, and every reason to refuse it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from central.core.addresses import is_mail_address, is_number, is_premium
from central.core.identifiers import Identifier, read_identifier, regional
from central.faults import BadInputError
from central.store.tables import Person

LONGEST = timedelta(hours=8)
MESSAGE = 500
"""A clinician's short text (R29) is at most so long."""
NUMBER_ALONE = "the invitation of a visit with a guardian goes to the booking's number alone"
_PHONE = re.compile(r"(\+|0)[0-9]{6,15}", re.ASCII)
_HSA_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to have booked; ``start`` and ``end`` are aware."""

    location: str
    start: datetime
    end: datetime
    name: str
    personnummer: str | None = None
    """Or a samordningsnummer, or a national reserve number."""
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
    """YYYY-MM-DD, where no number holds it."""
    invited_by: str | None = None
    """Who invites to the test visit: an e-mail address, or a name where ``inviter`` is known."""
    inviter: str | None = None
    """Who invites to the test visit, and ``colleague``, who is invited: HSA-ids."""
    colleague: str | None = None
    regional: bool = False
    """It is a region's own reserve number: nothing in it is checked, a birth date is needed."""
    practitioner_id: str | None = None
    """The clinician's HSA-id."""
    clinic: str | None = None
    """Whose booking it is; None: the clinic whose room it is."""
    guardian: bool = False
    """Booked *med vårdnadshavare* (R41): the invitation goes to the booking's number alone."""
    proxy: bool = False
    """An *ombud* may take part for the patient (R47)."""
    message: str | None = None
    """The clinician's short text, read after login only (R29)."""


def person_of(wish: Wish, today: datetime) -> Person:
    """The person of a wish, every field checked; BadInputError names the first at fault."""
    name = " ".join(wish.name.split())
    if not name or len(name) > 200 or not name.isprintable():
        raise BadInputError("name", "must be 1 to 200 printable characters")
    identifier, born = _practice(wish, today) if wish.practice else _patient(wish, today)
    if wish.phone is None and wish.email is None:
        raise BadInputError("phone", "or email is needed for the invitation")
    check_email("email", wish.email)
    if wish.guardian and (wish.phone is None or wish.email is not None):
        raise BadInputError("email" if wish.phone else "phone", NUMBER_ALONE)
    if wish.at_once and wish.must_confirm:
        raise BadInputError("confirm", "a visit that begins now needs no confirmation")
    if not _LANGUAGE.fullmatch(wish.language):
        raise BadInputError("language", "is no BCP 47 tag such as sv")
    check_line("kind", wish.kind)
    check_line("practitioner", wish.practitioner)
    if wish.practitioner_id is not None and not _HSA_ID.fullmatch(wish.practitioner_id):
        raise BadInputError("practitioner_id", "must be an HSA-id such as SE2321000016-1003")
    return Person(
        name=name,
        personnummer=identifier.number if identifier else "",
        id_kind=identifier.kind.value if identifier else None,
        birth_date=born.isoformat(),
        phone=phone_number(wish.phone),
        email=wish.email,
        protected=wish.protected,
        message=message_of(wish.message),
    )


def _patient(wish: Wish, today: datetime) -> tuple[Identifier, date]:
    for field in ("invited_by", "colleague"):
        if getattr(wish, field) is not None:
            raise BadInputError(field, "belongs to a test visit")
    if wish.personnummer is None:
        raise BadInputError("personnummer", "is missing")
    try:
        text, day = wish.personnummer, today.date()
        number = regional(text) if wish.regional else read_identifier(text, day)
    except ValueError as error:
        raise BadInputError("personnummer", str(error)) from None
    if number.born is None:
        return number, _birth_date(wish.birth_date, today)
    if wish.birth_date not in (None, number.born.isoformat()):
        raise BadInputError("birth_date", "is not the one that the number holds")
    return number, number.born


def _practice(wish: Wish, today: datetime) -> tuple[None, date]:
    """A colleague's part of a test visit: no personnummer, and nobody invites themselves (R26)."""
    if wish.personnummer is not None:
        raise BadInputError("personnummer", "is not asked of a colleague; give the date of birth")
    if wish.invited_by is None or wish.email is None:
        raise BadInputError("invited_by", "and email say who invites whom")
    _must_be_another(wish, wish.invited_by, wish.email)
    return None, _birth_date(wish.birth_date, today)


def _must_be_another(wish: Wish, by: str, email: str) -> None:
    """R26: told by their HSA-ids where the desk knows who asks, else by their e-mail."""
    field, one, other = "email", by, email
    if wish.inviter is None:
        check_email("invited_by", by)
    elif wish.colleague is None or not _HSA_ID.fullmatch(wish.colleague):
        raise BadInputError("colleague", "must be an HSA-id such as SE2321000016-1003")
    else:
        field, one, other = "colleague", wish.inviter, wish.colleague
    if one.strip().casefold() == other.strip().casefold():
        raise BadInputError(field, "is your own: nobody can invite themselves")


def _birth_date(text: str | None, today: datetime) -> date:
    try:
        born = date.fromisoformat(text or "")
    except ValueError:
        raise BadInputError("birth_date", "must look like 1980-04-23") from None
    if not date(1880, 1, 1) <= born <= today.date():
        raise BadInputError("birth_date", "is no date of birth")
    return born


def message_of(text: str | None) -> str | None:
    """A few lines that can be read; nothing that turns the direction of what stands around it."""
    if text is None or not text.strip():
        return None
    lines = text.strip().splitlines()
    if len(text) > MESSAGE or not all(line.isprintable() for line in lines):
        raise BadInputError("message", f"must be at most {MESSAGE} printable characters")
    return "\n".join(lines)


def check_email(field: str, text: str | None) -> None:
    """BadInputError unless ``text`` is an e-mail address, or None."""
    if text is not None and not is_mail_address(text):
        raise BadInputError(field, "is no e-mail address")


def check_line(field: str, text: str | None) -> None:
    """BadInputError unless ``text`` is one readable line, or None."""
    if text is not None and (not text.strip() or len(text) > 200 or not text.isprintable()):
        raise BadInputError(field, "must be one line of 1 to 200 characters")


def phone_number(text: str | None) -> str | None:
    """E.164; a number that begins with a single 0 is Swedish."""
    if text is None:
        return None
    bare = re.sub(r"[\s()/-]", "", text)
    if not _PHONE.fullmatch(bare):
        raise BadInputError("phone", "must begin with 0 or +, such as 070-123 45 67")
    found = bare
    if bare.startswith("00"):
        found = "+" + bare[2:]
    elif bare.startswith("0"):
        found = "+46" + bare[1:]
    if not is_number(found):
        raise BadInputError("phone", "must begin with 0 or +, such as 070-123 45 67")
    if is_premium(found):
        raise BadInputError("phone", "must not be a number that costs extra, such as 0900 or 0939")
    return found


def local_time(field: str, text: str, zone: ZoneInfo) -> datetime:
    """A local time, or an instant with its offset; a time that the clock skips is refused."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(zone)
        local = instant.replace(tzinfo=zone)
        shown = datetime.fromtimestamp(local.timestamp(), zone)
    except (ValueError, OverflowError):
        raise BadInputError(field, "must look like 2026-11-24T10:30") from None
    if shown.replace(tzinfo=None) != instant:
        raise BadInputError(field, "does not exist: the clock is put forward then")
    return local


def check_times(start: datetime, end: datetime) -> None:
    """BadInputError unless the end is after the start, by 8 hours at most."""
    if end.astimezone(UTC) <= start.astimezone(UTC):
        raise BadInputError("end", "is not after the start")
    if end.astimezone(UTC) - start.astimezone(UTC) > LONGEST:
        raise BadInputError("end", "is more than 8 hours after the start")
