"""The nights when the clock changes in Sweden, 2026 and 2027; midnight; clocks that are set."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen, sign_state, stage_view
from appliance.core.visits import Visit
from appliance.core.words import Button, Phase, Reason, SignState
from appliance.room.feed.agenda import window
from appliance.stage.screen.times import Moment
from tests.support.room import (
    IDLE_STAGE,
    LIVE_STAGE,
    PATIENT,
    RULES,
    START,
    in_phase,
    phase_of,
    pressed,
    walk,
)

SWEDEN = ZoneInfo("Europe/Stockholm")
SUMMER, WINTER = 2, 1
"""Hours that Swedish clocks are ahead of UTC."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Night:
    """The clock changes at 01:00 UTC of ``day``."""

    day: datetime
    before: int
    after: int

    @property
    def change(self) -> datetime:
        return self.day + HOUR

    def clock(self, at: datetime) -> str:
        """What a Swedish clock shows: worked out from the law, without any table of zones."""
        ahead = self.after if at >= self.change else self.before
        return (at + ahead * HOUR).strftime("%H:%M")


NIGHTS = (
    Night(datetime(2026, 3, 29, tzinfo=UTC), WINTER, SUMMER),
    Night(datetime(2026, 10, 25, tzinfo=UTC), SUMMER, WINTER),
    Night(datetime(2027, 3, 28, tzinfo=UTC), WINTER, SUMMER),
    Night(datetime(2027, 10, 31, tzinfo=UTC), SUMMER, WINTER),
)
AUTUMN = (NIGHTS[1], NIGHTS[3])
each_night = pytest.mark.parametrize("night", NIGHTS, ids=lambda night: str(night.day.date()))


def _moment(at: datetime) -> Moment:
    return Moment(0.0, at.timestamp(), SWEDEN)


@each_night
def test_the_screens_clock_is_right_in_every_minute_of_the_night(night: Night) -> None:
    for minute in range(-6 * 60, 12 * 60):
        at = night.change + minute * MINUTE
        for instant in (at, at + timedelta(seconds=59, milliseconds=999)):
            assert _moment(instant).clock() == night.clock(instant)
            assert _moment(night.day).clock(instant.timestamp()) == night.clock(instant)


@each_night
def test_the_day_of_the_bookings_has_23_or_25_hours_and_its_neighbours_24(night: Night) -> None:
    begins = night.day - night.before * HOUR
    ends = night.day + 24 * HOUR - night.after * HOUR
    hours = 24 + night.before - night.after
    assert (ends - begins) == hours * HOUR
    evening = ends - 2 * HOUR
    for at in (begins, night.change - MINUTE, night.change, evening - timedelta(microseconds=1)):
        assert (window(at, SWEDEN).start, window(at, SWEDEN).end) == (begins, ends)
    for at in (evening, ends - timedelta(microseconds=1)):
        assert (window(at, SWEDEN).start, window(at, SWEDEN).end) == (begins, ends + 2 * HOUR)
    before = window(begins - 3 * HOUR, SWEDEN)
    assert (before.start, before.end) == (begins - 24 * HOUR, begins)
    assert window(ends, SWEDEN).end == ends + 24 * HOUR


def _visit(name: str, start: datetime, length: int = 30) -> Visit:
    return Visit(name, start, start + length * MINUTE, initials="A. L.")


def _a_room(visits: tuple[Visit, ...], at: datetime) -> tuple[Day, float]:
    """A room that works, at ``at``, on a machine that has run for a day."""
    now = 86_400.0
    day = new_day(RULES, now, at.timestamp())
    steps: list[e.Event] = [
        e.ClockTrusted(trusted=True),
        e.Central(connected=True),
        e.SignSaid(SignState.CLEAR, lamp_ok=True),
        IDLE_STAGE,
        e.Agenda(visits, complete=True),
    ]
    return walk(day, [(now, event) for event in steps]), now


def _lives(day: Day, now: float, until: datetime) -> Iterator[tuple[Day, datetime]]:
    """The day at each of its deadlines, and the instant then."""
    end = until.timestamp() - day.anchor
    while (due := next_deadline(day, now)) is not None and due <= end:
        now = due
        day, _ = step(day, e.Tick(), now)
        yield day, datetime.fromtimestamp(day.anchor + now, UTC)


def _courses(day: Day, now: float, until: datetime) -> dict[str, list[datetime]]:
    """For each visit the instants at which its room opened and closed."""
    found: dict[str, list[datetime]] = {}
    last = day.focus.visit.id if day.focus else None
    for later, at in _lives(day, now, until):
        name = later.focus.visit.id if later.focus else None
        if name != last:
            for changed in (last, name):
                if changed is not None:
                    found.setdefault(changed, []).append(at)
        last = name
    return found


@each_night
@pytest.mark.parametrize(
    "begins", [-120, -75, -61, -60, -45, -30, -15, -1, 0, 1, 15, 30, 45, 59, 60, 90, 121]
)
def test_a_visit_opens_and_closes_to_the_second_around_the_change(
    night: Night, begins: int
) -> None:
    start = night.change + begins * MINUTE
    visit = _visit("a1", start)
    day, now = _a_room((visit,), night.change - 6 * HOUR)
    assert _courses(day, now, night.change + 6 * HOUR) == {
        "a1": [start - 15 * MINUTE, start + 35 * MINUTE]
    }


@each_night
def test_visits_back_to_back_over_the_change_follow_each_other(night: Night) -> None:
    starts = [night.change + part * 30 * MINUTE for part in range(-4, 5)]
    visits = tuple(_visit(f"a{number}", start) for number, start in enumerate(starts))
    day, now = _a_room(visits, night.change - 6 * HOUR)
    courses = _courses(day, now, night.change + 6 * HOUR)
    opened = [starts[0] - 15 * MINUTE, *starts[1:]]
    closed = [*starts[1:], starts[-1] + 35 * MINUTE]
    assert courses == {
        visit.id: [opens, closes]
        for visit, opens, closes in zip(visits, opened, closed, strict=True)
    }


@each_night
def test_the_countdown_and_the_call_run_over_the_change(night: Night) -> None:
    """Started 5 s before the hour changes: ten seconds are ten seconds."""
    start = night.change - timedelta(seconds=5)
    day, _ = _a_room((_visit("a1", start),), night.change - HOUR)
    at = start.timestamp() - day.anchor
    day = walk(
        day,
        [
            (at - 30, e.Presence(somebody=True)),
            (at - 30, e.AtVisit("a1", (PATIENT,))),
            (at, e.Tick()),
        ],
    )
    assert phase_of(day) is Phase.READY
    assert phase_of(walk(day, [(at + 9.9, e.Tick())])) is Phase.READY
    day = walk(day, [(at + 10, e.Tick()), (at + 12, LIVE_STAGE), (at + 3600, LIVE_STAGE)])
    assert phase_of(day) is Phase.IN_CALL
    shown = screen(day, at + 3600)
    assert shown.visit is not None
    assert _moment(night.day).clock(shown.visit.start) == night.clock(start)
    assert _moment(night.day).clock(shown.resume_until) == night.clock(start + 65 * MINUTE)


@pytest.mark.parametrize("night", AUTUMN, ids=lambda night: str(night.day.date()))
def test_half_past_two_comes_twice_and_each_has_its_own_visit(night: Night) -> None:
    first, second = night.change - 30 * MINUTE, night.change + 30 * MINUTE
    assert night.clock(first) == night.clock(second) == "02:30"
    visits = (_visit("a1", first, 15), _visit("a2", second, 15))
    day, now = _a_room(visits, night.change - 3 * HOUR)
    lines = screen(day, now).today
    assert [_moment(night.day).clock(line.start) for line in lines] == ["02:30", "02:30"]
    assert [line.visit for line in lines] == ["a1", "a2"]
    courses = _courses(day, now, night.change + 3 * HOUR)
    assert courses["a1"] == [first - 15 * MINUTE, first + 20 * MINUTE]
    assert courses["a2"] == [second - 15 * MINUTE, second + 20 * MINUTE]


@pytest.mark.parametrize("night", AUTUMN, ids=lambda night: str(night.day.date()))
def test_the_first_half_past_two_starts_no_visit_of_the_second(night: Night) -> None:
    second = night.change + 30 * MINUTE
    day, now = _a_room((_visit("a2", second),), night.change - 2 * HOUR)
    at = second.timestamp() - day.anchor
    came: list[tuple[float, e.Event]] = [
        (at - 600, e.Presence(somebody=True)),
        (at - 600, e.AtVisit("a2", (PATIENT,))),
    ]
    for later, instant in _lives(day, now, second - HOUR + 10 * MINUTE):
        assert later.focus is None, instant
    day = walk(day, came)
    assert _moment(night.day).minutes_to((second).timestamp()) == 90
    assert phase_of(walk(day, [(at - 0.1, e.Tick())]), "a2") is Phase.CHECKING
    assert phase_of(walk(day, [(at, e.Tick())]), "a2") is Phase.READY


@each_night
@pytest.mark.parametrize("name", ["long", "short"])
def test_a_visit_over_midnight_belongs_to_both_days_and_is_not_cut(night: Night, name: str) -> None:
    """The new day's bookings hold it; so do those of a feed that forgets it, while it runs (S4)."""
    midnight = night.day - night.before * HOUR
    visit = _visit("a1", midnight - 15 * MINUTE)
    tomorrow = _visit("a2", midnight + 8 * HOUR)
    day, _ = _a_room((visit,), midnight - HOUR)
    at = visit.start.timestamp() - day.anchor
    day = walk(
        day,
        [
            (at, e.Presence(somebody=True)),
            (at, e.AtVisit("a1", (PATIENT,))),
            (at, pressed(Button.START)),
            (at + 2, LIVE_STAGE),
        ],
    )
    turn = midnight.timestamp() - day.anchor
    told = (visit, tomorrow) if name == "long" else (tomorrow,)
    agenda = e.Agenda(told, complete=True)
    day = walk(day, [(turn + 1, agenda), (turn + 31, agenda), (turn + 61, agenda)])
    assert phase_of(day) is Phase.IN_CALL
    assert stage_view(day, turn + 61).capture is Reason.VISIT
    shown = [line.visit for line in screen(day, turn + 61).today]
    assert shown == [one.id for one in told]
    day = walk(day, [(turn + 900, pressed(Button.LEAVE)), (turn + 900, IDLE_STAGE)])
    assert Button.RESTART in screen(day, turn + 900).buttons
    day = walk(day, [(turn + 905, pressed(Button.HELD))])
    assert screen(day, turn + 905).name == "idle"


JUMPS = (-86_400.0, -7200.0, -300.0, -2.0, 2.0, 300.0, 7200.0, 86_400.0)
"""Seconds by which a clock was wrong."""
SEATED = (Phase.JOINING, Phase.IN_CALL, Phase.PAUSED, Phase.INTERRUPTED)


def _jumped(day: Day, now: float, seconds: float) -> Day:
    return walk(day, [(now, e.ClockSet(day.anchor + now + seconds))])


@pytest.mark.parametrize("seconds", JUMPS)
@pytest.mark.parametrize("phase", SEATED)
def test_a_clock_that_is_set_cuts_no_running_visit(phase: Phase, seconds: float) -> None:
    """Where R02's window is over by the new clock, a silence is still waited out a minute."""
    day, now = in_phase(phase)
    day = walk(day, [(now, e.Presence(somebody=True))])
    jumped = _jumped(day, now + 1, seconds)
    assert phase_of(jumped) is phase
    assert stage_view(jumped, now + 1).capture == stage_view(day, now + 1).capture
    assert stage_view(jumped, now + 1).call == stage_view(day, now + 1).call
    back = _jumped(jumped, now + 2, -seconds)
    assert phase_of(back) is phase
    assert replace(back, focus=None) == replace(day, focus=None)


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_call_runs_on_for_hours_whatever_the_clock_says(seconds: float) -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = _jumped(day, now + 1, seconds)
    for at in range(0, 4 * 3600, 600):
        day = walk(day, [(now + 2 + at, LIVE_STAGE)])
        assert phase_of(day) is Phase.IN_CALL
        assert sign_state(day, now + 2 + at) is SignState.OCCUPIED


@pytest.mark.parametrize("seconds", [seconds for seconds in JUMPS if seconds < -15 * 60])
@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CHECKING, Phase.READY])
def test_a_clock_set_back_far_closes_a_room_that_is_not_open_yet(
    phase: Phase, seconds: float
) -> None:
    """R01; it opens in its time, and nothing of the wrong hour is left."""
    day, now = in_phase(phase)
    back = _jumped(day, now + 1, seconds)
    assert phase_of(back) is Phase.BOOKED
    assert back.not_joined == ()
    opens = START - 900 - seconds
    assert phase_of(walk(back, [(opens - 0.1, e.Tick())])) is Phase.BOOKED
    assert phase_of(walk(back, [(opens, e.Tick())])) is Phase.OPEN


@pytest.mark.parametrize("seconds", [-2.0, -300.0])
def test_a_clock_set_back_in_the_countdown_stops_it_until_the_start(seconds: float) -> None:
    day, now = in_phase(Phase.READY)
    day = walk(day, [(now, e.Presence(somebody=True))])
    back = _jumped(day, now + 1, seconds)
    assert phase_of(back) is Phase.CHECKING
    again = now - seconds
    assert phase_of(walk(back, [(again - 0.1, e.Tick())])) is Phase.CHECKING
    back = walk(back, [(again, e.Tick())])
    assert back.focus is not None
    assert back.focus.countdown == again + 10


@pytest.mark.parametrize("seconds", [2.0, 300.0])
def test_a_clock_set_forward_in_the_countdown_changes_no_second_of_it(seconds: float) -> None:
    day, now = in_phase(Phase.READY)
    forward = _jumped(day, now + 1, seconds)
    assert phase_of(walk(forward, [(now + 9.9, e.Tick())])) is Phase.READY
    assert phase_of(walk(forward, [(now + 10, e.Tick())])) is Phase.JOINING


def test_a_clock_set_forward_to_the_start_starts_the_countdown_not_the_call() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, e.Presence(somebody=True))])
    forward = _jumped(day, now + 1, 600)
    assert phase_of(forward) is Phase.READY
    assert stage_view(forward, now + 1).capture is None
    assert phase_of(walk(forward, [(now + 11, e.Tick())])) is Phase.JOINING


@pytest.mark.parametrize("phase", [Phase.BOOKED, Phase.OPEN, Phase.CHECKING])
def test_a_clock_set_forward_past_the_window_leaves_nobody_in_a_dead_visit(phase: Phase) -> None:
    day, now = in_phase(phase)
    forward = _jumped(day, now + 1, 7200)
    assert forward.focus is None
    assert stage_view(forward, now + 1).capture is None
    assert sign_state(forward, now + 1) is SignState.CLEAR


@pytest.mark.parametrize("seconds", JUMPS)
def test_durations_do_not_jump_with_the_clock(seconds: float) -> None:
    """After-hold, an own occupied, the number, and what was touched are monotonic."""
    day, now = in_phase(Phase.ENDED)
    forward = _jumped(day, now + 1, seconds)
    assert sign_state(walk(forward, [(now + 4.9, e.Tick())]), now + 4.9) is SignState.OCCUPIED
    assert sign_state(walk(forward, [(now + 5, e.Tick())]), now + 5) is not SignState.OCCUPIED
    own, at = in_phase(Phase.BOOKED)
    own = _jumped(walk(own, [(at, pressed(Button.OCCUPY))]), at + 1, seconds)
    assert own.own_at == at


def test_the_sign_at_midnight_follows_the_new_days_first_visit() -> None:
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)
    first = _visit("a1", midnight + 5 * MINUTE)
    day, now = _a_room((first,), midnight - HOUR)
    seen = [
        (at, sign_state(later, at.timestamp() - later.anchor))
        for later, at in _lives(day, now, midnight + HOUR)
    ]
    assert seen[0][1] is SignState.CLEAR
    assert [b for a, b in pairwise(seen) if a[1] is not b[1]] == [
        (midnight - 10 * MINUTE, SignState.SOON),
        (first.start + 35 * MINUTE, SignState.CLEAR),
    ]
