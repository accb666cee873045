"""A booked visit as unit and central know it, and the FHIR R4 Appointment that central writes.

Source: HL7 FHIR R4 (4.0.1) Appointment; what R4 lacks travels as HL7's own cross-version extension
(join address), as HL7 Sweden's security labels (protected) or, for the number's last two digits,
as an extension of ours. ``wire.appointment_reading`` reads R4 and R5 of any server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from wire.visits import Outcome

VIRTUAL_SERVICE = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService"
INTERPRETER_REQUIRED = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
PARTICIPANT_LANGUAGE = "http://hl7.org/fhir/StructureDefinition/language"
PHONE_LAST_TWO = "urn:ostord:phone-last-two"
"""On the patient's participant: a string of two digits (R08)."""
CANCELLATION_REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
APPOINTMENT_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0276"
WALK_IN = "WALKIN"
ACT_REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
TEST_DATA = "HTEST"
SECURITY_LABELS = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"
SECRET = "sekretessmarkering"  # noqa: S105 - a label, not a password
MAX_ENTRIES = 500


class Status(StrEnum):
    """Appointment.status, the same words in R4 and R5."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"
    ENTERED_IN_ERROR = "entered-in-error"
    CHECKED_IN = "checked-in"
    WAITLIST = "waitlist"


TECHNICAL = "maint"
"""R4's word for a visit that the technology ended."""
OUTCOME_STATUS = {
    Outcome.HELD: Status.FULFILLED,
    Outcome.NO_SHOW: Status.NO_SHOW,
    Outcome.CANCELLED: Status.CANCELLED,
    Outcome.TECHNICAL: Status.CANCELLED,
}
"""What each confirmed outcome writes; *technical* also gives cancelationReason ``maint``."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One Appointment as a unit may know it: no name, no number, no address."""

    id: str
    status: Status
    start: datetime
    """Aware, UTC."""
    end: datetime
    location: str | None = None
    """The id of the room's Location."""
    kind: str | None = None
    """serviceType's text, such as *Återbesök*."""
    initials: str | None = None
    """Of the first patient; None for a protected one (R70)."""
    language: str | None = None
    """The first patient's, BCP 47."""
    interpreter: bool = False
    """Required by a patient (R40)."""
    confirmed: bool = True
    """A patient's participant status is ``accepted``, or no patient takes part (R04)."""
    join: str | None = None
    """Where the video visit is held; joinable only if it is the unit's own central."""
    version: str | None = None
    """meta.versionId, for If-Match."""
    phone_tail: str | None = None
    """The last two digits of the first patient's number (R08)."""
    protected: bool = False
    """Marked as secret or protected in the population register (R70)."""
    at_once: bool = False
    """*Boka nu*: appointmentType WALKIN (R04)."""
    practice: bool = False
    """A staff test visit: tagged HTEST (R26)."""
    patients: int = 1
    """How many patients take part; more than one is a group visit (R39)."""
    cancel_reason: str | None = None
    """A code of ``CANCELLATION_REASONS``."""


def write_booking(booking: Booking) -> dict[str, Any]:
    """The R4 Appointment that central serves to a unit: the Booking, and no more."""
    given = {
        "meta": _meta(booking),
        "extension": [_virtual_service(booking.join)] if booking.join else None,
        "status": booking.status.value,
        "cancelationReason": _coded(CANCELLATION_REASONS, booking.cancel_reason),
        "serviceType": [{"text": booking.kind}] if booking.kind else None,
        "appointmentType": _coded(APPOINTMENT_TYPES, WALK_IN) if booking.at_once else None,
        "start": booking.start.isoformat(timespec="seconds"),
        "end": booking.end.isoformat(timespec="seconds"),
        "participant": _patients(booking) + _rooms(booking),
    }
    said = {element: value for element, value in given.items() if value}
    return {"resourceType": "Appointment", "id": booking.id, **said}


def with_outcome(resource: Mapping[str, Any], outcome: Outcome | None) -> dict[str, Any]:
    """The same Appointment with the status (and reason) of ``outcome``; None undoes it (R05)."""
    reasons = ("cancelationReason", "cancellationReason")
    changed = {element: value for element, value in resource.items() if element not in reasons}
    changed["status"] = (OUTCOME_STATUS[outcome] if outcome else Status.BOOKED).value
    if outcome is Outcome.TECHNICAL:
        changed["cancelationReason"] = _coded(CANCELLATION_REASONS, TECHNICAL)
    return changed


def outcome_of(status: str, reason: str | None) -> Outcome | None:
    """The outcome that a written status (and reason) means; None where it means none."""
    if status == Status.CANCELLED:
        return Outcome.TECHNICAL if reason == TECHNICAL else Outcome.CANCELLED
    return {Status.FULFILLED.value: Outcome.HELD, Status.NO_SHOW.value: Outcome.NO_SHOW}.get(status)


def _meta(booking: Booking) -> dict[str, Any]:
    marks: dict[str, Any] = {"versionId": booking.version} if booking.version else {}
    if booking.protected:
        marks["security"] = [{"system": SECURITY_LABELS, "code": SECRET}]
    if booking.practice:
        marks["tag"] = [{"system": ACT_REASONS, "code": TEST_DATA}]
    return marks


def _patients(booking: Booking) -> list[dict[str, Any]]:
    """The first one with what is known of them; of the others of a group only that they come."""
    extensions: list[dict[str, Any]] = []
    if booking.language:
        extensions.append({"url": PARTICIPANT_LANGUAGE, "valueCode": booking.language})
    if booking.interpreter:
        extensions.append({"url": INTERPRETER_REQUIRED, "valueBoolean": True})
    if booking.phone_tail:
        extensions.append({"url": PHONE_LAST_TWO, "valueString": booking.phone_tail})
    known = {"display": booking.initials} if booking.initials and not booking.protected else {}
    some_patient: dict[str, Any] = {
        "actor": {"type": "Patient"},
        "status": "accepted" if booking.confirmed else "needs-action",
        "required": "required",
    }
    first = some_patient | {"actor": {"type": "Patient"} | known}
    if extensions:
        first["extension"] = extensions
    return [first, *(dict(some_patient) for _ in range(1, booking.patients))]


def _rooms(booking: Booking) -> list[dict[str, Any]]:
    if not booking.location:
        return []
    actor = {"reference": f"Location/{booking.location}", "type": "Location"}
    return [{"actor": actor, "status": "accepted", "required": "required"}]


def _virtual_service(address: str) -> dict[str, Any]:
    """HL7's cross-version extension: R5's VirtualServiceDetail in R4's words."""
    parts = [
        {"url": "_datatype", "valueString": "VirtualServiceDetail"},
        {"url": "address", "valueUrl": address},
    ]
    return {"url": VIRTUAL_SERVICE, "extension": parts}


def _coded(system: str, code: str | None) -> dict[str, Any] | None:
    return {"coding": [{"system": system, "code": code}]} if code else None
