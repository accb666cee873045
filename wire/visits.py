"""The words for a visit that unit, page and central share."""

from enum import StrEnum


class Level(StrEnum):
    """How surely a party's identity is proven, lowest first; never shown higher (R60)."""

    LINK = "link"
    SMS_CODE = "sms-code"
    VOUCHED = "vouched"
    EID = "eid"


class Role(StrEnum):
    """Who a party to a visit is."""

    UNIT = "unit"
    PATIENT = "patient"
    INTERPRETER = "interpreter"
    RELATIVE = "relative"
    COLLEAGUE = "colleague"
    PROXY = "proxy"
    """*Ombud*: takes part for the patient (R47)."""
    GUARDIAN = "guardian"
    """A guardian who is not on the child's own page (R41)."""
    STAFF = "staff"
    """A clinician's page beside the visit: it has no seat and is never a party."""


GUESTS = (Role.INTERPRETER, Role.RELATIVE, Role.COLLEAGUE, Role.PROXY, Role.GUARDIAN)
"""Who is invited to a visit beside its patient, by a link of their own."""
FOR_THE_PATIENT = (Role.PATIENT, Role.GUARDIAN, Role.PROXY)
"""Who a visit is about, or takes part for them where they have no seat of their own (R41, R47)."""


class Seat(StrEnum):
    """Where a party stands, as central knows it."""

    KNOCKING = "knocking"
    """A second browser with the same link: waits until the clinician lets it in."""
    LOBBY = "lobby"
    """Connected, has confirmed and consented, waits or talks."""
    AWAY = "away"
    """The socket closed less than 60 s ago."""
    LEFT = "left"
    """Said goodbye, or was away for 60 s."""


class Outcome(StrEnum):
    """How a visit went (R05); its FHIR status stands in ``wire.appointment``."""

    HELD = "held"
    TECHNICAL = "technical"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
