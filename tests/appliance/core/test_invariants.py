"""S1 to S4 and S7 over a hundred thousand random histories, from one seed."""

import os
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import seat_view, sign_view, stage_view
from appliance.core.visit.table import HOLDING, SEATED
from appliance.core.visits import Standing
from appliance.core.words import Button, DeviceState, Phase, Reason, SignState
from tests.support.room import (
    AT_LOBBY,
    AWAY,
    CONNECTING_STAGE,
    IDLE_STAGE,
    LEFT,
    LIVE_STAGE,
    NOBODY,
    PATIENT,
    SILENT_STAGE,
    VISIT,
    in_phase,
)

HISTORIES = int(os.environ.get("HISTORIES", "5000"))
FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
MOVED = replace(VISIT, start=VISIT.start + timedelta(minutes=20))

EVENTS: tuple[e.Event, ...] = (
    *(e.Pressed(button, "patient-1") for button in Button),
    *(e.Tick(),) * 8,
    e.Touched(),
    AT_LOBBY,
    AT_LOBBY,
    AWAY,
    LEFT,
    NOBODY,
    e.AtVisit("a2", (PATIENT,)),
    IDLE_STAGE,
    IDLE_STAGE,
    LIVE_STAGE,
    LIVE_STAGE,
    SILENT_STAGE,
    CONNECTING_STAGE,
    e.StageSaid(alive=False),
    e.StageSaid(alive=True, camera=DeviceState.MISSING),
    e.StageSaid(alive=True, capture=Reason.LOBBY),
    e.SignSaid(None),
    e.SignSaid(SignState.CLEAR, lamp_ok=True),
    e.SignSaid(SignState.OCCUPIED, lamp_ok=True),
    e.SignSaid(SignState.OCCUPIED, lamp_ok=False),
    e.Central(connected=True),
    e.Central(connected=False),
    e.ClockTrusted(trusted=True),
    e.ClockTrusted(trusted=False),
    e.ClockSet(VISIT.start.timestamp() - 5),
    e.ClockSet(VISIT.end.timestamp() - 30),
    e.Presence(somebody=True),
    e.Presence(somebody=False),
    e.Agenda((VISIT, FOLLOWING), complete=True),
    e.Agenda((VISIT,), complete=False),
    e.Agenda((), complete=True),
    e.Agenda((replace(VISIT, standing=Standing.CANCELLED), FOLLOWING), complete=True),
    e.Agenda((replace(VISIT, confirmed=False), FOLLOWING), complete=True),
    e.Agenda((MOVED, replace(FOLLOWING, standing=Standing.OTHER_SYSTEM)), complete=True),
)
OPENS_CAPTURE = {Button.START, Button.START_ANYWAY, Button.RESTART, Button.CONTINUE}
PHASES = tuple(Phase)


def check(before: Day, event: e.Event, after: Day, now: float) -> None:
    """What must hold after every single event."""
    view, sign, seat = stage_view(after, now), sign_view(after, now), seat_view(after, now)
    focus = after.focus
    # S1: occupied before capture opens and until it is closed, and the screen says so.
    if view.capture is not None or after.stage.capture is not None:
        assert sign.state is SignState.OCCUPIED
        assert view.screen.capture is not None
    # S1, S2: a named reason, held by the phase alone.
    assert (view.capture is Reason.VISIT) == (focus is not None and focus.phase in HOLDING)
    if view.capture is Reason.LOBBY:
        assert focus is not None
        assert focus.phase is Phase.CHECKING
        assert focus.see_me
    # S2: no message opens capture; a person does, or the countdown a person let run out.
    if view.capture is not None and stage_view(before, now).capture is None:
        pressed = isinstance(event, e.Pressed) and event.button in OPENS_CAPTURE | {Button.SEE_ME}
        counted = before.focus is not None and before.focus.phase is Phase.READY
        assert pressed or counted
    # S3: clear only when everything is known and nothing is near.
    if sign.state is SignState.CLEAR:
        assert after.clock_trusted
        assert after.read_at is not None
        assert focus is None or focus.phase is Phase.ENDED
        assert after.stage.capture is None
    # S4: one confirmed, joinable visit, and the feed never cuts it.
    was_seated = before.focus is not None and before.focus.phase in SEATED
    assert (seat.visit is not None) == (focus is not None and focus.phase in SEATED)
    if seat.visit is not None and not was_seated:
        assert focus is not None
        restarted = isinstance(event, e.Pressed) and event.button is Button.RESTART
        assert restarted or (focus.visit.confirmed and focus.visit.standing is Standing.JOINABLE)
    if isinstance(event, e.Agenda) and was_seated:
        assert before.focus is not None
        assert focus is not None
        assert focus.visit.id == before.focus.visit.id
        assert focus.phase is before.focus.phase
    # S7: with central gone the bookings and their age are still shown.
    if isinstance(event, e.Central):
        assert view.screen.today == stage_view(before, now).screen.today
    assert after.read_at is None or view.screen.updated_at is not None


def live(day: Day, now: float, chance: random.Random, events: int) -> None:
    """One history: random events at random times, the timer kept as the shell keeps it."""
    for _ in range(events):
        event = chance.choice(EVENTS)
        due = next_deadline(day, now)
        if isinstance(event, e.Tick):
            now = due if due is not None and chance.random() < 0.8 else now + 1
        else:
            now += chance.choice((0.0, 0.1, 1.0, 5.0))
        former, (day, _) = day, step(day, event, now)
        check(former, event, day, now)


@pytest.mark.timeout(600)
def test_s1_s2_s3_s4_s7_hold_in_every_history() -> None:
    chance = random.Random(20261124)
    starts = [in_phase(phase) for phase in PHASES]
    for _ in range(HISTORIES):
        day, now = chance.choice(starts)
        live(day, now, chance, events=6)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(PHASES), st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 400))))
def test_invariants_hold_for_shrinkable_histories(
    phase: Phase, history: list[tuple[e.Event, float]]
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        day = _passes(day, now, now + pause)
        now += pause
        former, (day, _) = day, step(day, event, now)
        check(former, event, day, now)


def _passes(day: Day, now: float, until: float) -> Day:
    """Time passes up to ``until``, checked at each deadline."""
    for _ in range(1000):
        due = next_deadline(day, now)
        if due is None or due > until:
            return day
        former, (day, _) = day, step(day, e.Tick(), due)
        check(former, e.Tick(), day, due)
        now = due
    raise AssertionError("the deadlines never end")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 200)), max_size=12),
    st.floats(0, 1, exclude_max=True),
)
def test_nothing_changes_between_deadlines(
    phase: Phase, history: list[tuple[e.Event, float]], part: float
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        now += pause
        day, _ = step(day, event, now)
    due = next_deadline(day, now)
    between = now + part * ((due - now) if due is not None else 10_000)
    if due is not None and between >= due:
        return
    later, asked = step(day, e.Tick(), between)
    assert asked == ()
    assert sign_view(later, between) == sign_view(day, now)
    assert seat_view(later, between) == seat_view(day, now)
    shown = {"resume_until"}
    now_view, then_view = stage_view(day, now), stage_view(later, between)
    assert then_view.screen.model_dump(exclude=shown) == now_view.screen.model_dump(exclude=shown)
    assert then_view.capture == now_view.capture


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(PHASES),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 200)), max_size=8),
    st.sampled_from([x for x in EVENTS if not isinstance(x, e.Pressed | e.Touched | e.Agenda)]),
)
def test_a_level_told_twice_changes_nothing(
    phase: Phase, history: list[tuple[e.Event, float]], level: e.Event
) -> None:
    day, now = in_phase(phase)
    for event, pause in history:
        now += pause
        day, _ = step(day, event, now)
    once, _ = step(day, level, now)
    twice, asked = step(once, level, now)
    assert twice == once
    assert asked == ()
