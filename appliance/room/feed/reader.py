"""The reader of bookings: any FHIR R4 or R5 server's Appointments for one Location and one day.

FHIR R4 3.1 (search, paging). The whole poll is bounded: 10 s, 2 MB, 500 entries, 50 pages; no
redirects, following pages on the same origin only, so no host is ever contacted but the configured
one and, where it asks for a token, the one that gives it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urljoin

import aiohttp

from appliance.room.central.bounded import ask, parse
from appliance.room.central.meter import Meter
from appliance.room.central.origin import origin
from appliance.room.faults import FarEndError
from appliance.room.feed.agenda import LONGEST_VISIT, Window
from wire.appointment import MAX_ENTRIES, Booking
from wire.appointment_reading import BadBooking, Page, read_page
from wire.faults import WireError

POLL_S = 9.5
"""Wall-clock bound of one poll's exchanges, seconds; reading what came has the rest of 10."""
WIRE_LIMIT = 2_000_000
"""Bytes that come in for one whole poll, the log-in's included; its session's meter counts them."""
POLL_LIMIT = 1_500_000
"""Bytes of its pages, unpacked: a text takes up to nine times as much memory while it is read."""
MAX_PAGES = 50
ADDRESS_LENGTH = 4000

Token = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one poll found; not ``complete``: cut short, and ``problem`` says by what."""

    bookings: tuple[Booking, ...]
    bad: tuple[BadBooking, ...]
    complete: bool
    problem: str | None = None
    of_clinician: frozenset[str] = frozenset()
    """Ids of the bookings of who is checked in, wherever they are booked (R18)."""


@dataclass(slots=True)
class _Budget:
    """What is left of the poll's bounds."""

    size: int = POLL_LIMIT
    entries: int = MAX_ENTRIES


class Feed:
    """One FHIR server's bookings of one location.

    ``token`` gives that server's access token and ``refused`` hears of one that was not taken; None
    for a server that asks for none. ``central`` is the base URL under which visits can be joined.
    ``meter`` is the session's.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        location: str,
        token: Token | None = None,
        refused: Callable[[str], None] = lambda _: None,
        *,
        central: str | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._session = session
        self._base = base
        self._location = location
        self._token = token
        self._refused = refused
        self._central = central
        self._meter = meter
        self._kept: dict[str, tuple[str, int, Page]] = {}
        """By address: entity tag, size and page of the last poll."""

    async def poll(self, day: Window, clinician: str | None = None) -> Reading:
        """Read the day's bookings of the room, and those of ``clinician``, a Practitioner's id.

        Raises FarEndError where not even the first page came.
        """
        pages: list[Page] = []
        theirs: list[Page] = []
        problem: str | None = None
        if self._meter is not None:
            self._meter.left = WIRE_LIMIT
        try:
            async with asyncio.timeout(POLL_S):
                await self._read_both(day, clinician, pages, theirs)
        except TimeoutError:
            problem = "too-slow"
        except FarEndError as error:
            metered = self._meter is not None and self._meter.left < 0
            problem = "too-large" if metered else error.code
        if problem is not None and not pages:
            raise FarEndError("feed", problem)
        of_room = tuple(bad for page in pages for bad in page.bad)
        return Reading(
            bookings=tuple(booking for page in (*theirs, *pages) for booking in page.bookings),
            bad=(*of_room, *(bad for page in theirs for bad in page.bad if bad not in of_room)),
            complete=problem is None,
            problem=problem,
            of_clinician=frozenset(booking.id for page in theirs for booking in page.bookings),
        )

    def _address(self, day: Window, whose: tuple[str, str]) -> str:
        query = [
            whose,
            ("date", "ge" + _instant(day.start - LONGEST_VISIT)),
            ("date", "lt" + _instant(day.end)),
            ("_count", str(MAX_ENTRIES)),
        ]
        return f"{self._base}/Appointment?{urlencode(query)}"

    async def _read_both(
        self, day: Window, clinician: str | None, pages: list[Page], theirs: list[Page]
    ) -> None:
        """The room's pages, then the clinician's; both within one poll's bounds."""
        budget, kept = _Budget(), dict[str, tuple[str, int, Page]]()
        room = self._address(day, ("location", f"Location/{self._location}"))
        await self._read_all(room, pages, budget, kept)
        if clinician is not None:
            address = self._address(day, ("practitioner", f"Practitioner/{clinician}"))
            await self._read_all(address, theirs, budget, kept)
        self._kept = kept

    async def _read_all(
        self,
        address: str,
        pages: list[Page],
        budget: _Budget,
        kept: dict[str, tuple[str, int, Page]],
    ) -> None:
        """Append page after page; raises FarEndError where one fails or a bound is met."""
        seen = set[str]()
        following: str | None = address
        while following is not None:
            if following in seen:
                raise FarEndError("feed", "pages-in-a-circle")
            if len(seen) >= MAX_PAGES:
                raise FarEndError("feed", "too-many-pages")
            seen.add(following)
            page = await self._read_one(following, budget, kept)
            budget.entries -= len(page.bookings) + len(page.bad)
            if budget.entries < 0:
                raise FarEndError("feed", "too-many")
            pages.append(page)
            following = self._next(following, page)

    async def _read_one(
        self, address: str, budget: _Budget, kept: dict[str, tuple[str, int, Page]]
    ) -> Page:
        headers = {"Accept": "application/fhir+json"}
        token = await self._token() if self._token else None
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        known = self._kept.get(address)
        if known is not None:
            headers["If-None-Match"] = known[0]
        answer = await ask(
            self._session, "feed", "GET", address, headers=headers, limit=max(budget.size, 0)
        )
        budget.size -= answer.size
        if answer.status == 304 and known is not None:
            budget.size -= known[1]
            kept[address] = known
            return known[2]
        if answer.status != 200:
            if answer.status == 401 and token is not None:
                self._refused(token)
            raise FarEndError("feed", "failing" if answer.status >= 500 else "refused")
        try:
            page = read_page(
                parse("feed", answer.body), central=self._central, location=self._location
            )
        except (WireError, RecursionError):
            raise FarEndError("feed", "garbled") from None
        if tag := answer.headers.get("ETag"):
            kept[address] = (tag, len(answer.body), page)
        return page

    def _next(self, address: str, page: Page) -> str | None:
        if page.next is None:
            return None
        try:
            following = urljoin(address, page.next)
            here = origin(following) == origin(self._base)
        except ValueError:
            raise FarEndError("feed", "garbled") from None
        if not here or len(following) > ADDRESS_LENGTH:
            raise FarEndError("feed", "page-elsewhere")
        return following


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
