"""The board between the two threads."""

from appliance.core.words import Button
from appliance.link.messages import Pressed, Touched
from appliance.stage.board import Board


def test_what_a_person_did_is_taken_once_in_order_and_wakes_the_other_thread() -> None:
    board = Board()
    woken: list[int] = []
    board.touch()
    board.woken_by(lambda: woken.append(1))
    board.press(Button.ADMIT, "peer-1")
    board.press(Button.START)
    assert woken == [1, 1]
    assert board.done() == [
        Touched(),
        Pressed(button=Button.ADMIT, peer="peer-1"),
        Pressed(button=Button.START),
    ]
    assert board.done() == []


def test_a_finger_that_never_rests_fills_nothing() -> None:
    board = Board()
    for _ in range(1000):
        board.touch()
    assert len(board.done()) == 64
