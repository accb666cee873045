"""The polling of the day's bookings: what it tells and what it writes down."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import events as e
from appliance.room.central.token import AccessToken
from appliance.room.feed import reader as reader_module
from appliance.room.feed.bookings import BREATH_S, LONGEST_PAUSE_S, Bookings, pause
from appliance.room.feed.reader import Feed
from tests.support.room_process import until
from tests.support.small_central import SmallCentral
from tests.support.torture_feed import torture


async def test_s6_a_bad_booking_is_written_down_without_what_is_no_id(
    session: aiohttp.ClientSession,
    central: SmallCentral,
    token: AccessToken,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that is not ours may put anything where an id belongs."""
    caplog.set_level(logging.INFO, "ostord")
    for name in ("Anna Larsson 070-123", "b-1"):
        central.odd[name] = {"resourceType": "Appointment", "id": name, "status": "Anna Larsson"}
    told: list[e.Event] = []
    feed = Feed(session, f"{central.base}/fhir/R4", "room-12", token.get)
    bookings = Bookings(feed, "room-12", central.base, ZoneInfo("Europe/Stockholm"), told.append)
    polling = asyncio.create_task(bookings.keep(60.0))
    await until(lambda: len(told) == 2, "told")
    await until(lambda: bool(caplog.records), "written down")
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    assert told == [e.Agenda((), complete=True, bad=2), e.FeedSaid(None, 0)]
    (entry,) = caplog.records
    facts = vars(entry)["facts"]
    assert [bad["id"] for bad in facts["bad"]] == [None, "b-1"]
    assert "Anna" not in str(facts)


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_a_feed_that_is_well_is_read_every_15_seconds_and_never_by_all_at_once(
    chance: float,
) -> None:
    assert 13.5 <= pause(15.0, 0, chance) <= 16.5
    assert len({pause(15.0, 0, part / 100) for part in range(100)}) == 100


@settings(deadline=None)  # a busy machine proves nothing
@given(st.floats(1.0, 3600.0), st.integers(0, 10**6), st.floats(0.0, 0.999_999))
def test_however_long_it_fails_it_is_asked_again(
    poll_s: float, failures: int, chance: float
) -> None:
    waited = pause(poll_s, failures, chance)
    assert 0.5 * poll_s <= waited <= 1.5 * max(poll_s, LONGEST_PAUSE_S)


def test_the_second_try_comes_soon_for_it_is_told_after_it() -> None:
    assert pause(15.0, 1, 0.999) <= 22.5
    assert pause(15.0, 2, 0.5) == 30.0
    assert pause(15.0, 9, 0.5) == LONGEST_PAUSE_S


def test_a_thousand_rooms_come_back_spread_over_the_time() -> None:
    """Central was away and is back: no tenth of the time sees a fifth of them."""
    chances = random.Random(7)
    first = [pause(15.0, 1, chances.random()) for _ in range(1000)]
    by_second = Counter(int(waited) for waited in first)
    assert max(by_second.values()) < 200


class Told:
    """What a room's polling tells."""

    def __init__(self) -> None:
        self.events: list[e.Event] = []

    def polls(self) -> list[e.FeedSaid]:
        """How each poll went."""
        return [event for event in self.events if isinstance(event, e.FeedSaid)]


@asynccontextmanager
async def polling(
    session: aiohttp.ClientSession, base: str, poll_s: float
) -> AsyncIterator[tuple[Bookings, Told]]:
    """A room that polls ``base`` while the block runs."""
    told = Told()
    feed = Feed(session, base, "room-12")
    bookings = Bookings(feed, "room-12", base, ZoneInfo("Europe/Stockholm"), told.events.append)
    task = asyncio.create_task(bookings.keep(poll_s))
    try:
        yield bookings, told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def ends_with(told: Told, said: e.FeedSaid) -> bool:
    """The last poll went so."""
    return told.polls()[-1:] == [said]


async def test_a_nudge_is_followed_at_once_and_many_are_one(
    session: aiohttp.ClientSession,
) -> None:
    async with torture() as server, polling(session, server.base("good"), 3600.0) as (room, told):
        await until(lambda: len(told.polls()) == 1, "the first poll")
        for _ in range(50):
            room.nudge()
        await until(lambda: len(told.polls()) == 2, "a second poll")
        await asyncio.sleep(2 * BREATH_S)
        assert len(told.polls()) == 2


async def test_a_nudge_while_a_poll_runs_is_not_lost(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "POLL_S", 0.5)
    async with (
        torture() as server,
        polling(session, server.base("slow-pages"), 3600.0) as (
            room,
            told,
        ),
    ):
        await until(lambda: bool(server.asked), "a poll begins")
        room.nudge()
        room._feed._base = server.base("good")
        await until(lambda: len(told.polls()) >= 1, "it ends", within_s=15)
        await until(lambda: told.polls()[-1].problem is None, "the next one follows")


async def test_it_counts_polls_that_were_not_whole_and_forgets_them(
    session: aiohttp.ClientSession,
) -> None:
    async with (
        torture() as server,
        polling(session, server.base("failing"), 3600.0) as (
            room,
            told,
        ),
    ):
        for name, said in (
            ("failing", e.FeedSaid("failing", 1)),
            ("next-in-a-circle", e.FeedSaid("pages-in-a-circle", 2)),
            ("html", e.FeedSaid("garbled", 3)),
            ("good", e.FeedSaid(None, 0)),
            ("failing", e.FeedSaid("failing", 1)),
        ):
            room._feed._base = server.base(name)
            room.nudge()
            await until(partial(ends_with, told, said), name)
