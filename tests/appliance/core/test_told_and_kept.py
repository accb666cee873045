"""What is told and kept of visits that were not joined or are over: lines, reasons, outcomes."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Over
from appliance.core.health import faults
from appliance.core.room_day import step
from appliance.core.room_views import screen
from appliance.core.shown.buttons import buttons
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Notice,
    NotJoined,
    Phase,
)
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    PATHS,
    PATIENT,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.report import Heading
from wire.visits import Outcome

NUMBER = e.NumberSaid("a1", "070")
FAULTY = replace(IDLE_STAGE, camera=DeviceState.MISSING)


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
