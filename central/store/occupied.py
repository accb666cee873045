"""When rooms and clinicians are taken, and who works in a clinic, as its bookings and page know."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Transaction

from central.core.access import StaffRole
from central.core.window import ENTERABLE
from central.store.desk_tables import Unsuitable
from central.store.staff_tables import CheckIn, StaffSession
from central.store.tables import Appointment

LONGEST_S = 8 * 3600.0
REMEMBERED_S = 60 * 86_400.0
MOST = 200


def overlapping(
    transaction: Transaction,
    start: float,
    end: float,
    *,
    rooms: Collection[str],
    clinician: str | None = None,
    but: str | None = None,
) -> list[Appointment]:
    """The visits of these rooms, and of the clinician anywhere, between ``start`` and ``end``."""
    here = Appointment.location.in_(rooms)
    query = select(Appointment).where(
        here if clinician is None else or_(here, Appointment.practitioner_id == clinician),
        Appointment.start > start - LONGEST_S,
        Appointment.start < end,
        Appointment.end > start,
        Appointment.status.in_(ENTERABLE),
    )
    if but is not None:
        query = query.where(Appointment.id != but)
    return list(transaction.scalars(query.order_by(Appointment.start, Appointment.id).limit(MOST)))


def clinicians(transaction: Transaction, clinic: str, now: float) -> dict[str, str]:
    """Names by HSA-id: who is signed in or checked in for the clinic, or was booked lately."""
    booked = (
        select(Appointment.practitioner_id, Appointment.practitioner)
        .where(
            Appointment.clinic == clinic,
            Appointment.start > now - REMEMBERED_S,
            Appointment.practitioner_id.is_not(None),
            Appointment.practitioner.is_not(None),
        )
        .distinct()
        .limit(MOST)
    )
    known = {str(found[0]): str(found[1]) for found in transaction.execute(booked)}
    for here in transaction.scalars(select(CheckIn).where(CheckIn.clinic == clinic)):
        known[here.subject] = named(here.name, here.title)
    for session in transaction.scalars(select(StaffSession)):
        if StaffRole.CLINICIAN in session.clinics.get(clinic, ()):
            known[session.subject] = named(session.name, session.title)
    return known


def named(name: str, title: str | None) -> str:
    """A clinician as people read them: name and title."""
    return f"{name}, {title}" if title else name


def count_unsuitable(transaction: Transaction, clinic: str, day: str, question: str) -> None:
    """One more booking that became a visit in person (R58); nobody in it."""
    row = transaction.get(Unsuitable, (clinic, day, question))
    if row is None:
        transaction.add(Unsuitable(clinic=clinic, day=day, question=question, count=1))
    else:
        row.count = Unsuitable.count + 1
    transaction.flush()
