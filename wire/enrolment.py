"""A new unit asks to be let in: its key's code, its request, and what it is answered.

The code is made of the key itself and shown on the unit's own screen. Whoever approves types it, so
that nobody lets in a stranger's key by mistake.
"""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from wire.ids import FhirId, UnitId
from wire.records import Record

REQUEST_LIMIT = 4_096
WAITS_S = 3600.0
"""So long after it last asked a request can be approved."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that can be taken for a digit."""
_MISREAD = str.maketrans("OIL", "011", "- ")
HALF = 4

Pem = Annotated[str, StringConstraints(min_length=1, max_length=REQUEST_LIMIT)]


class EnrolmentState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class EnrolmentAsked(Record):
    """``POST /api/enrolments`` and ``/api/enrolments/renewal``."""

    request: Pem
    """PKCS #10, signed by the unit's own P-256 key; a subject counts for nothing."""


class BrokerPlace(Record):
    """Where the unit finds the broker."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)]


class Enrolment(Record):
    """What the unit is answered; all but id and state only when it was approved."""

    id: str
    """SHA-256 of the public key (SubjectPublicKeyInfo, DER), 64 hex digits."""
    state: EnrolmentState
    unit: UnitId | None = None
    location: FhirId | None = None
    room: str | None = None
    certificate: str | None = None
    """PEM, as is the authority's."""
    ca: str | None = None
    broker: BrokerPlace | None = None
    commands: str | None = None
    """By what acts from afar are known: an Ed25519 key, 32 bytes in base64."""


class Renewed(Record):
    """A certificate (PEM) for the same key and unit."""

    certificate: str


def key_id(public_key: bytes) -> str:
    """By what a key is known; ``public_key`` is its SubjectPublicKeyInfo, DER."""
    return hashlib.sha256(public_key).hexdigest()


def code_of(identity: str) -> str:
    """What people compare and type: eight letters (40 bits) of a key's id, as ``K7QP-3XWM``."""
    number = int(identity[:10], 16)
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:HALF]}-{letters[HALF:]}"


def read_code(typed: str) -> str:
    """A typed code as ``code_of`` writes it; small letters, O, I and L are meant well."""
    letters = typed.strip().upper().translate(_MISREAD)
    return f"{letters[:HALF]}-{letters[HALF:]}"
