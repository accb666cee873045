"""Notices that bookings or units changed, whoever wrote it, and tells lobby and unit."""

import asyncio

from fastapi.concurrency import run_in_threadpool

from central.core.fleet import UnitLine
from central.fleet.broker import Broker
from central.fleet.register import Register
from central.meeting.hall import Hall
from central.store import bookings, fleet, units
from central.store.database import Database

LOOK_S = 0.3


async def watch_agenda(
    database: Database, hall: Hall, register: Register, broker: Broker | None
) -> None:
    """Look at the counters of change for ever."""
    known, _ = await run_in_threadpool(_look, database)
    while True:
        await asyncio.sleep(LOOK_S)
        now, rooms = await run_in_threadpool(_look, database)
        changed = [location for location in now if now[location] != known.get(location)]
        if changed:
            register.put(await run_in_threadpool(_lines, database))
        known = now
        for location in changed:
            if broker and location in rooms:
                broker.nudge(rooms[location])
            await hall.refresh(location)


def _look(database: Database) -> tuple[dict[str, int], dict[str, str]]:
    with database.begin() as session:
        rooms = {unit.location: unit.id for unit in units.all_units(session)}
        return bookings.revisions(session), rooms


def _lines(database: Database) -> list[UnitLine]:
    with database.begin() as session:
        return fleet.lines(session)
