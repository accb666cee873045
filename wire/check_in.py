"""The words of checking in to a room: the code on its screen, who is there, who left (R18)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wire.ids import FhirId
from wire.records import Record


class AskCode(Record):
    """From the unit: its screen wants a code that checks a clinician in to the room (R18)."""

    type: Literal["ask-code"] = "ask-code"


class Code(Record):
    """To the unit alone: proves, once and for a minute, that somebody stands before its screen."""

    type: Literal["code"] = "code"
    code: Annotated[str, StringConstraints(min_length=6, max_length=12)]
    address: Annotated[str, StringConstraints(max_length=300)]
    """Opens the staff's page with the code, as a QR code does."""
    lasts_s: Annotated[float, Field(gt=0, le=600)]


class Clinician(Record):
    """Who is checked in to a room; a clinician's name and title are no secret there."""

    practitioner: FhirId | None = None
    """The HSA-id, by which their bookings are found."""
    name: Annotated[str, StringConstraints(max_length=200)]
    title: Annotated[str, StringConstraints(max_length=200)] | None = None
    since: float
    """Unix seconds; tells one check-in from the next."""


class CheckedIn(Record):
    """To the unit: who is checked in to its room, a level (R18)."""

    type: Literal["checked-in"] = "checked-in"
    required: bool
    """The staff check in with their own sign-in; a press or presence in the room is none."""
    who: Clinician | None = None


class CheckOut(Record):
    """From the unit: the check-in that began then has ended in the room; said until it is known."""

    type: Literal["check-out"] = "check-out"
    since: float
    why: Literal["pressed", "absent"]
