"""R50: a reminder to sum up, from five to three minutes before the planned end of a call."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.room_views import screen
from appliance.core.words import Button, Notice, Phase
from tests.support.room import LIVE_STAGE, in_phase, minutes, pressed, walk


@pytest.mark.parametrize(
    ("at", "told"), [(24.99, False), (25, True), (26.99, True), (27, False), (31, False)]
)
def test_r50_the_reminder_comes_before_the_end_and_goes_by_itself(at: float, told: bool) -> None:
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(at), LIVE_STAGE)])
    assert (Notice.SUMMARISE in screen(day, minutes(at)).notices) is told


@pytest.mark.parametrize("phase", [one for one in Phase if one is not Phase.IN_CALL])
def test_r50_it_is_told_in_a_call_alone(phase: Phase) -> None:
    day, _ = in_phase(phase)
    assert Notice.SUMMARISE not in screen(day, minutes(26)).notices


def test_r50_not_while_paused_nor_in_practice() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    paused = walk(day, [(minutes(26), pressed(Button.PAUSE))])
    assert Notice.SUMMARISE not in screen(paused, minutes(26)).notices
    assert day.focus is not None
    visit = replace(day.focus.visit, practice=True)
    practice = replace(day, focus=replace(day.focus, visit=visit))
    assert Notice.SUMMARISE not in screen(practice, minutes(26)).notices


def test_r50_the_room_wakes_for_it() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    day = walk(day, [(minutes(20), e.Presence(somebody=True)), (minutes(24), e.Tick())])
    assert Notice.SUMMARISE in screen(walk(day, [(minutes(25), e.Tick())]), minutes(25)).notices
