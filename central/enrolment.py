"""Lets units in by the code on their screen, renews their certificates, and withdraws them."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central import pki
from central.broker import deny
from central.core.audit import Entry
from central.faults import BadInputError, ConflictError, UnknownError
from central.journal import record
from central.rooms import known_unit
from central.settings import CentralSettings
from central.store import audit, enrolments, units
from central.store.bookings import count_change
from central.store.database import Database
from central.store.enrolment_tables import EnrolmentRow
from central.store.tables import Unit
from wire.commands import public_text
from wire.enrolment import BrokerPlace, Enrolment, EnrolmentState, code_of, key_id, read_code

KEPT = 200
"""More requests than any morning brings; further ones are asked to come later."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a new unit is called, and the room that it stands in."""

    unit: str
    location: str
    room: str


def ask(database: Database, request: str, address: str, now: float) -> tuple[str, EnrolmentState]:
    """Keep a request (PEM), or know it again; the key's id, and what became of it."""
    identity = key_id(pki.public_bytes(pki.public_key(request.encode())))
    with database.begin() as session:
        enrolments.forget(session, now)
        row = session.get(EnrolmentRow, identity)
        if row is None:
            if enrolments.count(session) >= KEPT:
                raise ConflictError("request: too many wait already", "too-many")
            row = EnrolmentRow(
                id=identity,
                request=request,
                asked_at=now,
                address=address[:64],
                state=enrolments.WAITING,
            )
            session.add(row)
        row.seen_at = now
        return identity, EnrolmentState(row.state)


def answer(settings: CentralSettings, database: Database, identity: str, now: float) -> Enrolment:
    """What became of a request; UnknownError for one that is none, or is over."""
    with database.begin() as session:
        enrolments.forget(session, now)
        row = session.get(EnrolmentRow, identity)
        if row is None:
            raise UnknownError("id: is not known here; ask again")
        row.seen_at = now
        unit = units.active(session, row.unit) if row.unit else None
        state = EnrolmentState(row.state)
        if unit is None:
            refused = EnrolmentState.REFUSED
            return Enrolment(id=identity, state=refused if row.unit else state)
        broker, signer = settings.broker, pki.signer(settings.keys)
        return Enrolment(
            id=identity,
            state=state,
            unit=unit.id,
            location=unit.location,
            room=unit.room,
            certificate=unit.certificate,
            ca=pki.authority(settings.keys),
            broker=broker and BrokerPlace(host=broker.units_host or broker.host, port=broker.port),
            commands=public_text(signer.public_key()) if signer else None,
        )


def approve(
    settings: CentralSettings,
    database: Database,
    typed: str,
    place: Place,
    actor: str,
    now: float,
    certificate: str | None = None,
) -> str:
    """Let in the unit whose screen shows the code; the key's id.

    ``certificate`` (PEM) is another PKI's for this key; without it the site's authority signs. A
    unit that never had its answer, and asks again with its key, is given the same one.
    """
    with database.begin() as session:
        row = _by_code(session, typed, now)
        if (known := session.get(Unit, place.unit)) is not None:
            if not _is_again(known, row.id, place):
                why = "unit: is taken, or was withdrawn; choose another name"
                raise ConflictError(why, "taken")
        else:
            signed = certificate or _signed(settings, row.request, place.unit)
            _add(session, place, row.id, signed, now)
        row.state, row.unit = EnrolmentState.APPROVED.value, place.unit
        count_change(session, place.location)
        audit.note(session, Entry(at=now, actor=actor, action="enrol-unit", entity=place.unit))
        record("unit.enrolled", unit=place.unit)
        return row.id


def request_of(database: Database, typed: str, now: float) -> str:
    """The request (PEM) of the unit whose screen shows the code."""
    with database.begin() as session:
        return _by_code(session, typed, now).request


def refuse(database: Database, identity: str, actor: str, now: float) -> None:
    """Turn a request away; UnknownError for one that does not wait."""
    with database.begin() as session:
        row = session.get(EnrolmentRow, identity)
        if row is None or row.state != enrolments.WAITING:
            raise UnknownError("id: does not wait")
        row.state = EnrolmentState.REFUSED.value
        audit.note(session, Entry(at=now, actor=actor, action="turn-unit-away", detail=identity))


def renew(settings: CentralSettings, database: Database, unit: Unit, request: str) -> str:
    """A new certificate for the key that ``unit`` has; BadInputError for another key."""
    if pki.public_bytes(pki.public_key(request.encode())) != pki.certified_key(unit.certificate):
        raise BadInputError("request", "is not of this unit's key")
    signed = _signed(settings, request, unit.id)
    with database.begin() as session:
        units.renew(session, unit.id, signed)
    record("unit.renewed", unit=unit.id)
    return signed


def withdraw(
    settings: CentralSettings, database: Database, unit: str, actor: str, now: float
) -> bool:
    """Believe a unit no more; whether the broker was told too. UnknownError for one that is none.

    Its tokens end at once; the broker refuses whatever it says and asks for.
    """
    with database.begin() as session:
        found = units.active(session, unit)
        if found is None:
            raise UnknownError("unit: is not known")
        count_change(session, found.location)
        units.withdraw(session, found, now)
        audit.note(session, Entry(at=now, actor=actor, action="withdraw-unit", entity=unit))
        gone = units.withdrawn(session)
    record("unit.withdrawn", unit=unit)
    folder = settings.broker.folder if settings.broker else None
    return folder is not None and deny(folder, gone)


def _by_code(session: Session, typed: str, now: float) -> EnrolmentRow:
    code = read_code(typed)
    found = [row for row in enrolments.waiting(session, now) if code_of(row.id) == code]
    if len(found) != 1:
        raise UnknownError("code: is on no screen of a unit that waits")
    return found[0]


def _add(session: Session, place: Place, key: str, certificate: str, now: float) -> None:
    if pki.common_name(certificate) != place.unit or _key_of(certificate) != key:
        raise BadInputError("certificate", "is not of this unit and its key")
    session.add(known_unit(place.unit, place.location, place.room, certificate, now))
    try:
        session.flush()
    except IntegrityError:
        raise ConflictError("location: belongs to another unit", "taken") from None


def _is_again(known: Unit, key: str, place: Place) -> bool:
    """Whether this is the unit that has the name and the room already."""
    same = known.withdrawn_at is None and known.location == place.location
    return same and _key_of(known.certificate) == key


def _signed(settings: CentralSettings, request: str, unit: str) -> str:
    if not pki.may_sign(settings.keys):
        raise ConflictError("certificate: the authority's key is not here", "no-authority")
    days = settings.certificate_days
    return pki.sign_unit(settings.keys, request.encode(), unit, days).decode()


def _key_of(certificate: str) -> str:
    return key_id(pki.certified_key(certificate))
