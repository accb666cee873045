"""Outcomes and stories as the real central takes them (R05)."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import aiohttp
import pytest

from appliance.core.events import ReportOutcome
from appliance.room.central.outcome import Outcomes
from appliance.room.central.token import AccessToken, load_key
from appliance.room.kept.queue import Queued
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from central.store.reports import report_of
from central.store.tables import Appointment
from tests.support.central_house import House, make_house, serving
from wire.report import Heading, Moment, What
from wire.visits import Outcome

STORY = (Moment(at=1.0, what=What.CLINICIAN_HERE), Moment(at=2.0, what=What.PATIENT_TRIED))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A central at work, on this machine's clock."""
    made = make_house(tmp_path / "central")
    made.clock.now = time.time()
    async with serving(made):
        yield made


async def test_r05_confirmed_undone_and_confirmed_otherwise(
    house: House, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    visit = house.book().appointment
    store = Store(tmp_path / "room.sqlite", DayKey(tmp_path / "store.key", date(2026, 11, 24)))
    thread = StoreThread(store)
    key = load_key(house.folder / "keys" / "north-room12.key")
    token = AccessToken.of_central(session, house.url, "north/room12", key)
    outcomes = Outcomes(session, house.url, token, thread)
    running = asyncio.create_task(outcomes.run())
    seen = []
    for told in (
        ReportOutcome(visit, Outcome.TECHNICAL),
        ReportOutcome(visit, None),
        ReportOutcome(visit, Outcome.NO_SHOW, Heading.TRIED, STORY),
    ):
        await outcomes.queue(told)
        await all_carried(thread)
        seen.append(stands(house, visit))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await thread.close()
    assert seen == [
        ("cancelled", "technical", None),
        ("booked", None, None),
        ("noshow", "no-show", "tried"),
    ]


async def all_carried(thread: StoreThread) -> None:
    """Wait until nothing is left in the queue."""
    nothing: list[Queued] = []
    async with asyncio.timeout(10):
        while await thread.do(Store.reports, nothing):
            await asyncio.sleep(0.02)


def stands(house: House, visit: str) -> tuple[str, str | None, str | None]:
    """The booking's status at central, and the outcome and heading that were reported."""
    with house.database.begin() as transaction:
        booking, report = transaction.get(Appointment, visit), report_of(transaction, visit)
        assert booking is not None
        assert report is not None
        return booking.status, report.outcome, report.heading
