"""When something changes by itself: one table of every clock that runs in a room."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite

from appliance.core.check_in import next_code
from appliance.core.day import Day, Focus, mono
from appliance.core.function_test import ends
from appliance.core.health import lid_asked_at, lid_told_at
from appliance.core.self_test import test_times
from appliance.core.visit.no_show import comes_at
from appliance.core.visit.over import over_until
from appliance.core.visit.table import BEFORE
from appliance.core.visit.times import (
    closes,
    expected,
    next_start,
    opens,
    outcome_until,
    own_until,
    resume_until,
    summary,
)
from appliance.core.words import Phase

Times = Iterator[float | None]


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: what it is about, the rule, and when it strikes (monotonic; past ones too)."""

    what: str
    rule: str
    at: Callable[[Day, float], Times]


def _after(*names: str) -> Callable[[Day, float], Times]:
    """Each rule's seconds after the last touch and after presence was last known."""

    def at(day: Day, _now: float) -> Times:
        for since in (day.touched, day.seen):
            if since is not None:
                yield from (since + getattr(day.rules, name) for name in names)

    return at


def _visits(day: Day, now: float) -> Times:
    """Of the visits that are open now, and of the first that is not."""
    for visit in day.ahead:
        opening = opens(day, visit)
        if opening > now:
            yield opening
            return
        start = mono(day, visit.start)
        yield from (start - day.rules.lobby_before, start, expected(day, visit))
        yield from (mono(day, visit.end), closes(day, visit))


def _of_focus(
    clock: Callable[[Day, Focus, float], float | None],
) -> Callable[[Day, float], Times]:
    def at(day: Day, now: float) -> Times:
        if day.focus is not None:
            yield clock(day, day.focus, now)

    return at


def _resume(day: Day, focus: Focus, now: float) -> float | None:
    running = focus.phase in BEFORE or focus.phase is Phase.IN_CALL
    return None if running else resume_until(day, focus, now)


def _own(day: Day, _now: float) -> Times:
    until = own_until(day)
    if until is not None:
        yield from (until, until - day.rules.own_warning)


def _next_start(day: Day, _now: float) -> Times:
    start = next_start(day, day.focus.visit) if day.focus else None
    if start is not None:
        yield from (start - day.rules.late_before, start)


CLOCKS: tuple[Clock, ...] = (
    Clock("a visit opens, its lobby comes, it starts, ends, closes", "R01, R02, start", _visits),
    Clock("the countdown is over", "start", _of_focus(lambda _, f, __: f.countdown)),
    Clock(
        "no automatic start so soon after the former visit",
        "R09",
        lambda day, _: iter([_plus(day.former_ended, day.rules.between)]),
    ),
    Clock(
        "a touch or presence is no longer fresh, private, around, checked in",
        "start, R71, R18, S2",
        _after("fresh", "private_after", "absent", "alone"),
    ),
    Clock(
        "nobody came since the check-in",
        "R18",
        lambda day, _: iter([_plus(day.here_at, day.rules.absent)]),
    ),
    Clock(
        "the code is over, a new one is wanted",
        "R18",
        lambda day, now: iter([day.code.until if day.code else None, next_code(day, now)]),
    ),
    Clock("somebody is missing", "R05, R40", _of_focus(lambda day, f, _: comes_at(day, f))),
    Clock(
        "the room is no longer ready",
        "R05",
        _of_focus(lambda day, f, _: _plus(f.unready_since, day.rules.break_borne)),
    ),
    Clock("a closed lid is told to IT", "S1", lambda day, _: iter([lid_told_at(day)])),
    Clock("the call can no longer be resumed", "R02", _of_focus(_resume)),
    Clock(
        "the outcome is no longer asked for",
        "R05",
        _of_focus(lambda day, f, _: outcome_until(day, f)),
    ),
    Clock("the next visit is near, and starts meanwhile", "R09", _next_start),
    Clock(
        "the number shows by itself",
        "R44",
        _of_focus(lambda day, f, _: f.since + day.rules.number_after),
    ),
    Clock("the number goes", "R44", _of_focus(lambda _, f, __: f.phone_until)),
    Clock("the start card goes", "R08", _of_focus(lambda _, f, __: f.card_until)),
    Clock(
        "nobody answered the ring",
        "R06",
        _of_focus(lambda day, f, _: _plus(f.rung, day.rules.rings_for)),
    ),
    Clock(
        "nobody is heard and nobody is here",
        "S2",
        _of_focus(lambda day, f, _: f.since + day.rules.alone),
    ),
    Clock(
        "an outcome can no longer be undone, or is no longer asked for",
        "R05",
        lambda day, _: (over_until(day, over) for over in day.over),
    ),
    Clock("*Boka nu* no longer rings", "R04", lambda day, _: iter([day.rings_until])),
    Clock("today's list closes", "R71", lambda day, _: iter([day.today_until])),
    Clock(
        "nobody said how it worked", "R51", lambda day, _: iter([day.rate[1] if day.rate else None])
    ),
    Clock("the door's bell is no longer told", "R19", lambda day, _: iter([day.bell_until])),
    Clock(
        "what IT does from afar is no longer told",
        "S2",
        lambda day, _: iter([day.far[1] if day.far else None]),
    ),
    Clock("the sign's after-hold is over", "R10", lambda day, _: iter([day.hold_until])),
    Clock("a person's own *occupied* warns and ends", "S3", _own),
    Clock(
        "the reminder of the summary comes and goes",
        "R50",
        lambda day, _: iter(summary(day, day.focus) if day.focus else ()),
    ),
    Clock(
        "the function test's step is over",
        "R20",
        lambda day, _: iter([ends(day, day.test) if day.test else None]),
    ),
    Clock("the bookings are old", "S7", lambda day, _: iter([_plus(day.read_at, day.rules.stale)])),
    Clock(
        "a booking in another system is over",
        "R65",
        lambda day, _: iter([mono(day, day.elsewhere) if day.elsewhere else None]),
    ),
    Clock("a closed lid is asked to be opened", "S1", lambda day, _: iter([lid_asked_at(day)])),
    Clock("a self-test is due, may open, takes too long, looks again", "S1", test_times),
)
"""Every clock of a room; ``next_deadline`` is the first that strikes."""


def _plus(since: float | None, seconds: float) -> float | None:
    return None if since is None else since + seconds


def next_deadline(day: Day, now: float) -> float | None:
    """The next monotonic time at which something changes by itself, or None."""
    times = (at for clock in CLOCKS for at in clock.at(day, now))
    return min((at for at in times if at is not None and at > now and isfinite(at)), default=None)
