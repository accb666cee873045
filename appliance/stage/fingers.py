"""What a press of a key on the headset does: the microphone's button in a call, or the volume."""

import time

from appliance.core.words import Button
from appliance.stage.board import Board, Volume
from appliance.stage.sound import LOUDEST_DB, SOFTEST_DB, SoundDesk
from hardware.headset_keys import LOUDER, MUTE, SOFTER

TURNS = {LOUDER: 1, SOFTER: -1}


class Fingers:
    """Takes presses from any thread; each is a touch too: somebody is in the room."""

    def __init__(self, board: Board, desk: SoundDesk) -> None:
        self._board = board
        self._desk = desk

    def press(self, key: str) -> None:
        """One of ``hardware.headset_keys.NAMES``; *mute* where the screen offers no such button
        is a touch alone."""
        board, desk = self._board, self._desk
        view = board.view
        if key == MUTE and view is not None and Button.MICROPHONE in view.screen.buttons:
            board.press(Button.MICROPHONE)
            return
        if key in TURNS:
            desk.turn(TURNS[key])
            part = (desk.volume_db - SOFTEST_DB) / (LOUDEST_DB - SOFTEST_DB)
            board.volume = Volume(part, time.monotonic())
        board.touch()
