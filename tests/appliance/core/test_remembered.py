"""Every single thing that a room knows of its visits comes back after a restart, on any clock."""

from dataclasses import fields, replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day, Focus, Over, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen, stage_view
from appliance.core.visit.times import closes, own_until
from appliance.core.words import Button, NotJoined, Phase
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LIVE_STAGE,
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
from wire.report import What
from wire.visits import Outcome

UPTIME = 12.0
"""The monotonic clock of the machine that comes back."""
NUMBER = e.NumberSaid("a1", "+46 70 174 06 05")


def _back(day: Day, now: float, *, later: float = 0.0, rebooted: bool = False) -> Day:
    """What the store's line makes of ``day``, ``later`` s after, on another monotonic clock."""
    kept = Memory.from_json("store", memory(day).to_json())
    fresh = new_day(RULES, UPTIME, day.anchor + now + later)
    return recall(fresh, kept, UPTIME, rebooted=rebooted)


def _same_instant(day: Day, at: float | None, back: Day, then: float | None) -> bool:
    if at is None or then is None:
        return at is then
    return abs((day.anchor + at) - (back.anchor + then)) < 1e-3


NOT_KEPT = {
    "since",
    "countdown",
    "see_me",
    "aloud",  # a room that starts anew is heard in the headset (R11)
    "answered",
    "rung",
    "ready_since",
    "unready_since",
    "phone_until",
    "card_until",
    "emergency",
    "chat",
    "chat_read",
    "ended_by",
    "connected",
}
"""Of a visit in focus: what is shown for a time, and what a person pressed to see."""


def _a_long_story() -> tuple[Day, float]:
    """A visit with an interpreter by telephone, put off, late, phoned; in a call with all off."""
    visit = replace(VISIT, interpreter=True)
    return (
        walk(
            a_room((visit,)),
            [
                (minutes(-10), pressed(Button.HERE)),
                (minutes(-9), e.Central(connected=False)),
                (minutes(-8), e.Central(connected=True)),
                (minutes(-8), NUMBER),
                (minutes(-7), pressed(Button.CALL_PATIENT)),
                (minutes(-6), pressed(Button.BY_PHONE)),
                (minutes(-5), pressed(Button.LATE_10)),
                (minutes(-4), AT_LOBBY),
                (minutes(-4), e.SignSaid(None)),
                (minutes(-3), pressed(Button.START_ANYWAY)),
                (minutes(-2), LIVE_STAGE),
                (minutes(-1), pressed(Button.CAMERA)),
                (minutes(-1), pressed(Button.MICROPHONE)),
            ],
        ),
        minutes(-1),
    )


def test_a_visit_with_all_that_was_done_to_it_comes_back_whole() -> None:
    day, now = _a_long_story()
    back = _back(day, now)
    assert day.focus is not None
    assert back.focus is not None
    for field in fields(Focus):
        if field.name not in NOT_KEPT:
            told, is_now = getattr(day.focus, field.name), getattr(back.focus, field.name)
            assert is_now == told, field.name
            default = Focus(VISIT, Phase.BOOKED)
            assert told != getattr(default, field.name), f"{field.name} proves nothing"
    assert _same_instant(day, day.focus.connected, back, back.focus.connected)
    assert back.focus.connected is not None
    assert back.focus.since == UPTIME
    assert back.late == day.late
    assert back.late != ()
    assert [moment.what for moment in back.focus.story] == [
        What.CLINICIAN_HERE,
        What.CENTRAL_LOST,
        What.CENTRAL_BACK,
        What.NUMBER_SHOWN,
        What.LATE_TOLD,
        What.PATIENT_CAME,
        What.STARTED,
        What.CONNECTED,
    ]


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.BOOKED, Phase.CLOSED)])
def test_who_was_here_and_touched_comes_back_and_a_reboot_forgets_it(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, e.Presence(somebody=True)), (now + 7, e.Presence(somebody=False))])
    day = walk(day, [(now + 13, e.Touched())])
    back, anew = _back(day, now + 20), _back(day, now + 20, rebooted=True)
    assert back.here
    assert not anew.here
    assert _same_instant(day, day.seen, back, back.seen)
    assert back.seen is not None
    assert day.touched is not None
    assert back.touched is not None
    touched = back.anchor + back.touched
    assert day.anchor + day.touched - 10 < touched <= day.anchor + day.touched
    assert (anew.seen, anew.touched) == (None, None)
    assert (back.somebody, back.stage, back.sign, back.central) == (None, anew.stage, None, False)


@pytest.mark.parametrize("rebooted", [False, True])
def test_r18_after_jag_gar_only_a_press_checks_in_again_over_a_restart_too(
    *, rebooted: bool
) -> None:
    went = [(minutes(-10), pressed(one)) for one in (Button.HERE, Button.AWAY)]
    back = _back(walk(a_room(), went), minutes(-9), rebooted=rebooted)
    back = walk(back, [(UPTIME, e.Presence(somebody=True))])
    assert not back.here
    assert walk(back, [(UPTIME, pressed(Button.HERE))]).here


def _over() -> tuple[Day, float]:
    """One visit that nobody met, phoned and given up; its outcome was said a minute ago."""
    day = walk(
        a_room(),
        [
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), e.Presence(somebody=True)),
            (minutes(5), NUMBER),
            (minutes(6), pressed(Button.CALL_PATIENT)),
            (minutes(7), pressed(Button.NO_SHOW)),
        ],
    )
    return day, minutes(8)


def _held() -> tuple[Day, float]:
    day, now = in_phase(Phase.CLOSED)
    return day, now + 60


@pytest.mark.parametrize("make", [_over, _held])
def test_a_visit_that_is_over_comes_back_whole(make: object) -> None:
    day, now = make()  # type: ignore[operator]
    back = _back(day, now, later=30)
    (was,), (over,) = day.over, back.over
    for field in fields(Over):
        if field.name not in ("at", "connected"):
            assert getattr(over, field.name) == getattr(was, field.name), field.name
    assert _same_instant(day, was.at, back, over.at)
    assert _same_instant(day, was.connected, back, over.connected)
    assert over.levels != frozenset()
    assert len(over.story) >= 2


def test_a_missed_visit_and_a_held_one_keep_their_outcome_and_when_both_were_connected() -> None:
    (missed,), (held,) = _back(*_over()).over, _back(*_held()).over
    assert (missed.outcome, missed.connected) == (Outcome.NO_SHOW, None)
    assert held.outcome is Outcome.HELD
    assert held.connected is not None


@pytest.mark.parametrize("restarted", [False, True])
def test_an_outcome_that_is_undone_is_asked_for_with_all_that_was(*, restarted: bool) -> None:
    """Both met, so it proposes held; its story goes on; only a press would start again."""
    day, now = _held()
    if restarted:
        day, now = _back(day, now), UPTIME
        levels = (e.Central(connected=True), IDLE_STAGE, e.Presence(somebody=True))
        day = walk(day, [(now, one) for one in levels])
    (over,) = day.over
    day, asked = step(day, pressed(Button.UNDO), now + 1)
    assert asked == (e.ReportOutcome("a1", None, None, over.story),)
    assert over.story != ()
    focus = day.focus
    assert focus is not None
    assert (focus.phase, focus.on_press) == (Phase.ENDED, True)
    assert (focus.connected, focus.story, focus.levels) == (
        over.connected,
        over.story,
        over.levels,
    )
    assert "a1" not in day.closed


def test_what_was_not_joined_what_is_closed_and_an_own_occupied_come_back() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-10), e.Tick()),
            (minutes(35), e.Tick()),
            (minutes(36), pressed(Button.OCCUPY)),
        ],
    )
    back = _back(day, minutes(37))
    assert back.not_joined == (("a1", NotJoined.NO_PATIENT),)
    assert back.closed == {"a1"}
    assert _same_instant(day, day.own_at, back, back.own_at)
    assert back.own_at is not None
    ended = walk(day, [(minutes(96), e.Tick())])
    assert ended.own_ended
    assert _back(ended, minutes(97)).own_ended


def test_r09_when_the_former_visit_ended_comes_back() -> None:
    day, now = in_phase(Phase.ENDED)
    back = _back(day, now + 3)
    assert _same_instant(day, day.former_ended, back, back.former_ended)
    assert back.former_ended is not None


@pytest.mark.parametrize(("early", "phase"), [(0.001, Phase.CHECKING), (0.0, Phase.ENDED)])
def test_a_reboot_asks_how_it_went_from_the_very_end_of_the_window(
    early: float, phase: Phase
) -> None:
    day, now = in_phase(Phase.IN_CALL)
    later = closes(day, VISIT) - now - early
    assert phase_of(_back(day, now, later=later, rebooted=True)) is phase


@pytest.mark.parametrize(
    ("early", "phase", "becomes"),
    [
        (0.001, Phase.IN_CALL, Phase.IN_CALL),
        (0.0, Phase.IN_CALL, Phase.INTERRUPTED),
        (0.0, Phase.PAUSED, Phase.PAUSED),
        (0.0, Phase.JOINING, Phase.JOINING),
        (0.0, Phase.ENDED, Phase.ENDED),
    ],
)
def test_a_call_that_can_no_longer_be_resumed_waits_five_seconds_for_stage(
    early: float, phase: Phase, becomes: Phase
) -> None:
    """R02: an hour after the planned end; a pause stays a pause as long."""
    day, now = in_phase(phase)
    back = _back(day, now, later=minutes(90) - now - early)
    assert phase_of(back) is becomes
    if early == 0 and phase is not Phase.ENDED:
        assert phase_of(walk(back, [(UPTIME + 4.9, e.Tick())])) is becomes
        assert phase_of(walk(back, [(UPTIME + 5, e.Tick())])) is Phase.ENDED


def test_a_restart_while_it_counts_down_starts_nothing_before_all_is_known_anew() -> None:
    day, now = in_phase(Phase.READY)
    back = walk(_back(day, now), [(UPTIME, e.Tick())])
    assert phase_of(back) is Phase.CHECKING
    assert back.focus is not None
    assert day.focus is not None
    assert back.focus.story[: len(day.focus.story)] == day.focus.story
    assert back.focus.countdown is None


@pytest.mark.parametrize(("after", "is_short"), [(29.9, True), (30.0, False)])
def test_r05_a_restart_is_a_break_of_the_rooms_side(after: float, *, is_short: bool) -> None:
    """It lasts until the room knows that all works again."""
    day, now = in_phase(Phase.CHECKING)
    known = (IDLE_STAGE, e.Central(connected=True))
    back = walk(_back(day, now), [(UPTIME + after, level) for level in known])
    assert day.focus is not None
    assert back.focus is not None
    assert day.focus.ready_since is not None
    if is_short:
        assert _same_instant(day, day.focus.ready_since, back, back.focus.ready_since)
    else:
        assert back.focus.ready_since == UPTIME + after


@pytest.mark.parametrize(("phase", "rebooted"), [(Phase.OPEN, False), (Phase.CHECKING, True)])
def test_a_room_that_is_not_ready_waits_for_the_end_of_no_break(
    phase: Phase, *, rebooted: bool
) -> None:
    """The next thing is that the room was empty for 5 min."""
    back = _back(*in_phase(phase), rebooted=rebooted)
    back = walk(back, [(UPTIME, e.Tick()), (UPTIME + 20, e.Tick())])
    assert next_deadline(back, UPTIME + 20) == UPTIME + 300


def test_a_rebooted_call_waits_for_a_press_with_everybody_there() -> None:
    day, now = in_phase(Phase.IN_CALL)
    back = _back(day, now, rebooted=True)
    levels: list[e.Event] = [
        e.ClockTrusted(trusted=True),
        e.Central(connected=True),
        IDLE_STAGE,
        e.AtVisit("a1", (replace(PATIENT, peer="patient-9"),)),
        e.Presence(somebody=True),
    ]
    back = walk(back, [(UPTIME, level) for level in levels])
    back = walk(back, [(UPTIME + 400, e.Tick())])
    assert phase_of(back) is Phase.CHECKING
    assert back.focus is not None
    assert back.focus.on_press


def test_s1_start_anyway_is_for_that_start_alone_also_over_a_reboot() -> None:
    day, now = _a_long_story()
    assert stage_view(_back(day, now), UPTIME).without_sign
    assert not stage_view(_back(day, now, rebooted=True), UPTIME).without_sign


def test_s7_the_visit_that_ran_is_shown_before_any_booking_is_read() -> None:
    """And where the day's bookings came from the store, they stay."""
    day, now = in_phase(Phase.IN_CALL)
    back = _back(day, now)
    assert [line.visit for line in screen(back, UPTIME).today] == ["a1"]
    other = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + (VISIT.end - VISIT.start))
    read = walk(
        new_day(RULES, UPTIME, day.anchor + now),
        [(UPTIME, e.Agenda((VISIT, other), complete=True))],
    )
    kept = Memory.from_json("store", memory(day).to_json())
    back = recall(replace(read, focus=None), kept, UPTIME)
    assert [line.visit for line in screen(back, UPTIME).today] == ["a1", "a2"]
    nothing = recall(new_day(RULES, UPTIME, day.anchor), memory(a_room(())), UPTIME)
    assert nothing.visits == ()


@pytest.mark.parametrize(("phase", "until_now"), [(Phase.IN_CALL, True), (Phase.PAUSED, False)])
def test_r02_a_power_cut_in_a_call_connected_both_until_now_and_in_a_pause_until_then(
    phase: Phase, *, until_now: bool
) -> None:
    day, now = in_phase(phase)
    back = _back(day, now, later=600, rebooted=True)
    assert day.focus is not None
    assert back.focus is not None
    assert day.focus.connected is not None
    if until_now:
        assert back.focus.connected == UPTIME
    else:
        assert _same_instant(day, day.focus.connected, back, back.focus.connected)


@pytest.mark.parametrize("rebooted", [False, True])
@pytest.mark.parametrize(
    ("sign", "least"), [(e.Touched(), 10.0), (e.Presence(somebody=True), 0.001)]
)
def test_s3_an_own_occupied_lasts_an_hour_from_the_last_sign_of_life_over_a_restart(
    sign: e.Event, least: float, *, rebooted: bool
) -> None:
    """A touch is remembered in steps of 10 s."""
    steps: list[tuple[float, e.Event]] = [
        (START - 9000, pressed(Button.OCCUPY)),
        (START - 7000, sign),
        (START - 7000, e.Presence(somebody=False)),
    ]
    day = walk(a_room(()), steps)
    back = _back(day, START - 6000, rebooted=rebooted)
    ends = own_until(back)
    assert ends is not None
    assert UPTIME + 2600 - least <= ends <= UPTIME + 2600
