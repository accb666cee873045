"""What is read aloud: every word of every screen, and when (EN 301 549; R20, R67)."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pygame
import pytest

from appliance.core.views import TestLine
from appliance.core.words import Button, TestStep
from appliance.stage.screen.aloud import as_said, label, spoken
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.page import KEY, READ
from appliance.stage.screen.words import Words
from tests.appliance.stage.screen.test_show import SIZE, Room


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    a_room = Room()
    a_room.board.voice = True
    yield a_room
    a_room.display.close()


def drawn(name: str, words: Words) -> Drawing:
    example = EXAMPLES[name]
    return draw(example.view, SIZE, words, MONO, ZONE, replace(example.local, voice=True))


def letters(text: str) -> list[str]:
    return re.findall(r"\w+", as_said(text))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_word_of_every_screen_is_read_and_every_control_by_a_name(language: str) -> None:
    words = Words(language)
    for name in EXAMPLES:
        drawing = drawn(name, words)
        keys = {one.peer for one in drawing.controls if one.name == KEY}
        said = {word for sentence in spoken(drawing, words) for word in letters(sentence)}
        shown = {
            word
            for one in drawing.placed
            if one.kind == "text" and one.name.lower() not in keys
            for word in letters(one.name)
        }
        assert shown <= said, (name, shown - said)
        for control in drawing.controls:
            assert label(drawing, control, words), (name, control)


def test_the_buttons_come_last_in_the_order_of_the_keys() -> None:
    words = Words("sv")
    said = spoken(drawn("test-sound", words), words)
    assert said[-1] == "Knappar: Läs upp, Stäng, Ja, Nej"
    assert "Hör du tre toner?" in said


def test_the_room_is_read_first_and_then_what_the_screen_is_about() -> None:
    words = Words("sv")
    said = spoken(drawn("lobby", words), words)
    told = [
        said.index(one) for one in ("10 28", "Besök om 2 min", "10 30", "Tolken väntas, arabiska")
    ]
    assert told == sorted(told)
    assert said[0].startswith("Videorum 12")


@pytest.mark.parametrize(
    ("seen", "heard"),
    [
        ("10:30", "10 30"),
        ("070-123 45 88", "070, 123 45 88"),
        ("· Besök 10:30 · Återbesök A. L.", "Besök 10 30, Återbesök A. L."),
        ("Här pågår videomöte – var god stör ej", "Här pågår videomöte, var god stör ej"),
        ("Ansluter …", "Ansluter"),
        ("Jag ringer dig på ·· 88", "Jag ringer dig på 88"),
    ],
)
def test_what_the_eye_reads_is_said_in_words(seen: str, heard: str) -> None:
    assert as_said(seen) == heard


def read(room: Room) -> tuple[str, ...]:
    return room.board.aloud[1]


def test_r67_nothing_is_read_before_a_touch_and_a_second_touch_ends_it(room: Room) -> None:
    room.show("lobby")
    assert read(room) == ()
    room.now += 2
    toggle(room)
    assert any("Patienten är i lobbyn" in one for one in read(room))
    room.now += 2
    toggle(room)
    assert read(room) == ()


def toggle(room: Room) -> None:
    view = room.board.view
    assert view is not None
    words = Words("sv")
    local = replace(EXAMPLES["idle"].local, voice=True)
    drawing = draw(view.screen, SIZE, words, MONO, ZONE, local)
    x, y, _, h = next(one.rect for one in drawing.controls if one.name == READ)
    room.touch(x + 10, y + h // 2)
    room.stand.step()


def test_r20_each_question_of_the_function_test_is_read_once(room: Room) -> None:
    room.show("test-picture")
    toggle(room)
    assert "Ser du dig själv tydligt?" in read(room)
    first = room.board.aloud[0]
    room.now += 5
    room.stand.step()
    assert room.board.aloud[0] == first, "the same question is not said again"
    room.show("test-sound")
    assert "Hör du tre toner?" in read(room)
    assert room.board.aloud[0] == first + 1
    room.show("test-sound", test=TestLine(step=TestStep.WELL), buttons=(Button.TEST_CLOSE,))
    assert "Allt fungerar" in read(room)


def test_a_call_is_never_read_into(room: Room) -> None:
    room.show("lobby")
    toggle(room)
    assert read(room) != ()
    room.show("call")
    assert read(room) == ()
    room.show("ended")
    assert any("Hur gick besöket?" in one for one in read(room))


def test_a_marked_control_is_read_by_its_name(room: Room) -> None:
    room.show("lobby")
    toggle(room)
    room.now += 2
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, mod=0))
    room.stand.step()
    room.stand.step()
    assert read(room) == ("Starta besök",)


def test_who_goes_takes_the_reading_along(room: Room) -> None:
    room.show("lobby")
    toggle(room)
    room.show("idle")
    room.show("lobby")
    assert read(room) == ()


def test_no_button_promises_a_voice_that_is_not_there(room: Room) -> None:
    for name in ("idle", "lobby", "test-picture"):
        example = EXAMPLES[name]
        local = replace(example.local, voice=False)
        drawing = draw(example.view, SIZE, Words("sv"), MONO, ZONE, local)
        assert READ not in {one.name for one in drawing.controls}
