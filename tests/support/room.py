"""A room on a known day, walked by real steps into each phase of one visit."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.room_day import step
from appliance.core.rules import Rules
from appliance.core.visits import Somebody, Visit
from appliance.core.words import Button, Link, Phase, Reason, SignState
from wire.check_in import Clinician
from wire.visits import Level, Role, Seat

START_WALL = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""10:30 in Sweden."""
START = 50_000.0
"""The same instant on the room's monotonic clock."""
VISIT = Visit(
    "a1", START_WALL, START_WALL + timedelta(minutes=30), kind="Återbesök", initials="A. L."
)
PATIENT = Somebody("patient-1", Role.PATIENT, Level.LINK, Seat.LOBBY, joined=True)
RULES = Rules(place="Videorum 12")

IDLE_STAGE = e.StageSaid(alive=True)
LIVE_STAGE = e.StageSaid(
    alive=True,
    capture=Reason.VISIT,
    call=e.StageCall("a1", "patient-1", 1, Link.LIVE, proven=True, picture=True, sound=True),
)
SILENT_STAGE = replace(
    LIVE_STAGE,
    call=e.StageCall("a1", "patient-1", 1, Link.SILENT, proven=False),
)
CONNECTING_STAGE = replace(
    LIVE_STAGE,
    call=e.StageCall("a1", "patient-1", 1, Link.CONNECTING, proven=False),
)


def minutes(count: float) -> float:
    """Monotonic time ``count`` minutes after the visit's start."""
    return START + 60 * count


def walk(day: Day, steps: Iterable[tuple[float, e.Event]]) -> Day:
    """``day`` after each event at its time."""
    for now, event in steps:
        day, _ = step(day, event, now)
    return day


def a_room(
    visits: tuple[Visit, ...] = (VISIT,), now: float = START - 3600, rules: Rules = RULES
) -> Day:
    """A room where everything works, nobody is there and ``visits`` are booked."""
    wall = START_WALL.timestamp() + now - START
    return walk(
        new_day(rules, now, wall),
        [
            (now, e.ClockTrusted(trusted=True)),
            (now, e.Central(connected=True)),
            (now, e.SignSaid(SignState.CLEAR, lamp_ok=True)),
            (now, IDLE_STAGE),
            (now, e.Agenda(visits, complete=True)),
        ],
    )


def pressed(button: Button, peer: str | None = None) -> e.Pressed:
    """A press, in short."""
    return e.Pressed(button, peer)


AT_LOBBY = e.AtVisit("a1", (PATIENT,))
LEFT = e.AtVisit("a1", (replace(PATIENT, seat=Seat.LEFT),))
LOST = e.AtVisit("a1", (replace(PATIENT, seat=Seat.LEFT, lost=True),))
"""The network took their seat."""
AWAY = e.AtVisit("a1", (replace(PATIENT, seat=Seat.AWAY),))
NOBODY = e.AtVisit("a1", ())
ELSEWHERE = e.AtVisit("a1", (PATIENT,), elsewhere="Videorum 14")
EVA = Clinician(
    practitioner="SE2321000016-1003", name="Eva Ek", title="Distriktsläkare", since=1_000.0
)
IVO = Clinician(practitioner="SE2321000016-1004", name="Ivo Ask", since=2_000.0)
CHECKED_IN = e.CheckInSaid(required=True, who=EVA)
NOBODY_IN = e.CheckInSaid(required=True)
CODE_SAID = e.CodeSaid("K7M4PX", "https://central.example/rum#check-in/K7M4PX", 60.0)


def _open(day: Day) -> Day:
    return walk(day, [(minutes(-10), AT_LOBBY)])


def _checking(day: Day) -> Day:
    return walk(_open(day), [(minutes(-10), pressed(Button.HERE))])


def _ready(day: Day) -> Day:
    return walk(_checking(day), [(minutes(-0.5), e.Touched()), (START, e.Tick())])


def _joining(day: Day) -> Day:
    return walk(_ready(day), [(START + 10, e.Tick()), (START + 10, CONNECTING_STAGE)])


def _in_call(day: Day) -> Day:
    return walk(_joining(day), [(START + 12, LIVE_STAGE)])


PATHS: dict[Phase, tuple[float, Callable[[Day], Day]]] = {
    Phase.BOOKED: (minutes(-20), lambda day: walk(day, [(minutes(-20), e.Tick())])),
    Phase.OPEN: (minutes(-10), _open),
    Phase.CHECKING: (minutes(-10), _checking),
    Phase.READY: (START, _ready),
    Phase.JOINING: (START + 10, _joining),
    Phase.IN_CALL: (START + 12, _in_call),
    Phase.PAUSED: (
        START + 20,
        lambda day: walk(_in_call(day), [(START + 20, pressed(Button.PAUSE))]),
    ),
    Phase.INTERRUPTED: (START + 20, lambda day: walk(_in_call(day), [(START + 20, SILENT_STAGE)])),
    Phase.ENDED: (
        START + 20,
        lambda day: walk(
            _in_call(day), [(START + 20, pressed(Button.LEAVE)), (START + 20, IDLE_STAGE)]
        ),
    ),
    Phase.CLOSED: (
        START + 20,
        lambda day: walk(
            _in_call(day),
            [
                (START + 20, pressed(Button.LEAVE)),
                (START + 20, IDLE_STAGE),
                (START + 20, pressed(Button.HELD)),
            ],
        ),
    ),
}
"""How to come to each phase, and the time it is then."""


def in_phase(phase: Phase) -> tuple[Day, float]:
    """A room whose visit stands in ``phase``, and the time."""
    now, path = PATHS[phase]
    return path(a_room()), now


def phase_of(day: Day, visit: str = "a1") -> Phase:
    """Where ``visit`` stands: before and after its focus too."""
    if day.focus is not None and day.focus.visit.id == visit:
        return day.focus.phase
    return Phase.CLOSED if visit in day.closed else Phase.BOOKED
