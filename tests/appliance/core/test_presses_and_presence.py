"""What one press or one word of a sensor changes, and what it leaves alone."""

from dataclasses import replace
from math import inf

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Over
from appliance.core.health import faults
from appliance.core.room_day import step
from appliance.core.room_views import phase, screen, seat_view, sign_view, stage_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Notice,
    NotJoined,
    Phase,
    Reason,
    SignState,
)
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    PATHS,
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
from wire.report import Heading, What
from wire.visits import Outcome

NUMBER = e.NumberSaid("a1", "070")
T, F, U = True, False, None


@pytest.mark.parametrize(
    ("was", "told", "comes_in", "is_known"),
    [
        (U, T, True, True),
        (F, T, True, True),
        (T, T, False, True),
        (U, F, False, False),
        (F, F, False, False),
        (T, F, False, True),
        (U, U, False, False),
        (F, U, False, False),
        (T, U, False, True),
    ],
)
def test_r18_who_comes_checks_in_and_presence_is_remembered_until_it_ends(
    was: bool | None, told: bool | None, *, comes_in: bool, is_known: bool
) -> None:
    """Somebody who stays and pressed *Jag går* is not checked in again by staying."""
    day = walk(
        a_room(()),
        [(START - 60, e.Presence(was)), (START - 50, pressed(Button.AWAY))],
    )
    seen = day.seen
    day = walk(day, [(START, e.Presence(told))])
    assert day.somebody is told
    assert day.here is comes_in
    assert day.seen == (START if is_known else seen)


def test_r71_who_goes_takes_the_open_list_along() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.TODAY)), (now + 1, pressed(Button.AWAY))])
    assert not screen(day, now + 1).today_open
    assert all(line.initials is None for line in screen(day, now + 1).today)


def test_s3_occupied_said_again_after_it_ran_out_is_a_new_one() -> None:
    day = walk(a_room(()), [(START - 3600, pressed(Button.OCCUPY)), (START, e.Tick())])
    assert screen(day, START).notices == (Notice.OWN_ENDED,)
    day = walk(day, [(START + 1, pressed(Button.OCCUPY))])
    assert screen(day, START + 1).notices == ()
    assert not day.own_ended


@pytest.mark.parametrize("phase", [Phase.JOINING, Phase.IN_CALL, Phase.INTERRUPTED, Phase.PAUSED])
@pytest.mark.parametrize("button", [Button.CAMERA, Button.MICROPHONE])
def test_r32_each_of_the_two_is_turned_off_and_on_alone(phase: Phase, button: Button) -> None:
    day, now = in_phase(phase)
    camera = button is Button.CAMERA
    off = walk(day, [(now, pressed(button))])
    for view in (stage_view(off, now), seat_view(off, now), screen(off, now)):
        said = (view.camera, view.microphone)
        wanted = (not camera, camera)
        if view == stage_view(off, now) and stage_view(off, now).capture is None:
            wanted = (not camera, False)
        assert said == wanted
    assert walk(off, [(now, pressed(button))]) == walk(day, [(now, e.Touched())])


def test_the_microphone_is_closed_in_the_lobby_picture() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.SEE_ME))])
    assert stage_view(day, now).capture is Reason.LOBBY
    assert stage_view(day, now).camera
    assert not stage_view(day, now).microphone


def test_r09_late_for_the_next_visit_is_no_story_of_this_one() -> None:
    following = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + (VISIT.end - VISIT.start))
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(26), e.Agenda((VISIT, following), complete=True))])
    day = walk(day, [(minutes(26), LIVE_STAGE), (minutes(27), pressed(Button.LATE_5))])
    assert day.focus is not None
    assert What.LATE_TOLD not in {moment.what for moment in day.focus.story}
    assert [key for key, _ in day.late] == ["a2"]


@pytest.mark.parametrize(
    ("automatic", "pressed_before", "offered"), [(T, F, T), (T, T, F), (F, F, F)]
)
def test_wait_is_offered_while_the_visit_would_start_by_itself(
    *, automatic: bool, pressed_before: bool, offered: bool
) -> None:
    day, now = in_phase(Phase.CHECKING)
    day = replace(day, rules=replace(RULES, automatic=automatic))
    if pressed_before:
        day = walk(day, [(now, pressed(Button.WAIT))])
    assert (Button.WAIT in buttons(day, now)) is offered
    day = walk(day, [(now, e.Central(connected=False))])
    assert Button.WAIT not in buttons(day, now)


def _missed(name: str, begins: float) -> object:
    return replace(
        VISIT,
        id=name,
        start=VISIT.start + (VISIT.end - VISIT.start) * begins,
        end=VISIT.start + (VISIT.end - VISIT.start) * (begins + 1),
    )


def test_each_visit_that_was_not_joined_keeps_its_own_reason() -> None:
    visits = (_missed("a1", 0), _missed("a2", 1), _missed("a3", 2))
    day = walk(
        a_room(visits),  # type: ignore[arg-type]
        [
            (minutes(-10), e.Tick()),
            (minutes(30), e.Tick()),
            (minutes(40), e.AtVisit("a2", (PATIENT,))),
            (minutes(60), e.Tick()),
            (minutes(61), e.Central(connected=False)),
            (minutes(95), e.Tick()),
        ],
    )
    assert day.not_joined == (
        ("a1", NotJoined.NO_PATIENT),
        ("a2", NotJoined.NO_CLINICIAN),
        ("a3", NotJoined.CENTRAL_AWAY),
    )


@pytest.mark.parametrize(
    ("seat_event", "here", "why"),
    [
        (None, False, NotJoined.NO_PATIENT),
        (None, True, NotJoined.NO_PATIENT),
        (AT_LOBBY, False, NotJoined.NO_CLINICIAN),
        (LEFT, False, NotJoined.NO_CLINICIAN),
        (LEFT, True, NotJoined.NO_PATIENT),
        (AT_LOBBY, True, NotJoined.NOT_STARTED),
    ],
)
def test_a_patient_who_came_and_went_from_an_empty_room_lacked_the_clinician(
    seat_event: e.Event | None, here: bool, why: NotJoined
) -> None:
    day = a_room()
    steps: list[tuple[float, e.Event]] = [(minutes(-10), e.Tick())]
    if here:
        steps += [(minutes(-10), pressed(Button.HERE)), (minutes(-9), pressed(Button.WAIT))]
    if seat_event is not None:
        steps += [(minutes(1), AT_LOBBY), (minutes(2), seat_event)]
    if here:
        steps += [(minutes(15), e.Touched())]
    day = walk(day, [*steps, (minutes(35), e.Tick())])
    assert day.not_joined == (("a1", why),)


def test_r40_by_phone_is_said_once_and_before_the_start_alone() -> None:
    visit = replace(VISIT, interpreter=True)
    day = walk(a_room((visit,)), [(minutes(-10), pressed(Button.HERE)), (minutes(-10), AT_LOBBY)])
    day, asked = step(day, pressed(Button.BY_PHONE), minutes(-9))
    assert asked == (e.Note("interpreter-by-phone"),)
    again, asked = step(day, pressed(Button.BY_PHONE), minutes(-8))
    assert asked == ()
    assert again.focus == day.focus
    without, now = in_phase(Phase.CHECKING)
    assert step(without, pressed(Button.BY_PHONE), now)[1] == ()
    in_call, now = in_phase(Phase.IN_CALL)
    assert in_call.focus is not None
    needs = replace(in_call.focus, visit=visit)
    assert step(replace(in_call, focus=needs), pressed(Button.BY_PHONE), now)[1] == ()


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CHECKING])
def test_r44_a_press_shows_a_number_that_is_known_to_somebody_who_is_checked_in(
    phase: Phase,
) -> None:
    day, now = in_phase(phase)
    assert step(day, pressed(Button.CALL_PATIENT), now)[1] == ()
    day = walk(day, [(now, NUMBER)])
    asked = step(day, pressed(Button.CALL_PATIENT), now)[1]
    assert asked == ((e.Note("number-shown"),) if phase is Phase.CHECKING else ())


@pytest.mark.parametrize(
    ("phase", "away"), [(Phase.IN_CALL, None), (Phase.INTERRUPTED, -inf), (Phase.JOINING, -inf)]
)
def test_r44_put_away_in_trouble_it_does_not_come_back_by_itself(
    phase: Phase, away: float | None
) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, NUMBER), (now, pressed(Button.CALL_PATIENT))])
    day = walk(day, [(now + 1, pressed(Button.HIDE_NUMBER))])
    assert day.focus is not None
    assert day.focus.phone_until == away


def test_r46_closing_the_card_keeps_the_call() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, pressed(Button.EMERGENCY)), (now + 1, pressed(Button.EMERGENCY_CLOSE))])
    assert phase_of(day) is Phase.IN_CALL
    assert not screen(day, now + 1).emergency


@pytest.mark.parametrize("where", [phase for phase in Phase if phase is not Phase.BOOKED])
def test_the_sign_is_told_the_planned_end_of_the_visit_it_is_about(where: Phase) -> None:
    """A lost capturing lease says occupied until then and 15 min more."""
    day, now = in_phase(where)
    if where is Phase.CLOSED:
        assert sign_view(day, now).planned_end is None
        assert phase(day) is None
    else:
        assert sign_view(day, now).planned_end == VISIT.end.timestamp()
        assert stage_view(day, now).planned_end == VISIT.end.timestamp()
        assert phase(day) == ("a1", where)


@pytest.mark.parametrize(("notice", "other"), [(Notice.ALONE, Notice.UNANSWERED)])
def test_why_the_room_left_by_itself_is_told_until_it_is_taken_up(
    notice: Notice, other: Notice
) -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now + 300, e.Tick())])
    assert notice in screen(day, now + 300).notices
    assert other not in screen(day, now + 300).notices
    left, now = in_phase(Phase.ENDED)
    assert not {notice, other} & set(screen(left, now).notices)
    day = walk(left, [(now + 1, LEFT), (now + 2, pressed(Button.RESTART)), (now + 62, e.Tick())])
    assert other in screen(day, now + 62).notices
    assert notice not in screen(day, now + 62).notices


def _never_met(*, tried: bool) -> tuple[Day, float]:
    """Started and left before anybody met."""
    day = walk(a_room(), [(minutes(-10), pressed(Button.HERE)), (minutes(1), AT_LOBBY)])
    day = walk(day, [(minutes(2), pressed(Button.START)), (minutes(3), pressed(Button.LEAVE))])
    assert day.focus is not None
    if not tried:
        day = replace(day, focus=replace(day.focus, story=()))
    return day, minutes(3)


@pytest.mark.parametrize(("tried", "first"), [(True, Button.TECHNICAL), (False, Button.NO_SHOW)])
def test_r05_the_first_outcome_is_the_one_that_is_proposed(tried: bool, first: Button) -> None:
    day, now = _never_met(tried=tried)
    day = walk(day, [(now, IDLE_STAGE)])
    assert buttons(day, now)[0] is first
    proposed = screen(day, now).proposed
    assert proposed is not None
    assert proposed.value == first.value


FAULTY = replace(IDLE_STAGE, camera=DeviceState.MISSING)


@pytest.mark.parametrize(
    ("gone", "back", "excused"),
    [
        (minutes(-5), minutes(-1), False),
        (minutes(-5), START, False),
        (minutes(-5), START + 0.5, True),
        (minutes(1), minutes(2), True),
        (minutes(1), None, True),
        (minutes(-5), None, True),
    ],
)
def test_r05_trouble_of_the_unit_excuses_from_the_start_on(
    gone: float, back: float | None, excused: bool
) -> None:
    steps: list[tuple[float, e.Event]] = [
        (minutes(-10), pressed(Button.HERE)),
        (minutes(-10), e.Presence(somebody=True)),
        (gone, FAULTY),
    ]
    if back is not None:
        steps.append((back, IDLE_STAGE))
    day = walk(a_room(), steps)
    assert day.focus is not None
    day = replace(day, focus=replace(day.focus, ready_since=START))
    card = screen(day, minutes(6)).no_show
    assert card is not None
    assert card.why == (("unit",) if excused else ())


def test_r05_the_card_knows_that_the_patient_was_phoned() -> None:
    steps: list[tuple[float, e.Event]] = [
        (minutes(-10), pressed(Button.HERE)),
        (minutes(-1), e.Presence(somebody=True)),
    ]
    day = walk(a_room(), [*steps, (minutes(5), NUMBER)])
    card = screen(day, minutes(5)).no_show
    assert card is not None
    assert not card.rung
    day = walk(day, [(minutes(6), pressed(Button.CALL_PATIENT))])
    card = screen(day, minutes(6)).no_show
    assert card is not None
    assert card.rung


def test_a_number_that_goes_this_second_is_gone() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, NUMBER), (now, pressed(Button.CALL_PATIENT))])
    assert Button.HIDE_NUMBER in buttons(walk(day, [(now + 59.9, e.Tick())]), now + 59.9)
    assert Button.CALL_PATIENT in buttons(walk(day, [(now + 60, e.Tick())]), now + 60)
    assert phase_of(walk(day, [(now + 1, SILENT_STAGE)])) is Phase.INTERRUPTED


def test_r05_nobody_who_left_takes_an_outcome_back() -> None:
    day, now = in_phase(Phase.CLOSED)
    assert Button.UNDO in buttons(day, now)
    day = walk(day, [(now + 1, pressed(Button.AWAY))])
    assert Button.UNDO not in buttons(day, now + 1)
    asked = walk(in_phase(Phase.ENDED)[0], [(minutes(90), e.Tick()), (minutes(91), e.Touched())])
    assert Button.SETTLE in buttons(walk(asked, [(minutes(91), pressed(Button.HERE))]), minutes(91))
    assert Button.SETTLE not in buttons(asked, minutes(91))


def test_r05_a_missed_visit_that_is_asked_for_again_is_no_longer_told_as_missed() -> None:
    """The others still are."""
    visits = (_missed("a1", 0), _missed("a2", 1))
    day = walk(
        a_room(visits),  # type: ignore[arg-type]
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(29), e.Touched()),
            (minutes(30), e.Tick()),
            (minutes(48), e.Touched()),
            (minutes(65), e.Tick()),
        ],
    )
    assert [visit for visit, _ in day.not_joined] == ["a1", "a2"]
    day = walk(day, [(minutes(66), pressed(Button.SETTLE))])
    assert phase_of(day, "a1") is Phase.ENDED
    assert day.not_joined == (("a2", NotJoined.NO_PATIENT),)
    assert day.closed == {"a2"}


@pytest.mark.parametrize(
    ("told", "offered"),
    [
        (e.Touched(), True),
        (e.SignSaid(None), False),
        (replace(IDLE_STAGE, camera=DeviceState.MISSING), False),
        (replace(IDLE_STAGE, camera=DeviceState.FAILED), False),
        (replace(IDLE_STAGE, microphone=DeviceState.MISSING), True),
    ],
)
def test_s1_the_own_picture_is_offered_where_sign_and_camera_work(
    told: e.Event, *, offered: bool
) -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, told)])
    assert (Button.SEE_ME in buttons(day, now)) is offered


def test_central_that_was_away_for_a_moment_is_no_patient_who_came() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-10), e.Tick()),
            (minutes(1), e.Central(connected=False)),
            (minutes(2), e.Central(connected=True)),
            (minutes(35), e.Tick()),
        ],
    )
    assert day.not_joined == (("a1", NotJoined.NO_PATIENT),)


def test_a_visit_that_was_missed_twice_by_a_wrong_clock_is_told_once() -> None:
    """The other of two visits passes by while the room is in a call; the clock is set back."""
    other = replace(VISIT, id="a0", start=VISIT.start - (VISIT.end - VISIT.start), end=VISIT.start)
    _, path = PATHS[Phase.IN_CALL]
    day = walk(
        path(a_room((VISIT,))),
        [
            (minutes(2), e.Agenda((VISIT, other), complete=True)),
            (minutes(2), LIVE_STAGE),
        ],
    )
    wall = VISIT.start.timestamp()
    for at in (4, 6):
        day = walk(
            day,
            [
                (minutes(at), e.ClockSet(wall - 60)),
                (minutes(at) + 1, e.Tick()),
                (minutes(at) + 61, e.Tick()),
            ],
        )
        assert [visit for visit, _ in day.not_joined] == ["a0"]


def _line_of(day: Day, now: float) -> dict[str, object]:
    """What the list tells of the first visit, without its times."""
    (line, *_) = screen(day, now).today
    return line.model_dump(exclude={"visit", "start", "end"}, exclude_none=True)


@pytest.mark.parametrize("protected", [False, True])
def test_r70_r71_the_list_tells_all_on_touch_and_times_alone_else(*, protected: bool) -> None:
    visit = replace(
        VISIT,
        confirmed=False,
        interpreter=True,
        language="so",
        phone_tail="05",
        practice=True,
        patients=3,
        protected=protected,
    )
    day = walk(a_room((visit,)), [(minutes(-5), pressed(Button.HERE))])
    of_all = {"confirmed": False, "interpreter": True, "practice": True, "patients": 3}
    assert _line_of(day, minutes(-5)) == of_all | {"protected": False}
    day = walk(day, [(minutes(-5), pressed(Button.TODAY))])
    of_one: dict[str, object] = {"kind": "Återbesök", "language": "so", "phone_tail": "05"}
    if not protected:
        of_one["initials"] = "A. L."
    assert _line_of(day, minutes(-5)) == of_all | of_one | {"protected": protected}


def test_s7_bookings_are_old_from_the_very_second() -> None:
    day = a_room(())
    assert Fault.FEED_STALE not in faults(day, START - 3600 + 119.9)
    assert Fault.FEED_STALE in faults(day, START - 3600 + 120)


@pytest.mark.parametrize(("bad", "is_told"), [(0, False), (1, True), (2, True)])
def test_one_booking_that_cannot_be_read_is_told(bad: int, *, is_told: bool) -> None:
    day = walk(a_room(), [(START, e.Agenda((VISIT,), complete=True, bad=bad))])
    assert (Fault.FEED_BAD in faults(day, START)) is is_told


def test_r10_the_after_hold_is_over_at_its_second() -> None:
    day, now = in_phase(Phase.ENDED)
    assert sign_view(day, now + 4.9).state is SignState.OCCUPIED
    assert sign_view(day, now + 5).state is SignState.CLEAR


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CHECKING, Phase.IN_CALL, Phase.ENDED])
def test_r05_what_is_not_settled_is_told_while_the_room_is_quiet(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = replace(day, over=(Over(replace(VISIT, id="a0"), now - 60),), here=True)
    quiet = phase in (Phase.OPEN, Phase.CHECKING)
    assert (Notice.UNSETTLED in screen(day, now).notices) is quiet


def test_r05_undo_is_told_to_somebody_who_is_here_up_to_its_second() -> None:
    day, now = in_phase(Phase.CLOSED)
    undo = screen(day, now + 899.9).undo
    assert undo is not None
    assert (undo.start, undo.outcome) == (VISIT.start.timestamp(), Outcome.HELD)
    assert undo.until == pytest.approx(day.anchor + now + 900)
    assert screen(day, now + 900).undo is None
    assert screen(walk(day, [(now + 1, pressed(Button.AWAY))]), now + 1).undo is None
    nothing = replace(day, over=(Over(VISIT, now), *day.over))
    assert screen(nothing, now + 900).undo is None


@pytest.mark.parametrize(("later", "follows"), [(29, True), (30, False), (31, False)])
def test_s4_a_running_visit_takes_new_times_that_still_are_its_own(
    later: float, *, follows: bool
) -> None:
    """A booking moved past its end is another time for it: the call goes on with the old end."""
    day, now = in_phase(Phase.IN_CALL)
    by = (VISIT.end - VISIT.start) * (later / 30)
    moved = replace(VISIT, start=VISIT.start + by, end=VISIT.end + by)
    day = walk(day, [(now, e.Agenda((moved,), complete=True))])
    assert day.focus is not None
    assert (day.focus.visit.end == moved.end) is follows
    assert phase_of(day) is Phase.IN_CALL


def test_r09_a_promise_goes_with_its_visit_alone() -> None:
    day = walk(a_room(), [(minutes(-10), pressed(Button.HERE))])
    day = replace(day, late=(("a9", 1.0),))
    day = walk(day, [(minutes(-9), pressed(Button.LATE_5)), (minutes(-9), AT_LOBBY)])
    assert [visit for visit, _ in day.late] == ["a9", "a1"]
    day = walk(day, [(minutes(6), pressed(Button.START)), (minutes(7), pressed(Button.LEAVE))])
    day = walk(day, [(minutes(8), pressed(Button.TECHNICAL))])
    assert phase_of(day) is Phase.CLOSED
    assert [visit for visit, _ in day.late] == ["a9"]


def test_s6_of_a_visit_that_is_over_nothing_tells_whom_it_was_for() -> None:
    visit = replace(VISIT, language="so", phone_tail="05")
    day = walk(a_room((visit,)), [(minutes(-10), pressed(Button.HERE)), (minutes(-9), AT_LOBBY)])
    day = walk(day, [(START, pressed(Button.START)), (minutes(1), pressed(Button.LEAVE))])
    day = walk(day, [(minutes(1), pressed(Button.TECHNICAL))])
    (over,) = day.over
    kept = over.visit
    assert (kept.initials, kept.kind, kept.language, kept.phone_tail) == (None, None, None, None)
    assert (kept.id, kept.start, kept.end) == ("a1", VISIT.start, VISIT.end)


@pytest.mark.parametrize(("came", "heading"), [(True, Heading.TRIED), (False, Heading.NO_SHOW)])
def test_r05_the_report_says_that_the_patient_tried(came: bool, heading: Heading) -> None:
    steps: list[tuple[float, e.Event]] = [
        (minutes(-10), pressed(Button.HERE)),
        (minutes(-10), e.Presence(somebody=True)),
    ]
    if came:
        steps += [(minutes(-9), AT_LOBBY), (minutes(-8), LEFT)]
    day = walk(a_room(), [*steps, (minutes(6), NUMBER), (minutes(6), pressed(Button.CALL_PATIENT))])
    day, asked = step(day, pressed(Button.NO_SHOW), minutes(7))
    (report,) = asked
    assert isinstance(report, e.ReportOutcome)
    assert report.heading is heading
    assert phase_of(day) is Phase.CLOSED


def _story(day: Day) -> list[What]:
    assert day.focus is not None
    return [moment.what for moment in day.focus.story]


def test_r05_the_story_tells_starting_and_going_on_apart() -> None:
    day, now = in_phase(Phase.PAUSED)
    assert _story(day)[-3:] == [What.STARTED, What.CONNECTED, What.PAUSED]
    day = walk(day, [(now + 1, pressed(Button.CONTINUE)), (now + 2, LIVE_STAGE)])
    assert _story(day)[-2:] == [What.CONTINUED, What.CONNECTED]
    day = walk(day, [(now + 3, SILENT_STAGE), (now + 4, pressed(Button.LEAVE))])
    assert _story(day)[-2:] == [What.LOST, What.ENDED]
    day = walk(day, [(now + 5, AT_LOBBY), (now + 6, pressed(Button.RESTART))])
    assert _story(day)[-1] is What.STARTED


CALLED = pressed(Button.CALL_PATIENT)


@pytest.mark.parametrize(
    ("phase", "steps", "shown"),
    [
        (Phase.CHECKING, [(0, CALLED), (1, pressed(Button.START))], True),
        (Phase.CHECKING, [(0, CALLED), (1, pressed(Button.AWAY))], False),
        (Phase.IN_CALL, [(0, CALLED), (1, pressed(Button.PAUSE))], True),
        (Phase.IN_CALL, [(0, CALLED), (1, SILENT_STAGE)], True),
        (Phase.IN_CALL, [(0, CALLED), (1, pressed(Button.LEAVE))], True),
        (Phase.INTERRUPTED, [(19, e.Tick())], False),
        (Phase.INTERRUPTED, [(20, e.Tick())], True),
        (Phase.INTERRUPTED, [(20, e.Tick()), (90, e.Tick())], True),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, LIVE_STAGE)], False),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, pressed(Button.PAUSE))], False),
        (Phase.INTERRUPTED, [(20, e.Tick()), (30, pressed(Button.LEAVE))], False),
    ],
)
def test_r44_a_number_that_was_asked_for_stays_its_minute_and_one_of_a_trouble_goes_with_it(
    phase: Phase, steps: list[tuple[float, e.Event]], *, shown: bool
) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, e.Presence(somebody=True)), (now, NUMBER)])
    day = walk(day, [(now + at, event) for at, event in steps])
    last = now + steps[-1][0]
    assert (screen(day, last).phone is not None) is shown


def test_s1_the_own_picture_ends_with_the_countdown_the_call_and_with_who_saw_it() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, e.Presence(somebody=True)), (START - 5, pressed(Button.SEE_ME))])
    assert stage_view(day, START - 5).capture is Reason.LOBBY
    ready = walk(day, [(START, e.Tick())])
    assert phase_of(ready) is Phase.READY
    assert stage_view(ready, START).capture is None
    back = walk(ready, [(START + 1, e.Touched())])
    assert phase_of(back) is Phase.CHECKING
    assert stage_view(back, START + 1).capture is None
    gone = walk(day, [(START - 4, pressed(Button.AWAY)), (START - 3, pressed(Button.HERE))])
    assert phase_of(gone) is Phase.CHECKING
    assert stage_view(gone, START - 3).capture is None
    begun = walk(day, [(START - 4, pressed(Button.START)), (START - 3, LEFT)])
    assert phase_of(begun) is Phase.CHECKING
    assert stage_view(begun, START - 3).capture is None


def test_r08_the_start_card_lies_there_over_an_interruption() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    assert screen(day, now).start_card
    day = walk(day, [(now + 1, pressed(Button.PAUSE)), (now + 2, pressed(Button.CONTINUE))])
    assert screen(day, now + 2).start_card


def test_r06_what_rang_unanswered_no_longer_rings() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now + 1, LEFT), (now + 2, pressed(Button.RESTART))])
    assert screen(day, now + 2).notices == (Notice.RANG,)
    paused = walk(day, [(now + 3, pressed(Button.PAUSE))])
    assert Notice.RANG in screen(paused, now + 3).notices
    day = walk(day, [(now + 62, e.Tick())])
    assert phase_of(day) is Phase.ENDED
    assert screen(day, now + 62).notices == (Notice.UNANSWERED,)


def test_r44_a_number_that_a_person_asked_for_is_not_logged_again_by_the_trouble() -> None:
    day, now = in_phase(Phase.INTERRUPTED)
    day = walk(day, [(now, e.Presence(somebody=True)), (now, NUMBER), (now + 10, CALLED)])
    told = _story(day)
    day, asked = step(day, e.Tick(), now + 20)
    assert asked == ()
    assert _story(day) == told
    assert screen(walk(day, [(now + 200, e.Tick())]), now + 200).phone == "070"


@pytest.mark.parametrize("part", ["camera", "microphone", "speaker"])
def test_r05_a_part_that_was_gone_for_minutes_moves_the_clock(part: str) -> None:
    """A break of more than half a minute: the room is ready anew."""
    missing = e.StageSaid(
        alive=True,
        camera=DeviceState.MISSING if part == "camera" else DeviceState.OK,
        microphone=DeviceState.MISSING if part == "microphone" else DeviceState.OK,
        speaker=DeviceState.MISSING if part == "speaker" else DeviceState.OK,
    )
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), e.Presence(somebody=True)),
            (minutes(1), missing),
            (minutes(2), e.Tick()),
            (minutes(3), IDLE_STAGE),
        ],
    )
    assert screen(walk(day, [(minutes(8) - 1, e.Tick())]), minutes(8) - 1).no_show is None
    assert screen(walk(day, [(minutes(8), e.Tick())]), minutes(8)).no_show is not None
