"""A restarted room goes on where it was; a rebooted one waits for a press."""

import pytest

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import step
from appliance.core.room_views import seat_view, stage_view
from appliance.core.words import Phase
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
