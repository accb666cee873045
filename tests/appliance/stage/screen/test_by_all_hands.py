"""A whole visit by touch, by keyboard and by three buttons: real SDL events, the real core.

What sign, stage's connections and the patient do is told to the core as events, as always.
"""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pygame
import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import step
from appliance.core.room_views import stage_view
from appliance.core.words import Button, Move, Phase
from appliance.link.messages import Pressed, Touched
from appliance.stage.board import Board
from appliance.stage.screen import focus
from appliance.stage.screen.page import Control
from appliance.stage.screen.show import PRESSED_S, Stand
from appliance.stage.screen.words import Words
from hardware.display_window import WindowDisplay
from tests.support.room import AT_LOBBY, IDLE_STAGE, LIVE_STAGE, a_room, minutes, phase_of, walk
from wire.visits import Outcome

SIZE = (800, 480)
MOST = 40
"""So many steps at most to any control."""


class Room:
    """A screen with a core behind it; the clock stands until somebody does something."""

    def __init__(self) -> None:
        self.now = minutes(-10)
        self.day: Day = walk(a_room(now=self.now), [(self.now, AT_LOBBY)])
        self.said: list[e.Command] = []
        self.board, self.display = Board(), WindowDisplay(SIZE)
        zone = ZoneInfo("Europe/Stockholm")
        self.stand = Stand(self.board, self.display, Words("sv"), zone, lambda: self.now)
        self.tell(e.Tick())

    def tell(self, event: e.Event) -> None:
        self.day, said = step(self.day, event, self.now)
        self.said += said
        self.show()

    def show(self) -> None:
        """Let the screen come round, and the core hear what was done there."""
        for _ in range(3):
            self.board.view = stage_view(self.day, self.now)
            self.stand.step()
            self.now += PRESSED_S
            for done in self.board.done():
                assert isinstance(done, Pressed | Touched)
                touched = isinstance(done, Touched)
                event = e.Touched() if touched else e.Pressed(done.button, done.peer)  # type: ignore[union-attr]
                self.day, said = step(self.day, event, self.now)
                self.said += said

    @property
    def controls(self) -> tuple[Control, ...]:
        return self.stand._drawing.controls

    @property
    def marked(self) -> focus.Mark | None:
        return self.stand._marked


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    made = Room()
    yield made
    made.display.close()


def by_touch(room: Room, button: Button) -> None:
    x, y, w, h = next(one.rect for one in room.controls if one.name == button.value)
    at = (x + w // 2, y + h // 2)
    event = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at, touch=False)
    pygame.event.post(event)
    room.show()


def key(room: Room, what: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=what, mod=0))
    room.show()


def by_keyboard(room: Room, button: Button) -> None:
    for _ in range(MOST):
        if room.marked == (button.value, None):
            key(room, pygame.K_RETURN)
            return
        key(room, pygame.K_TAB)
    raise AssertionError(f"{button} is not reached")


def by_three_buttons(room: Room, button: Button) -> None:
    for _ in range(MOST):
        there = room.marked == (button.value, None)
        room.board.move(Move.CHOOSE if there else Move.BACK)
        room.show()
        if there:
            return
    raise AssertionError(f"{button} is not reached")


@pytest.mark.parametrize("press", [by_touch, by_keyboard, by_three_buttons])
def test_a_whole_visit(room: Room, press: Callable[[Room, Button], None]) -> None:
    press(room, Button.HERE)
    assert room.day.here
    press(room, Button.LATE_5)
    assert room.day.late
    press(room, Button.START)
    assert phase_of(room.day) is Phase.JOINING
    room.tell(LIVE_STAGE)
    assert phase_of(room.day) is Phase.IN_CALL
    press(room, Button.CARD_DONE)
    press(room, Button.MICROPHONE)
    assert not stage_view(room.day, room.now).microphone
    press(room, Button.MICROPHONE)
    assert stage_view(room.day, room.now).microphone
    press(room, Button.PAUSE)
    assert stage_view(room.day, room.now).capture is None
    room.tell(IDLE_STAGE)
    press(room, Button.CONTINUE)
    room.tell(LIVE_STAGE)
    assert phase_of(room.day) is Phase.IN_CALL
    press(room, Button.EMERGENCY)
    press(room, Button.EMERGENCY_CLOSE)
    press(room, Button.LEAVE)
    assert phase_of(room.day) is Phase.ENDED
    room.tell(IDLE_STAGE)
    press(room, Button.HELD)
    told = [one.outcome for one in room.said if isinstance(one, e.ReportOutcome)]
    assert told == [Outcome.HELD]
    press(room, Button.AWAY)
    assert not room.day.here
