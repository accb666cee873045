"""iCalendar events as bookings: times and zones, series, cancellations, who and where.

RFC 5545, RFC 7986 (CONFERENCE). A source may hold what a clinic never planned as a visit: what is
no booking is named as bad, never guessed at.
"""

import gc
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from central.imports.reading import cleaning
from central.imports.reading.calendar_event import (
    Event,
    attendee,
    conference,
    kind_of,
    newest,
    rooms_of,
    version_of,
)
from central.imports.reading.calendar_text import CalendarText, take_apart
from central.imports.reading.found import Found, Gathered, SourceError, Span, Standing
from central.imports.settings import ImportSettings

LONGEST = timedelta(hours=8)
DAY = timedelta(days=1)
OLDEST = timedelta(days=20 * 366)
"""A series that began longer ago is not worked out."""
SERIES_S = 0.5
"""Processor seconds that one series may take."""
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_STANDING: dict[str, Standing] = {"CANCELLED": "cancelled", "TENTATIVE": "undecided"}


class _BadError(Exception):
    """An event that is no booking: ``place`` is the property, ``problem`` why."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place, self.problem = place, problem


def read_calendar(
    body: bytes, settings: ImportSettings, zone: ZoneInfo, span: Span, into: Gathered
) -> None:
    """Append the calendar's bookings; SourceError where it is none, too large, or cut off."""
    taken = take_apart(body)
    if not taken.known_charset:
        into.complain(None, "calendar", "is not UTF-8; letters may be wrong")
    if taken.too_long:
        into.complain(None, "VEVENT", f"is too long in {taken.too_long} events")
    zones = "".join(taken.zones)
    floating = _zone(taken.zone_name) or zone
    for uid, texts in _by_uid(taken, into).items():
        _Reader(settings, floating, span, into).series(uid, texts, zones)
    if not taken.whole:
        raise SourceError("cut-short")


def _by_uid(taken: CalendarText, into: Gathered) -> dict[str, list[str]]:
    """The events of each series together, in the calendar's order."""
    found: dict[str, list[str]] = {}
    for text in taken.events:
        uid = next((line for line in text.splitlines() if line[:3].upper() == "UID"), "")
        name = cleaning.identifier(uid.partition(":")[2].strip()[: cleaning.ID - 30])
        if name is None:
            into.complain(None, "UID", "is missing or no id")
        else:
            found.setdefault(name, []).append(text)
    return found


class _Reader:
    """One series, or one single event, of one calendar."""

    def __init__(
        self, settings: ImportSettings, floating: ZoneInfo, span: Span, into: Gathered
    ) -> None:
        self._settings = settings
        self._floating = floating
        self._span = span
        self._into = into

    def series(self, uid: str, texts: list[str], zones: str) -> None:
        try:
            with warnings.catch_warnings(), _hurried():
                warnings.simplefilter("ignore")
                events = self._occurrences(f"{zones}{''.join(texts)}")
        except _BadError as bad:
            self._into.complain(uid, bad.place, bad.problem)
            return
        except TimeoutError:
            self._into.complain(uid, "RRULE", "takes too long to work out")
            return
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            self._into.complain(uid, "VEVENT", "cannot be read")
            return
        for event in events:
            self._one(uid, event)

    def _occurrences(self, text: str) -> list[Event]:
        whole = f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n"
        calendar: Any = icalendar.Calendar.from_ical(whole)
        events = newest(calendar.walk("VEVENT"))
        if not any(event.get("RRULE") or event.get("RDATE") for event in events):
            return events
        if len(events) > cleaning.LINE:
            raise _BadError("RRULE", "has too many exceptions")
        for event in events:
            self._check_rule(event)
        bare = icalendar.Calendar()
        for event in events:
            bare.add_component(event)
        start = datetime.fromtimestamp(self._span.start, UTC) - DAY
        end = datetime.fromtimestamp(self._span.end, UTC) + DAY
        expanded: list[Event] = list(recurring_ical_events.of(bare).between(start, end))
        return expanded

    def _check_rule(self, event: Event) -> None:
        """Series of visits are simple; what is not would take for ever to work out."""
        rule = event.get("RRULE")
        if rule is None:
            return
        if isinstance(rule, list):
            raise _BadError("RRULE", "is given more than once")
        if {str(word) for word in rule.get("FREQ", [])} - FREQUENCIES or not rule.get("FREQ"):
            raise _BadError("RRULE", "repeats within a day or in no known way")
        if not all(0 < int(every) <= 1000 for every in rule.get("INTERVAL", [1])):
            raise _BadError("RRULE", "has no interval of 1 to 1000")
        if any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            raise _BadError("RRULE", "repeats within a day or in no known way")
        begun = self._instant(event, "DTSTART")
        if begun < datetime.fromtimestamp(self._span.start, UTC) - OLDEST:
            raise _BadError("DTSTART", "is more than 20 years ago, for a series")

    def _one(self, uid: str, event: Event) -> None:
        """Add one occurrence, or complain of it."""
        try:
            found = self._read(uid, event)
        except _BadError as bad:
            self._into.complain(uid, bad.place, bad.problem)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            self._into.complain(uid, "VEVENT", "cannot be read")
        else:
            if self._span.start <= found.start < self._span.end:
                self._into.add(found)

    def _read(self, uid: str, event: Event) -> Found:
        start = self._instant(event, "DTSTART")
        end = self._end(event, start)
        standing = _STANDING.get(str(event.get("STATUS", "")).strip().upper(), "booked")
        inside = self._span.start <= start.timestamp() < self._span.end
        if inside and standing == "booked" and not timedelta() < end - start <= LONGEST:
            raise _BadError("DTEND", "is not after DTSTART, or by more than 8 hours")
        identity = uid
        if event.get("RECURRENCE-ID") is not None:
            identity = f"{uid}/{self._instant(event, 'RECURRENCE-ID'):%Y%m%dT%H%M%SZ}"
        patient, confirmed, doubts = attendee(event, self._settings)
        return Found(
            foreign_id=identity,
            start=start.timestamp(),
            end=end.timestamp(),
            standing=standing,
            version=version_of(event),
            rooms=rooms_of(event),
            kind=kind_of(event, self._settings),
            confirmed=confirmed,
            patient=patient,
            join=conference(event),
            doubts=doubts,
        )

    def _instant(self, event: Event, name: str) -> datetime:
        """A property's time in UTC."""
        given = event.get(name)
        if given is None or isinstance(given, list):
            raise _BadError(name, "is missing or given more than once")
        at: Any = given.dt
        if not isinstance(at, datetime):
            raise _BadError(name, "is a whole day, no time")
        if at.tzinfo is None:
            tzid = given.params.get("TZID")
            at = at.replace(tzinfo=self._named(str(tzid), name) if tzid else self._floating)
        in_utc: datetime = at.astimezone(UTC)
        return in_utc

    def _named(self, tzid: str, name: str) -> ZoneInfo:
        known = _zone(self._settings.timezones.get(tzid, tzid))
        if known is None:
            raise _BadError(name, "has a time zone that is not known; add it to timezones")
        return known

    def _end(self, event: Event, start: datetime) -> datetime:
        if event.get("DTEND") is not None:
            return self._instant(event, "DTEND")
        duration = event.get("DURATION")
        if duration is None:
            raise _BadError("DTEND", "is missing")
        lasting: timedelta = duration.dt
        return start + lasting


@contextmanager
def _hurried() -> Iterator[None]:
    """TimeoutError where the block takes more than SERIES_S of the processor's time.

    The collector rests meanwhile: what is raised while it ends a foreign object is lost.
    """

    def give_up(*_: object) -> None:
        raise TimeoutError

    collecting = gc.isenabled()
    gc.disable()
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SERIES_S, SERIES_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if collecting:
            gc.enable()


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
