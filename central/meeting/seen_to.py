"""*Barnet syns i bild*, *Patienten deltar*, pressed at the unit: written down, asked no more."""

import logging

from fastapi.concurrency import run_in_threadpool

from central.clinics import clinic_of
from central.core.audit import Entry
from central.faults import StoreError
from central.journal import record
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.meeting.visits import may_reach
from central.store import audit
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment
from central.web.clerk import Clerk
from wire.signaling import Error, Seen
from wire.visits import Role


async def hear_seen(hall: Hall, clerk: Clerk, unit: Connection, message: Seen) -> None:
    """From the unit of the room alone, while it knows the visit (R41, R47)."""
    try:
        written = (
            unit.role is Role.UNIT
            and hall.knows(unit, message.visit)
            and await run_in_threadpool(_note, clerk, unit, message)
        )
    except StoreError:
        record("store.silent", level=logging.ERROR, duty="seen-to")
        written = False
    if written:
        seen_to = hall.lobbies[message.visit].seen_to
        hall.change(message.visit, seen_to=seen_to | {message.what})
    else:
        unit.send(Error(code="refused", field="visit"))


def _note(clerk: Clerk, unit: Connection, message: Seen) -> bool:
    """Who says so is who is checked in there; False where the visit is not the room's."""
    now, clinics = clerk.clock(), clerk.settings.all_clinics
    with clerk.database.begin() as transaction:
        if not may_reach(transaction, unit.holder, unit.location, message.visit, now, clinics):
            return False
        found = transaction.get(Appointment, message.visit)
        if found is None:
            return False
        here = transaction.get(CheckIn, unit.location)
        clinic = clinic_of(clinics, found.clinic, found.location).id
        actor, entity = here.subject if here else unit.holder, f"Appointment/{message.visit}"
        audit.note(transaction, Entry(now, actor, message.what, clinic, entity))
    return True
