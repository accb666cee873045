"""R05, R26: what becomes of a visit that is over: confirmed, undone, or asked for later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Over
from appliance.core.memory import memory, recall
from appliance.core.room_day import new_day, next_deadline, step
from appliance.core.room_views import screen
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Notice, Phase
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    PATHS,
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
from wire.report import Heading, What
from wire.visits import Outcome

CLOSED_AT = START + 20
FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))


def told(day: Day, button: Button, now: float) -> tuple[Day, list[e.ReportOutcome]]:
    """``day`` after a press, and what it reports."""
    day, asked = step(day, pressed(button), now)
    return day, [command for command in asked if isinstance(command, e.ReportOutcome)]


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        (Button.HELD, Outcome.HELD),
        (Button.TECHNICAL, Outcome.TECHNICAL),
        (Button.NO_SHOW, Outcome.NO_SHOW),
        (Button.CANCELLED, Outcome.CANCELLED),
    ],
)
def test_r05_one_press_confirms(button: Button, outcome: Outcome) -> None:
    day, now = in_phase(Phase.ENDED)
    day, reports = told(day, button, now)
    (report,) = reports
    assert (report.visit, report.outcome, report.heading) == ("a1", outcome, None)
    assert What.CONNECTED in {moment.what for moment in report.story}
    assert phase_of(day) is Phase.CLOSED


def test_r05_nothing_is_reported_before_the_press() -> None:
    day, now = in_phase(Phase.ENDED)
    while (due := next_deadline(day, now)) is not None and due < minutes(30):
        day, asked = step(day, e.Tick(), due)
        assert not any(isinstance(command, e.ReportOutcome) for command in asked)
        now = due


def test_r05_an_outcome_is_undone_for_fifteen_minutes() -> None:
    day, now = in_phase(Phase.CLOSED)
    assert buttons(day, now)[0] is Button.UNDO
    undo = screen(day, now).undo
    assert undo is not None
    assert undo.outcome is Outcome.HELD
    assert undo.start == VISIT.start.timestamp()
    assert undo.until == VISIT.start.timestamp() + 20 + 900
    day = walk(day, [(now + 600, e.Presence(somebody=True)), (now + 899, e.Tick())])
    back, reports = told(day, Button.UNDO, now + 899)
    (report,) = reports
    assert (report.visit, report.outcome) == ("a1", None)
    assert phase_of(back) is Phase.ENDED
    late = walk(day, [(now + 900, e.Tick())])
    assert screen(late, now + 900).undo is None
    assert Button.UNDO not in buttons(late, now + 900)
    unchanged, reports = told(late, Button.UNDO, now + 900)
    assert reports == []
    assert phase_of(unchanged) is Phase.CLOSED


def test_r05_another_outcome_after_undo_is_the_one_that_counts() -> None:
    day, now = in_phase(Phase.CLOSED)
    day, _ = told(day, Button.UNDO, now + 5)
    day, reports = told(day, Button.TECHNICAL, now + 10)
    assert [report.outcome for report in reports] == [Outcome.TECHNICAL]
    undo = screen(day, now + 10).undo
    assert undo is not None
    assert undo.outcome is Outcome.TECHNICAL


def test_r05_undo_waits_for_a_running_visit_and_sets_a_waiting_one_aside() -> None:
    _, path = PATHS[Phase.CLOSED]
    soon = replace(FOLLOWING, start=VISIT.start + timedelta(minutes=10))
    day = path(a_room((VISIT, soon)))
    now = minutes(2)
    day = walk(day, [(now, e.Touched())])
    assert phase_of(day, "a2") is Phase.CHECKING
    day, _ = told(day, Button.WAIT, now)
    day, _ = told(day, Button.UNDO, now)
    assert phase_of(day) is Phase.ENDED
    day, _ = told(day, Button.TECHNICAL, now + 1)
    assert phase_of(day, "a2") is Phase.CHECKING
    assert day.focus is not None
    assert day.focus.on_press, "what was said of the waiting visit is kept"
    assert Button.UNDO in buttons(day, now + 1), "none waits aside any more"


def _undone_while_the_next_waits() -> Day:
    _, path = PATHS[Phase.CLOSED]
    soon = replace(FOLLOWING, start=VISIT.start + timedelta(minutes=10))
    pressing = [(minutes(2), pressed(one)) for one in (Button.HERE, Button.WAIT, Button.UNDO)]
    return walk(path(a_room((VISIT, soon))), pressing)


def test_r05_the_visit_that_waits_aside_is_remembered() -> None:
    day, now = _undone_while_the_next_waits(), minutes(3)
    day = recall(new_day(RULES, now, day.anchor + now), memory(day), now)
    day, _ = told(day, Button.HELD, now)
    assert phase_of(day) is Phase.CLOSED
    assert day.focus is not None
    assert (day.focus.visit.id, day.focus.on_press) == ("a2", True)
    assert What.CLINICIAN_HERE in {moment.what for moment in day.focus.story}


def _ready_since(day: Day) -> float:
    """Since when R05's clock counts for the visit in focus."""
    assert day.focus is not None
    assert day.focus.ready_since is not None
    return day.focus.ready_since


def test_r05_a_restart_costs_a_visit_that_waits_aside_nothing_of_its_clock() -> None:
    day, now = _undone_while_the_next_waits(), minutes(3)
    assert day.aside is not None
    ready = day.aside.ready_since
    assert ready is not None
    day = recall(new_day(RULES, now, day.anchor + now), memory(day), now)
    day = walk(day, [(now, e.Central(connected=True)), (now, IDLE_STAGE)])
    day, _ = told(day, Button.HELD, now + 60)
    assert _ready_since(day) == ready


def test_r05_a_room_that_is_not_ready_while_a_visit_waits_aside_counts_anew() -> None:
    lost, back = e.Central(connected=False), e.Central(connected=True)
    for gone in (RULES.break_borne - 1, RULES.break_borne):
        day = _undone_while_the_next_waits()
        assert day.aside is not None
        before = day.aside.ready_since
        again = minutes(4) + gone
        day = walk(day, [(minutes(4), lost), (again, back)])
        day, _ = told(day, Button.HELD, minutes(9))
        assert _ready_since(day) == (before if gone < RULES.break_borne else again)


def test_r05_a_reboot_counts_anew_for_a_visit_that_waits_aside_too() -> None:
    day, now = _undone_while_the_next_waits(), minutes(3)
    day = recall(new_day(RULES, now, day.anchor + now), memory(day), now, rebooted=True)
    assert day.aside is not None
    assert (day.aside.ready_since, day.aside.unready_since) == (None, None)


def test_r05_nothing_more_is_undone_while_a_visit_waits_aside() -> None:
    """The undone visit was taken up again and nobody met: it is as before its start."""
    day = _undone_while_the_next_waits()
    aside = day.aside
    assert aside is not None
    assert day.focus is not None
    earlier = replace(day.focus, phase=Phase.CHECKING, connected=None)
    other = Over(replace(VISIT, id="a0"), minutes(1), outcome=Outcome.HELD)
    day = replace(day, focus=earlier, over=(other,))
    assert Button.UNDO not in buttons(day, minutes(3))
    day, reports = told(day, Button.UNDO, minutes(3))
    assert reports == []
    assert day.aside is aside


def test_r05_a_running_visit_hides_undo() -> None:
    _, path = PATHS[Phase.CLOSED]
    soon = replace(FOLLOWING, start=VISIT.start + timedelta(minutes=10))
    there = e.AtVisit("a2", AT_LOBBY.parties)
    day = walk(
        path(a_room((VISIT, soon))), [(minutes(2), there), (minutes(2), pressed(Button.START))]
    )
    assert phase_of(day, "a2") is Phase.JOINING
    assert Button.UNDO not in buttons(day, minutes(2))
    day, reports = told(day, Button.UNDO, minutes(2))
    assert reports == []
    assert phase_of(day, "a2") is Phase.JOINING


def test_r05_an_outcome_nobody_gave_is_asked_for_later() -> None:
    day, _ = in_phase(Phase.ENDED)
    day, asked = step(day, e.Tick(), minutes(90))
    assert e.Note("outcome-not-confirmed") in asked
    assert phase_of(day) is Phase.CLOSED
    day = walk(day, [(minutes(91), pressed(Button.HERE))])
    assert Notice.UNSETTLED in screen(day, minutes(91)).notices
    assert buttons(day, minutes(91))[0] is Button.SETTLE
    day, reports = told(day, Button.SETTLE, minutes(91))
    assert reports == []
    assert phase_of(day) is Phase.ENDED
    day, reports = told(day, Button.HELD, minutes(91))
    assert [(report.visit, report.outcome) for report in reports] == [("a1", Outcome.HELD)]
    assert Notice.UNSETTLED not in screen(day, minutes(91)).notices


def test_r05_a_missed_visit_that_ran_out_is_asked_for_with_its_heading() -> None:
    day = walk(
        a_room(),
        [(minutes(-10), pressed(Button.HERE)), (minutes(-10), e.Presence(somebody=True))],
    )
    day = walk(day, [(minutes(35), e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    day, _ = told(day, Button.SETTLE, minutes(36))
    shown = screen(day, minutes(36))
    assert shown.name == "ended"
    assert shown.no_show is not None
    assert shown.no_show.heading is Heading.NO_SHOW
    assert shown.proposed is Outcome.NO_SHOW
    _, reports = told(day, Button.NO_SHOW, minutes(36))
    assert reports[0].heading is Heading.NO_SHOW


def test_r05_an_empty_room_asks_nobody_for_an_outcome() -> None:
    day = walk(a_room(), [(minutes(-10), e.Tick()), (minutes(35), e.Tick())])
    day = walk(day, [(minutes(36), pressed(Button.HERE))])
    assert Button.SETTLE not in buttons(day, minutes(36))


def test_r05_a_power_cut_that_ends_a_visit_loses_no_outcome() -> None:
    day, now = in_phase(Phase.IN_CALL)
    fresh = new_day(RULES, now + 60, day.anchor + now + 60)
    day = recall(fresh, memory(day), now + 60, rebooted=True)
    day = walk(day, [(now + 60, e.Tick()), (minutes(35), e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    assert day.not_joined == ()
    day = walk(day, [(minutes(36), pressed(Button.HERE)), (minutes(36), pressed(Button.SETTLE))])
    assert screen(day, minutes(36)).proposed is Outcome.HELD


def test_r05_a_clinician_who_waited_and_went_is_asked_later() -> None:
    day = walk(
        a_room(),
        [(minutes(-10), pressed(Button.HERE)), (minutes(8), pressed(Button.AWAY))],
    )
    day = walk(day, [(minutes(35), e.Tick()), (minutes(36), pressed(Button.HERE))])
    day, _ = told(day, Button.SETTLE, minutes(36))
    assert screen(day, minutes(36)).proposed is Outcome.NO_SHOW


def test_r05_a_patient_whom_nobody_met_is_asked_after_and_never_blamed() -> None:
    came = (minutes(-5), AT_LOBBY), (minutes(20), e.AtVisit("a1", ()))
    day = walk(a_room(), [*came, (minutes(35), e.Tick()), (minutes(36), pressed(Button.HERE))])
    day, _ = told(day, Button.SETTLE, minutes(36))
    shown = screen(day, minutes(36))
    assert shown.proposed is Outcome.TECHNICAL
    assert shown.no_show is not None
    assert shown.no_show.heading is Heading.TRIED


def test_a_visit_that_is_settled_is_no_more_in_todays_list() -> None:
    day, now = in_phase(Phase.CLOSED)
    assert screen(day, now).today == ()
    undone, _ = told(day, Button.UNDO, now)
    assert [line.visit for line in screen(undone, now).today] == ["a1"]


def test_r05_what_is_kept_of_a_closed_visit_names_nobody() -> None:
    day, now = in_phase(Phase.CLOSED)
    assert day.over[0].visit.initials is None
    assert day.over[0].visit.kind is None
    kept = memory(day).to_json()
    assert "A. L." not in kept
    day = walk(day, [(now + 900, e.Tick())])
    assert day.over == ()


def test_r05_a_restarted_room_can_still_undo() -> None:
    day, now = in_phase(Phase.CLOSED)
    wall = day.anchor + now
    again = recall(new_day(RULES, 5.0, wall + 60), memory(day), 5.0)
    again = walk(
        again, [(5.0, e.Central(connected=True)), (5.0, IDLE_STAGE), (5.0, pressed(Button.HERE))]
    )
    back, reports = told(again, Button.UNDO, 6.0)
    assert [report.visit for report in reports] == ["a1"]
    assert phase_of(back) is Phase.ENDED


@pytest.mark.parametrize("practice", [False, True])
def test_r05_a_visit_in_which_the_two_met_is_never_told_as_missed(*, practice: bool) -> None:
    _, path = PATHS[Phase.ENDED]
    assert screen(path(a_room((replace(VISIT, practice=practice),))), CLOSED_AT).no_show is None


def test_r26_a_practice_visit_in_which_nobody_met_is_never_told_as_missed() -> None:
    _, path = PATHS[Phase.JOINING]
    day = walk(path(a_room((replace(VISIT, practice=True),))), [(CLOSED_AT, pressed(Button.LEAVE))])
    assert phase_of(day) is Phase.ENDED
    assert screen(day, CLOSED_AT).no_show is None


def test_r26_a_practice_visit_has_no_outcome() -> None:
    _, path = PATHS[Phase.ENDED]
    day = path(a_room((replace(VISIT, practice=True),)))
    assert phase_of(day) is Phase.ENDED
    offered = buttons(day, CLOSED_AT)
    assert offered[0] is Button.DONE
    assert not {Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED} & set(offered)
    unmoved, reports = told(day, Button.HELD, CLOSED_AT)
    assert reports == []
    assert phase_of(unmoved) is Phase.ENDED
    day, reports = told(day, Button.DONE, CLOSED_AT)
    assert reports == []
    assert phase_of(day) is Phase.CLOSED
    assert day.over == ()


def test_r05_leaving_before_anybody_met_proposes_no_held_visit() -> None:
    day, now = in_phase(Phase.JOINING)
    day = walk(day, [(now, pressed(Button.LEAVE)), (now, IDLE_STAGE), (now, LEFT)])
    shown = screen(day, now)
    assert shown.proposed is Outcome.TECHNICAL
    assert shown.no_show is not None
    assert shown.no_show.why == ("lobby",)


# --- R51: how it worked -------------------------------------------------------------------------

RATES = (Button.RATE_WELL, Button.RATE_SO_SO, Button.RATE_BADLY)


def _held() -> tuple[Day, float]:
    day, now = in_phase(Phase.ENDED)
    return walk(day, [(now, pressed(Button.HELD))]), now


def test_r51_after_a_visit_that_was_held_it_is_asked_once_for_a_minute_and_blocks_nothing() -> None:
    day, now = _held()
    shown = buttons(day, now)
    assert set(RATES) < set(shown)
    assert shown[0] not in RATES, "what comes next comes first"
    assert next_deadline(day, now + 10) is not None
    assert not set(RATES) & set(buttons(walk(day, [(now + 60, e.Tick())]), now + 60))
    assert next_deadline(day, now + 59.9) == now + 60


@pytest.mark.parametrize(("button", "worked"), list(zip(RATES, (1, 2, 3), strict=True)))
def test_r51_one_answer_goes_to_central_and_the_question_goes(button: Button, worked: int) -> None:
    day, now = _held()
    day, asked = step(day, pressed(button), now + 5)
    assert asked == (e.Rate("a1", worked),)
    assert not set(RATES) & set(buttons(day, now + 5))
    assert step(day, pressed(button), now + 6)[1] == (), "once"


def test_r51_a_visit_that_was_not_held_and_one_that_is_taken_back_are_not_rated() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now, pressed(Button.TECHNICAL))])
    assert not set(RATES) & set(buttons(day, now))
    day, now = _held()
    day = walk(day, [(now + 5, pressed(Button.UNDO))])
    assert day.rate is None
    assert step(day, pressed(Button.RATE_WELL), now + 6)[1] == ()


def test_r51_nobody_else_is_asked_about_it() -> None:
    day, now = _held()
    day = walk(day, [(now + 5, pressed(Button.AWAY)), (now + 9, pressed(Button.HERE))])
    assert day.here
    assert not set(RATES) & set(buttons(day, now + 9))
