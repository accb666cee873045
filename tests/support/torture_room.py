"""A room that reads the torture feed: its real reader and its real core, one poll at a time."""

import time
from zoneinfo import ZoneInfo

import aiohttp

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.health import faults
from appliance.core.room_day import step
from appliance.core.rules import Rules
from appliance.core.words import Fault
from appliance.room.central.meter import Meter
from appliance.room.feed.bookings import Bookings
from appliance.room.feed.reader import Feed
from tests.support.torture_pages import ROOM

ZONE = ZoneInfo("Europe/Stockholm")
CENTRAL = "https://central.example"
POLL_EVERY_S = 15.0


class TortureRoom:
    """What each poll tells, and the day it tells it to."""

    def __init__(self, session: aiohttp.ClientSession, meter: Meter) -> None:
        self._session, self._meter = session, meter
        self.now = 0.0
        self.told: list[e.Event] = []
        self.day: Day = new_day(Rules(place="Videorum 12"), self.now, time.time())

    def read_from(self, base: str) -> None:
        """Go on with another server in the place of the former."""
        self._feed = Feed(self._session, base, ROOM, meter=self._meter)
        self._bookings = Bookings(self._feed, ROOM, CENTRAL, ZONE, self._hear)

    def _hear(self, event: e.Event) -> None:
        self.told.append(event)
        self.day, _ = step(self.day, event, self.now)

    async def poll(self) -> e.FeedSaid:
        """How the poll went; ``told`` holds all that it said."""
        self.told.clear()
        self.now += POLL_EVERY_S
        await self._bookings._poll()
        said = self.told[-1]
        assert isinstance(said, e.FeedSaid)
        return said

    @property
    def it_is_told(self) -> bool:
        """The room's health report says that the feed fails."""
        return Fault.FEED_FAILING in faults(self.day, self.now)
