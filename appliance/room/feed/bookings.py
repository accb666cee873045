"""Keeps the day's bookings read: every 15 s, and at once when central nudges or the day turns."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from appliance.core.events import Agenda, Event, FeedSaid
from appliance.link.journal import record
from appliance.room.faults import FarEndError
from appliance.room.feed.agenda import FHIR_ID, visits, window
from appliance.room.feed.reader import Feed
from wire.appointment_reading import BadBooking

BREATH_S = 0.3
"""The least time between two polls, however often somebody nudges."""

LONGEST_PAUSE_S = 60.0
"""Between two polls of a feed that keeps failing, before chance; or what is configured, if more."""


def pause(poll_s: float, failures: int, chance: float) -> float:
    """Seconds until the next poll; ``chance`` in [0, 1) keeps a thousand rooms from asking at once.

    The second try comes as soon as any, for IT is told after it; further ones come more seldom.
    """
    if failures == 0:
        return poll_s * (0.9 + 0.2 * chance)
    longest = max(LONGEST_PAUSE_S, poll_s)
    seldom = 2.0 ** min(failures - 1, 16)
    return min(poll_s * seldom, longest) * (0.5 + chance)


class Bookings:
    """The polling of one feed; what it finds is told to the day as a level."""

    def __init__(
        self,
        feed: Feed,
        location: str,
        central: str,
        zone: ZoneInfo,
        tell: Callable[[Event], None],
    ) -> None:
        self._feed = feed
        self._location = location
        self._central = central
        self._zone = zone
        self._tell = tell
        self._nudged = asyncio.Event()
        self._said: object = None
        self._clinician: str | None = None
        self._failures = 0
        """Polls in a row that were failed or cut short."""

    def nudge(self) -> None:
        """The bookings may have changed: read them now."""
        self._nudged.set()

    def follow(self, clinician: str | None) -> None:
        """R18: who is checked in now, by the Practitioner's id; the agenda is theirs too."""
        if clinician != self._clinician:
            self._clinician = clinician
            self.nudge()

    async def keep(self, poll_s: float) -> None:
        """Poll for ever."""
        while True:
            self._nudged.clear()
            await self._poll()
            await asyncio.sleep(BREATH_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause(poll_s, self._failures, random.random())):  # noqa: S311
                    await self._nudged.wait()

    async def _poll(self) -> None:
        day = window(datetime.now(UTC), self._zone)
        try:
            reading = await self._feed.poll(day, self._clinician)
        except FarEndError as error:
            self._say("feed.failed", logging.WARNING, who=error.who, code=error.code)
            self._tell_how_it_went(error.code)
            return
        mine, foreign = visits(
            reading.bookings, day, self._location, self._central, reading.of_clinician
        )
        bad = (*reading.bad, *foreign)
        self._tell(Agenda(mine, reading.complete, len(bad)))
        self._tell_how_it_went(reading.problem)
        self._say(
            "feed.read" if reading.complete else "feed.cut-short",
            logging.INFO if reading.complete else logging.WARNING,
            visits=len(mine),
            code=reading.problem,
            bad=[_named(each) for each in bad[:20]],
        )

    def _tell_how_it_went(self, problem: str | None) -> None:
        self._failures = self._failures + 1 if problem else 0
        self._tell(FeedSaid(problem, self._failures))

    def _say(self, what: str, level: int, **facts: object) -> None:
        """Record it where it differs from what was recorded last."""
        if (what, facts) != self._said:
            self._said = (what, facts)
            record(what, level, **facts)


def _named(bad: BadBooking) -> dict[str, str | None]:
    """A bad booking for the journal: which, which element and what, never its value."""
    is_id = bad.id is not None and FHIR_ID.fullmatch(bad.id)
    return {"id": bad.id if is_id else None, "field": bad.field, "problem": bad.problem}
