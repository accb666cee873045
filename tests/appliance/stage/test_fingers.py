"""A press of a key on the headset: the microphone's button in a call, or how loud it is."""

import numpy as np
import pytest

from appliance.core.words import Button
from appliance.link.messages import Pressed, Touched
from appliance.stage.board import Board
from appliance.stage.fingers import Fingers
from appliance.stage.sound import SOFTEST_DB, SoundDesk
from hardware.sound import BLOCK, Block
from hardware.sound_disabled import DisabledSound
from tests.support.stage_call import stage_view


class Loud:
    """A source at half of full scale."""

    def take(self) -> Block:
        return np.full(BLOCK, 16_000, dtype=np.int16)


@pytest.fixture
def desk() -> SoundDesk:
    desk = SoundDesk(DisabledSound())
    desk.add_source(Loud())
    return desk


def offering(*buttons: Button) -> Board:
    board = Board()
    view = stage_view(call=False)
    board.view = view.model_copy(
        update={"screen": view.screen.model_copy(update={"buttons": buttons})}
    )
    return board


def test_r32_the_mute_key_is_the_microphones_button_where_the_screen_has_one(
    desk: SoundDesk,
) -> None:
    board = offering(Button.LEAVE, Button.MICROPHONE)
    Fingers(board, desk).press("mute")
    assert board.done() == [Pressed(button=Button.MICROPHONE)]
    board = offering(Button.HERE)
    Fingers(board, desk).press("mute")
    assert board.done() == [Touched()], "somebody is there, and nothing else"


def test_the_volume_keys_change_what_is_played_within_bounds(desk: SoundDesk) -> None:
    board = offering()
    fingers = Fingers(board, desk)
    assert desk.get()[0] == 16_000
    fingers.press("volume-down")
    assert board.volume is not None
    assert (desk.volume_db, board.volume.part) == (-3, 0.9)
    assert desk.get()[0] == pytest.approx(16_000 * 10 ** (-3 / 20), abs=1)
    for _ in range(20):
        fingers.press("volume-down")
    assert desk.volume_db == SOFTEST_DB
    assert 0 < desk.get()[0] < 600, "never silent: nobody looks for a fault"
    for _ in range(20):
        fingers.press("volume-up")
    assert desk.get()[0] == 16_000
    assert board.volume.part == 1.0
    assert set(board.done()) == {Touched()}


def test_r32_a_dead_or_switched_off_microphone_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, switch = [100.0], list[bool | None]([None])
    monkeypatch.setattr("appliance.stage.sound.time.monotonic", lambda: clock[0])
    desk = SoundDesk(DisabledSound(), None, lambda: switch[0])
    silence, voice = np.zeros(BLOCK, np.int16), np.full(BLOCK, 900, np.int16)
    assert not desk.muted(), "it is closed"
    desk.begin_input()
    desk.put(silence)
    assert not desk.muted(), "it may only begin"
    clock[0] += 1.6
    desk.put(silence)
    assert desk.muted()
    desk.put(voice)
    assert not desk.muted()
    assert desk.last_alive() == clock[0]
    switch[0] = True
    assert desk.muted(), "at once"
    clock[0] += 30
    assert desk.last_alive() == clock[0], "by choice (S8)"
    switch[0] = False
    assert desk.last_alive() == clock[0] - 30
    desk.end_input()
    assert not desk.muted()
