"""From FHIR bookings to the visits of this room's day: pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.core.visits import Standing, Visit
from wire.appointment import Booking, Status
from wire.appointment_reading import BadBooking

LONGEST_VISIT = timedelta(hours=8)
BELIEVABLE = timedelta(days=1)
"""A longer booking is a mistake, such as the year 9999 for *no end*."""
KIND_LENGTH = 80

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""FHIR R4 2.24.0.1 `id`."""
_STANDING = {
    Status.CANCELLED: Standing.CANCELLED,
    Status.ENTERED_IN_ERROR: Standing.CANCELLED,
    Status.FULFILLED: Standing.DONE,
    Status.NO_SHOW: Standing.DONE,
}
_NOT_YET = frozenset({Status.PROPOSED, Status.WAITLIST})


@dataclass(frozen=True, slots=True)
class Window:
    """One local day as UTC instants: 23, 24 or 25 hours."""

    start: datetime
    end: datetime


def window(at: datetime, zone: ZoneInfo) -> Window:
    """The local day of ``zone`` that holds the aware instant ``at``."""
    day = at.astimezone(zone).date()
    midnights = (datetime.combine(d, time(), zone) for d in (day, day + timedelta(days=1)))
    start, end = (midnight.astimezone(UTC) for midnight in midnights)
    return Window(start, end)


def visits(
    bookings: Iterable[Booking], day: Window, location: str, central: str
) -> tuple[tuple[Visit, ...], tuple[BadBooking, ...]]:
    """The day's visits of ``location``, and the bookings that cannot be visits.

    Each id once, the last one told. A booking that only touches the day's search window from
    outside is passed over; one that names another room is the server's mistake.
    """
    mine: dict[str, Visit] = {}
    bad: list[BadBooking] = []
    for booking in bookings:
        if not FHIR_ID.fullmatch(booking.id):
            bad.append(BadBooking(None, "id", "is no FHIR id"))
        elif booking.location not in (None, location):
            bad.append(BadBooking(booking.id, "participant.actor", "is another Location"))
        elif booking.end - booking.start > BELIEVABLE:
            bad.append(BadBooking(booking.id, "end", "is more than a day after start"))
        elif _is_of(day, booking) and booking.status not in _NOT_YET:
            told = visit(booking, central)
            mine[told.id] = told
    return tuple(mine.values()), tuple(bad)


def _is_of(day: Window, booking: Booking) -> bool:
    return booking.end > day.start and booking.start < day.end


def visit(booking: Booking, central: str) -> Visit:
    """One booking as the core knows it.

    Joinable only where its join address is this central's; it then goes by central's id, which
    another server's booking does not share.
    """
    here = joins(booking, central)
    return Visit(
        id=here or booking.id,
        start=booking.start,
        end=booking.end,
        standing=_STANDING.get(
            booking.status, Standing.JOINABLE if here else Standing.OTHER_SYSTEM
        ),
        confirmed=booking.confirmed,
        kind=_readable(booking.kind)[:KIND_LENGTH] or None,
        initials=initials(booking.initials),
        interpreter=booking.interpreter,
    )


def joins(booking: Booking, central: str) -> str | None:
    """The id of the visit in this central that the booking's join address names."""
    address = booking.join or ""
    name = address.removeprefix(f"{central}/visit/")
    return name if name != address and FHIR_ID.fullmatch(name) else None


def _readable(words: str | None) -> str:
    """What can be drawn and sent on: no control characters, no halves of a character."""
    return " ".join("".join(c if c.isprintable() else " " for c in words or "").split())


def initials(display: str | None) -> str | None:
    """At most two letters of whatever a server shows of a person: a name goes no further (S6)."""
    words = _readable(display).replace(".", " ").split()
    if not words:
        return None
    chosen = words if len(words) == 1 else [words[0], words[-1]]
    return " ".join(f"{word[0].upper()}." for word in chosen)
