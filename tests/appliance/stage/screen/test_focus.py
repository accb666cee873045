"""Keys reach everything: the order of the controls, the ring, and what each key does."""

from collections.abc import Iterator
from dataclasses import replace

import pygame
import pytest

from appliance.core.words import Button, Move
from appliance.link.messages import Pressed, Touched, Wrote
from appliance.stage.screen import focus
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.page import SELF_VIEW, Control
from appliance.stage.screen.show import MARKED_S
from appliance.stage.screen.words import Words
from tests.appliance.stage.screen.test_show import SIZE, Room

WORDS = Words("sv")


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    a_room = Room()
    yield a_room
    a_room.display.close()


def drawn(name: str, marked: focus.Mark | None = None) -> Drawing:
    example = EXAMPLES[name]
    local = replace(example.local, marked=marked)
    return draw(example.view, SIZE, WORDS, MONO, ZONE, local)


def type_key(room: Room, key: int, mod: int = 0) -> list[Pressed | Touched | Wrote]:
    room.now += 2
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod))
    room.stand.step()
    room.stand.step()
    return room.board.done()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_is_reached_once_and_lamna_is_never_first(name: str) -> None:
    drawing, view = drawn(name), EXAMPLES[name].view
    if not drawing.controls:
        assert not view.buttons
        return
    at = focus.start(drawing.controls, view.buttons)
    assert at is not None
    assert at[0] != Button.LEAVE.value
    reached = [at]
    while (at := focus.moved(drawing.controls, view.buttons, at, 1)) != reached[0]:
        assert at is not None
        reached.append(at)
    assert sorted(map(str, reached)) == sorted(str(focus.named(c)) for c in drawing.controls)
    assert focus.moved(drawing.controls, view.buttons, reached[0], -1) == reached[-1]


def test_the_order_is_that_of_reading() -> None:
    grid = [
        Control(f"{down}{across}", (100 * across, 100 * down + 7 * across, 80, 60))
        for across in range(3)
        for down in range(3)
    ]
    read = [c.name for c in focus.in_order(grid)]
    assert read == [f"{down}{across}" for down in range(3) for across in range(3)]
    mirrored = [c.name for c in focus.in_order(grid, rtl=True)]
    assert mirrored == [f"{down}{across}" for down in range(3) for across in (2, 1, 0)]


def test_the_ring_is_seen_around_the_marked_control_on_every_screen() -> None:
    """It is drawn last: what stands at the same place in the same mood has the same one."""
    ringed = set()
    for name in EXAMPLES:
        plain = drawn(name)
        for control in plain.controls:
            x, y, w, _ = control.rect
            above = (x + w // 2, max(0, y - 6))
            assert plain.sheet.get_at(above)[:3] != plain.mood.clear, (name, control.name)
            if (control.rect, plain.mood) not in ringed:
                ringed.add((control.rect, plain.mood))
                marked = drawn(name, focus.named(control))
                assert marked.sheet.get_at(above)[:3] == plain.mood.clear, (name, control.name)


def test_tab_marks_and_enter_presses(room: Room) -> None:
    room.show("lobby")
    assert type_key(room, pygame.K_TAB) == [Touched()]
    assert type_key(room, pygame.K_RETURN) == [Pressed(button=Button.START)]


def test_shift_and_tab_go_back(room: Room) -> None:
    room.show("lobby")
    for key in (pygame.K_TAB, pygame.K_RIGHT):
        type_key(room, key)
    type_key(room, pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert type_key(room, pygame.K_RETURN) == [Pressed(button=Button.START)]


def test_a_key_without_a_mark_only_marks(room: Room) -> None:
    room.show("idle")
    assert type_key(room, pygame.K_SPACE) == [Touched()]
    assert type_key(room, pygame.K_SPACE) == [Pressed(button=Button.HERE)]


def test_a_finger_takes_the_mark_away_and_so_does_time(room: Room) -> None:
    room.show("idle")
    type_key(room, pygame.K_TAB)
    room.touch(200, 200)
    room.stand.step()
    assert type_key(room, pygame.K_RETURN) == [Touched()]
    room.now += MARKED_S
    room.stand.step()
    assert type_key(room, pygame.K_RETURN) == [Touched()]
    assert type_key(room, pygame.K_RETURN) == [Pressed(button=Button.HERE)]


def test_three_buttons_do_the_same(room: Room) -> None:
    room.show("call")
    for _ in range(2):
        room.now += 2
        room.board.move(Move.NEXT)
        room.stand.step()
    room.board.done()
    room.board.move(Move.BACK)
    room.board.move(Move.CHOOSE)
    room.stand.step()
    assert room.board.done()[-1] == Pressed(button=Button.MICROPHONE)


def test_r30_the_own_picture_is_folded_by_keys_too(room: Room) -> None:
    room.show("call")
    before = room.glass()
    controls = drawn("call").controls
    steps, at = 1, focus.start(controls, EXAMPLES["call"].view.buttons)
    while at is not None and at[0] != SELF_VIEW:
        at, steps = focus.moved(controls, EXAMPLES["call"].view.buttons, at, 1), steps + 1
    for _ in range(steps):
        type_key(room, pygame.K_TAB)
    assert type_key(room, pygame.K_RETURN) == [Touched()]
    room.touch(640, 300)
    room.stand.step()
    assert room.glass() != before


def test_any_key_stops_the_countdown(room: Room) -> None:
    room.show("countdown")
    assert type_key(room, pygame.K_TAB) == [Pressed(button=Button.WAIT)]


def test_what_is_marked_is_the_first_again_on_another_screen(room: Room) -> None:
    room.show("lobby")
    type_key(room, pygame.K_TAB)
    room.show("paused")
    assert type_key(room, pygame.K_RETURN) == [Pressed(button=Button.CONTINUE)]


@pytest.mark.parametrize(
    ("name", "button"),
    [
        ("call-emergency", Button.EMERGENCY_CLOSE),
        ("call-number", Button.HIDE_NUMBER),
        ("test-picture", Button.TEST_NO),
        ("check-in", Button.CODE_CLOSE),
    ],
)
def test_escape_puts_away_what_lies_over(room: Room, name: str, button: Button) -> None:
    room.show(name)
    assert type_key(room, pygame.K_ESCAPE) == [Pressed(button=button)]
