"""Every clock of a room strikes to the second: one row for each, read as the routine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.deadlines import CLOCKS
from appliance.core.room_day import next_deadline
from appliance.core.visits import Standing
from appliance.core.words import Button, DeviceState, FarAct, Fault, Phase, Proven
from tests.support.room import (
    CHECKED_IN,
    CODE_SAID,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    NOBODY,
    NOBODY_IN,
    START,
    START_WALL,
    VISIT,
    a_room,
    in_phase,
    minutes,
    pressed,
    walk,
)

FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
LATER = replace(
    VISIT,
    id="a3",
    start=VISIT.start + timedelta(hours=3),
    end=VISIT.start + timedelta(hours=4),
)
NUMBER = e.NumberSaid("a1", "070")
Case = tuple[Day, float]
Steps = list[tuple[float, e.Event]]


def _of(phase: Phase, *events: e.Event) -> Case:
    day, now = in_phase(phase)
    return walk(day, [(now, event) for event in events]), now


def _nothing_booked() -> Case:
    return a_room(()), START


def _three_booked() -> Case:
    return walk(a_room((VISIT, FOLLOWING, LATER)), [(minutes(16), e.Tick())]), minutes(16)


def _promised() -> Case:
    day, now = in_phase(Phase.CHECKING)
    return walk(day, [(now, pressed(Button.LATE_10))]), now


def _nobody_came() -> Case:
    steps: list[tuple[float, e.Event]] = [
        (minutes(-10), pressed(Button.HERE)),
        (minutes(-9), e.Touched()),
    ]
    return walk(a_room(), steps), minutes(-9)


def _ready_late() -> Case:
    """The headset came 2 min after the start."""
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), replace(IDLE_STAGE, microphone=DeviceState.MISSING)),
            (minutes(2), IDLE_STAGE),
        ],
    )
    return day, minutes(2)


def _rung() -> Case:
    day, _ = in_phase(Phase.ENDED)
    steps: list[tuple[float, e.Event]] = [(START + 22, LEFT), (START + 25, pressed(Button.RESTART))]
    return walk(day, steps), START + 25


def _overran() -> Case:
    """Left 40 min after the start of half an hour; the next visit waits since 10 min."""
    day, _ = in_phase(Phase.IN_CALL)
    told = e.Agenda((VISIT, FOLLOWING), complete=True)
    steps: list[tuple[float, e.Event]] = [
        (minutes(40), told),
        (minutes(40), LIVE_STAGE),
        (minutes(40), pressed(Button.LEAVE)),
    ]
    return walk(day, steps), minutes(40)


def _elsewhere() -> Case:
    other = replace(LATER, standing=Standing.OTHER_SYSTEM)
    return a_room((VISIT, other)), START - 3600


def _own(*, somebody: bool) -> Case:
    steps: list[tuple[float, e.Event]] = [(START - 3000, pressed(Button.OCCUPY))]
    if somebody:
        steps.append((START - 2990, e.Presence(somebody=True)))
    return walk(a_room(()), steps), START - 2990


def _at_once() -> Case:
    visit = replace(VISIT, at_once=True)
    return walk(a_room(()), [(START - 30, e.Agenda((visit,), complete=True))]), START - 30


def _checked_in() -> Case:
    return walk(a_room(()), [(START, CHECKED_IN)]), START + 10


def _code_shown() -> Case:
    said: list[tuple[float, e.Event]] = [(START - 60, NOBODY_IN), (START, e.Touched())]
    return walk(a_room(()), [*said, (START + 5, CODE_SAID)]), START + 6


def _seen() -> Case:
    steps: list[tuple[float, e.Event]] = [
        (START, e.Presence(somebody=True)),
        (START + 5, e.Presence(somebody=False)),
    ]
    return walk(a_room(()), steps), START + 5


def _unsettled() -> Case:
    """Nobody said how it went: asked for since R02's latest time, for 12 h."""
    day, _ = in_phase(Phase.ENDED)
    return walk(day, [(minutes(90), e.Tick())]), minutes(90)


LEFT_AT_HALF: Steps = [
    (minutes(-30), e.Presence(somebody=True)),
    (minutes(-30), e.Presence(somebody=False)),
]


def _test_runs() -> Case:
    """Of two visits the first one's, in a room that opens in an hour."""
    later = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + (VISIT.end - VISIT.start))
    hours = e.HoursSaid(opens=START_WALL.timestamp() + 3600)
    steps: Steps = [*LEFT_AT_HALF, (minutes(-20), hours)]
    return walk(a_room((VISIT, later)), steps), minutes(-20)


_TEST_TIMES = [
    minutes(10),
    minutes(30),
    minutes(-30) + 600,
    minutes(-30) + 7 * 86_400,
    minutes(-20) + 8,
    minutes(-20) + 15,
    None,
]


def _test_failed() -> Case:
    """Blurred: it is looked at again after 5 min."""
    told = e.SelfTestSaid(1, tuple((part, None) for part in Proven))
    blurred = replace(told, results=((Proven.CAMERA, Fault.CAMERA_BLURRED), *told.results[1:]))
    steps: Steps = [
        *LEFT_AT_HALF,
        (minutes(-20), e.Tick()),
        (minutes(-20) + 5, replace(IDLE_STAGE, test=blurred)),
    ]
    return walk(a_room(), steps), minutes(-20) + 5


(
    VISITS,
    COUNTDOWN,
    BETWEEN,
    TOUCH,
    CHECKED,
    CODE,
    MISSING,
    UNREADY,
    LID,
    RESUME,
    OUTCOME,
    NEXT,
    ITSELF,
) = (clock.what for clock in CLOCKS[:13])
(
    NUMBER_GOES,
    CARD,
    RING,
    ALONE,
    UNDO,
    RINGS,
    TODAY,
    RATE,
    BELL,
    FAR,
    HOLD,
    OWN,
    SUMMARY,
    TEST,
    OLD,
    OTHER,
    ASKED,
    SELF,
) = (clock.what for clock in CLOCKS[13:])
after_touch = [60.0, 120.0, 1200.0, 300.0]
ROWS: tuple[tuple[str, Callable[[], Case], list[float | None]], ...] = (
    (VISITS, _nothing_booked, []),
    (VISITS, lambda: _of(Phase.BOOKED), [minutes(-15)]),
    (
        VISITS,
        lambda: _of(Phase.OPEN),
        [minutes(-2), START, START, minutes(30), minutes(35)],
    ),
    (
        VISITS,
        _promised,
        [minutes(-2), START, minutes(10), minutes(30), minutes(35)],
    ),
    (
        VISITS,
        _three_booked,
        [
            *(minutes(-2), START, START, minutes(30), minutes(30)),
            *(minutes(28), minutes(30), minutes(30), minutes(60), minutes(65)),
            minutes(165),
        ],
    ),
    (COUNTDOWN, _nothing_booked, []),
    (COUNTDOWN, lambda: _of(Phase.CHECKING), [None]),
    (COUNTDOWN, lambda: _of(Phase.READY), [START + 10]),
    (BETWEEN, _nothing_booked, [None]),
    (BETWEEN, lambda: _of(Phase.ENDED), [START + 20 + 180]),
    (TOUCH, _nothing_booked, []),
    (TOUCH, lambda: _of(Phase.OPEN, e.Touched()), [minutes(-10) + s for s in after_touch]),
    (TOUCH, _seen, [START + 5 + s for s in after_touch]),
    (CHECKED, _nothing_booked, [None]),
    (CHECKED, _checked_in, [START + 1200]),
    (CODE, _nothing_booked, [None, None]),
    (CODE, _code_shown, [START + 5 + 60, START + 30]),
    (MISSING, lambda: _of(Phase.OPEN), [None]),
    (MISSING, _nobody_came, [minutes(5)]),
    (MISSING, _promised, [minutes(15)]),
    (MISSING, _ready_late, [minutes(7)]),
    (UNREADY, lambda: _of(Phase.CHECKING), [None]),
    (UNREADY, lambda: _of(Phase.CHECKING, e.Central(connected=False)), [minutes(-10) + 30]),
    (LID, _nothing_booked, [None]),
    (LID, lambda: _of(Phase.IN_CALL), [minutes(2)]),
    (RESUME, lambda: _of(Phase.CHECKING), [None]),
    (RESUME, lambda: _of(Phase.READY), [None]),
    (RESUME, lambda: _of(Phase.IN_CALL), [None]),
    (RESUME, lambda: _of(Phase.PAUSED), [minutes(35)]),
    (RESUME, lambda: _of(Phase.INTERRUPTED), [minutes(35)]),
    (RESUME, lambda: _of(Phase.ENDED), [minutes(35)]),
    (RESUME, _overran, [minutes(45)]),
    (OUTCOME, lambda: _of(Phase.ENDED), [minutes(90)]),
    (OUTCOME, _overran, [minutes(42)]),
    (NEXT, lambda: _of(Phase.ENDED), []),
    (NEXT, _overran, [minutes(25), minutes(30)]),
    (ITSELF, lambda: _of(Phase.INTERRUPTED), [START + 20 + 20]),
    (NUMBER_GOES, lambda: _of(Phase.IN_CALL), [None]),
    (NUMBER_GOES, lambda: _of(Phase.IN_CALL, NUMBER, pressed(Button.CALL_PATIENT)), [START + 72]),
    (CARD, lambda: _of(Phase.JOINING), [None]),
    (CARD, lambda: _of(Phase.IN_CALL), [START + 12 + 90]),
    (RING, lambda: _of(Phase.JOINING), [None]),
    (RING, _rung, [START + 25 + 60]),
    (ALONE, lambda: _of(Phase.INTERRUPTED), [START + 20 + 300]),
    (UNDO, lambda: _of(Phase.ENDED), []),
    (UNDO, lambda: _of(Phase.CLOSED), [START + 20 + 900]),
    (UNDO, _unsettled, [minutes(90) + 12 * 3600]),
    (RINGS, lambda: _of(Phase.OPEN), [None]),
    (RINGS, _at_once, [START + 30]),
    (TODAY, lambda: _of(Phase.CHECKING), [None]),
    (TODAY, lambda: _of(Phase.CHECKING, pressed(Button.TODAY)), [minutes(-10) + 30]),
    (RATE, lambda: _of(Phase.ENDED), [None]),
    (RATE, lambda: _of(Phase.CLOSED), [START + 20 + 60]),
    (BELL, lambda: _of(Phase.IN_CALL), [None]),
    (BELL, lambda: _of(Phase.IN_CALL, e.DoorBell()), [START + 12 + 30]),
    (FAR, lambda: _of(Phase.IN_CALL), [None]),
    (FAR, lambda: _of(Phase.IN_CALL, e.FromAfar(FarAct.LOOKS)), [START + 12 + 30]),
    (HOLD, lambda: _of(Phase.IN_CALL), [None]),
    (HOLD, lambda: _of(Phase.ENDED), [START + 20 + 5]),
    (OWN, _nothing_booked, []),
    (OWN, lambda: _own(somebody=False), [START + 600, START + 300]),
    (OWN, lambda: _own(somebody=True), [inf, inf]),
    (SUMMARY, _nothing_booked, []),
    (SUMMARY, lambda: _of(Phase.IN_CALL), [minutes(25), minutes(27)]),
    (TEST, _nothing_booked, [None]),
    (TEST, lambda: _of(Phase.CHECKING, NOBODY, pressed(Button.TEST)), [minutes(-10) + 60]),
    (OLD, _nothing_booked, [START - 3600 + 120]),
    (OTHER, _nothing_booked, [None]),
    (OTHER, _elsewhere, [minutes(240)]),
    (ASKED, _nothing_booked, [None]),
    (ASKED, lambda: _of(Phase.OPEN), [minutes(-5)]),
    (SELF, _nothing_booked, [None, None]),
    (SELF, _test_runs, _TEST_TIMES),
    (
        SELF,
        _test_failed,
        [
            None,
            minutes(-30) + 600,
            minutes(-30) + 7 * 86_400,
            None,
            None,
            minutes(-20) + 305,
            None,
            None,
        ],
    ),
)


@pytest.mark.parametrize(("what", "make", "at"), ROWS)
def test_every_clock_strikes_when_the_routine_says(
    what: str, make: Callable[[], Case], at: list[float | None]
) -> None:
    day, now = make()
    (clock,) = (clock for clock in CLOCKS if clock.what == what)
    assert list(clock.at(day, now)) == at


def test_every_clock_has_a_row_in_which_it_strikes() -> None:
    strikes = {what for what, _, at in ROWS if any(time is not None for time in at)}
    assert strikes == {clock.what for clock in CLOCKS}


def test_a_room_that_opens_at_this_very_moment_is_open() -> None:
    """The next thing is its lobby, not the opening once more."""
    day, _ = in_phase(Phase.BOOKED)
    assert next_deadline(day, minutes(-15) - 0.001) == minutes(-15)
    day = walk(day, [(minutes(-15), e.Tick())])
    opened = [at for at in CLOCKS[0].at(day, minutes(-15)) if at is not None]
    assert min(opened) == minutes(-2)


def test_the_next_deadline_is_the_first_one_to_come_and_never_past_or_endless() -> None:
    day, now = _own(somebody=True)
    strikes = [at for clock in CLOCKS for at in clock.at(day, now) if at is not None]
    assert inf in strikes
    assert min(strikes) <= now
    assert next_deadline(day, now) == min(at for at in strikes if now < at < inf)
    empty = replace(day, read_at=None, seen=None, sensor_saw=None, touched=None, own_at=None)
    assert next_deadline(empty, now) is None


def test_a_clock_that_strikes_now_has_struck() -> None:
    day, now = in_phase(Phase.READY)
    assert next_deadline(day, now + 10 - 0.001) == now + 10
    assert next_deadline(day, now + 10) != now + 10
