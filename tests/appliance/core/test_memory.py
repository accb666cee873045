"""A restarted room goes on where it was; a rebooted one waits for a press."""

import pytest

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import step
from appliance.core.room_views import screen, seat_view, stage_view
from appliance.core.words import Missing, Phase, SignState
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LIVE_STAGE,
    RULES,
    START,
    START_WALL,
    VISIT,
    in_phase,
    phase_of,
    walk,
)

WORKING = (
    e.ClockTrusted(trusted=True),
    e.Central(connected=True),
    e.SignSaid(SignState.CLEAR, lamp_ok=True),
    IDLE_STAGE,
    e.Agenda((VISIT,), complete=True),
)


def _restarted(phase: Phase, *, rebooted: bool = False) -> tuple[Day, float]:
    day, now = in_phase(phase)
    line = memory(day).to_json()
    fresh = new_day(RULES, now, START_WALL.timestamp() + now - START)
    return recall(fresh, Memory.from_json("store", line), now, rebooted=rebooted), now


@pytest.mark.parametrize("phase", [Phase.IN_CALL, Phase.INTERRUPTED, Phase.PAUSED, Phase.ENDED])
def test_a_visit_goes_on_after_a_restart(phase: Phase) -> None:
    day, now = _restarted(phase)
    assert phase_of(day) is phase
    assert seat_view(day, now) == seat_view(*in_phase(phase))
    assert stage_view(day, now).call == stage_view(*in_phase(phase)).call


def test_a_call_that_ran_on_is_in_call_again_at_once() -> None:
    day, now = _restarted(Phase.IN_CALL)
    day, _ = step(day, e.Tick(), now)
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(now + 1, LIVE_STAGE)])) is Phase.IN_CALL


def test_a_closed_visit_stays_closed() -> None:
    day, now = _restarted(Phase.CLOSED)
    day = walk(day, [(now, e.Agenda((VISIT,), complete=True)), (now, AT_LOBBY)])
    assert phase_of(day) is Phase.CLOSED


def test_s1_after_a_reboot_no_camera_opens_by_itself() -> None:
    day, now = _restarted(Phase.IN_CALL, rebooted=True)
    day = walk(
        day,
        [
            (now, e.ClockTrusted(trusted=True)),
            (now, e.Central(connected=True)),
            (now, IDLE_STAGE),
            (now, AT_LOBBY),
            (now, e.Presence(somebody=True)),
            (now + 400, e.Tick()),
        ],
    )
    assert phase_of(day) is Phase.CHECKING
    assert stage_view(day, now + 400).capture is None


@pytest.mark.parametrize(("away_s", "counts"), [(5.0, True), (700.0, False)])
def test_a_restart_is_nobody_who_came(away_s: float, *, counts: bool) -> None:
    """No automatic start in an empty room, no initials on an unwatched screen (R71)."""
    touched_at = START - away_s
    day, _ = in_phase(Phase.CHECKING)
    day = walk(day, [(touched_at, e.Touched())])
    kept = Memory.from_json("store", memory(day).to_json())
    back = recall(new_day(RULES, START, START_WALL.timestamp()), kept, START)
    back = walk(back, [(START, one) for one in (*WORKING, AT_LOBBY)])
    assert (phase_of(back) is Phase.READY) is counts
    shown = stage_view(back, START).screen.visit
    assert shown is not None
    assert (shown.initials is not None) is counts
    assert back.here


def test_touches_are_not_each_worth_a_write() -> None:
    day, now = in_phase(Phase.IN_CALL)
    start = now - (day.anchor + now) % 10 + 10
    kept = {memory(walk(day, [(start + s, e.Touched())])).to_json() for s in range(10)}
    assert len(kept) == 1


def test_s2_a_visit_that_was_over_long_ago_opens_no_camera_for_a_minute() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    morning = START + 16 * 3600
    fresh = new_day(RULES, morning, START_WALL.timestamp() + 16 * 3600)
    back = recall(fresh, memory(day), morning)
    back = walk(back, [(morning, e.Tick()), (morning + 5, IDLE_STAGE)])
    assert phase_of(back) is Phase.ENDED
    assert stage_view(back, morning + 5).capture is None


def test_a_call_that_overran_by_hours_is_not_cut_by_a_restart() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    later = START + 3 * 3600
    fresh = new_day(RULES, later, START_WALL.timestamp() + 3 * 3600)
    back = recall(fresh, memory(day), later)
    back = walk(back, [(later, e.Tick()), (later + 1, LIVE_STAGE), (later + 60, e.Tick())])
    assert phase_of(back) is Phase.IN_CALL


def test_what_is_remembered_is_past_even_where_the_clock_was_set_back() -> None:
    day, now = in_phase(Phase.ENDED)
    hour_behind = new_day(RULES, 10.0, day.anchor + now - 3600)
    back = recall(hour_behind, memory(day), 10.0, rebooted=True)
    assert back.former_ended == 10.0
    back = walk(back, [(11.0, e.ClockSet(day.anchor + now + 60))])
    assert screen(walk(back, [(200.0, e.Tick())]), 200.0).missing is not Missing.FORMER_VISIT


def test_a_visit_that_overran_into_a_reboot_still_asks_how_it_went() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    overran = START_WALL.timestamp() + 40 * 60
    back = recall(new_day(RULES, 10.0, overran), memory(day), 10.0, rebooted=True)
    back = walk(back, [(10.0, e.Tick())])
    assert phase_of(back) is Phase.ENDED
    assert stage_view(back, 10.0).capture is None
