"""What an Appointment itself says, R4 or R5: its kind, marks and where it is held."""

from collections.abc import Iterator, Mapping
from typing import Any

from wire.appointment import (
    APPOINTMENT_TYPES,
    CANCELLATION_REASONS,
    TEST_DATA,
    VIRTUAL_SERVICE,
    WALK_IN,
)

TEXT_LENGTH = 400
"""No text of a person is longer; what a server sends beyond it is cut."""
ADDRESS_LENGTH = 2000
PROTECTING = frozenset({"sekretessmarkering", "skyddadFolkbokforing", "DEMO"})
"""HL7 Sweden's SecurityLabelVS, whatever system a server gives them: the safe side (R70)."""
_ADDRESSES = ("address", "addressUrl", "addressString", "addressContactPoint")
_VALUES = ("valueUrl", "valueUri", "valueString", "valueContactPoint")


def text_of(value: object, length: int | None = None) -> str | None:
    """A text that is one, cut at ``length`` characters."""
    return value[:length] if isinstance(value, str) and value else None


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The JSON objects of a list; nothing of what is no list."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def extension(element: Mapping[str, Any] | None, url: str, value: str) -> object:
    """The value of the first extension of that address; None where there is none."""
    for each in mappings((element or {}).get("extension")):
        if each.get("url") == url:
            return each.get(value)
    return None


def kind_of(resource: Mapping[str, Any]) -> str | None:
    """serviceType: R4's CodeableConcepts, R5's CodeableReferences."""
    for given in mappings(resource.get("serviceType")):
        concept = given["concept"] if isinstance(given.get("concept"), Mapping) else given
        if text := text_of(concept.get("text"), TEXT_LENGTH):
            return text
        for coding in mappings(concept.get("coding")):
            if text := text_of(coding.get("display"), TEXT_LENGTH):
                return text
    return None


def is_protected(resource: Mapping[str, Any]) -> bool:
    """meta.security holds one of the Swedish labels (R70)."""
    return any(label.get("code") in PROTECTING for label in _labels(resource, "security"))


def is_practice(resource: Mapping[str, Any]) -> bool:
    """Marked as test data, as a tag or as FHIR's own example does it, a security label (R26)."""
    marks = [*_labels(resource, "tag"), *_labels(resource, "security")]
    return any(mark.get("code") == TEST_DATA for mark in marks)


def _labels(resource: Mapping[str, Any], element: str) -> list[Mapping[str, Any]]:
    meta = resource.get("meta")
    labels = mappings(meta.get(element)) if isinstance(meta, Mapping) else []
    return [label for label in labels if isinstance(label.get("code"), str)]


def is_at_once(resource: Mapping[str, Any]) -> bool:
    """appointmentType is HL7 v2's walk-in: *Boka nu* (R04)."""
    return WALK_IN in _codes(resource.get("appointmentType"), APPOINTMENT_TYPES)


def cancel_reason(resource: Mapping[str, Any]) -> str | None:
    """R4's cancelationReason, which R5 spells with two l."""
    for element in ("cancelationReason", "cancellationReason"):
        for code in _codes(resource.get(element), CANCELLATION_REASONS):
            return code
    return None


def _codes(concept: object, system: str) -> Iterator[str]:
    codings = mappings(concept.get("coding")) if isinstance(concept, Mapping) else []
    for coding in codings:
        if coding.get("system") == system and (code := text_of(coding.get("code"), 64)):
            yield code


def join_address(resource: Mapping[str, Any], central: str | None) -> str | None:
    """Where the visit is held; of several addresses the one under ``central``, else the first."""
    given = [each for each in _addresses(resource) if len(each) <= ADDRESS_LENGTH]
    under = [each for each in given if central and each.startswith(f"{central}/")]
    return next(iter(under + given), None)


def _addresses(resource: Mapping[str, Any]) -> Iterator[str]:
    """R5's own element and its R4 extension, in the forms of address that R5 knows."""
    for service in mappings(resource.get("virtualService")):
        for name in _ADDRESSES:
            yield from _address(service.get(name))
        detail = service.get("addressExtendedContactDetail")
        yield from _telecoms(detail.get("telecom") if isinstance(detail, Mapping) else None)
    for service in mappings(resource.get("extension")):
        if service.get("url") == VIRTUAL_SERVICE:
            for part in mappings(service.get("extension")):
                if str(part.get("url")).removesuffix("[x]") in _ADDRESSES:
                    yield from _carried(part)


def _carried(part: Mapping[str, Any]) -> Iterator[str]:
    """An address as an extension's value, or as its telecom parts (R5's ExtendedContactDetail)."""
    for value in _VALUES:
        yield from _address(part.get(value))
    inner = mappings(part.get("extension"))
    yield from _telecoms([each.get("valueContactPoint") for each in inner])


def _telecoms(points: object) -> Iterator[str]:
    for point in mappings(points):
        yield from _address(point)


def _address(value: object) -> Iterator[str]:
    """A web address, alone or as a ContactPoint."""
    address = value.get("value") if isinstance(value, Mapping) else value
    if isinstance(address, str) and address.lower().startswith(("https://", "http://")):
        yield address
