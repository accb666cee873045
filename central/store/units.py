"""The units that central knows, and their access tokens.

A unit that was withdrawn is known to nobody but the list of withdrawn ones.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.store.entries import digest
from central.store.tables import AccessToken, Unit, UsedAssertion


def put_unit(session: Session, unit: Unit) -> None:
    """Add a unit, or give a known one a new room, location or certificate.

    Its access tokens end: they were given to what it was before.
    """
    session.execute(delete(AccessToken).where(AccessToken.unit == unit.id))
    session.merge(unit)


def all_units(session: Session) -> list[Unit]:
    """Every unit that counts, by id."""
    return list(session.scalars(select(Unit).where(Unit.withdrawn_at.is_(None)).order_by(Unit.id)))


def active(session: Session, unit: str) -> Unit | None:
    """A unit that is known and was not withdrawn."""
    found = session.get(Unit, unit)
    return found if found and found.withdrawn_at is None else None


def withdrawn(session: Session) -> list[str]:
    """Whom nobody believes any more."""
    return list(
        session.scalars(select(Unit.id).where(Unit.withdrawn_at.is_not(None)).order_by(Unit.id))
    )


def withdraw(session: Session, unit: Unit, now: float) -> None:
    """Believe ``unit`` no more: its tokens end and its room is free (no room's id has ~)."""
    session.execute(delete(AccessToken).where(AccessToken.unit == unit.id))
    unit.withdrawn_at, unit.location = now, f"~{digest(unit.id)[:40]}"


def renew(session: Session, unit: str, certificate: str) -> None:
    """Another certificate for the same key; tokens go on."""
    session.execute(update(Unit).where(Unit.id == unit).values(certificate=certificate))


def unit_at(session: Session, location: str) -> Unit | None:
    """The unit of a room."""
    return session.scalars(select(Unit).where(Unit.location == location)).first()


def add_token(session: Session, token: str, unit: str, now: float, lifetime_s: float) -> None:
    """Remember an access token and forget those that expired."""
    session.execute(delete(AccessToken).where(AccessToken.expires < now))
    session.add(AccessToken(digest=digest(token), unit=unit, expires=now + lifetime_s))


def by_token(session: Session, token: str, now: float) -> Unit | None:
    """Whose access token this is; None for an unknown or expired one."""
    found = session.get(AccessToken, digest(token))
    return active(session, found.unit) if found and found.expires > now else None


def use_assertion(session: Session, unit: str, jti: str, expires: float, now: float) -> bool:
    """Use a client assertion; False when it was used before."""
    session.execute(delete(UsedAssertion).where(UsedAssertion.expires < now))
    session.add(UsedAssertion(unit=unit, jti=jti, expires=expires))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True
