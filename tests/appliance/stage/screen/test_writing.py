"""The chat on the unit's screen: ready answers, the keyboard drawn there and a real one (R31)."""

from collections.abc import Iterator

import pygame
import pytest

from appliance.core.words import Button
from appliance.link.messages import Pressed, Touched, Wrote
from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.keyboard import begins, typed
from appliance.stage.screen.kit.text import line
from appliance.stage.screen.page import ANSWER, KEY, WRITE, Local
from appliance.stage.screen.show import GROWS_S
from appliance.stage.screen.words import Words
from tests.appliance.stage.screen.test_show import SIZE, Room
from wire.talk import TEXT_LIMIT

VISIT = "a1"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    a_room = Room()
    a_room.show("call-chat")
    yield a_room
    a_room.display.close()


def touch(room: Room, name: str, peer: str | None = None, *, writing: bool = False) -> None:
    view = EXAMPLES["call-chat"].view
    local = Local(remote=True, own=True, writing=writing)
    drawing = draw(view, SIZE, Words("sv"), MONO, ZONE, local)
    x, y, w, h = next(c.rect for c in drawing.controls if (c.name, c.peer) == (name, peer))
    room.now += GROWS_S
    pygame.event.post(
        pygame.event.Event(
            pygame.MOUSEBUTTONDOWN, button=1, pos=(x + w // 2, y + h // 2), touch=False
        )
    )
    room.stand.step()


def key(room: Room, what: int, text: str = "") -> None:
    room.now += GROWS_S
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=what, mod=0))
    if text:
        pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))
    room.stand.step()
    room.stand.step()


def wrote(room: Room) -> list[tuple[str, bool]]:
    """What was written since the last call: text, and whether it is a whole line."""
    told = [one for one in room.board.done() if isinstance(one, Wrote)]
    assert {one.visit for one in told} <= {VISIT}
    return [(one.text, one.id is not None) for one in told]


def test_r31_a_ready_answer_is_one_touch(room: Room) -> None:
    touch(room, ANSWER, "1")
    assert wrote(room) == [("Jag hör dig inte", True)]


def test_r31_the_line_is_read_as_it_grows_and_then_whole(room: Room) -> None:
    touch(room, WRITE)
    for letter in ("h", "e", "j"):
        touch(room, KEY, letter, writing=True)
    room.now += GROWS_S
    room.stand.step()
    assert wrote(room) == [("H", False), ("He", False), ("Hej", False)]
    touch(room, KEY, "erase", writing=True)
    touch(room, KEY, "send", writing=True)
    assert wrote(room)[-1] == ("He", True)
    touch(room, KEY, "send", writing=True)
    assert wrote(room) == []


def test_a_line_that_is_put_away_is_nowhere(room: Room) -> None:
    touch(room, WRITE)
    touch(room, KEY, "a", writing=True)
    room.now += GROWS_S
    room.stand.step()
    touch(room, KEY, "hide", writing=True)
    room.stand.step()
    assert wrote(room) == [("A", False), ("", False)]


def test_r31_a_real_keyboard_writes_at_once_and_its_letters_answer_nothing(room: Room) -> None:
    for letter, code in (("J", pygame.K_j), (" ", pygame.K_SPACE), ("n", pygame.K_n)):
        key(room, code, letter)
    key(room, pygame.K_BACKSPACE)
    key(room, pygame.K_RETURN)
    told = room.board.done()
    assert not [one for one in told if isinstance(one, Pressed)]
    assert [(one.text, one.id is not None) for one in told if isinstance(one, Wrote)] == [
        ("J", False),
        ("J ", False),
        ("J n", False),
        ("J ", False),
        ("J", True),
    ]


def test_escape_closes_the_chat_and_what_is_written_goes_with_it(room: Room) -> None:
    key(room, pygame.K_x, "x")
    room.board.done()
    key(room, pygame.K_ESCAPE)
    assert Pressed(button=Button.CHAT_CLOSE) in room.board.done()
    room.show("call-write")
    assert wrote(room) == [("", False)]
    room.show("call")
    assert wrote(room) == []


def test_s6_nothing_is_kept_of_what_is_typed_while_no_chat_lies_open(room: Room) -> None:
    for name in ("idle", "call", "call-unread", "lobby"):
        room.show(name)
        key(room, pygame.K_k, "k")
        assert wrote(room) == []
    room.show("call-chat")
    assert wrote(room) == []


def test_r31_a_line_waits_while_central_is_away_and_is_told_anew(room: Room) -> None:
    key(room, pygame.K_h, "Hej")
    assert wrote(room) == [("Hej", False)]
    talk = EXAMPLES["call-chat"].view.talk
    assert talk is not None
    room.show("call-chat", talk=talk.model_copy(update={"may_write": False}))
    key(room, pygame.K_x, "x")
    key(room, pygame.K_RETURN)
    assert wrote(room) == []
    room.show("call-chat")
    assert wrote(room) == [("Hej", False)]
    key(room, pygame.K_RETURN)
    key(room, pygame.K_RETURN)
    assert wrote(room) == [("Hej", True)]


def test_a_space_presses_what_is_marked_and_begins_no_line(room: Room) -> None:
    key(room, pygame.K_TAB)
    room.board.done()
    key(room, pygame.K_BACKSPACE)
    key(room, pygame.K_SPACE, " ")
    told = room.board.done()
    assert [one.button for one in told if isinstance(one, Pressed)] == [Button.MICROPHONE]
    assert not [one for one in told if isinstance(one, Wrote)]


@pytest.mark.parametrize("size", [(1280, 800), (800, 480), (800, 1280)])
@pytest.mark.parametrize("name", ["call-writes", "call-writes-four"])
def test_while_somebody_writes_nothing_lies_over_the_patients_picture(
    name: str, size: tuple[int, int]
) -> None:
    example = EXAMPLES[name]
    drawing = draw(example.view, size, Words("sv"), MONO, ZONE, example.local)
    picture = next(pygame.Rect(slot.rect) for slot in drawing.slots if slot.what == "remote")
    assert picture.h >= 0.15 * size[1]
    over = [one.name for one in drawing.placed if picture.colliderect(one.rect)]
    assert over == []
    assert "Nu hör jag dig lite …" in {one.name for one in drawing.placed}, "and it is read there"


def test_a_full_line_can_be_taken_back(room: Room) -> None:
    key(room, pygame.K_a, "a" * (TEXT_LIMIT + 5))
    touch(room, KEY, "b", writing=True)
    touch(room, KEY, "erase", writing=True)
    room.now += GROWS_S
    room.stand.step()
    told = wrote(room)
    assert [len(text) for text, _ in told] == [TEXT_LIMIT, TEXT_LIMIT - 1]
    assert not any("b" in text for text, _ in told)


def test_s6_the_screen_keeps_no_picture_of_a_line_when_the_visit_is_over(room: Room) -> None:
    drawn = {one.name for one in room.stand._drawing.placed if one.kind == "text"}
    assert line.cache_info().currsize >= len(drawn)
    room.show("idle", visit=None)
    shown = [one for one in room.stand._drawing.placed if one.kind == "text"]
    assert line.cache_info().currsize <= len(shown)


def test_a_press_that_is_a_key_is_a_touch_too(room: Room) -> None:
    room.now += 2
    touch(room, WRITE)
    assert room.board.done() == [Touched()]


@pytest.mark.parametrize(
    ("draft", "name", "upper", "becomes"),
    [
        ("", "a", True, ("A", False)),
        ("Hej", "space", False, ("Hej ", False)),
        ("Hej.", "space", False, ("Hej. ", True)),
        ("Hej", "erase", False, ("He", False)),
        ("", "erase", True, ("", True)),
        ("H", "erase", False, ("", True)),
        ("Hej. ", "erase", True, ("Hej.", False)),
        ("Hej", "shift", False, ("Hej", True)),
        ("Hej", "ö", True, ("HejÖ", False)),
    ],
)
def test_the_keys(draft: str, name: str, upper: bool, becomes: tuple[str, bool]) -> None:
    assert typed(draft, name, upper=upper) == becomes


def test_a_sentence_begins_large() -> None:
    assert [begins(one) for one in ("", "Hej", "Hej.", "Hej. ", "Va? ")] == [
        True,
        False,
        False,
        True,
        True,
    ]
