"""What can be pressed, the primary one first: one row for each situation, all of its buttons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core.room_views import stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Phase
from tests.support.room import (
    AT_LOBBY,
    LEFT,
    LIVE_STAGE,
    PATIENT,
    SILENT_STAGE,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.signaling import IceServer

HERE = (minutes(-10), pressed(Button.HERE))
NUMBER = e.NumberSaid("a1", "070")
FORMER = replace(
    VISIT,
    id="a0",
    start=VISIT.start - timedelta(minutes=30),
    end=VISIT.start - timedelta(minutes=12),
)
LATE = "late-5 late-10 late-20"
IN_THE_LOBBY: dict[str, tuple[float, list[e.Event], str]] = {
    "nobody else yet": (minutes(-10), [], f"see-me test {LATE} today away occupy"),
    "the patient is there": (
        minutes(-10),
        [AT_LOBBY],
        f"start wait see-me {LATE} today away occupy",
    ),
    "their own picture is shown": (
        minutes(-10),
        [AT_LOBBY, pressed(Button.SEE_ME)],
        f"start wait hide-me {LATE} today away",
    ),
    "a second before the start": (
        START - 1,
        [NUMBER, e.Touched()],
        f"see-me test {LATE} today away occupy",
    ),
    "at the start, nobody came": (
        START,
        [NUMBER, e.Touched()],
        f"see-me call-patient {LATE} today away occupy",
    ),
    "at the start, the patient is there": (
        START,
        [NUMBER, AT_LOBBY],
        f"start wait {LATE} today away occupy",
    ),
    "at the start, central is away": (
        START,
        [NUMBER, AT_LOBBY, e.Central(connected=False)],
        f"call-patient {LATE} today away occupy",
    ),
    "the number is shown and the patient comes": (
        START,
        [NUMBER, pressed(Button.WAIT), pressed(Button.CALL_PATIENT), AT_LOBBY],
        f"start see-me hide-number {LATE} today away occupy",
    ),
    "the lamp is dead": (
        minutes(-10),
        [AT_LOBBY, e.SignSaid(None)],
        f"start-anyway wait {LATE} today away occupy",
    ),
    "the door says occupied by hand": (
        minutes(-10),
        [pressed(Button.OCCUPY)],
        f"see-me test {LATE} today away occupy vacate",
    ),
}


@pytest.mark.parametrize("situation", IN_THE_LOBBY)
def test_what_a_clinician_can_press_in_the_lobby(situation: str) -> None:
    now, events, wanted = IN_THE_LOBBY[situation]
    day = walk(a_room(), [HERE, *((now, event) for event in events)])
    assert phase_of(day) is Phase.CHECKING
    assert " ".join(buttons(day, now)) == wanted


@pytest.mark.parametrize(
    ("now", "patient", "offered"),
    [
        (START - 1, False, True),
        (START, False, False),
        (START - 1, True, False),
        (minutes(1), True, False),
    ],
)
def test_r05_an_earlier_outcome_is_taken_back_while_nobody_waits_for_the_next_visit(
    now: float, *, patient: bool, offered: bool
) -> None:
    day = walk(a_room((FORMER, VISIT)), [(minutes(-20), pressed(Button.HERE))])
    day = walk(day, [(minutes(-20), e.AtVisit("a0", (PATIENT,)))])
    day = walk(day, [(minutes(-20), pressed(Button.START)), (minutes(-12), pressed(Button.LEAVE))])
    day = walk(day, [(minutes(-11), pressed(Button.HELD)), (now, e.Tick())])
    if patient:
        day = walk(day, [(now, AT_LOBBY), (now, pressed(Button.WAIT))])
    assert phase_of(day) is Phase.CHECKING
    assert (Button.UNDO in buttons(day, now)) is offered


CALL = "leave microphone camera"
IN_A_CALL: dict[str, tuple[Phase, list[e.Event], str]] = {
    "connecting": (Phase.JOINING, [], f"{CALL} pause emergency"),
    "connecting, the number is known": (
        Phase.JOINING,
        [NUMBER],
        f"{CALL} pause call-patient emergency",
    ),
    "the start card lies there": (
        Phase.IN_CALL,
        [NUMBER],
        f"{CALL} pause call-patient emergency identified card-done",
    ),
    "the number lies over it": (
        Phase.IN_CALL,
        [NUMBER, pressed(Button.CALL_PATIENT)],
        f"{CALL} pause hide-number emergency identified",
    ),
    "the card was read": (
        Phase.IN_CALL,
        [pressed(Button.CARD_DONE)],
        f"{CALL} pause emergency identified",
    ),
    "an emergency": (Phase.IN_CALL, [pressed(Button.EMERGENCY)], f"emergency-close {CALL}"),
    "paused": (Phase.PAUSED, [], "continue leave emergency"),
    "paused, the number is known": (
        Phase.PAUSED,
        [NUMBER],
        "continue leave call-patient emergency",
    ),
    "paused, an emergency": (
        Phase.PAUSED,
        [pressed(Button.EMERGENCY)],
        "emergency-close continue leave",
    ),
    "over": (Phase.ENDED, [NUMBER], "held technical no-show cancelled restart call-patient"),
    "over, central is away": (
        Phase.ENDED,
        [e.Central(connected=False)],
        "held technical no-show cancelled",
    ),
}


@pytest.mark.parametrize("situation", IN_A_CALL)
def test_what_a_clinician_can_press_in_a_call_and_after_it(situation: str) -> None:
    phase, events, wanted = IN_A_CALL[situation]
    day, now = in_phase(phase)
    day = walk(day, [(now, event) for event in events])
    assert " ".join(buttons(day, now)) == wanted


@pytest.mark.parametrize(
    ("met", "practice", "wanted"),
    [
        (True, False, "held technical no-show cancelled restart"),
        (False, False, "technical held no-show cancelled restart"),
        (True, True, "done restart"),
        (False, True, "done restart"),
    ],
)
def test_r05_r26_what_is_asked_when_it_is_over(*, met: bool, practice: bool, wanted: str) -> None:
    visit = replace(VISIT, practice=practice)
    day = walk(a_room((visit,)), [HERE, (minutes(-10), AT_LOBBY), (START, pressed(Button.START))])
    if met:
        day = walk(day, [(START + 1, LIVE_STAGE)])
    day = walk(day, [(START + 2, pressed(Button.LEAVE)), (START + 2, SILENT_STAGE)])
    assert phase_of(day) is Phase.ENDED
    assert " ".join(buttons(day, START + 2)) == wanted


def test_stage_is_told_nothing_of_a_visit_where_there_is_none() -> None:
    view = stage_view(a_room(()), START)
    assert (view.camera, view.microphone, view.planned_end) == (True, True, 0.0)
    assert (view.capture, view.call, view.without_sign) == (None, None, False)


def test_stage_holds_its_call_with_the_servers_that_central_gave() -> None:
    day, now = in_phase(Phase.IN_CALL)
    servers = (IceServer(urls=("turn:central.example:3478",)),)
    day = walk(day, [(now, e.Central(connected=True, ice_servers=servers))])
    call = stage_view(day, now).call
    assert call is not None
    assert (call.visit, call.peer, call.ice_servers, call.hold) == (
        "a1",
        "patient-1",
        servers,
        False,
    )
    gone = walk(day, [(now, e.Central(connected=False))])
    assert stage_view(gone, now).call == call
    paused = stage_view(walk(day, [(now, pressed(Button.PAUSE))]), now).call
    assert paused is not None
    assert paused.hold


def test_r06_nobody_is_called_before_the_rung_patient_stands_there() -> None:
    day, _ = in_phase(Phase.ENDED)
    day = walk(day, [(START + 21, LEFT), (START + 22, pressed(Button.RESTART))])
    assert phase_of(day) is Phase.JOINING
    assert stage_view(day, START + 22).call is None
    day = walk(day, [(START + 30, AT_LOBBY)])
    assert stage_view(day, START + 30).call is not None
    assert stage_view(*in_phase(Phase.CHECKING)).call is None
    day, now = in_phase(Phase.JOINING)
    assert day.focus is not None
    nobody = replace(day, focus=replace(day.focus, peer=None))
    assert stage_view(nobody, now).call is None
