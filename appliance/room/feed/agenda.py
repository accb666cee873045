"""From FHIR bookings to the visits of this room's day: pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from appliance.core.visits import Standing, Visit
from appliance.room.central.origin import origin
from wire.appointment import Booking, Status
from wire.appointment_reading import BadBooking

LONGEST_VISIT = timedelta(hours=8)
NIGHT = timedelta(hours=2)
"""The visits of one night are one list: the next day's first are read so early."""
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
_WEIGHT = (
    Standing.BAD,
    Standing.OTHER_SYSTEM,
    Standing.CANCELLED,
    Standing.JOINABLE,
    Standing.DONE,
)
_NOT_YET = frozenset({Status.PROPOSED, Status.WAITLIST})


@dataclass(frozen=True, slots=True)
class Window:
    """From one UTC instant to another, without the latter."""

    start: datetime
    end: datetime


def window(at: datetime, zone: ZoneInfo) -> Window:
    """The local day of ``zone`` that holds the aware instant ``at``: 23, 24 or 25 hours.

    From two hours before midnight it ends two hours after it: what begins at 00:05 opens at 23:50
    (R01).
    """
    day = at.astimezone(zone).date()
    midnights = (datetime.combine(d, time(), zone) for d in (day, day + timedelta(days=1)))
    start, end = (midnight.astimezone(UTC) for midnight in midnights)
    return Window(start, end + NIGHT if at + NIGHT >= end else end)


def visits(
    bookings: Iterable[Booking],
    day: Window,
    location: str,
    central: str,
    of_clinician: frozenset[str] = frozenset(),
) -> tuple[tuple[Visit, ...], tuple[BadBooking, ...]]:
    """The day's visits of ``location``, and the bookings that cannot be visits.

    Those of ``of_clinician`` belong to who is checked in, whichever room they name (R18).

    Each booking counts once, as told last; each visit once, however many bookings lead to it. A
    booking that only touches the day's search window from outside is passed over; one that names
    another room is the server's mistake.
    """
    mine: dict[str, tuple[tuple[int, bool, datetime, str], Visit]] = {}
    bad: list[BadBooking] = []
    for booking in {each.id: each for each in bookings}.values():
        if not FHIR_ID.fullmatch(booking.id):
            bad.append(BadBooking(None, "id", "is no FHIR id"))
        elif booking.location not in (None, location) and booking.id not in of_clinician:
            bad.append(BadBooking(booking.id, "participant.actor", "is another Location"))
        elif booking.end - booking.start > BELIEVABLE:
            bad.append(BadBooking(booking.id, "end", "is more than a day after start"))
        elif _is_of(day, booking) and booking.status not in _NOT_YET:
            told = visit(booking, central)
            weight = _weight(booking, told)
            if told.id not in mine or mine[told.id][0] < weight:
                mine[told.id] = weight, told
    return tuple(told for _, told in mine.values()), tuple(bad)


def _weight(booking: Booking, told: Visit) -> tuple[int, bool, datetime, str]:
    """Which of two bookings of one visit is meant: central's own, the later one, by their standing.

    What was held is over (S4); a system that moves a booking may cancel one and make another with
    the same join address.
    """
    return _WEIGHT.index(told.standing), booking.id == told.id, booking.start, booking.id


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
        kind=_readable(booking.kind)[:KIND_LENGTH].rstrip() or None,
        initials=None if booking.protected else initials(booking.initials),
        interpreter=booking.interpreter,
        language=booking.language,
        phone_tail=booking.phone_tail,
        protected=booking.protected,
        at_once=booking.at_once,
        practice=booking.practice,
        patients=booking.patients,
    )


def joins(booking: Booking, central: str) -> str | None:
    """The id of the visit in this central that the booking's join address names.

    A person's link to the same visit names it too: its fragment is theirs and is passed over.
    """
    try:
        there, here = urlsplit(booking.join or ""), urlsplit(central)
        same = origin(booking.join or "") == origin(central)
    except ValueError:
        return None
    path, name = here.path.rstrip("/"), there.path.rpartition("/")[2]
    is_visit = same and not there.query and there.path == f"{path}/visit/{name}"
    return name if is_visit and FHIR_ID.fullmatch(name) else None


def _readable(words: str | None) -> str:
    """What can be drawn and sent on: no control characters, no halves of a character."""
    return " ".join("".join(c if c.isprintable() else " " for c in words or "").split())


def initials(display: str | None) -> str | None:
    """At most two letters of whatever a server shows of a person: a name goes no further (S6)."""
    words = _readable(display).replace(".", " ").split()
    firsts = [next((letter for letter in word if letter.isalpha()), "") for word in words]
    letters = [letter.title()[0] for letter in firsts if letter]
    return " ".join(f"{letter}." for letter in (*letters[:1], *letters[1:][-1:])) or None
