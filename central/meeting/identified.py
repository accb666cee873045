"""*Identitet kontrollerad*, pressed at the unit or on the staff's page: written down and told."""

import logging
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_of
from central.core import chairs
from central.core.audit import Entry
from central.core.chairs import Chair
from central.faults import StoreError
from central.journal import record
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.meeting.visits import may_reach
from central.store import audit, identity
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment
from central.web.clerk import Clerk
from wire.signaling import Error, Identified
from wire.visits import Level, Role


@dataclass(frozen=True, slots=True)
class Check:
    """Who says what of whom; ``holder`` is the session's digest."""

    visit: str
    holder: str
    role: Role
    actor: str
    """An HSA-id, or the unit where nobody is checked in."""
    where: str
    """``unit`` or ``staff-page``."""
    confirmed: bool = True
    """False: taken back."""


def of_peer(hall: Hall, visit: str, peer: str) -> Chair | None:
    """The chair of somebody who sits at a visit and can be checked: no unit, nobody who knocks."""
    lobby = hall.lobbies.get(visit)
    chair = chairs.find(lobby, peer) if lobby else None
    checkable = chair and chair.role not in chairs.OURS and chair.seat in chairs.HELD
    return chair if checkable else None


def write_check(transaction: Transaction, clerk: Clerk, check: Check) -> Level | None:
    """Write a check and its line in the audit log, in one; None for a session that is gone."""
    now = clerk.clock()
    at = now if check.confirmed else None
    level = identity.vouch(transaction, check.visit, check.holder, at)
    found = transaction.get(Appointment, check.visit)
    if level is None or found is None:
        return None
    clinic = clinic_of(clerk.settings.all_clinics, found.clinic, found.location).id
    action = "identity-checked" if check.confirmed else "identity-withdrawn"
    entity, detail = f"Appointment/{check.visit}", f"{check.role.value} {check.where}"
    audit.note(transaction, Entry(now, check.actor, action, clinic, entity, detail))
    return level


async def hear_identified(hall: Hall, clerk: Clerk, unit: Connection, message: Identified) -> None:
    """From the unit of the room alone; a level that is high enough already changes nothing."""
    chair = of_peer(hall, message.visit, message.peer)
    try:
        level = (
            await run_in_threadpool(_check_at_unit, clerk, unit, message.visit, chair)
            if chair is not None and unit.role is Role.UNIT
            else None
        )
    except StoreError:
        record("store.silent", level=logging.ERROR, duty="identity")
        level = None
    if level is None or chair is None:
        unit.send(Error(code="refused", field="visit"))
    else:
        hall.know(message.visit, chair.holder, level)


def _check_at_unit(clerk: Clerk, unit: Connection, visit: str, chair: Chair) -> Level | None:
    with clerk.database.begin() as transaction:
        asked = (unit.holder, unit.location, visit, clerk.clock(), clerk.settings.all_clinics)
        if not may_reach(transaction, *asked):
            return None
        here = transaction.get(CheckIn, unit.location)
        actor = here.subject if here else unit.holder
        check = Check(visit, chair.holder, chair.role, actor, "unit")
        return write_check(transaction, clerk, check)
