"""What IT does from afar is told in the room, and opens neither camera nor microphone (S2)."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_views import stage_view
from appliance.core.words import FarAct, Notice, Phase, Proven
from tests.support.room import START, a_room, in_phase, walk

PHASES = [phase for phase in Phase if phase is not Phase.CLOSED]


def free() -> Day:
    """An empty room that reaches central, long before any visit."""
    day = walk(a_room(()), [(START, e.Central(connected=True))])
    return replace(day, self_test=None)


@pytest.mark.parametrize("act", FarAct)
@pytest.mark.parametrize("phase", PHASES)
def test_s2_no_act_opens_what_was_closed(phase: Phase, act: FarAct) -> None:
    before, now = in_phase(phase)
    after = walk(before, [(now, e.FromAfar(act))])
    was, is_ = stage_view(before, now), stage_view(after, now)
    assert is_.capture is was.capture
    assert (is_.call, is_.screen.name) == (was.call, was.screen.name)


@pytest.mark.parametrize("act", FarAct)
def test_the_room_is_told_for_half_a_minute(act: FarAct) -> None:
    told = Notice.SOUGHT if act is FarAct.SEEKS else Notice.IT_WORKS
    day = walk(free(), [(START, e.FromAfar(act))])
    assert told in stage_view(day, START).screen.notices
    assert told in stage_view(walk(day, [(START + 29, e.Tick())]), START + 29).screen.notices
    assert told not in stage_view(walk(day, [(START + 30, e.Tick())]), START + 30).screen.notices


def test_s2_a_test_from_afar_tries_the_calls_way_alone() -> None:
    day = walk(free(), [(START, e.FromAfar(FarAct.TESTS))])
    view = stage_view(day, START)
    assert view.test is not None
    assert view.test.parts == (Proven.CALL,)
    assert view.capture is None


@pytest.mark.parametrize("phase", [Phase.READY, Phase.IN_CALL, Phase.PAUSED, Phase.INTERRUPTED])
def test_no_test_begins_while_a_visit_runs(phase: Phase) -> None:
    before, now = in_phase(phase)
    after = walk(before, [(now, e.FromAfar(FarAct.TESTS))])
    assert stage_view(after, now).test is None
