"""What the booking desk's page sends, and the wish that it is."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from central.clinics import ClinicSettings, VisitKind
from central.core.access import StaffRole
from central.core.suitability import QUESTIONS, first_no
from central.faults import BadInputError, ConflictError
from central.meeting.asked import Asked, Short
from central.staff.guest_asked import Invited
from central.staff.session import Staff
from central.store.occupied import named
from central.web.clerk import Clerk
from central.wishes import Wish, check_line, local_time, phone_number

PAST_S = 5 * 60.0
AHEAD_S = 400 * 86_400.0

Text = Annotated[str, StringConstraints(max_length=400)]
Long = Annotated[str, StringConstraints(max_length=2000)]
Minutes = Annotated[int, Field(ge=5, le=480)]


class Clinician(Asked):
    """Who holds the visit; neither id nor name: whoever checks in to the room."""

    id: Short | None = None
    name: Text | None = None


class Suitability(Asked):
    """The four answers (R58): true is *Ja*, a video visit fits."""

    examination: bool
    undisturbed: bool
    device: bool
    understood: bool


class BookingAsked(Asked):
    """*Bjud in till besök*, or *Boka nu* where no start is named (R04)."""

    name: Text
    personnummer: Short | None = None
    """Or samordningsnummer, or a reserve number."""
    regional: bool = False
    """It is a region's own reserve number."""
    birth_date: Short | None = None
    phone: Short | None = None
    read_back: Short | None = None
    """The number as it was read back to whoever gave it (R56)."""
    email: Text | None = None
    message: Long | None = None
    kind: Text | None = None
    minutes: Minutes | None = None
    start: Short | None = None
    """``2026-11-24T10:30``, the clinic's time."""
    location: Short | None = None
    """Absent: the first free room of the clinic."""
    clinician: Clinician | None = None
    """Absent: oneself."""
    confirm: bool | None = None
    guardian: bool | None = None
    proxy: bool = False
    interpreter: bool = False
    language: Short | None = None
    protected: bool = False
    practice: bool = False
    """A test visit (R26): ``name`` is the colleague's."""
    colleague: Short | None = None
    """The HSA-id of the colleague who is invited to practise."""
    guest: Invited | None = None
    """Who is invited in the same press: the interpreter (R40)."""
    suitability: Suitability | None = None
    without_eid: bool = False
    """The patient comes in without the e-ID that the clinic asks for (R61)."""


class ChangeAsked(Asked):
    """What of a booking is to be another; what is absent stays."""

    version: int
    """The one that the page shows."""
    start: Short | None = None
    minutes: Minutes | None = None
    location: Short | None = None
    kind: Text | None = None
    clinician: Clinician | None = None
    message: Long | None = None
    """The clinician's text (R29); empty takes it away. The patient is told that there is one."""


class Told(BaseModel):
    """Something that does not forbid a booking, and that whoever books must know."""

    code: str
    """``closed``, ``room-taken``, ``clinician-taken``."""
    start: float | None = None
    end: float | None = None
    room: str | None = None
    hours: str | None = None
    """That day's opening hours; empty where the clinic is closed."""


class UnsuitableError(ConflictError):
    """A visit by video does not fit: *boka fysiskt besök* (R58)."""

    def __init__(self, question: str) -> None:
        super().__init__(f"suitability.{question}: book a visit in person", "unsuitable")
        self.question = question


def wish_of(
    clerk: Clerk, clinic: ClinicSettings, person: Staff, asked: BookingAsked, location: str
) -> Wish:
    """The booking that was asked for; BadInputError names the field at fault."""
    kind = _kind(clinic, asked)
    start, end = times_of(clerk, asked.start, asked.minutes or kind.minutes)
    _check_suitability(kind, asked)
    name, subject = clinician_of(person, asked.clinician)
    return Wish(
        location=location,
        start=start,
        end=end,
        name=asked.name,
        personnummer=asked.personnummer,
        regional=asked.regional,
        birth_date=asked.birth_date,
        phone=asked.phone,
        email=asked.email,
        message=asked.message,
        kind=None if asked.practice else kind.name,
        practitioner=name,
        practitioner_id=subject,
        clinic=clinic.id,
        must_confirm=_confirm(kind, asked),
        protected=asked.protected,
        language=asked.language or clinic.language,
        interpreter=asked.interpreter,
        at_once=asked.start is None,
        practice=asked.practice,
        invited_by=named(person.name, person.title) if asked.practice else None,
        inviter=person.subject if asked.practice else None,
        colleague=asked.colleague,
        guardian=asked.guardian if asked.guardian is not None else kind.guardian,
        proxy=asked.proxy,
    )


def times_of(clerk: Clerk, start: str | None, minutes: int) -> tuple[datetime, datetime]:
    """From the local ``start``, or from now, as many minutes; neither past nor beyond a year."""
    now, zone = clerk.clock(), clerk.settings.zone
    if start is None:
        begin = datetime.fromtimestamp(int(now), zone)
    else:
        begin = local_time("start", start, zone)
        if begin.timestamp() < now - PAST_S:
            raise BadInputError("start", "has passed")
        if begin.timestamp() > now + AHEAD_S:
            raise BadInputError("start", "is more than 400 days ahead")
    seconds = begin.timestamp() + timedelta(minutes=minutes).total_seconds()
    return begin, datetime.fromtimestamp(seconds, zone)


def clinician_of(person: Staff, asked: Clinician | None) -> tuple[str | None, str | None]:
    """Name and HSA-id of who holds the visit: oneself, another, or whoever checks in."""
    if asked is None:
        is_one = StaffRole.CLINICIAN in person.clinics.get(person.clinic or "", ())
        return (named(person.name, person.title), person.subject) if is_one else (None, None)
    check_line("clinician", asked.name)
    if asked.id is not None and (asked.name is None or not asked.id.replace("-", "").isalnum()):
        raise BadInputError("clinician", "must have a name, and an HSA-id of letters and digits")
    return asked.name, asked.id


def must_be_read_back(phone: str | None, read_back: str | None) -> None:
    """R56: a number that was not read back, or otherwise than it stands, gets no invitation."""
    if phone is None:
        return
    try:
        same = phone_number(read_back) == phone_number(phone)
    except BadInputError:
        same = False
    if not same:
        raise BadInputError("read_back", "is not the number; read it back first")


def _kind(clinic: ClinicSettings, asked: BookingAsked) -> VisitKind:
    if asked.practice:
        return VisitKind(name="-", minutes=20)
    kind = clinic.kinds[0] if asked.kind is None else clinic.kind(asked.kind)
    if kind is None:
        raise BadInputError("kind", "is none of the clinic's")
    return kind


def _confirm(kind: VisitKind, asked: BookingAsked) -> bool:
    if asked.confirm is not None:
        return asked.confirm
    return kind.confirm and asked.start is not None


def _check_suitability(kind: VisitKind, asked: BookingAsked) -> None:
    if asked.suitability is None:
        if kind.questions:
            raise BadInputError(f"suitability.{QUESTIONS[0]}", "is not answered")
        return
    question = first_no(asked.suitability.model_dump())
    if question is not None:
        raise UnsuitableError(question)
