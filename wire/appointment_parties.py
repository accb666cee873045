"""Who and what takes part in an Appointment, R4 or R5: the patients and the room."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wire.appointment import INTERPRETER_REQUIRED, PARTICIPANT_LANGUAGE, PHONE_LAST_TWO
from wire.appointment_parts import TEXT_LENGTH, extension, mappings, text_of

_REFERENCE = re.compile(r"(?:.*/)?([A-Z][A-Za-z]*)/([A-Za-z0-9\-.]{1,64})(?:/_history/.*)?")
"""FHIR R4 2.3.0.1: relative, absolute, of one version; kind and id."""
_TWO_DIGITS = re.compile(r"[0-9]{2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
"""BCP 47, 2.1, as far as its form goes."""
GROUP = 2
"""At least so many are meant where the patient is a Group."""

Participant = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Patients:
    """What the booking says of its patients; the texts are the first one's."""

    number: int = 1
    confirmed: bool = True
    display: str | None = None
    language: str | None = None
    interpreter: bool = False
    phone_tail: str | None = None


def read_patients(resource: Mapping[str, Any]) -> Patients:
    """The participants that are patients, without those who declined; R5's subject else."""
    subject = _mapping(resource.get("subject"))
    coming = [one for one in _participants(resource, "Patient") if one.get("status") != "declined"]
    invited = _participants(resource, "Patient")
    if not invited:
        return Patients(
            number=GROUP if _kind_and_id(subject)[0] == "Group" else 1,
            display=text_of(subject.get("display"), TEXT_LENGTH),
        )
    first = (coming or invited)[0]
    tail = text_of(extension(first, PHONE_LAST_TWO, "valueString"))
    language = text_of(extension(first, PARTICIPANT_LANGUAGE, "valueCode"), TEXT_LENGTH)
    return Patients(
        number=max(1, len(coming)),
        confirmed=any(one.get("status") == "accepted" for one in coming),
        display=text_of(_mapping(first.get("actor")).get("display"), TEXT_LENGTH),
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        interpreter=any(
            extension(one, INTERPRETER_REQUIRED, "valueBoolean") is True for one in coming
        ),
        phone_tail=tail if tail and _TWO_DIGITS.fullmatch(tail) else None,
    )


def location_of(resource: Mapping[str, Any], preferred: str | None) -> str | None:
    """The id of the room: ``preferred`` where it is among those named, else the first."""
    actors = [_mapping(one.get("actor")) for one in _participants(resource, "Location")]
    named = [identity for actor in actors if (identity := _kind_and_id(actor)[1])]
    return preferred if preferred in named else next(iter(named), None)


def _participants(resource: Mapping[str, Any], kind: str) -> list[Participant]:
    """Those whose actor is a ``kind``, by its reference or, without one, by its type."""
    everybody = mappings(resource.get("participant"))
    return [one for one in everybody if _kind_and_id(_mapping(one.get("actor")))[0] == kind]


def _kind_and_id(reference: Mapping[str, Any]) -> tuple[str | None, str | None]:
    told = text_of(reference.get("reference"), TEXT_LENGTH) or ""
    if match := _REFERENCE.fullmatch(told):
        return match[1], match[2]
    return text_of(reference.get("type")), None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
