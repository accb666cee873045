"""R05, R40: somebody is missing about five minutes into the visit."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import memory, recall
from appliance.core.room_day import new_day, next_deadline, step
from appliance.core.room_views import reason, screen, seat_view, stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, DeviceState, Phase, Reason
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    NOBODY,
    PATIENT,
    RULES,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.report import STORY_LIMIT, Heading, What
from wire.visits import Outcome, Role

NUMBER = e.NumberSaid("a1", "+46701234588")
OUTCOMES = {Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED}


def waiting(checked_in: float = minutes(-10), visit: object = VISIT) -> Day:
    """A clinician is in the room from ``checked_in``, its number is known, nobody comes."""
    day = a_room((visit,), now=min(checked_in, minutes(-10)))  # type: ignore[arg-type]
    return walk(
        day,
        [
            (checked_in, pressed(Button.HERE)),
            (checked_in, e.Presence(somebody=True)),
            (checked_in, NUMBER),
        ],
    )


def test_r05_the_card_comes_five_minutes_after_the_start() -> None:
    day = waiting()
    assert screen(walk(day, [(minutes(5) - 1, e.Tick())]), minutes(5) - 1).name == "lobby"
    assert next_deadline(walk(day, [(minutes(5) - 1, e.Tick())]), minutes(5) - 1) == minutes(5)
    day = walk(day, [(minutes(5), e.Tick())])
    shown = screen(day, minutes(5))
    assert shown.name == "no-show"
    assert shown.no_show is not None
    assert shown.no_show.heading is Heading.NO_SHOW
    assert shown.no_show.why == ()
    assert shown.no_show.since == VISIT.start.timestamp()
    assert shown.proposed is Outcome.NO_SHOW


def test_r05_the_clock_counts_from_when_the_room_was_ready() -> None:
    """A clinician who came 7 min late waits 5 min from then."""
    day = waiting(checked_in=minutes(7))
    day = walk(day, [(minutes(12) - 1, e.Tick())])
    assert screen(day, minutes(12) - 1).name == "lobby"
    day = walk(day, [(minutes(12), e.Tick())])
    assert screen(day, minutes(12)).name == "no-show"


def test_r05_a_headset_that_was_gone_moves_the_clock_and_is_told() -> None:
    day = walk(
        waiting(),
        [
            (minutes(1), replace(IDLE_STAGE, speaker=DeviceState.MISSING)),
            (minutes(3), IDLE_STAGE),
            (minutes(5), e.Tick()),
        ],
    )
    assert screen(day, minutes(5)).name == "lobby"
    day = walk(day, [(minutes(8), e.Tick())])
    card = screen(day, minutes(8)).no_show
    assert card is not None
    assert card.heading is Heading.TRIED
    assert card.why == ("unit",)


def test_r05_a_network_that_flaps_does_not_move_the_clock() -> None:
    day = waiting()
    for minute in range(5):
        at = minutes(minute) + 10
        day = walk(day, [(at, e.Central(connected=False)), (at + 29, e.Central(connected=True))])
    day = walk(day, [(minutes(5), e.Tick())])
    assert screen(day, minutes(5)).no_show is not None


@pytest.mark.parametrize("meanwhile", [(), (10, 20), (29,)])
def test_r05_a_long_break_of_the_rooms_side_moves_it(meanwhile: tuple[float, ...]) -> None:
    """Whatever happens meanwhile, it is one break."""
    day = walk(waiting(), [(minutes(1), e.Central(connected=False))])
    day = walk(day, [(minutes(1) + second, e.Touched()) for second in meanwhile])
    day = walk(day, [(minutes(1) + 30, e.Central(connected=True))])
    assert screen(walk(day, [(minutes(5), e.Tick())]), minutes(5)).no_show is None
    day = walk(day, [(minutes(6) + 30, e.Tick())])
    assert screen(day, minutes(6) + 30).no_show is not None


def test_r05_a_restarted_room_still_shows_the_card_and_a_rebooted_one_waits_anew() -> None:
    day = walk(waiting(), [(minutes(6), e.Tick())])
    wall = day.anchor + minutes(6)
    for rebooted, shows in ((False, True), (True, False)):
        again = recall(new_day(RULES, 5.0, wall + 2), memory(day), 5.0, rebooted=rebooted)
        again = walk(
            again,
            [
                (6.0, IDLE_STAGE),
                (7.0, e.Central(connected=True)),
                (8.0, pressed(Button.HERE)),
                (9.0, e.Tick()),
            ],
        )
        assert (screen(again, 9.0).no_show is not None) is shows


def test_r05_trouble_that_was_over_before_the_start_is_no_excuse() -> None:
    day = walk(
        waiting(checked_in=minutes(-12)),
        [
            (minutes(-11), e.Central(connected=False)),
            (minutes(-10), e.Central(connected=True)),
            (minutes(5), e.Tick()),
        ],
    )
    card = screen(day, minutes(5)).no_show
    assert card is not None
    assert card.heading is Heading.NO_SHOW


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ([(minutes(-9), AT_LOBBY), (minutes(-8), LEFT)], ("lobby",)),
        ([(minutes(-9), e.AtVisit("a1", (), tried=True))], ("tried",)),
        (
            [(minutes(-1), e.Central(connected=False)), (minutes(0.5), e.Central(connected=True))],
            ("central",),
        ),
        ([(minutes(-1), e.StageSaid(alive=False)), (minutes(0.5), IDLE_STAGE)], ("unit",)),
    ],
)
def test_r05_whoever_tried_is_no_missed_visit(
    happened: list[tuple[float, e.Event]], why: tuple[str, ...]
) -> None:
    day = walk(waiting(), [*happened, (minutes(6), e.Tick())])
    card = screen(day, minutes(6)).no_show
    assert card is not None
    assert card.heading is Heading.TRIED
    assert card.why == why
    assert screen(day, minutes(6)).proposed is Outcome.TECHNICAL


def test_r05_the_card_goes_when_the_patient_comes_and_comes_back_when_they_leave() -> None:
    day = walk(waiting(), [(minutes(6), AT_LOBBY)])
    assert screen(day, minutes(6)).name == "countdown"
    day = walk(day, [(minutes(6) + 1, e.Touched())])
    assert screen(day, minutes(6) + 1).name == "lobby"
    day = walk(day, [(minutes(7), NOBODY)])
    card = screen(day, minutes(7)).no_show
    assert card is not None
    assert card.why == ("lobby",)


def test_r05_outcomes_come_after_the_call_and_the_proposed_one_first() -> None:
    day = walk(waiting(), [(minutes(5), e.Tick())])
    offered = buttons(day, minutes(5))
    assert offered[0] is Button.CALL_PATIENT
    assert not OUTCOMES & set(offered)
    untouched, asked = step(day, pressed(Button.NO_SHOW), minutes(5))
    assert phase_of(untouched) is Phase.CHECKING
    assert not any(isinstance(command, e.ReportOutcome) for command in asked)
    day = walk(day, [(minutes(5), pressed(Button.CALL_PATIENT))])
    offered = buttons(day, minutes(5))
    assert [b for b in offered if b in OUTCOMES] == [
        Button.NO_SHOW,
        Button.TECHNICAL,
        Button.CANCELLED,
    ]
    assert screen(day, minutes(5)).phone == "+46701234588"


def test_r05_without_a_number_the_outcomes_are_there_at_once() -> None:
    day = walk(waiting(), [(minutes(5), e.NumberSaid("a1", None))])
    offered = buttons(day, minutes(5))
    assert Button.CALL_PATIENT not in offered
    assert Button.NO_SHOW in offered


def test_r05_the_outcome_is_reported_with_its_heading_and_story() -> None:
    day = walk(waiting(), [(minutes(5), pressed(Button.CALL_PATIENT))])
    day, asked = step(day, pressed(Button.NO_SHOW), minutes(6))
    assert phase_of(day) is Phase.CLOSED
    (report,) = [command for command in asked if isinstance(command, e.ReportOutcome)]
    assert report.visit == "a1"
    assert report.outcome is Outcome.NO_SHOW
    assert report.heading is Heading.NO_SHOW
    assert [(moment.what, moment.at) for moment in report.story] == [
        (What.CLINICIAN_HERE, VISIT.start.timestamp() - 600),
        (What.NUMBER_SHOWN, VISIT.start.timestamp() + 300),
    ]


def test_r05_nobody_checked_in_sees_no_card() -> None:
    day = walk(a_room(), [(minutes(-10), e.Tick()), (minutes(6), e.Tick())])
    assert screen(day, minutes(6)).no_show is None


def test_r26_a_practice_visit_is_never_missed() -> None:
    day = walk(waiting(visit=replace(VISIT, practice=True)), [(minutes(6), e.Tick())])
    assert screen(day, minutes(6)).name == "lobby"


INTERPRETED = replace(VISIT, interpreter=True)
INTERPRETER = replace(PATIENT, peer="interpreter-1", role=Role.INTERPRETER)


def test_r40_a_missing_interpreter_has_a_card_of_their_own_and_a_way_on() -> None:
    day = walk(waiting(visit=INTERPRETED), [(minutes(-5), AT_LOBBY), (minutes(5), e.Tick())])
    shown = screen(day, minutes(5))
    assert shown.no_show is not None
    assert shown.no_show.who == "interpreter"
    assert Button.START not in shown.buttons
    assert Button.BY_PHONE in shown.buttons
    refused = walk(day, [(minutes(5), pressed(Button.START))])
    assert phase_of(refused) is Phase.CHECKING
    day, asked = step(day, pressed(Button.BY_PHONE), minutes(5))
    assert e.Note("interpreter-by-phone") in asked
    assert phase_of(day) is Phase.READY
    assert stage_view(day, minutes(5)).screen.name == "countdown"


def test_r40_the_missing_interpreters_number_is_asked_for_with_the_card_and_stands_on_it() -> None:
    number = e.NumberSaid("a1", "+46705556677", "interpreter")
    day = walk(waiting(visit=INTERPRETED), [(minutes(-5), AT_LOBBY), (minutes(4), e.Tick())])
    assert seat_view(day, minutes(4)).interpreter_of is None
    day = walk(day, [(minutes(5), e.Tick())])
    assert seat_view(day, minutes(5)).interpreter_of == "a1"
    day = walk(day, [(minutes(5), number), (minutes(5), e.NumberSaid("a1", "+46701234588"))])
    card = screen(day, minutes(5)).no_show
    assert card is not None
    assert card.number == "+46705556677"
    came = walk(day, [(minutes(6), e.AtVisit("a1", (PATIENT, INTERPRETER)))])
    assert seat_view(came, minutes(6)).interpreter_of is None
    elsewhere = walk(day, [(minutes(6), e.NumberSaid("a2", "+46700000000", "interpreter"))])
    assert elsewhere.interpreters_number == ("a1", "+46705556677")
    patients = screen(walk(waiting(), [(minutes(5), number)]), minutes(5)).no_show
    assert patients is not None
    assert patients.number is None


def test_r40_with_the_interpreter_there_the_visit_starts() -> None:
    both = e.AtVisit("a1", (PATIENT, INTERPRETER))
    day = walk(waiting(visit=INTERPRETED), [(minutes(-5), both), (START, e.Touched())])
    assert phase_of(day) is Phase.READY


def test_r40_the_missing_interpreter_is_said_before_the_time() -> None:
    day = walk(waiting(visit=INTERPRETED), [(minutes(-5), AT_LOBBY)])
    shown = screen(day, minutes(-5))
    assert shown.missing == "interpreter"
    assert Button.BY_PHONE in shown.buttons


def test_s2_the_own_picture_gives_way_to_the_card() -> None:
    """The card has no button that would close the camera."""
    here = (minutes(-10), pressed(Button.HERE)), (minutes(4), pressed(Button.SEE_ME))
    day = walk(a_room(), here)
    assert reason(day) is Reason.LOBBY
    day = walk(day, [(minutes(5), e.Tick())])
    assert screen(day, minutes(5)).name == "no-show"
    assert reason(day) is None


def test_s2_the_own_picture_can_be_closed_when_the_camera_fails() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-4), pressed(Button.SEE_ME)),
            (minutes(-4), replace(IDLE_STAGE, camera=DeviceState.FAILED)),
        ],
    )
    assert reason(day) is Reason.LOBBY
    assert Button.HIDE_ME in buttons(day, minutes(-4))


def test_r05_a_network_that_comes_and_goes_does_not_hide_that_the_patient_came() -> None:
    day = waiting(minutes(-14))
    for second in range(STORY_LIMIT):
        day = walk(day, [(minutes(-14) + second, e.Central(connected=second % 2 == 1))])
    assert day.focus is not None
    assert len(day.focus.story) == STORY_LIMIT - len(What), "room is left for one of each kind"
    day = walk(day, [(minutes(-5), AT_LOBBY), (minutes(-4), NOBODY), (minutes(5), e.Tick())])
    card = screen(day, minutes(5)).no_show
    assert card is not None
    assert card.heading is Heading.TRIED
    assert "lobby" in card.why
    assert day.focus is not None
    assert len(day.focus.story) <= STORY_LIMIT
    assert [moment.at for moment in day.focus.story] == sorted(m.at for m in day.focus.story)


def test_r05_who_left_during_a_power_cut_may_have_had_their_visit() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    fresh = new_day(RULES, minutes(5), day.anchor + minutes(5))
    day = recall(fresh, memory(day), minutes(5), rebooted=True)
    told = (e.Central(connected=True), IDLE_STAGE, pressed(Button.HERE), LEFT, NUMBER)
    day = walk(day, [(minutes(5), one) for one in told])
    day = walk(day, [(minutes(10), pressed(Button.CALL_PATIENT))])
    shown = screen(day, minutes(10))
    assert shown.name == "no-show"
    assert shown.proposed is Outcome.HELD
    assert Button.HELD in shown.buttons
