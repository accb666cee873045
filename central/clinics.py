"""The clinics that one central serves: their rooms, kinds of visit, hours, look and numbers."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from central.brand import Brand, Words
from central.core import support as numbers
from central.core.hours import read_day
from central.delivery.settings import MailAddress, Occasions
from central.forms import FormQuestion
from wire.settings import Settings
from wire.visits import Level

DEFAULT = "clinic"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{2,30}$")]
Minutes = Annotated[int, Field(ge=5, le=480)]
Way = Literal["bankid", "freja", "sms-code", "birth-date"]


class Hours(Settings):
    """Something with opening hours; a weekday that is not named is closed, none named: always."""

    hours: dict[Weekday, str] = Field(default_factory=dict)

    @field_validator("hours")
    @classmethod
    def _read(cls, hours: dict[Weekday, str]) -> dict[Weekday, str]:
        for day, text in hours.items():
            try:
                read_day(text)
            except ValueError as error:
                raise ValueError(f"{day}: {error}") from None
        return hours

    @property
    def week(self) -> dict[str, str]:
        """The hours by weekday."""
        return {str(day): text for day, text in self.hours.items()}


class VisitKind(Settings):
    """``[[clinics.kinds]]``: a kind of visit as the booking desk offers it."""

    name: Line
    minutes: Minutes = 30
    confirm: bool = False
    """It is not held before the patient confirmed (R04)."""
    guardian: bool = False
    """Booked *med vårdnadshavare* (R41)."""
    questions: bool = False
    """The four questions of suitability are asked (R58)."""
    least_level: Level | None = None
    """What must be proven to come in (R60); absent: as the clinic says."""


class Document(Settings):
    """``[[clinics.documents]]``: something that its clinicians open beside a visit (R37)."""

    name: Line
    address: Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]+$", max_length=2000)]


class SupportLine(Hours):
    """``[[clinics.support]]``: who answers about one kind of fault (R69)."""

    fault: numbers.Fault
    name: Line
    phone: Phone


class ClinicSettings(Hours):
    """One ``[[clinics]]`` table; absent, there is one, named by ``clinic`` and ``clinic_phone``."""

    id: str = Field(default=DEFAULT, pattern=r"^[A-Za-z0-9-]{1,64}$")
    """The HSA-id of the unit of care (*vårdenhet*), as the identity provider names it."""
    name: str
    phone: str | None = None
    least_level: Level = Level.LINK
    """What must be proven to come in (R60), where the kind of visit says nothing else."""
    ways: Annotated[tuple[Way, ...], Field(min_length=1)] | None = None
    """How its patients may come in, the first one foremost (R60); absent: as central's ``ways``."""
    email: MailAddress | None = None
    """Where letters to the clinic go, with ``[messages] clinic = "smtp"``."""
    occasions: Occasions | None = None
    """Which letters its patients get; absent: as ``[messages.occasions]`` says."""
    rooms: tuple[str, ...] = ()
    """The locations it has; empty: every location that no other clinic has."""
    staff_check_in: bool | None = None
    """R18: only who signs in and shows a room's code is checked in to it, no press or presence;
    absent: where there is a ``sign_in``."""
    kinds: tuple[VisitKind, ...] = (VisitKind(name="Videobesök"),)
    brand: Brand = Brand()
    support: tuple[SupportLine, ...] = ()
    to_do: tuple[Line, ...] = ()
    """What its clinicians tick off at a visit; the ticks are kept nowhere (R37)."""
    documents: tuple[Document, ...] = ()
    costs: Words = Field(default_factory=dict)
    """What a visit costs and how it is paid (R55): no payment is made here."""
    cancel_hours: Annotated[float, Field(ge=0, le=720)] = 0.0
    """A patient cancels on the page until so long before the start (R57)."""
    photos: bool = True
    """Photos can be sent before a visit (R27)."""
    form: Annotated[tuple[FormQuestion, ...], Field(max_length=40)] = ()
    """The questions that can be answered before a visit (R27)."""
    language: Literal["sv", "en"] = "sv"
    """What a booking is made in where nothing else is chosen."""
    guests_by_email: bool = False
    """A guest without a phone may get the code by e-mail; it proves no more than the link."""
    prefill_contacts: bool = False
    """Contact data of a patient is offered at the next booking, for 30 days (R07)."""

    @field_validator("form")
    @classmethod
    def _asked_once(cls, form: tuple[FormQuestion, ...]) -> tuple[FormQuestion, ...]:
        if len({question.key for question in form}) != len(form):
            raise ValueError("has two questions with the same key")
        return form

    @field_validator("kinds")
    @classmethod
    def _named_once(cls, kinds: tuple[VisitKind, ...]) -> tuple[VisitKind, ...]:
        names = [kind.name for kind in kinds]
        if not names:
            raise ValueError("must have at least one kind of visit")
        if len(names) != len(set(names)):
            raise ValueError("has two kinds of the same name")
        return kinds

    def kind(self, name: str) -> VisitKind | None:
        """The kind of this name."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    def level_for(self, kind: str | None) -> Level:
        """What must be proven to come in to a visit of this kind (R60)."""
        known = self.kind(kind or "")
        return (known and known.least_level) or self.least_level

    def who_answers(self, moment: datetime) -> tuple[numbers.Answers, ...]:
        """Whom to phone now, for each kind of fault (R69); ``moment`` is local."""
        lines = (numbers.Line(one.fault, one.name, one.phone, one.week) for one in self.support)
        return numbers.who_answers(lines, moment)


def placed(clinics: tuple[ClinicSettings, ...], folder: Path) -> tuple[ClinicSettings, ...]:
    """With the files' paths from ``folder`` on; ValueError names the key that is at fault."""
    ids = [clinic.id for clinic in clinics]
    done: list[ClinicSettings] = []
    for at, clinic in enumerate(clinics):
        if clinic.id in ids[:at]:
            raise ValueError(f"clinics.{at}.id: belongs to another clinic")
        try:
            done.append(clinic.model_copy(update={"brand": clinic.brand.placed(folder)}))
        except ValueError as error:
            raise ValueError(f"clinics.{at}.brand.logo: {error}") from None
    return tuple(done)


def clinic_at(clinics: tuple[ClinicSettings, ...], location: str) -> ClinicSettings:
    """Whose room ``location`` is; the clinic that names it, else the first that names none."""
    named = (clinic for clinic in clinics if location in clinic.rooms)
    open_ = (clinic for clinic in clinics if not clinic.rooms)
    return next(named, None) or next(open_, clinics[0])


def clinic_of(
    clinics: tuple[ClinicSettings, ...], clinic: str | None, location: str
) -> ClinicSettings:
    """The clinic of a booking: the one that it names, else the one whose room it is in."""
    named = next((one for one in clinics if one.id == clinic), None)
    return named or clinic_at(clinics, location)
