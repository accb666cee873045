"""Notices that bookings or units changed, whoever wrote it, and tells lobby and unit."""

import asyncio
import logging

from fastapi.concurrency import run_in_threadpool

from central.core.fleet import UnitLine
from central.faults import StoreError
from central.fleet.broker import Broker
from central.fleet.register import Register
from central.journal import record
from central.meeting.attendance import Attendance
from central.meeting.hall import Hall
from central.store import bookings, check_ins, fleet, units
from central.store.database import Database

LOOK_S = 0.3


async def watch_agenda(
    database: Database,
    hall: Hall,
    attendance: Attendance,
    register: Register,
    broker: Broker | None,
) -> None:
    """Look at the counters of change for ever; a database that does not answer is asked again."""
    known, _ = await run_in_threadpool(_look, database)
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            now, rooms = await run_in_threadpool(_look, database)
            changed = [location for location in now if now[location] != known.get(location)]
            if changed:
                register.keep_to(await run_in_threadpool(_lines, database))
                hall.keep_to(rooms)
            beside = await run_in_threadpool(_beside, database, changed, hall.clock())
            for location in {*changed, *beside}:
                await attendance.tell(location)
                await hall.refresh(location)
                if broker and location in rooms:
                    broker.nudge(rooms[location])
            known |= {location: now[location] for location in changed}
        except StoreError:
            record("store.silent", level=logging.ERROR, duty="agenda")


def _look(database: Database) -> tuple[dict[str, int], dict[str, str]]:
    with database.begin() as session:
        rooms = {unit.location: unit.id for unit in units.all_units(session)}
        return bookings.revisions(session), rooms


def _beside(database: Database, changed: list[str], now: float) -> set[str]:
    """R18: the rooms whose agenda has bookings of these rooms, by who is checked in there."""
    if not changed:
        return set()
    with database.begin() as session:
        return check_ins.beside(session, changed, now)


def _lines(database: Database) -> list[UnitLine]:
    with database.begin() as session:
        return fleet.lines(session)
