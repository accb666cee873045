"""The night's work at 02:30 local time: anonymise what is 14 days old (R07), tidy the rest."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fastapi.concurrency import run_in_threadpool

from central.attachments import erase_due
from central.faults import SetupError, StoreError
from central.journal import record
from central.outbox import Outbox
from central.settings import CentralSettings
from central.store import rollups
from central.store.database import Database
from central.store.keeping import PERSON_KEPT_S, anonymise, tidy

AT = time(2, 30)
LOOK_S = 30.0


def anonymise_now(settings: CentralSettings, database: Database, now: float) -> int:
    """Forget every person of visits that ended 14 days ago; how many there were.

    SetupError when the database's log still holds them: then this must be done again.
    """
    with database.begin() as session:
        count = anonymise(session, now)
        tidy(session, now)
    erase_due(database, settings, now)
    letters = Outbox(settings.outbox).forget(now - PERSON_KEPT_S)
    rollups.roll_up(database, now)
    rollups.drop_old(database, now)
    database.forget()
    record("anonymised", people=count, letters=letters)
    return count


def next_night(now: float, zone: ZoneInfo) -> float:
    """The next 02:30 of the clinic after ``now``, Unix seconds."""
    local = datetime.fromtimestamp(now, zone)
    night = datetime.combine(local.date(), AT, zone)
    if night.timestamp() <= now:
        night = datetime.combine(local.date() + timedelta(days=1), AT, zone)
    return night.timestamp()


async def every_night(
    settings: CentralSettings, database: Database, clock: Callable[[], float]
) -> None:
    """Work each night for ever; a machine that slept through 02:30 works when it wakes.

    What fails is tried again at the next look.
    """
    due = next_night(clock(), settings.zone)
    while True:
        await asyncio.sleep(LOOK_S)
        if clock() < due:
            continue
        try:
            await run_in_threadpool(anonymise_now, settings, database, clock())
        except (StoreError, OSError, SetupError) as error:
            record("night.unfinished", level=logging.ERROR, error=type(error).__name__)
        else:
            due = next_night(clock(), settings.zone)
