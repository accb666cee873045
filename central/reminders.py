"""R03: each confirmed visit is reminded of once, 30 min before its start; its guests too (R40).

What central missed while it was down is made up for until the start. That a visit was reminded of
is known by the reminder's own delivery, which names the start: a visit that is moved gets another.
"""

import asyncio
import logging
from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session as Transaction

from central.bookings import addresses, visit_facts
from central.core.letters import reminder
from central.core.reminding import BEFORE_S, CONFIRMED, FRESH_S
from central.core.window import ENTERABLE
from central.faults import SetupError, StoreError
from central.guest_notices import call_guests
from central.journal import record
from central.links import link_to
from central.outbox import Outbox
from central.post import posting
from central.settings import CentralSettings
from central.store import bookings, course, deliveries
from central.store.database import Database
from central.store.guest_tables import Guest
from central.store.tables import Appointment, Ticket

LOOK_S = 10.0
AT_ONCE = 200


async def remind_always(
    settings: CentralSettings, database: Database, outbox: Outbox, clock: Callable[[], float]
) -> None:
    """Look for ever; what could not be written is written at a later look."""
    while True:
        try:
            await run_in_threadpool(remind, settings, database, outbox, clock())
        except (SetupError, StoreError, OSError) as error:
            record("reminder.unwritten", level=logging.ERROR, error=type(error).__name__)
        await asyncio.sleep(LOOK_S)


def remind(settings: CentralSettings, database: Database, outbox: Outbox, now: float) -> int:
    """Write every reminder that is due; how many."""
    with database.begin() as transaction:
        due = [visit for visit in _near(transaction, now) if _needs(transaction, visit, now)]
    for visit in due:
        with posting(database, outbox, now) as post:
            found = bookings.one(post.transaction, visit.id)
            if found is None or found[1] is None or not _needs(post.transaction, found[0], now):
                continue
            to, facts = addresses(found[1]), visit_facts(settings, found[0])
            if outbox.legs(reminder(to, facts, None)):
                link = link_to(post.transaction, settings, visit.id, now)
                post.add(reminder(to, facts, link))
    _remind_guests(settings, database, outbox, now)
    return len(due)


def _remind_guests(
    settings: CentralSettings, database: Database, outbox: Outbox, now: float
) -> None:
    """R03, R40: whoever is invited beside the patient, by a link of their own."""
    with database.begin() as transaction:
        invited = _soon(select(Appointment), now).where(
            exists().where(Guest.appointment == Appointment.id)
        )
        near = list(transaction.scalars(invited.limit(AT_ONCE)))
    for visit in near:
        with posting(database, outbox, now) as post:
            call_guests(post, settings, visit_facts(settings, visit), "reminder", now)


def _near(transaction: Transaction, now: float) -> list[Appointment]:
    """Confirmed visits that begin soon, whose patient was invited by central and can come in."""
    query = select(Appointment).join(Ticket, Ticket.appointment == Appointment.id)
    near = _soon(query, now).where(Ticket.locked_at.is_(None))
    return list(transaction.scalars(near.limit(AT_ONCE)))


def _soon(query: Select[Appointment], now: float) -> Select[Appointment]:
    return query.where(
        Appointment.start > now,
        Appointment.start <= now + BEFORE_S,
        Appointment.status.in_(ENTERABLE),
        Appointment.confirmation.in_(CONFIRMED),
        Appointment.practice.is_(False),
    ).order_by(Appointment.start)


def _needs(transaction: Transaction, visit: Appointment, now: float) -> bool:
    """Neither reminded of this start, nor told of it a moment ago, nor there already."""
    return not (
        deliveries.reminded(transaction, visit.id, visit.start)
        or deliveries.told_since(transaction, visit.id, ("invitation", "moved"), now - FRESH_S)
        or course.is_there(transaction, visit.id)
    )
