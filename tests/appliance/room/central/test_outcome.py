"""Confirmed outcomes on their way to central's bookings (R05)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest

from appliance.core.events import ReportOutcome
from appliance.room.central import outcome as outcome_module
from appliance.room.central.outcome import Outcomes
from appliance.room.central.token import AccessToken
from appliance.room.kept.queue import Queued
from appliance.room.kept.seal import DayKey
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from tests.support.room_process import until
from tests.support.small_central import SmallCentral
from wire.appointment import Booking, Status
from wire.report import Heading, Moment, VisitReport, What
from wire.visits import Outcome

BOOKING = Booking(
    id="a1",
    status=Status.BOOKED,
    start=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 10, tzinfo=UTC),
    location="room-12",
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoreThread]:
    """Where outcomes wait."""
    key = DayKey(tmp_path / "store.key", date(2026, 11, 24))
    thread = StoreThread(Store(tmp_path / "room.sqlite", key))
    yield thread
    await thread.close()


@pytest.fixture
async def outcomes(
    session: aiohttp.ClientSession,
    central: SmallCentral,
    token: AccessToken,
    store: StoreThread,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Outcomes]:
    """The carrier, at work, and quicker to try again."""
    monkeypatch.setattr(outcome_module, "FIRST_PAUSE_S", 0.05)
    central.book(BOOKING)
    made = Outcomes(session, central.base, token, store)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def waiting(store: StoreThread) -> list[tuple[str, Outcome | None]]:
    """The queue."""
    nothing: list[Queued] = []
    return [(each.visit, each.report.outcome) for each in await store.do(Store.reports, nothing)]


def status_of(central: SmallCentral) -> Status:
    """How the booking stands at central."""
    return central.bookings["a1"].status


async def is_empty(store: StoreThread) -> None:
    """Wait until nothing is left in the queue."""
    async with asyncio.timeout(5):
        while await waiting(store):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.HELD, Status.FULFILLED),
        (Outcome.NO_SHOW, Status.NO_SHOW),
        (Outcome.CANCELLED, Status.CANCELLED),
        (Outcome.TECHNICAL, Status.CANCELLED),
    ],
)
async def test_central_gets_the_outcome(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, outcome: Outcome, status: Status
) -> None:
    await outcomes.queue(ReportOutcome("a1", outcome))
    await is_empty(store)
    assert central.bookings["a1"].status is status


async def test_it_waits_while_central_is_away(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    await central.stop()
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await asyncio.sleep(0.1)
    assert await waiting(store) == [("a1", Outcome.HELD)]
    await central.start()
    await is_empty(store)
    assert central.bookings["a1"].status is Status.FULFILLED


async def test_somebody_else_was_first_and_it_is_still_open(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    central.before_put.append(lambda: central.book(replace(BOOKING, version="7")))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.FULFILLED
    assert sum(asked.startswith("PUT /fhir") for asked in central.asked) == 2


async def test_somebody_else_has_closed_it(
    outcomes: Outcomes,
    central: SmallCentral,
    store: StoreThread,
    caplog: pytest.LogCaptureFixture,
) -> None:
    closed = replace(BOOKING, version="7", status=Status.CANCELLED)
    central.before_put.append(lambda: central.book(closed))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.CANCELLED
    assert "outcome.given-up" in [entry.message for entry in caplog.records]


async def test_what_is_so_already_is_not_written_again(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    central.book(replace(BOOKING, status=Status.FULFILLED))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert not any(asked.startswith("PUT /fhir") for asked in central.asked)


async def test_a_booking_that_is_gone_is_given_up_and_the_next_is_written(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    await outcomes.queue(ReportOutcome("nowhere", Outcome.HELD))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.FULFILLED


async def test_a_token_that_is_not_taken_is_fetched_anew(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, token: AccessToken
) -> None:
    await token.get()
    central.tokens.clear()
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.FULFILLED


async def test_a_failing_disk_loses_no_confirmed_outcome(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, tmp_path: Path
) -> None:
    (tmp_path / "room.sqlite").unlink()
    (tmp_path / "room.sqlite").mkdir()
    await central.stop()
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    assert await waiting(store) == [("a1", Outcome.HELD)]
    await central.start()
    await until(lambda: central.bookings["a1"].status is Status.FULFILLED, "written")


@pytest.mark.parametrize("status", [["fulfilled"], {"a": 1}, None, 3])
async def test_a_booking_with_a_senseless_status_stops_nobody(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, status: object
) -> None:
    central.odd["a2"] = {"resourceType": "Appointment", "id": "a2", "status": status}
    await outcomes.queue(ReportOutcome("a2", Outcome.HELD))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await until(lambda: central.bookings["a1"].status is Status.FULFILLED, "written")


STORY = (Moment(at=1.0, what=What.CLINICIAN_HERE), Moment(at=2.0, what=What.PATIENT_TRIED))


async def test_r05_central_gets_the_story(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    told = ReportOutcome("a1", Outcome.NO_SHOW, Heading.TRIED, STORY)
    await outcomes.queue(told)
    await is_empty(store)
    report = VisitReport(outcome=Outcome.NO_SHOW, heading=Heading.TRIED, story=STORY)
    assert central.reports == {"a1": [report]}


async def test_r05_undone_the_booking_is_booked_again(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    await outcomes.queue(ReportOutcome("a1", Outcome.TECHNICAL))
    await is_empty(store)
    assert status_of(central) is Status.CANCELLED
    await outcomes.queue(ReportOutcome("a1", None))
    await is_empty(store)
    assert status_of(central) is Status.BOOKED
    assert [told.outcome for told in central.reports["a1"]] == [Outcome.TECHNICAL, None]


async def test_r05_after_an_undo_another_outcome_is_written(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    for outcome in (Outcome.HELD, None, Outcome.NO_SHOW):
        await outcomes.queue(ReportOutcome("a1", outcome))
        await is_empty(store)
    assert central.bookings["a1"].status is Status.NO_SHOW


async def test_r05_changed_without_central_knowing_of_the_undo(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    await central.stop()
    for outcome in (None, Outcome.NO_SHOW):
        await outcomes.queue(ReportOutcome("a1", outcome))
    assert await waiting(store) == [("a1", Outcome.NO_SHOW)]
    await central.start()
    await is_empty(store)
    assert central.bookings["a1"].status is Status.NO_SHOW


async def test_r05_an_undo_while_queued_leaves_the_booking_alone(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    await central.stop()
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await outcomes.queue(ReportOutcome("a1", None))
    await central.start()
    await is_empty(store)
    assert central.bookings["a1"].status is Status.BOOKED
    assert not any(asked.startswith("PUT /fhir") for asked in central.asked)


@pytest.mark.parametrize("theirs", [Status.CANCELLED, Status.ENTERED_IN_ERROR])
async def test_r05_an_undo_takes_back_nothing_that_somebody_else_wrote(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, theirs: Status
) -> None:
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    central.book(replace(BOOKING, version="9", status=theirs))
    await outcomes.queue(ReportOutcome("a1", None))
    await is_empty(store)
    assert central.bookings["a1"].status is theirs


async def test_what_was_taken_back_and_cancelled_by_the_clinic_stays_cancelled(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    for outcome in (Outcome.CANCELLED, None):
        await outcomes.queue(ReportOutcome("a1", outcome))
        await is_empty(store)
    central.book(replace(BOOKING, version="9", status=Status.CANCELLED))
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.CANCELLED


async def test_a_restarted_room_still_knows_what_it_wrote(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread, tmp_path: Path
) -> None:
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    again = Store(tmp_path / "room.sqlite", DayKey(tmp_path / "store.key", date(2026, 11, 24)))
    again.keep_report("a1", 1.0, VisitReport(outcome=None))
    assert again.reports()[0].tried == {Outcome.HELD}
    again.close()


async def test_a_central_that_takes_no_stories_gets_the_outcome(
    outcomes: Outcomes, central: SmallCentral, store: StoreThread
) -> None:
    central.takes_stories = False
    await outcomes.queue(ReportOutcome("a1", Outcome.HELD))
    await is_empty(store)
    assert central.bookings["a1"].status is Status.FULFILLED
