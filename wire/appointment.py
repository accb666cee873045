"""The part of FHIR R4 Appointment that a unit reads and central writes.

Source: HL7 FHIR R4 (4.0.1) Appointment; the join address is R5's ``virtualService`` in its official
R4 extension. A resource may hold more than is read here: unknown elements are passed over, as FHIR
asks. What is read is read strictly, and a bad one is named by its id and element.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from wire.faults import WireError
from wire.visits import Outcome

VIRTUAL_SERVICE = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService"
LANGUAGE_TAGS = "urn:ietf:bcp:47"
INTERPRETER_REQUIRED = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
PARTICIPANT_LANGUAGE = "http://hl7.org/fhir/StructureDefinition/language"
CANCELLATION_REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
MAX_ENTRIES = 500


class Status(StrEnum):
    """Appointment.status in R4."""

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
    language: str | None = None
    """BCP 47."""
    interpreter: bool = False
    confirmed: bool = True
    """The patient's participant status is ``accepted`` (R04)."""
    join: str | None = None
    """Where the video visit is held; joinable only if it is the unit's own central."""
    version: str | None = None
    """meta.versionId, for If-Match."""


@dataclass(frozen=True, slots=True)
class BadBooking:
    """An entry that could not be read: named, shown, and harmless to the others."""

    id: str | None
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a searchset Bundle; ``next`` is the address of the following one."""

    bookings: tuple[Booking, ...]
    bad: tuple[BadBooking, ...]
    next: str | None


def read_page(bundle: object) -> Page:
    """Read a parsed searchset Bundle; raise WireError when it is none or holds too much."""
    if not isinstance(bundle, Mapping) or bundle.get("resourceType") != "Bundle":
        raise WireError("feed", "resourceType", "is not a Bundle")
    entries = bundle.get("entry", [])
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise WireError("feed", "entry", "is not a list")
    if len(entries) > MAX_ENTRIES:
        raise WireError("feed", "entry", f"holds more than {MAX_ENTRIES} entries")
    bookings: list[Booking] = []
    bad: list[BadBooking] = []
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        if not isinstance(resource, Mapping):
            bad.append(BadBooking(None, "entry.resource", "is missing"))
        elif resource.get("resourceType") == "Appointment":
            try:
                bookings.append(read_booking(resource))
            except WireError as error:
                bad.append(BadBooking(_text(resource.get("id")), error.field, error.problem))
    return Page(tuple(bookings), tuple(bad), _next_link(bundle))


def read_booking(resource: Mapping[str, Any]) -> Booking:
    """Read one Appointment; raise WireError naming the element at fault."""
    identity = _text(resource.get("id"))
    if identity is None:
        raise WireError("feed", "id", "is missing")
    try:
        status = Status(str(resource.get("status")))
    except ValueError:
        raise WireError("feed", "status", "is none of R4's words") from None
    start, end = _instant(resource, "start"), _instant(resource, "end")
    if end <= start:
        raise WireError("feed", "end", "is not after start")
    patient = _participant(resource, "Patient", without_reference=True)
    location = _participant(resource, "Location")
    return Booking(
        id=identity,
        status=status,
        start=start,
        end=end,
        location=_reference_id(location, "Location"),
        kind=_kind(resource),
        initials=_text((patient.get("actor") or {}).get("display")) if patient else None,
        language=_language(patient),
        interpreter=_extension(patient, INTERPRETER_REQUIRED, "valueBoolean") is True,
        confirmed=patient is None or patient.get("status") == "accepted",
        join=_join_address(resource),
        version=_version(resource.get("meta")),
    )


def write_booking(booking: Booking) -> dict[str, Any]:
    """The Appointment that central serves to a unit: what ``read_booking`` reads, and no more."""
    participants: list[dict[str, Any]] = [
        {
            "actor": {"type": "Patient"} | _given("display", booking.initials),
            "status": "accepted" if booking.confirmed else "needs-action",
            "required": "required",
        }
    ]
    extensions: list[dict[str, Any]] = []
    if booking.language:
        extensions.append({"url": PARTICIPANT_LANGUAGE, "valueCode": booking.language})
    if booking.interpreter:
        extensions.append({"url": INTERPRETER_REQUIRED, "valueBoolean": True})
    if extensions:
        participants[0]["extension"] = extensions
    if booking.location:
        participants.append(
            {
                "actor": {"reference": f"Location/{booking.location}", "type": "Location"},
                "status": "accepted",
                "required": "required",
            }
        )
    return {
        "resourceType": "Appointment",
        "id": booking.id,
        **({"meta": {"versionId": booking.version}} if booking.version else {}),
        **({"extension": [_virtual_service(booking.join)]} if booking.join else {}),
        "status": booking.status.value,
        **({"serviceType": [{"text": booking.kind}]} if booking.kind else {}),
        "start": booking.start.isoformat(timespec="seconds"),
        "end": booking.end.isoformat(timespec="seconds"),
        "participant": participants,
    }


def with_outcome(resource: Mapping[str, Any], outcome: Outcome) -> dict[str, Any]:
    """The same Appointment with the status (and reason) that ``outcome`` means."""
    changed = dict(resource)
    changed["status"] = OUTCOME_STATUS[outcome].value
    if outcome is Outcome.TECHNICAL:
        coding = {"system": CANCELLATION_REASONS, "code": "maint"}
        changed["cancelationReason"] = {"coding": [coding]}
    return changed


def _given(key: str, value: str | None) -> dict[str, str]:
    return {} if value is None else {key: value}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _instant(resource: Mapping[str, Any], field: str) -> datetime:
    text = _text(resource.get(field))
    if text is None:
        raise WireError("feed", field, "is missing")
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise WireError("feed", field, "has no time zone")
        return instant.astimezone(UTC)
    except WireError:
        raise
    except (ValueError, OverflowError):
        raise WireError("feed", field, "is not an instant") from None


def _participant(
    resource: Mapping[str, Any], kind: str, *, without_reference: bool = False
) -> Mapping[str, Any] | None:
    for participant in _mappings(resource.get("participant")):
        actor = participant.get("actor")
        if not isinstance(actor, Mapping):
            continue
        reference = _text(actor.get("reference")) or ""
        if reference.startswith(f"{kind}/") or (without_reference and actor.get("type") == kind):
            return participant
    return None


def _mappings(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def _reference_id(participant: Mapping[str, Any] | None, kind: str) -> str | None:
    if participant is None:
        return None
    reference = _text(participant["actor"].get("reference")) or ""
    return reference.removeprefix(f"{kind}/") or None


def _version(meta: object) -> str | None:
    return _text(meta.get("versionId")) if isinstance(meta, Mapping) else None


def _kind(resource: Mapping[str, Any]) -> str | None:
    for concept in _mappings(resource.get("serviceType")):
        if text := _text(concept.get("text")):
            return text
        for coding in _mappings(concept.get("coding")):
            if text := _text(coding.get("display")):
                return text
    return None


def _extension(element: Mapping[str, Any] | None, url: str, value: str) -> object:
    for extension in _mappings((element or {}).get("extension")):
        if extension.get("url") == url:
            return extension.get(value)
    return None


def _language(patient: Mapping[str, Any] | None) -> str | None:
    return _text(_extension(patient, PARTICIPANT_LANGUAGE, "valueCode"))


def _virtual_service(address: str) -> dict[str, Any]:
    return {"url": VIRTUAL_SERVICE, "extension": [{"url": "addressUrl", "valueUrl": address}]}


def _join_address(resource: Mapping[str, Any]) -> str | None:
    for extension in _mappings(resource.get("extension")):
        if extension.get("url") == VIRTUAL_SERVICE:
            return _text(_extension(extension, "addressUrl", "valueUrl"))
    return None


def _next_link(bundle: Mapping[str, Any]) -> str | None:
    for link in _mappings(bundle.get("link")):
        if link.get("relation") == "next":
            return _text(link.get("url"))
    return None
