"""What an automatic start waits for, one thing at a time (DESIGN's conditions, R04, R09, R18)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import step
from appliance.core.room_views import reason, screen, seat_view, stage_view
from appliance.core.rules import Rules
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, DeviceState, Missing, Phase, Reason, SignState
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    LOST,
    PATIENT,
    RULES,
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
from wire.visits import Role, Seat


def _checked_in(visit: object = VISIT, rules: Rules = RULES) -> Day:
    """Two seconds before the start, somebody in the room, the patient in the lobby."""
    return walk(
        a_room((visit,), rules=rules),  # type: ignore[arg-type]
        [
            (minutes(-10), e.Presence(somebody=True)),
            (minutes(-10), AT_LOBBY),
            (START - 2, e.Tick()),
        ],
    )


def _missing_at(day: Day, now: float) -> Missing | None:
    day, _ = step(day, e.Tick(), now)
    return screen(day, now).missing


def test_it_starts_by_itself_ten_seconds_after_the_start_when_all_conditions_hold() -> None:
    day = walk(_checked_in(), [(START, e.Tick())])
    assert phase_of(day) is Phase.READY
    assert screen(day, START).countdown_mono == START + 10
    day = walk(day, [(START + 9.9, e.Tick())])
    assert stage_view(day, START + 9.9).capture is None
    day = walk(day, [(START + 10, e.Tick())])
    assert phase_of(day) is Phase.JOINING
    assert seat_view(day, START + 10).visit == "a1"


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        (e.Central(connected=False), Missing.CENTRAL),
        (LEFT, Missing.PATIENT),
        (e.AtVisit("a1", (replace(PATIENT, seat=Seat.AWAY),)), Missing.PATIENT),
        (e.AtVisit("a1", (replace(PATIENT, seat=Seat.KNOCKING),)), Missing.PATIENT),
        (e.AtVisit("a1", (replace(PATIENT, joined=False),)), Missing.PATIENT),
        (e.SignSaid(None), Missing.SIGN),
        (e.SignSaid(SignState.SOON, lamp_ok=False), Missing.SIGN),
        (replace(IDLE_STAGE, camera=DeviceState.MISSING), Missing.CAMERA),
        (replace(IDLE_STAGE, alive=False), Missing.CAMERA),
        (replace(IDLE_STAGE, microphone=DeviceState.MISSING), Missing.HEADSET),
        (replace(IDLE_STAGE, speaker=DeviceState.FAILED), Missing.HEADSET),
        (e.ClockTrusted(trusted=False), Missing.CLOCK),
        (pressed(Button.WAIT), Missing.PRESS),
        (pressed(Button.AWAY), Missing.CLINICIAN),
        (e.Agenda((replace(VISIT, confirmed=False),), complete=True), Missing.CONFIRMATION),
        (e.Agenda((replace(VISIT, interpreter=True),), complete=True), Missing.INTERPRETER),
    ],
)
def test_r22_one_missing_condition_means_no_countdown_and_is_named(
    event: e.Event, missing: Missing
) -> None:
    day = walk(_checked_in(), [(START - 1, event)])
    if missing is Missing.CLINICIAN:
        day, _ = step(day, e.Tick(), START)
        assert phase_of(day) is Phase.OPEN
        assert screen(day, START).missing is Missing.CLINICIAN
    else:
        assert _missing_at(day, START) is missing
        assert phase_of(walk(day, [(START + 11, e.Tick())])) is Phase.CHECKING


def test_a_touch_older_than_a_minute_is_not_enough() -> None:
    day = walk(a_room(), [(minutes(-10), pressed(Button.HERE)), (minutes(-10), AT_LOBBY)])
    assert _missing_at(day, START) is Missing.TOUCH
    assert phase_of(walk(day, [(START + 1, e.Touched())])) is Phase.READY


def test_an_interpreter_in_the_lobby_lifts_the_condition() -> None:
    interpreter = replace(PATIENT, peer="tolk-0001", role=Role.INTERPRETER)
    day = _checked_in(replace(VISIT, interpreter=True))
    assert _missing_at(day, START) is Missing.INTERPRETER
    day = walk(day, [(START, e.AtVisit("a1", (PATIENT, interpreter)))])
    assert phase_of(day) is Phase.READY


def test_r09_no_automatic_start_within_three_minutes_of_the_former_visit() -> None:
    following = replace(VISIT, id="a2", start=VISIT.start + timedelta(minutes=1), end=VISIT.end)
    day, now = in_phase(Phase.ENDED)
    day = walk(
        day,
        [
            (now, e.Agenda((VISIT, following), complete=True)),
            (now + 1, pressed(Button.HELD)),
            (now + 1, e.Presence(somebody=True)),
            (now + 1, e.AtVisit("a2", (PATIENT,))),
        ],
    )
    assert _missing_at(day, now + 179) is Missing.FORMER_VISIT
    assert phase_of(walk(day, [(now + 180, e.Tick())]), "a2") is Phase.READY


def test_on_press_only_is_a_clinics_choice() -> None:
    day = _checked_in(rules=replace(RULES, automatic=False))
    assert _missing_at(day, START) is Missing.PRESS
    assert buttons(day, START)[0] is Button.START
    assert phase_of(walk(day, [(START, pressed(Button.START))])) is Phase.JOINING


def test_any_touch_stops_the_countdown_until_start_is_pressed() -> None:
    day, now = in_phase(Phase.READY)
    day = walk(day, [(now + 3, e.Touched()), (now + 30, e.Tick())])
    assert phase_of(day) is Phase.CHECKING
    assert screen(day, now + 30).missing is Missing.PRESS
    assert phase_of(walk(day, [(now + 31, pressed(Button.START))])) is Phase.JOINING


def test_s1_a_dead_lamp_offers_start_anyway_and_notes_it() -> None:
    day = walk(_checked_in(), [(START, e.SignSaid(SignState.SOON, lamp_ok=False))])
    assert buttons(day, START)[0] is Button.START_ANYWAY
    assert walk(day, [(START, pressed(Button.START))]) == walk(day, [(START, e.Touched())])
    started, asked = step(day, pressed(Button.START_ANYWAY), START)
    assert phase_of(started) is Phase.JOINING
    assert stage_view(started, START).without_sign
    assert asked == (e.Note("started-without-sign"),)


def test_r04_an_unconfirmed_visit_has_no_start_and_confirming_on_arrival_brings_it() -> None:
    unconfirmed = replace(VISIT, confirmed=False)
    day = _checked_in(unconfirmed)
    assert Button.START not in buttons(day, START)
    assert walk(day, [(START, pressed(Button.START))]).focus is not None
    assert phase_of(walk(day, [(START, pressed(Button.START))])) is Phase.CHECKING
    day = walk(day, [(START + 1, e.Agenda((VISIT,), complete=True))])
    assert phase_of(day) is Phase.READY


def test_r02_a_call_that_ended_can_be_restarted_until_five_minutes_after_the_end() -> None:
    day, _ = in_phase(Phase.ENDED)
    before, after = minutes(35) - 1, minutes(35)
    assert Button.RESTART in buttons(walk(day, [(before, e.Tick())]), before)
    assert Button.RESTART not in buttons(walk(day, [(after, e.Tick())]), after)


def test_r02_a_late_call_can_be_restarted_five_minutes_after_both_were_connected() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    late = minutes(40)
    day = walk(day, [(late, LIVE_STAGE), (late, pressed(Button.LEAVE)), (late, IDLE_STAGE)])
    assert Button.RESTART in buttons(day, late + 299)
    assert Button.RESTART not in buttons(day, late + 300)


def test_r02_never_later_than_an_hour_after_the_planned_end() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    late = minutes(89)
    day = walk(day, [(late, pressed(Button.LEAVE)), (late, IDLE_STAGE)])
    assert Button.RESTART in buttons(day, minutes(90) - 1)
    day = walk(day, [(minutes(90), e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert Button.RESTART not in buttons(day, minutes(90))


def test_a_glitch_past_the_latest_time_is_waited_out() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    late = minutes(95)
    day = walk(day, [(late, SILENT_STAGE)])
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(late + 59, LIVE_STAGE)])) is Phase.IN_CALL
    assert phase_of(walk(day, [(late + 60, e.Tick())])) is Phase.ENDED


def test_an_overrun_visit_still_asks_for_its_outcome_before_the_next_takes_the_room() -> None:
    following = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
    day, _ = in_phase(Phase.IN_CALL)
    late = minutes(32)
    day = walk(day, [(late, e.Agenda((VISIT, following), complete=True))])
    day = walk(day, [(late, pressed(Button.LEAVE)), (late, IDLE_STAGE), (late + 119, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    day = walk(day, [(late + 120, e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    assert phase_of(day, "a2") is Phase.CHECKING


def test_s8_a_closed_socket_is_no_goodbye_while_media_lives() -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert phase_of(walk(day, [(now + 60, LEFT)])) is Phase.IN_CALL
    assert phase_of(walk(day, [(now + 60, LEFT), (now + 62, SILENT_STAGE)])) is Phase.ENDED


def test_s8_a_network_that_is_gone_for_ten_minutes_ends_nothing_while_somebody_waits() -> None:
    """Central gives the seat up after a minute; both come back into the visit by themselves."""
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.Presence(somebody=True)), (now + 2, SILENT_STAGE)])
    day = walk(day, [(now + 5, e.Central(connected=False)), (now + 600, e.Central(connected=True))])
    day = walk(day, [(now + 600, LOST)])
    assert phase_of(day) is Phase.INTERRUPTED
    assert stage_view(day, now + 600).call is not None
    day = walk(day, [(now + 601, AT_LOBBY), (now + 602, LIVE_STAGE)])
    assert phase_of(day) is Phase.IN_CALL
    day = walk(day, [(now + 700, LEFT), (now + 702, SILENT_STAGE)])
    assert phase_of(day) is Phase.ENDED, "a goodbye still is one"


def test_s2_a_lost_seat_keeps_no_camera_open_in_an_empty_room() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.Presence(somebody=False)), (now + 2, SILENT_STAGE), (now + 60, LOST)])
    assert phase_of(walk(day, [(now + 301, e.Tick())])) is Phase.INTERRUPTED
    day = walk(day, [(now + 302, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert reason(day) is None


def test_s8_who_was_lost_on_another_seat_does_not_keep_the_call() -> None:
    """A browser that lost its network before; the patient came back in another one, and left."""
    day, now = in_phase(Phase.IN_CALL)
    before = replace(PATIENT, peer="patient-0", seat=Seat.LEFT, lost=True)
    left = e.AtVisit("a1", (before, replace(PATIENT, seat=Seat.LEFT)))
    assert phase_of(walk(day, [(now + 1, left), (now + 2, SILENT_STAGE)])) is Phase.ENDED


def test_after_a_call_broke_off_before_it_began_only_a_press_starts_again() -> None:
    day, now = in_phase(Phase.JOINING)
    day = walk(day, [(now + 1, LEFT), (now + 2, IDLE_STAGE), (now + 3, AT_LOBBY)])
    assert phase_of(day) is Phase.CHECKING
    assert screen(day, now + 3).missing is Missing.PRESS


def test_r01_the_room_opens_fifteen_minutes_before() -> None:
    day = walk(a_room(), [(minutes(-15) - 1, pressed(Button.HERE)), (minutes(-15) - 1, AT_LOBBY)])
    assert Button.START not in buttons(day, minutes(-15) - 1)
    day = walk(day, [(minutes(-15), e.Tick())])
    assert buttons(day, minutes(-15))[0] is Button.START


def test_a_second_browser_is_let_in_by_a_press_only_while_it_knocks() -> None:
    day, now = in_phase(Phase.CHECKING)
    knocking = replace(PATIENT, peer="patient-2", seat=Seat.KNOCKING)
    day = walk(day, [(now, e.AtVisit("a1", (PATIENT, knocking)))])
    assert buttons(day, now)[0] is Button.ADMIT
    assert step(day, pressed(Button.ADMIT, "patient-2"), now)[1] == (
        e.AdmitParty("a1", "patient-2"),
    )
    assert step(day, pressed(Button.ADMIT, "patient-1"), now)[1] == ()


def test_a_reloaded_page_is_called_under_its_new_peer() -> None:
    day, now = in_phase(Phase.IN_CALL)
    reloaded = replace(PATIENT, peer="patient-2")
    day = walk(day, [(now + 1, e.AtVisit("a1", (reloaded,)))])
    call = stage_view(day, now + 1).call
    assert call is not None
    assert call.peer == "patient-2"


def test_the_outcome_is_reported_once_by_a_press() -> None:
    day, now = in_phase(Phase.ENDED)
    assert buttons(day, now)[0] is Button.HELD
    day, asked = step(day, pressed(Button.HELD), now)
    assert [type(command) for command in asked] == [e.ReportOutcome]
    assert step(day, pressed(Button.HELD), now)[1] == ()


GONE = e.SignSaid(None)


@pytest.mark.parametrize(
    ("phase", "button"), [(Phase.ENDED, Button.RESTART), (Phase.PAUSED, Button.CONTINUE)]
)
def test_s1_a_sign_that_died_blocks_no_care_and_is_logged(phase: Phase, button: Button) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, AT_LOBBY), (now, GONE)])
    day, asked = step(day, pressed(button), now)
    assert stage_view(day, now).capture is Reason.VISIT
    assert stage_view(day, now).without_sign
    assert asked == (e.Note("started-without-sign"),)


@pytest.mark.parametrize(
    ("phase", "button"), [(Phase.ENDED, Button.RESTART), (Phase.PAUSED, Button.CONTINUE)]
)
def test_with_the_sign_there_nothing_is_logged(phase: Phase, button: Button) -> None:
    day, now = in_phase(phase)
    day, asked = step(walk(day, [(now, AT_LOBBY)]), pressed(button), now)
    assert stage_view(day, now).capture is Reason.VISIT
    assert not stage_view(day, now).without_sign
    assert asked == ()


def test_s1_start_anyway_is_for_that_start_alone() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, GONE), (now, pressed(Button.START_ANYWAY)), (now, LEFT)])
    assert phase_of(day) is Phase.CHECKING
    assert not stage_view(day, now).without_sign


def test_what_is_over_for_years_is_forgotten_and_nobody_at_a_visit_takes_no_room() -> None:
    day = a_room()
    many = frozenset(f"old-{n}" for n in range(501))
    day = replace(day, closed=many | {VISIT.id})
    day = walk(day, [(START, e.Agenda((VISIT,), complete=True)), (START, e.AtVisit("x", ()))])
    assert day.closed == {VISIT.id}
    assert day.parties == ()
