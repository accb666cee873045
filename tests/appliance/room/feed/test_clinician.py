"""R18: the agenda is the room's bookings and those of who is checked in, each once."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import aiohttp

from appliance.core.events import Agenda, Event
from appliance.room.central.token import AccessToken
from appliance.room.feed.agenda import visits, window
from appliance.room.feed.bookings import Bookings
from appliance.room.feed.reader import Feed
from tests.support.small_central import SmallCentral
from wire.appointment import Booking, Status

ZONE = ZoneInfo("Europe/Stockholm")
DAY = window(datetime(2026, 11, 24, 9, tzinfo=UTC), ZONE)
EVA = "SE2321000016-1003"
OWN = Booking(
    id="a1",
    status=Status.BOOKED,
    start=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 10, tzinfo=UTC),
    location="room-12",
)
HERS = replace(OWN, id="a2", location="room-14")


def feed_of(central: SmallCentral, session: aiohttp.ClientSession, token: AccessToken) -> Feed:
    return Feed(session, f"{central.base}/fhir/R4", "room-12", token.get, central=central.base)


async def test_r18_both_are_read_and_each_counts_once(
    central: SmallCentral, session: aiohttp.ClientSession, token: AccessToken
) -> None:
    for booking in (OWN, HERS):
        central.book(booking)
    central.theirs[EVA] = [OWN, HERS]
    feed = feed_of(central, session, token)
    assert [one.id for one in (await feed.poll(DAY)).bookings] == ["a1"]
    reading = await feed.poll(DAY, EVA)
    found, bad = visits(reading.bookings, DAY, "room-12", central.base, reading.of_clinician)
    assert reading.complete
    assert bad == ()
    assert sorted(one.id for one in found) == ["a1", "a2"]
    again = await feed.poll(DAY, EVA)
    assert again == reading, "nothing changed since"


async def test_r18_without_the_clinicians_half_nothing_is_taken_as_gone(
    central: SmallCentral, session: aiohttp.ClientSession, token: AccessToken
) -> None:
    central.book(OWN)
    reading = await feed_of(central, session, token).poll(DAY, "SE2321000016-9999")
    assert [one.id for one in reading.bookings] == ["a1"]
    assert (reading.complete, reading.problem) == (False, "failing")


def test_another_rooms_booking_is_a_mistake_where_nobody_asked_for_it() -> None:
    _, bad = visits((HERS,), DAY, "room-12", "http://central")
    assert [one.field for one in bad] == ["participant.actor"]
    found, bad = visits((HERS,), DAY, "room-12", "http://central", frozenset({"a2"}))
    assert (len(found), bad) == (1, ())


async def test_r18_who_checks_in_has_their_bookings_read_at_once(
    central: SmallCentral, session: aiohttp.ClientSession, token: AccessToken
) -> None:
    told: list[Event] = []
    feed = feed_of(central, session, token)
    bookings = Bookings(feed, "room-12", central.base, ZONE, told.append)
    await bookings._poll()
    central.theirs[EVA] = []
    bookings.follow(EVA)
    assert bookings._nudged.is_set()
    bookings._nudged.clear()
    bookings.follow(EVA)
    assert not bookings._nudged.is_set()
    await bookings._poll()
    assert [said.complete for said in told if isinstance(said, Agenda)] == [True, True]
    asked = [line for line in central.asked if "practitioner" in line]
    assert len(asked) == 1
    assert f"practitioner=Practitioner/{EVA}" in asked[0]
