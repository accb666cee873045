"""The behaviour table, read from its text: every phase, event and deadline of a visit."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import next_deadline, step
from appliance.core.visits import Standing
from appliance.core.words import Button, DeviceState, Phase, Sight, SignState
from tests.support.room import (
    AT_LOBBY,
    AWAY,
    CHECKED_IN,
    CONNECTING_STAGE,
    ELSEWHERE,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    LOST,
    NOBODY,
    NOBODY_IN,
    PATHS,
    SILENT_STAGE,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    walk,
)

TEXT = (Path(__file__).parent / "behaviour.txt").read_text()
EVENT_PART, DEADLINE_PART = TEXT.split("Deadlines:")
HOUR = timedelta(hours=1)
FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))


def _rows(part: str, header: str) -> list[list[str]]:
    lines = part.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(header))
    return [line.split() for line in lines[first:] if line.strip() and line[:2] != "--"]


COLUMNS, *EVENT_ROWS = _rows(EVENT_PART, "event ")
_, *DEADLINE_ROWS = _rows(DEADLINE_PART, "deadline ")


def _told(*visits: object) -> e.Agenda:
    return e.Agenda(visits, complete=True)  # type: ignore[arg-type]


def _events(name: str, day: Day) -> tuple[e.Event, ...]:
    """What the table calls ``name``."""
    stage = day.stage
    table: dict[str, tuple[e.Event, ...]] = {
        "touch": (e.Touched(),),
        "time-passes": (e.Tick(),),
        "somebody-comes": (e.Presence(somebody=True),),
        "somebody-goes": (e.Presence(somebody=False),),
        "patient-leaves": (LEFT, replace(SILENT_STAGE, capture=stage.capture)),
        "patient-lost": (LOST, replace(SILENT_STAGE, capture=stage.capture)),
        "patient-away": (AWAY,),
        "lobby-empty": (NOBODY,),
        "patient-in-lobby": (AT_LOBBY,),
        "checked-in": (CHECKED_IN,),
        "checked-out": (CHECKED_IN, NOBODY_IN),
        "held-elsewhere": (ELSEWHERE,),
        "media-proven": (LIVE_STAGE,),
        "media-silent": (SILENT_STAGE,),
        "stage-gone": (e.StageSaid(alive=False),),
        "camera-missing": (replace(stage, camera=DeviceState.MISSING),),
        "camera-frozen": (replace(stage, sight=Sight.FROZEN),),
        "camera-covered": (replace(stage, sight=Sight.COVERED),),
        "headset-missing": (replace(stage, speaker=DeviceState.MISSING),),
        "sign-gone": (e.SignSaid(None),),
        "lamp-dead": (e.SignSaid(SignState.CLEAR, lamp_ok=False),),
        "central-gone": (e.Central(connected=False),),
        "clock-untrusted": (e.ClockTrusted(trusted=False),),
        "withdrawn": (_told(replace(VISIT, standing=Standing.CANCELLED)),),
        "unconfirmed": (_told(replace(VISIT, confirmed=False)),),
        "moved-an-hour": (_told(replace(VISIT, start=VISIT.start + HOUR, end=VISIT.end + HOUR)),),
        "absent-once": (_told(),),
        "absent-twice": (_told(), _told()),
        "cut-short-twice": (e.Agenda((), complete=False),) * 2,
    }
    if name == "continue" and phase_of(day) is Phase.PAUSED:
        return (CONNECTING_STAGE, e.Pressed(Button.CONTINUE))
    return table.get(name) or (e.Pressed(Button(name)),)


@pytest.mark.parametrize("row", EVENT_ROWS, ids=lambda row: row[0])
def test_every_event_in_every_phase_does_what_the_table_says(row: list[str]) -> None:
    for column, expected in zip(COLUMNS[1:], row[1:], strict=True):
        phase = Phase(column)
        day, now = in_phase(phase)
        assert phase_of(day) is phase
        later = walk(day, [(now + 0.5, event) for event in _events(row[0], day)])
        wanted = phase if expected == "." else Phase(expected)
        assert phase_of(later) is wanted, f"{row[0]} in {phase}"


def test_the_table_names_every_phase_and_every_button() -> None:
    assert [Phase(name) for name in COLUMNS[1:]] == list(Phase)
    told = {row[0] for row in EVENT_ROWS}
    assert {button.value for button in Button} - told == {"admit"}


def _long(day: Day, now: float) -> Day:
    """Somebody stays in the room and the bookings stay as they are."""
    return walk(day, [(now, e.Presence(somebody=True))])


def _attended(phase: Phase, *, following: bool = False) -> tuple[Day, float]:
    now, path = PATHS[phase]
    visits = (VISIT, FOLLOWING) if following else (VISIT,)
    return _long(path(a_room(visits)), now), now


def _unattended(*, following: bool = False) -> tuple[Day, float]:
    now, path = PATHS[Phase.OPEN]
    return path(a_room((VISIT, FOLLOWING) if following else (VISIT,))), now


def _on_press(day: Day, now: float) -> tuple[Day, float]:
    return walk(day, [(now, e.Pressed(Button.WAIT))]), now


def _rung() -> tuple[Day, float]:
    """The patient left, and *Återuppta samtal* rings them (R06)."""
    day, _ = in_phase(Phase.ENDED)
    return walk(day, [(START + 22, LEFT), (START + 25, e.Pressed(Button.RESTART))]), START + 25


DEADLINES = {
    "opens": lambda: (in_phase(Phase.BOOKED), minutes(-15)),
    "start-when-all-there": lambda: (_attended(Phase.CHECKING), START),
    "countdown-over": lambda: (in_phase(Phase.READY), START + 10),
    "closes-unattended": lambda: (_unattended(), minutes(35)),
    "closes-checked-in": lambda: (_on_press(*_attended(Phase.CHECKING)), minutes(35)),
    "next-start-unattended": lambda: (_unattended(following=True), minutes(30)),
    "next-start-after-the-end": lambda: (_attended(Phase.ENDED, following=True), minutes(30)),
    "end-of-a-running-call": lambda: (_attended(Phase.IN_CALL), minutes(30)),
    "next-start-in-a-running-call": lambda: (
        _attended(Phase.IN_CALL, following=True),
        minutes(30),
    ),
    "latest-in-a-running-call": lambda: (_attended(Phase.IN_CALL), minutes(90)),
    "window-while-interrupted": lambda: (_attended(Phase.INTERRUPTED), minutes(35)),
    "window-while-joining": lambda: (_attended(Phase.JOINING), minutes(35)),
    "window-while-paused": lambda: (_attended(Phase.PAUSED), minutes(35)),
    "latest-after-the-end": lambda: (_attended(Phase.ENDED), minutes(90)),
    "alone-while-interrupted": lambda: (in_phase(Phase.INTERRUPTED), START + 20 + 300),
    "alone-while-joining": lambda: (in_phase(Phase.JOINING), START + 10 + 300),
    "nobody-answers-the-ring": lambda: (_rung(), START + 25 + 60),
}


def _until(day: Day, now: float, end: float) -> Day:
    """Time passes as the shell lets it: a tick at each deadline, and one at ``end``."""
    while (due := next_deadline(day, now)) is not None and due < end:
        now = due
        day, _ = step(day, e.Tick(), now)
    return step(day, e.Tick(), end)[0]


@pytest.mark.parametrize("row", DEADLINE_ROWS, ids=lambda row: row[0])
def test_every_deadline_falls_between_one_second_before_and_after(row: list[str]) -> None:
    name, before, after = row
    (day, now), deadline = DEADLINES[name]()
    assert phase_of(_until(day, now, deadline - 1)) is Phase(before)
    assert phase_of(_until(day, now, deadline + 1)) is Phase(after)


def test_every_deadline_of_the_table_has_its_day() -> None:
    assert [row[0] for row in DEADLINE_ROWS] == list(DEADLINES)


def test_events_that_do_not_fit_leave_the_stage_idle() -> None:
    day, now = in_phase(Phase.BOOKED)
    assert walk(day, [(now, IDLE_STAGE), (now, IDLE_STAGE)]) == day
