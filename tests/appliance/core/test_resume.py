"""R02, R06, R38: taking a call up again, ringing the patient, and leaving by itself when alone."""

from dataclasses import replace
from datetime import timedelta

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import memory, recall
from appliance.core.room_day import new_day, step
from appliance.core.room_views import reason, screen, seat_view, stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Link, Notice, Phase
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    PATIENT,
    RULES,
    SILENT_STAGE,
    START,
    VISIT,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.visits import Seat

RUNG_AT = START + 30


def rung() -> Day:
    """The patient left; *Återuppta samtal* rings them."""
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now + 1, LEFT)])
    day, asked = step(day, pressed(Button.RESTART), RUNG_AT)
    assert e.RingPatient("a1") in asked
    return day


def test_r06_resuming_rings_a_patient_who_left() -> None:
    day = rung()
    assert phase_of(day) is Phase.JOINING
    assert screen(day, RUNG_AT).notices == (Notice.RANG,)
    assert seat_view(day, RUNG_AT).visit == "a1"
    assert stage_view(day, RUNG_AT).call is None, "nobody is there to call yet"


def test_r06_the_patient_answers_and_the_call_goes_on() -> None:
    day = walk(rung(), [(RUNG_AT + 20, AT_LOBBY)])
    assert screen(day, RUNG_AT + 20).notices == ()
    call = stage_view(day, RUNG_AT + 20).call
    assert call is not None
    assert call.peer == "patient-1"
    day = walk(day, [(RUNG_AT + 22, LIVE_STAGE)])
    assert phase_of(day) is Phase.IN_CALL
    day = walk(day, [(RUNG_AT + 40, LEFT), (RUNG_AT + 41, SILENT_STAGE)])
    assert phase_of(day) is Phase.ENDED, "a goodbye after the answer is one"


def test_r06_nobody_answers_and_the_camera_closes() -> None:
    day = walk(rung(), [(RUNG_AT + 59, e.Tick())])
    assert phase_of(day) is Phase.JOINING
    day = walk(day, [(RUNG_AT + 60, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert reason(day) is None
    assert screen(day, RUNG_AT + 60).notices == (Notice.UNANSWERED,)
    assert Button.RESTART in buttons(day, RUNG_AT + 60)


def test_r06_who_comes_after_the_ring_is_called_at_the_next_press() -> None:
    day = walk(rung(), [(RUNG_AT + 60, e.Tick()), (RUNG_AT + 70, AT_LOBBY)])
    assert phase_of(day) is Phase.ENDED
    day, asked = step(day, pressed(Button.RESTART), RUNG_AT + 75)
    assert asked == ()
    assert phase_of(day) is Phase.JOINING
    assert stage_view(day, RUNG_AT + 75).call is not None


def test_r06_a_pause_while_it_rings_leaves_no_camera_open_for_nobody() -> None:
    day = walk(rung(), [(RUNG_AT + 5, pressed(Button.PAUSE))])
    assert Notice.RANG in screen(day, RUNG_AT + 59).notices
    assert Notice.RANG not in screen(day, RUNG_AT + 60).notices
    day = walk(day, [(RUNG_AT + 20, pressed(Button.CONTINUE)), (RUNG_AT + 59, e.Tick())])
    assert phase_of(day) is Phase.JOINING
    day = walk(day, [(RUNG_AT + 60, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert reason(day) is None


def test_r06_a_patient_who_is_there_is_not_rung() -> None:
    day, now = in_phase(Phase.ENDED)
    _, asked = step(day, pressed(Button.RESTART), now)
    assert not any(isinstance(command, e.RingPatient) for command in asked)


def test_r06_without_central_nobody_can_be_rung() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now, LEFT), (now, e.Central(connected=False))])
    assert Button.RESTART not in buttons(day, now)
    day = walk(day, [(now, pressed(Button.RESTART))])
    assert phase_of(day) is Phase.ENDED


def test_r02_resuming_is_offered_until_five_minutes_after_the_end() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now, e.Presence(somebody=True))])
    assert Button.RESTART in buttons(day, minutes(35) - 1)
    assert phase_of(walk(day, [(minutes(35) - 1, pressed(Button.RESTART))])) is Phase.JOINING
    assert Button.RESTART not in buttons(day, minutes(35))
    assert phase_of(walk(day, [(minutes(35), pressed(Button.RESTART))])) is Phase.ENDED


def test_r02_or_until_five_minutes_after_both_were_connected_at_most_an_hour() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(50), pressed(Button.LEAVE)), (minutes(50), IDLE_STAGE)])
    assert Button.RESTART in buttons(day, minutes(55) - 1)
    assert Button.RESTART not in buttons(day, minutes(55))
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(88), pressed(Button.LEAVE)), (minutes(88), IDLE_STAGE)])
    assert Button.RESTART not in buttons(day, minutes(90))


def test_r02_a_call_that_overran_is_resumed_after_a_power_cut_too() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    now = minutes(45)
    day = recall(new_day(RULES, now, day.anchor + now), memory(day), now, rebooted=True)
    day = walk(day, [(now, e.Central(connected=True)), (now, IDLE_STAGE)])
    assert phase_of(day) is Phase.ENDED
    assert Button.RESTART in buttons(day, now + 299)
    assert Button.RESTART not in buttons(day, now + 300)


def test_r38_a_silent_call_in_an_empty_room_is_left() -> None:
    """S2: never a live camera after the visit."""
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now + 299, e.Tick())])
    assert reason(day) is not None
    day = walk(day, [(now + 300, e.Tick())])
    assert reason(day) is None
    assert screen(day, now + 300).notices == (Notice.ALONE,)
    assert seat_view(day, now + 300).visit is None


def test_r38_somebody_in_the_room_waits_as_long_as_r02_lets() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now + 200, e.Touched()), (now + 300, e.Tick())])
    assert phase_of(day) is Phase.INTERRUPTED
    day = walk(day, [(now + 500, e.Tick())])
    assert phase_of(day) is Phase.ENDED


def test_r38_a_call_that_is_heard_is_never_left() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now + 3000, e.Tick())])
    assert phase_of(day) is Phase.IN_CALL


def test_r38_a_path_that_lives_is_never_left_though_its_media_is_missing() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    call = e.StageCall("a1", "patient-1", 2, Link.LIVE, proven=False)
    day = walk(day, [(now + 5, replace(LIVE_STAGE, call=call)), (now + 900, e.Tick())])
    assert phase_of(day) is Phase.INTERRUPTED


def test_r19_a_pause_in_an_empty_room_keeps_the_camera_closed_and_the_visit() -> None:
    day, now = in_phase(Phase.PAUSED)
    day = walk(day, [(now + 900, e.Tick())])
    assert phase_of(day) is Phase.PAUSED
    assert reason(day) is None


def test_s4_a_booking_cancelled_during_the_call_is_told_and_the_call_goes_on() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.Agenda((), complete=True)), (now, e.Agenda((), complete=True))])
    assert phase_of(day) is Phase.IN_CALL
    assert screen(day, now).notices == (Notice.WITHDRAWN,)


def test_s4_a_booking_moved_during_the_call_moves_its_end_only() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert day.focus is not None
    visit = day.focus.visit
    longer = replace(visit, end=visit.end + (visit.end - visit.start))
    day = walk(day, [(now, e.Agenda((longer,), complete=True))])
    assert phase_of(day) is Phase.IN_CALL
    assert stage_view(day, now).planned_end == longer.end.timestamp()
    assert screen(day, now).notices == ()


def test_s4_a_booking_moved_to_the_afternoon_leaves_the_running_call_its_times() -> None:
    day, now = in_phase(Phase.IN_CALL)
    four_hours = timedelta(hours=4)
    moved = replace(VISIT, start=VISIT.start + four_hours, end=VISIT.end + four_hours)
    after = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
    day = walk(day, [(now, e.Agenda((moved, after), complete=True)), (minutes(31), e.Tick())])
    assert screen(day, minutes(31)).notices == (Notice.NEXT_BEGAN,)
    assert stage_view(day, minutes(31)).planned_end == VISIT.end.timestamp()
    day = walk(day, [(minutes(32), pressed(Button.LEAVE)), (minutes(34), e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    assert phase_of(day, "a2") is Phase.CHECKING


def test_r39_a_second_patient_who_comes_does_not_cut_the_call_with_the_first() -> None:
    """R46: 112 is not told where somebody else is."""
    day, now = in_phase(Phase.IN_CALL)
    second = replace(PATIENT, peer="patient-2", place="Falun")
    first = replace(PATIENT, place="Mora")
    day = walk(day, [(now, e.AtVisit("a1", (second, first))), (now, pressed(Button.EMERGENCY))])
    assert screen(day, now).patient_place == "Mora"
    call = stage_view(day, now).call
    assert call is not None
    assert call.peer == "patient-1"
    day = walk(day, [(now, e.AtVisit("a1", (second, replace(PATIENT, seat=Seat.LEFT))))])
    call = stage_view(day, now).call
    assert call is not None
    assert call.peer == "patient-2"
