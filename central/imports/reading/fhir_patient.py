"""Who a FHIR Appointment is for: the Patient resource, or what the reference itself says. Pure.

Identifier systems and secrecy labels: HL7 Sweden base profiles 1.1.0. R4's participant.actor and
R5's subject are read alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from central.core.identifiers import SYSTEMS, IdKind
from central.imports.reading import cleaning
from central.imports.reading.found import Patient
from wire import appointment_parts

PERSONNUMMER = SYSTEMS[IdKind.PERSONNUMMER]
SAMORDNINGSNUMMER = SYSTEMS[IdKind.SAMORDNINGSNUMMER]
RESERVNUMMER = SYSTEMS[IdKind.NATIONAL_RESERVE]
_OIDS = {
    "urn:oid:1.2.752.129.2.1.3.1": PERSONNUMMER,
    "urn:oid:1.2.752.129.2.1.3.3": SAMORDNINGSNUMMER,
}
"""The same numbers under their older names."""
SECRET = frozenset({"sekretessmarkering", "skyddadfolkbokforing"})
SECURITY_LABELS = "SecurityLabel"
"""HL7 Sweden's code system ends with this; general confidentiality codes count too."""
VERY_RESTRICTED = frozenset({"R", "V"})
"""http://terminology.hl7.org/CodeSystem/v3-Confidentiality."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What an Appointment says of its patient."""

    reference: str | None = None
    """The id of a Patient on the same server."""
    contained: Json | None = None
    identifier: Json | None = None
    display: str | None = None
    accepted: bool | None = None
    several: bool = False
    protected: bool = False


def who(appointment: Json, base: str) -> Told:
    """The patient of an Appointment; ``several`` where it names more than one."""
    found: list[tuple[Json, str | None]] = []
    for participant in _mappings(appointment.get("participant"))[:50]:
        actor = _reference(participant.get("actor"))
        if actor is not None and _is_patient(actor, appointment):
            status = participant.get("status")
            found.append((actor, status if isinstance(status, str) else None))
    subject = _reference(appointment.get("subject"))
    if not found and subject is not None and _is_patient(subject, appointment):
        found.append((subject, None))
    if not found:
        return Told()
    actor, status = found[0]
    references = {_key(each) for each, _ in found}
    identifier = actor.get("identifier")
    return Told(
        reference=_local_id(actor.get("reference"), base),
        contained=_contained(actor, appointment),
        identifier=identifier if isinstance(identifier, Mapping) else None,
        display=cleaning.line(actor.get("display")),
        accepted=None if status is None else status == "accepted",
        several=len(references) > 1,
        protected=is_protected(appointment),
    )


def read_patient(
    resource: Json | None, told: Told, today: date
) -> tuple[Patient | None, tuple[str, ...]]:
    """The person, and slugs for what was there and could not be taken over."""
    if told.several:
        return None, ("several-patients",)
    if resource is None:
        return _from_reference(told, today)
    doubts: list[str] = []
    number, born = _number(_mappings(resource.get("identifier")), today, doubts)
    phone, email = _contact(_mappings(resource.get("telecom")), doubts)
    person = Patient(
        name=_name(_mappings(resource.get("name"))) or told.display,
        personnummer=number,
        birth_date=born or cleaning.birth_date(resource.get("birthDate"), today),
        phone=phone,
        email=email,
        protected=told.protected or is_protected(resource),
    )
    return person, tuple(doubts)


def is_protected(resource: Json) -> bool:
    """Whether meta.security says that this person's data is protected (R70)."""
    if appointment_parts.is_protected(resource):
        return True
    meta = resource.get("meta")
    labels = _mappings(meta.get("security")) if isinstance(meta, Mapping) else []
    for label in labels:
        code, system = str(label.get("code")), str(label.get("system"))
        if code.lower().replace("ö", "o") in SECRET or SECURITY_LABELS in system:
            return True
        if code in VERY_RESTRICTED and system.endswith("v3-Confidentiality"):
            return True
    return False


def language(resource: Json | None) -> str | None:
    """The language a Patient wants, BCP 47."""
    for spoken in _mappings((resource or {}).get("communication")):
        concept = spoken.get("language")
        for coding in _mappings(concept.get("coding")) if isinstance(concept, Mapping) else []:
            if tag := cleaning.language(coding.get("code")):
                return tag
    return None


def _from_reference(told: Told, today: date) -> tuple[Patient | None, tuple[str, ...]]:
    doubts: list[str] = ["patient-not-sent"] if told.reference else []
    number, born = _number([told.identifier] if told.identifier else [], today, doubts)
    if told.display is None and number is None:
        return None, tuple(doubts)
    person = Patient(told.display, number, born, protected=told.protected)
    return person, tuple(doubts)


def _number(
    identifiers: list[Json], today: date, doubts: list[str]
) -> tuple[str | None, str | None]:
    """Twelve characters and the date of birth in them; a reservnummer has none to rely on."""
    by_system: dict[str, object] = {}
    for identifier in identifiers[:20]:
        system = str(identifier.get("system"))
        by_system.setdefault(_OIDS.get(system, system), identifier.get("value"))
    for system in (PERSONNUMMER, SAMORDNINGSNUMMER):
        if system in by_system:
            if found := cleaning.person_number(by_system[system], today):
                return found
            doubts.append("personnummer-unreadable")
    if RESERVNUMMER in by_system:
        if reserve := cleaning.reserve_number(by_system[RESERVNUMMER]):
            return reserve, None
        doubts.append("personnummer-unreadable")
    return None, None


def _contact(telecoms: list[Json], doubts: list[str]) -> tuple[str | None, str | None]:
    """A mobile number before others, then the server's own rank."""
    usable = [one for one in telecoms[:20] if one.get("use") != "old"]
    usable.sort(key=lambda one: (one.get("use") != "mobile", _rank(one)))
    phones = [one.get("value") for one in usable if one.get("system") in ("phone", "sms")]
    emails = [one.get("value") for one in usable if one.get("system") == "email"]
    phone = next((read for one in phones if (read := cleaning.phone(one))), None)
    email = next((read for one in emails if (read := cleaning.email(one))), None)
    if phones and phone is None:
        doubts.append("phone-unreadable")
    if emails and email is None:
        doubts.append("email-unreadable")
    return phone, email


def _rank(telecom: Json) -> int:
    rank = telecom.get("rank")
    return rank if isinstance(rank, int) and 0 < rank < 1000 else 1000


def _name(names: list[Json]) -> str | None:
    """The official name before others; never an old one."""
    usable = [one for one in names[:20] if one.get("use") != "old"]
    usable.sort(key=lambda one: one.get("use") not in ("official", "usual"))
    for name in usable:
        given = name.get("given")
        parts = [*(given if isinstance(given, list) else []), name.get("family")]
        whole = " ".join(part for part in parts[:8] if isinstance(part, str))
        if text := cleaning.line(name.get("text")) or cleaning.line(whole):
            return text
    return None


def _reference(value: object) -> Json | None:
    """An R4 Reference, or the reference inside an R5 CodeableReference."""
    if not isinstance(value, Mapping):
        return None
    inner = value.get("reference")
    return inner if isinstance(inner, Mapping) else value


def _is_patient(actor: Json, appointment: Json) -> bool:
    reference = actor.get("reference")
    if isinstance(reference, str) and "Patient/" in reference:
        return f"/{reference}".rsplit("/", 2)[-2] == "Patient" or "/Patient/" in f"/{reference}"
    if actor.get("type") == "Patient":
        return True
    inner = _contained(actor, appointment)
    return inner is not None and inner.get("resourceType") == "Patient"


def _contained(actor: Json, appointment: Json) -> Json | None:
    reference = actor.get("reference")
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    for resource in _mappings(appointment.get("contained"))[:50]:
        if resource.get("id") == reference[1:]:
            return resource
    return None


def _local_id(reference: object, base: str) -> str | None:
    """The id of a Patient on this server; None for one that lives elsewhere."""
    if not isinstance(reference, str):
        return None
    parts = reference.removeprefix(f"{base}/").split("/")
    if len(parts) >= 2 and parts[0] == "Patient":
        return cleaning.identifier(parts[1]) if "," not in parts[1] else None
    return None


def _key(actor: Json) -> str:
    identifier = actor.get("identifier")
    value = identifier.get("value") if isinstance(identifier, Mapping) else None
    return str(actor.get("reference") or value or actor.get("display"))


def _mappings(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
