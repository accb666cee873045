"""R15, R40: *Högtalarläge*: heard in the room by a press, in the headset again after the call."""

from dataclasses import replace

import pytest

from appliance.core.day import Day
from appliance.core.room_views import screen, stage_view
from appliance.core.visit.table import SEATED
from appliance.core.words import Button, DeviceState, Phase
from tests.support.room import (
    AT_LOBBY,
    CONNECTING_STAGE,
    IDLE_STAGE,
    LIVE_STAGE,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    pressed,
    walk,
)

ALOUD = pressed(Button.ALOUD)


def with_speaker(day: Day, now: float, state: DeviceState | None = DeviceState.OK) -> Day:
    return walk(day, [(now, replace(day.stage, aloud=state))])


@pytest.mark.parametrize("phase", list(Phase)[1:-1])
@pytest.mark.parametrize("state", [DeviceState.OK, DeviceState.MISSING, DeviceState.FAILED, None])
def test_r15_the_button_is_there_in_a_call_with_a_loudspeaker_that_works(
    phase: Phase, state: DeviceState | None
) -> None:
    day, now = in_phase(phase)
    day = with_speaker(day, now, state)
    assert day.focus is not None
    works = state is DeviceState.OK and day.focus.phase in SEATED
    shown = Button.ALOUD in screen(day, now).buttons
    assert shown is (works and day.focus.phase is not Phase.PAUSED)
    aloud = walk(day, [(now, ALOUD)])
    assert (stage_view(aloud, now).aloud, screen(aloud, now).aloud) == (works, works)
    assert not stage_view(walk(aloud, [(now, ALOUD)]), now).aloud


def test_r15_a_call_begins_in_the_headset_and_a_break_changes_nothing() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = with_speaker(day, now)
    assert not stage_view(day, now).aloud
    silent = replace(CONNECTING_STAGE, aloud=DeviceState.OK)
    broken = walk(day, [(now, ALOUD), (now + 3, silent)])
    assert stage_view(broken, now + 3).aloud


def test_r15_the_headset_is_heard_again_after_the_visit_and_when_it_is_resumed() -> None:
    day, now = in_phase(Phase.IN_CALL)
    idle = replace(IDLE_STAGE, aloud=DeviceState.OK)
    day = walk(with_speaker(day, now), [(now, ALOUD), (now + 1, pressed(Button.LEAVE))])
    day = walk(day, [(now + 1, idle)])
    assert not stage_view(day, now + 1).aloud
    again = walk(day, [(now + 5, pressed(Button.RESTART))])
    assert again.focus is not None
    assert again.focus.phase is Phase.JOINING
    assert not stage_view(again, now + 5).aloud


@pytest.mark.parametrize("state", [DeviceState.MISSING, DeviceState.FAILED, None])
def test_r15_a_loudspeaker_that_is_lost_gives_the_headset_back_and_stays_off(
    state: DeviceState | None,
) -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(with_speaker(day, now), [(now, ALOUD)])
    day = with_speaker(day, now + 1, state)
    assert not stage_view(day, now + 1).aloud
    back = with_speaker(day, now + 2)
    assert not stage_view(back, now + 2).aloud, "only a press makes it loud"


@pytest.mark.parametrize("state", [DeviceState.OK, None])
def test_r40_with_an_interpreter_by_phone_the_call_begins_aloud_where_it_can(
    state: DeviceState | None,
) -> None:
    visit = replace(VISIT, interpreter=True)
    idle, live = replace(IDLE_STAGE, aloud=state), replace(LIVE_STAGE, aloud=state)
    day = walk(
        a_room((visit,)),
        [
            (minutes(-10), idle),
            (minutes(-10), pressed(Button.HERE)),
            (minutes(-10), AT_LOBBY),
            (minutes(-9), pressed(Button.BY_PHONE)),
            (START, pressed(Button.START)),
            (START + 1, live),
        ],
    )
    assert day.focus is not None
    assert day.focus.phase is Phase.IN_CALL
    loud = state is DeviceState.OK
    assert stage_view(day, START + 1).aloud is loud
    headset = walk(day, [(START + 2, ALOUD)])
    assert not stage_view(headset, START + 2).aloud
