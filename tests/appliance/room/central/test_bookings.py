"""The polling of the day's bookings: what it tells and what it writes down."""

import asyncio
import logging
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from appliance.core import events as e
from appliance.room.central.bookings import Bookings
from appliance.room.central.feed import Feed
from appliance.room.central.token import AccessToken
from tests.support.room_process import until
from tests.support.small_central import SmallCentral


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
