"""Makes units known to central: which room, and the certificate that proves them."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError

from central import pki
from central.faults import BadInputError, ConflictError
from central.store.bookings import count_change
from central.store.database import Database
from central.store.tables import Unit
from central.store.units import put_unit, withdrawn
from wire.ids import FhirId, UnitId


def add_unit(
    database: Database, unit: str, location: str, room: str, certificate: Path, now: float
) -> None:
    """Add a unit, or give a known one a new room or certificate."""
    try:
        pem = certificate.read_text()
    except OSError as error:
        raise BadInputError("certificate", error.strerror or "cannot be read") from None
    if pki.common_name(pem) != unit:
        raise BadInputError("certificate", "is not this unit's")
    known = known_unit(unit, location, room, pem, now)
    try:
        with database.begin() as session:
            if unit in withdrawn(session):
                raise ConflictError("unit: was withdrawn; its name never comes back", "withdrawn")
            put_unit(session, known)
            count_change(session, location)
    except IntegrityError:
        raise BadInputError("location", "belongs to another unit") from None


def known_unit(unit: str, location: str, room: str, certificate: str, now: float) -> Unit:
    """A unit in its room; BadInputError for a place or name that cannot be."""
    try:
        TypeAdapter[str](UnitId).validate_python(unit)
    except ValidationError:
        raise BadInputError("unit", "must be site/name in lower-case letters and digits") from None
    try:
        TypeAdapter(FhirId).validate_python(location)
    except ValidationError:
        raise BadInputError("location", "must be 1 to 64 letters, digits, - and .") from None
    if not room.strip() or len(room) > 200:
        raise BadInputError("room", "must be 1 to 200 characters")
    return Unit(id=unit, location=location, room=room, certificate=certificate, added_at=now)
