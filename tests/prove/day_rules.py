"""What must hold after everything that happens to a room (S1 to S4, S6, S7, R26, R44, R70, R71)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.memory import TOUCH_STEP_S, memory
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import reason, seat_view, sign_view, stage_view
from appliance.core.shown.buttons import RATES, buttons
from appliance.core.views import SeatView, SignView, StageView
from appliance.core.visit.table import HOLDING, SEATED
from appliance.core.visits import Standing
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Hearing,
    NotJoined,
    Phase,
    Proven,
    Reason,
    Sight,
    SignState,
    TestPart,
    TestStep,
)
from tests.prove.histories import HIDDEN, KNOCKING, NUMBER, PLACE, Happening, Restarted, Watch
from wire.visits import Outcome, Seat

OPENS_CAPTURE = {Button.START, Button.START_ANYWAY, Button.RESTART, Button.CONTINUE}
OUTCOMES = {Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED, Button.UNDO}
INITIALS = ("A. L.", "B. B.", "C. C.")
LATE = {Button.LATE_5, Button.LATE_10, Button.LATE_20}
"""What they tell may be told already."""
A_MOMENT_S = 0.001
TESTS = {Button.TEST, Button.TEST_YES, Button.TEST_AGAIN}
NOTES = {
    "emergency",
    "function-test-failed",
    "function-test-passed",
    "interpreter-by-phone",
    "number-shown",
    "outcome-not-confirmed",
    "self-test-failed",
    "started-without-sign",
    "visit-not-joined",
}


RUNGS = ("reopen", "restart-stage", "replug", "wait")
FACTS = {*NotJoined, *TestPart, *DeviceState, *Sight, *Hearing, *Fault, *RUNGS}
"""All that IT is told beside the slug: words of the unit's own, never a person's."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, the day before and after it, and all that is shown then."""

    before: Day
    what: Happening
    day: Day
    asked: tuple[e.Command, ...]
    now: float
    watch: Watch
    stage: StageView
    sign: SignView
    seat: SeatView

    @property
    def phase(self) -> Phase | None:
        return self.day.focus.phase if self.day.focus else None

    @property
    def pressed(self) -> Button | None:
        return self.what.button if isinstance(self.what, e.Pressed) else None


def moment(
    before: Day, what: Happening, day: Day, asked: tuple[e.Command, ...], now: float, watch: Watch
) -> Moment:
    """``what`` happened; the views are made once."""
    views = stage_view(day, now), sign_view(day, now), seat_view(day, now)
    return Moment(before, what, day, asked, now, watch, *views)


def _seated(day: Day) -> str | None:
    return day.focus.visit.id if day.focus and day.focus.phase in SEATED else None


def s1_occupied_while_capture_may_be_open(m: Moment) -> None:
    """S1: before it opens and until it is closed, and the screen says so."""
    if m.stage.capture is not None or m.day.stage.capture is not None:
        assert m.sign.state is SignState.OCCUPIED
        assert not m.sign.own
        assert m.stage.screen.capture is not None


def s1_a_self_test_opens_only_an_empty_untouched_room(m: Moment) -> None:
    """S1: nothing opens on a patient who undresses, whoever looks, whatever else is told."""
    if m.stage.capture is not Reason.SELF_TEST:
        return
    assert m.watch.somebody is False
    assert m.watch.empty is not None
    assert m.now >= m.watch.empty + 600
    assert m.now >= m.watch.touched + 600
    assert m.now < m.watch.seen + 7 * 86_400, "a dead sensor"
    assert m.watch.seen > m.watch.touched - TOUCH_STEP_S, "a restart remembers no more"
    assert m.day.own_at is None
    assert m.day.sign is not None
    assert m.day.lamp_ok
    assert m.phase not in (*SEATED, Phase.READY)
    assert m.stage.call is None
    assert m.watch.testing is not None
    assert m.now < m.watch.testing[1] + 8


def s2_no_test_lasts(m: Moment) -> None:
    """Nothing but the way is tested without a look at S1, and never beside a visit."""
    if m.stage.test is not None:
        assert m.phase not in (*SEATED, Phase.READY)
        opens = m.stage.capture is Reason.SELF_TEST
        assert opens or set(m.stage.test.parts) == {Proven.CALL}


def r15_heard_in_the_room_in_a_call_alone(m: Moment) -> None:
    """R11, R15: only while somebody sits in a visit, and by a loudspeaker that works."""
    if m.stage.aloud:
        assert m.phase in SEATED
        assert m.day.stage.aloud is DeviceState.OK


def s2_a_reason_held_by_the_phase_alone(m: Moment) -> None:
    """S1, S2: visit or lobby; the microphone belongs to the visit."""
    assert (m.stage.capture is Reason.VISIT) == (m.phase in HOLDING)
    if m.stage.capture is Reason.LOBBY:
        assert m.phase is Phase.CHECKING
        assert m.day.focus is not None
        assert m.day.focus.see_me
        assert not m.stage.microphone
    if m.stage.capture is Reason.FUNCTION_TEST:
        assert m.phase in (None, Phase.OPEN, Phase.CHECKING)
        assert m.stage.camera != m.stage.microphone
        assert m.stage.screen.name == "function-test"


def s2_only_a_person_opens_capture(m: Moment) -> None:
    """S2: a press on a button that is there, or the countdown somebody in the room let run out."""
    was = reason(m.before)
    if m.stage.capture is Reason.VISIT and was is not Reason.VISIT and m.pressed is None:
        assert m.before.focus is not None
        assert m.before.focus.phase is Phase.READY
        assert m.now < m.watch.around(m.now) + 60
        assert m.day.here
    elif m.stage.capture is Reason.VISIT and was is not Reason.VISIT:
        assert m.pressed in OPENS_CAPTURE
        offered = buttons(m.before, m.now)
        assert m.pressed in offered or Button.START in offered
    elif m.stage.capture is Reason.LOBBY and was is None:
        assert m.pressed is Button.SEE_ME
    elif m.stage.capture is Reason.FUNCTION_TEST and was is not Reason.FUNCTION_TEST:
        assert m.pressed in TESTS


def s2_nobody_heard_and_nobody_here_ends_it(m: Moment) -> None:
    """S2: never a camera on for 5 min in an empty room where nobody is heard."""
    if m.stage.capture is Reason.VISIT and m.watch.silent is not None:
        assert m.now < max(m.watch.silent, m.watch.around(m.now)) + 300
    if m.stage.capture in (Reason.LOBBY, Reason.FUNCTION_TEST):
        assert m.now < m.watch.touched + 120


def s3_clear_only_when_everything_is_known(m: Moment) -> None:
    if m.sign.state is not SignState.CLEAR:
        return
    assert m.day.clock_trusted
    assert m.day.read_at is not None
    assert m.phase in (None, Phase.ENDED)
    assert m.day.stage.capture is None
    assert m.day.own_at is None
    assert not m.day.own_ended


def s3_an_own_occupied_never_runs_out_to_clear(m: Moment) -> None:
    """It warns, and ends in unknown; only a person, or a visit in its place, takes it away."""
    taken = m.pressed in (Button.VACATE, Button.OCCUPY) or _seated(m.day) is not None
    if m.before.own_at is not None and m.day.own_at is None and not taken:
        assert m.day.own_ended
        assert m.now >= m.watch.around(m.now) + 3600 - TOUCH_STEP_S
        assert m.sign.state is not SignState.CLEAR
    if m.before.own_ended and not m.day.own_ended:
        assert taken


def s4_one_confirmed_visit_that_the_feed_never_cuts(m: Moment) -> None:
    was, now = _seated(m.before), _seated(m.day)
    assert m.seat.visit == now
    if now is not None and was is None:
        assert m.day.focus is not None
        visit = m.day.focus.visit
        resumed = m.pressed is Button.RESTART
        assert resumed or (visit.confirmed and visit.standing is Standing.JOINABLE)
    if was is not None and now is not None:
        assert was == now
    if isinstance(m.what, e.Agenda) and was is not None:
        assert m.before.focus is not None
        assert m.phase is m.before.focus.phase


def s6_no_number_or_place_is_kept(m: Moment) -> None:
    if isinstance(m.what, e.NumberSaid | e.AtVisit | e.Pressed):
        kept = memory(m.day).to_json()
        assert NUMBER not in kept
        assert PLACE not in kept


def s6_what_is_asked_names_nobody(m: Moment) -> None:
    for command in m.asked:
        if isinstance(command, e.Note):
            assert command.code in NOTES
            assert all(isinstance(one, float) or one in FACTS for _, one in command.facts)
        elif isinstance(command, e.RestartStage):
            assert m.day.mends <= 6
            assert m.phase not in SEATED
        elif isinstance(command, e.Replug):
            assert command.part in ("camera", "headset")
            assert m.day.mends <= 6
            assert m.phase not in SEATED
        elif isinstance(command, e.Rate):
            assert m.pressed in RATES
            assert command.worked in (1, 2, 3)
        elif isinstance(command, e.ReportOutcome):
            assert m.pressed in OUTCOMES
            assert (command.outcome is None) == (m.pressed is Button.UNDO)
            assert command.outcome is None or command.outcome in set(Outcome)
        elif isinstance(command, e.RingPatient):
            assert m.pressed is Button.RESTART
        elif isinstance(command, e.ConfirmIdentity):
            assert m.pressed is Button.IDENTIFIED
        else:
            assert m.pressed is Button.ADMIT


def s7_without_central_the_bookings_are_still_shown(m: Moment) -> None:
    if isinstance(m.what, e.Central):
        assert m.stage.screen.today == stage_view(m.before, m.now).screen.today
    assert m.day.read_at is None or m.stage.screen.updated_at is not None


def r26_a_practice_visit_has_no_outcome(m: Moment) -> None:
    for command in m.asked:
        if isinstance(command, e.ReportOutcome) and m.before.focus is not None:
            assert m.pressed is Button.UNDO or not m.before.focus.visit.practice
    assert not any(over.visit.practice for over in m.day.over)


def r44_the_number_shows_only_when_it_is_called_for(m: Moment) -> None:
    """A press less than 60 s ago, R46's card, or 20 s of trouble."""
    watch, shown = m.watch, m.stage.screen.phone
    assert (shown is not None) == (NUMBER in m.stage.screen.model_dump_json())
    if shown is not None:
        asked_for = watch.emergency or m.now < watch.called + 60
        assert asked_for or (watch.trouble is not None and m.now >= watch.trouble + 20)


def r46_the_place_shows_on_its_cards_alone(m: Moment) -> None:
    if m.stage.screen.patient_place is not None:
        assert m.stage.screen.emergency or m.stage.screen.start_card


def r70_r71_who_it_is_stays_private(m: Moment) -> None:
    """A protected person never; others to a clinician who is there, or whose list was opened."""
    said = m.stage.to_json() + m.sign.to_json() + m.seat.to_json()
    assert HIDDEN not in said
    for line in (m.stage.screen.visit, *m.stage.screen.today):
        named = line is not None and (line.initials or line.phone_tail or line.language)
        if named and line is m.stage.screen.visit:
            assert m.day.here
            assert m.now < m.watch.touched + 120 or m.phase in SEATED
        elif named:
            assert m.stage.screen.today_open
            assert m.now < m.watch.touched + 30
    if not m.day.here:
        assert not any(name in said for name in INITIALS)


def r04_it_rings_a_minute_at_most_until_touched(m: Moment) -> None:
    if m.stage.screen.rings:
        assert m.watch.at_once <= m.now < m.watch.at_once + 60
        assert m.watch.touched < m.now or not isinstance(m.what, e.Pressed | e.Touched)
        assert m.phase not in SEATED


def r09_no_countdown_before_the_promised_time(m: Moment) -> None:
    if m.phase is Phase.READY and m.day.focus is not None:
        promised = dict(m.day.late).get(m.day.focus.visit.id, 0.0)
        assert m.day.anchor + m.now >= max(promised, m.day.focus.visit.start.timestamp())


def r05_a_visit_that_nobody_started_says_why(m: Moment) -> None:
    """When its time is over; a withdrawn one may come back and says nothing."""
    focus, after = m.before.focus, m.day.focus
    gone = focus is not None and (after is None or after.visit.id != focus.visit.id)
    if focus is None or not gone or focus.phase not in (Phase.OPEN, Phase.CHECKING, Phase.READY):
        return
    closed = focus.visit.id in m.day.closed - m.before.closed
    if closed and m.pressed not in OUTCOMES and focus.connected is None:
        assert focus.visit.id in {visit for visit, _ in m.day.not_joined}


def r18_the_staffs_own_check_in_alone_counts(m: Moment) -> None:
    """Central's word, until *Jag går* or 20 min without anybody; no press or presence makes one."""
    was, day = m.before.clinician, m.day
    if was is not None and day.clinician is None and not isinstance(m.what, e.CheckInSaid):
        absent = m.now >= max(m.watch.around(m.now), m.watch.came) + 1200 - TOUCH_STEP_S
        assert absent or m.pressed is Button.AWAY
        assert _seated(m.day) is None, "nobody goes from a running visit"
        assert m.seat.gone is not None
        assert m.seat.gone.since == was.since
        m.watch.leaves()
    assert day.staff == m.watch.staff
    if day.staff:
        assert day.here == (day.clinician is not None)
        assert m.watch.checked_in == (day.clinician.since if day.clinician else None)
    if day.staff and _seated(day) is not None and _seated(m.before) is None:
        assert day.here


def r18_the_code_is_shown_to_nobody_who_needs_none(m: Moment) -> None:
    screen = m.stage.screen
    assert (m.seat.code_number is not None) == (screen.name == "check-in")
    if screen.name == "check-in":
        assert m.day.staff
        assert not m.day.here
        assert m.now < m.watch.touched + 120
    if screen.code is not None:
        assert screen.name == "check-in"
        assert m.now < m.watch.code + 60
    assert "K7M4PX" not in memory(m.day).to_json()


def r18_what_another_room_holds_is_not_started_here(m: Moment) -> None:
    now = _seated(m.day)
    if now is not None and _seated(m.before) is None:
        assert now not in dict(m.day.rooms)


def r20_nothing_of_a_visit_runs_beside_a_function_test(m: Moment) -> None:
    """It began by a press, ends by itself, and its number is one that is answered now (R69)."""
    test = m.stage.screen.test
    assert (test is not None) == (m.stage.screen.name == "function-test")
    if test is None:
        return
    assert m.before.test is not None or m.pressed is Button.TEST
    assert m.phase in (None, Phase.OPEN, Phase.CHECKING)
    assert m.now < m.watch.touched + (600 if test.step is TestStep.HELP else 120)
    if test.answering is not None:
        assert test.failed is not None
        assert m.day.anchor + m.now < test.answering.until


def every_button_does_something(m: Moment) -> None:
    """What is offered changes the day, or asks for something: more than a touch does."""
    day, now = m.day, m.now + A_MOMENT_S
    if isinstance(m.what, Restarted) or (next_deadline(day, m.now) or inf) <= now:
        return
    touched, _ = step(replace(day, touched=now, rings_until=None), e.Tick(), now)
    if touched.focus != day.focus:
        return  # the touch alone moves the visit on
    knocking = [p for _, ps in day.parties for p in ps if p.seat is Seat.KNOCKING]
    for button in m.stage.screen.buttons:
        peer = knocking[0].peer if knocking else KNOCKING.peer
        pressed, asked = step(day, e.Pressed(button, peer), now)
        assert asked or pressed != touched or button in LATE, button


RULES: tuple[Callable[[Moment], None], ...] = (
    s1_occupied_while_capture_may_be_open,
    s1_a_self_test_opens_only_an_empty_untouched_room,
    s2_no_test_lasts,
    s2_a_reason_held_by_the_phase_alone,
    s2_only_a_person_opens_capture,
    s2_nobody_heard_and_nobody_here_ends_it,
    s3_clear_only_when_everything_is_known,
    s3_an_own_occupied_never_runs_out_to_clear,
    s4_one_confirmed_visit_that_the_feed_never_cuts,
    s6_no_number_or_place_is_kept,
    s6_what_is_asked_names_nobody,
    s7_without_central_the_bookings_are_still_shown,
    r04_it_rings_a_minute_at_most_until_touched,
    r05_a_visit_that_nobody_started_says_why,
    r09_no_countdown_before_the_promised_time,
    r15_heard_in_the_room_in_a_call_alone,
    r18_the_staffs_own_check_in_alone_counts,
    r18_the_code_is_shown_to_nobody_who_needs_none,
    r18_what_another_room_holds_is_not_started_here,
    r20_nothing_of_a_visit_runs_beside_a_function_test,
    r26_a_practice_visit_has_no_outcome,
    r44_the_number_shows_only_when_it_is_called_for,
    r46_the_place_shows_on_its_cards_alone,
    r70_r71_who_it_is_stays_private,
)


def check(m: Moment) -> None:
    """Every rule."""
    for rule in RULES:
        rule(m)
