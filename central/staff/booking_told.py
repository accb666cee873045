"""What the booking desk's doors answer: what the form offers, what would be booked, what was."""

from pydantic import BaseModel

from central.clinics import VisitKind
from central.core.identifiers import IdKind
from central.meeting.asked import Asked, Short
from central.staff.booking_asked import Told


class Room(BaseModel):
    """An equipped room."""

    location: str
    room: str


class Known(BaseModel):
    """A clinician of the clinic."""

    id: str
    name: str


class Form(BaseModel):
    """What the form offers."""

    now: float
    language: str
    kinds: list[VisitKind]
    asks_more: list[str]
    """The kinds whose patients must prove more than the link and a date of birth (R60)."""
    rooms: list[Room]
    clinicians: list[Known]
    oneself: bool
    """Whether who asks holds visits."""
    prefill: bool
    """Whether contact data is kept to be offered (R07)."""


class Draft(BaseModel):
    """What would be booked; times in Unix seconds."""

    start: float
    end: float
    location: str
    room: str
    kind: str | None
    clinician: str | None
    confirm: bool
    guardian: bool
    phone: str | None
    """E.164, to be read back (R56)."""
    id_kind: IdKind | None
    birth_date: str
    guest_phone: str | None
    """E.164, of who is invited in the same press; to be read back too (R56)."""
    told: list[Told]


class Made(BaseModel):
    """What was booked."""

    appointment: str
    start: float
    end: float
    room: str
    told: list[Told]
    link: str | None
    """Of a test visit alone: a patient's link is for the patient's eyes (S5)."""
    again: bool
    """It was booked before, by the same press."""


class ContactAsked(Asked):
    """Whose contact data; the number is in no address and no log."""

    personnummer: Short


class ContactKnown(BaseModel):
    """Where the clinic last reached a patient."""

    phone: str | None = None
    email: str | None = None
