"""Who has never seen the unit: what happens to them is never more than two presses away.

The day is walked by real steps; a press counts only where its button stands on the drawn screen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import step
from appliance.core.room_views import screen, stage_view
from appliance.core.visits import Talk, Written
from appliance.core.words import Button, Phase, SignState
from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import ZONE
from appliance.stage.screen.page import ANSWER, OWN_AFFAIRS, Control, Local
from appliance.stage.screen.words import Words
from tests.support.room import (
    CHECKED_IN,
    PATIENT,
    START,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.visits import Level, Outcome, Role, Seat

SIZES = [(1280, 800), (800, 480), (800, 1280)]
WORDS = Words("sv")
NUMBER = e.NumberSaid("a1", "070-123 45 67")
WRITTEN = e.TalkSaid("a1", Talk((Written(Role.PATIENT, "Hej?"),), count=1, unlocked=True))
KNOCKS = replace(PATIENT, peer="patient-2", seat=Seat.KNOCKING)
State = tuple[Day, float, tuple[e.Command, ...]]


@dataclass(frozen=True)
class Task:
    """What happens, the state it happens in, and how one knows that it is done."""

    begins: Callable[[], tuple[Day, float]]
    done: Callable[[State], bool]
    presses: int = 1


def with_(phase: Phase, *more: e.Event) -> Callable[[], tuple[Day, float]]:
    def begins() -> tuple[Day, float]:
        day, now = in_phase(phase)
        return walk(day, [(now, event) for event in more]), now

    return begins


def nobody_here() -> tuple[Day, float]:
    return a_room(now=minutes(-10)), minutes(-10)


def asked(command: e.Command) -> Callable[[State], bool]:
    return lambda state: command in state[2]


def focus(of: Callable[..., bool]) -> Callable[[State], bool]:
    return lambda state: state[0].focus is not None and of(state[0].focus)


IN_CALL = Phase.IN_CALL
LAMP_DEAD = e.SignSaid(SignState.CLEAR, lamp_ok=False)
TASKS: dict[str, Task] = {
    "the patient does not hear you: the microphone is off": Task(
        with_(IN_CALL, pressed(Button.MICROPHONE)), focus(lambda one: one.microphone)
    ),
    "the patient does not see you: the camera is off": Task(
        with_(IN_CALL, pressed(Button.CAMERA)), focus(lambda one: one.camera)
    ),
    "you do not hear the patient: phone": Task(
        with_(IN_CALL, NUMBER), lambda s: screen(s[0], s[1]).phone == NUMBER.number
    ),
    "somebody knocks at the door": Task(
        with_(IN_CALL),
        lambda s: phase_of(s[0]) is Phase.PAUSED and stage_view(s[0], s[1]).capture is None,
    ),
    "the patient's phone wants in beside their computer": Task(
        with_(IN_CALL, e.AtVisit("a1", (PATIENT, KNOCKS))),
        asked(e.AdmitParty("a1", "patient-2")),
    ),
    "the patient falls ill": Task(with_(IN_CALL, NUMBER), focus(lambda one: one.emergency)),
    "the patient has written something": Task(
        with_(IN_CALL, WRITTEN), focus(lambda one: one.chat and one.chat_read == 1)
    ),
    "the patient is who they say": Task(
        with_(IN_CALL, e.AtVisit("a1", (replace(PATIENT, level=Level.LINK),))),
        asked(e.ConfirmIdentity("a1", "patient-1")),
    ),
    "the child is there": Task(
        with_(IN_CALL, e.AtVisit("a1", (PATIENT,), to_see=("child-in-picture",))),
        asked(e.SeenTo("a1", "child-in-picture")),
    ),
    "a picture of the rash is wanted": Task(
        with_(IN_CALL, WRITTEN), asked(e.AskStill("a1")), presses=2
    ),
    "the visit is over": Task(
        with_(IN_CALL),
        lambda s: any(
            isinstance(one, e.ReportOutcome) and one.outcome is Outcome.HELD for one in s[2]
        ),
        presses=2,
    ),
    "it ended by mistake": Task(with_(Phase.ENDED), lambda s: phase_of(s[0]) is Phase.JOINING),
    "the visit shall start now": Task(
        with_(Phase.CHECKING), lambda s: phase_of(s[0]) is Phase.JOINING
    ),
    "the lamp by the door is dark": Task(
        with_(Phase.CHECKING, LAMP_DEAD), lambda s: phase_of(s[0]) is Phase.JOINING
    ),
    "you are ten minutes late": Task(with_(Phase.CHECKING), lambda s: bool(s[0].late)),
    "you do not want it to start by itself": Task(
        with_(Phase.READY), focus(lambda one: one.on_press)
    ),
    "you are here": Task(nobody_here, lambda s: s[0].here),
    "does it work?": Task(nobody_here, lambda s: s[0].test is not None),
    "you need the room without video": Task(nobody_here, lambda s: s[0].own_at is not None),
    "who comes today?": Task(
        lambda: (walk(a_room(), [(START - 3600, CHECKED_IN)]), START - 3600),
        lambda s: s[0].today_until is not None,
    ),
}


def controls(day: Day, now: float, size: tuple[int, int]) -> tuple[Control, ...]:
    view = screen(day, now)
    return draw(view, size, WORDS, now, ZONE, Local(remote=True, own=True)).controls


def after(state: State, size: tuple[int, int]) -> Iterator[State]:
    """Every state that one press leads to."""
    day, now, said = state
    for control in controls(day, now, size):
        if control.name not in OWN_AFFAIRS:
            following, more = step(day, pressed(Button(control.name), control.peer), now)
            yield following, now, (*said, *more)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", TASKS)
def test_at_first_use_it_is_no_more_than_two_presses_away(name: str, size: tuple[int, int]) -> None:
    task = TASKS[name]
    day, now = task.begins()
    states: list[State] = [(day, now, ())]
    assert not task.done(states[0]), "it is done before anything is pressed"
    for press in range(1, task.presses + 1):
        states = [following for state in states for following in after(state, size)]
        if any(task.done(state) for state in states):
            assert press == task.presses, "it is nearer than the table says"
            return
    raise AssertionError(f"{task.presses} presses do not do it")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_r31_jag_hor_dig_inte_is_said_with_two_presses(size: tuple[int, int]) -> None:
    day, now = with_(IN_CALL, WRITTEN)()
    assert Button.CHAT.value in {one.name for one in controls(day, now, size)}
    day = walk(day, [(now, pressed(Button.CHAT))])
    answers = {one.peer for one in controls(day, now, size) if one.name == ANSWER}
    assert {"0", "1"} <= answers
