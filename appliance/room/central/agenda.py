"""From FHIR bookings to the visits of this room's day: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.core.visits import Standing, Visit
from wire.appointment import BadBooking, Booking, Status

LONGEST_VISIT = timedelta(hours=8)

_CANCELLED = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})
_OVER = frozenset({Status.FULFILLED, Status.NO_SHOW})
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
    """The day's visits of ``location``, and the bookings that are none of ours.

    Each id once, the last one told. A booking that only touches the day's search window from
    outside is passed over; one that names another room is the server's mistake.
    """
    mine: dict[str, Visit] = {}
    foreign: list[BadBooking] = []
    for booking in bookings:
        if booking.location not in (None, location):
            foreign.append(BadBooking(booking.id, "participant.actor", "is another Location"))
        elif _is_of(day, booking) and booking.status not in _NOT_YET:
            mine[booking.id] = visit(booking, central)
    return tuple(mine.values()), tuple(foreign)


def _is_of(day: Window, booking: Booking) -> bool:
    return booking.end > day.start and booking.start < day.end


def visit(booking: Booking, central: str) -> Visit:
    """One booking as the core knows it."""
    return Visit(
        id=booking.id,
        start=booking.start,
        end=booking.end,
        standing=standing(booking, central),
        confirmed=booking.confirmed,
        kind=booking.kind,
        initials=booking.initials,
        interpreter=booking.interpreter,
    )


def standing(booking: Booking, central: str) -> Standing:
    """Whether it can be held here: only where its join address is this central's."""
    if booking.status in _CANCELLED:
        return Standing.CANCELLED
    if booking.status in _OVER:
        return Standing.DONE
    if booking.join is None or not booking.join.startswith(f"{central}/visit/"):
        return Standing.OTHER_SYSTEM
    return Standing.JOINABLE
