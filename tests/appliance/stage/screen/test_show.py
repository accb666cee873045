"""The loop: touches become presses, drawings follow the view, nothing is drawn twice."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pygame
import pytest

from appliance.core.views import CallView, Screen, StageView
from appliance.core.words import Button, Reason
from appliance.link.messages import Pressed, Touched, Wrote
from appliance.stage.board import Board, Shown
from appliance.stage.screen import show
from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.page import GUEST, READ, SELF_VIEW, SHARED
from appliance.stage.screen.show import Stand, run
from appliance.stage.screen.words import Words
from appliance.stage.settings import StageSettings
from appliance.stage.stills import Still
from hardware.display_window import WindowDisplay

SIZE = (1280, 800)


class Room:
    """A screen, its board and a clock that stands until it is moved."""

    def __init__(self) -> None:
        self.board = Board()
        self.display = WindowDisplay(SIZE)
        self.now = MONO
        self.stand = Stand(
            self.board, self.display, Words("sv"), ZoneInfo("Europe/Stockholm"), lambda: self.now
        )

    def show(self, name: str, **changed: object) -> None:
        example = EXAMPLES[name]
        self.board.view = StageView(screen=example.view.model_copy(update=changed))
        picture = Shown(np.full((540, 640), 90, np.uint8), 640, 360, 0)
        self.board.own = picture if example.local.own else None
        self.board.remote = picture if example.local.remote else None
        self.board.guests = dict.fromkeys(example.local.guests, picture)
        self.stand.step()

    def touch(self, x: int, y: int) -> list[Pressed | Touched | Wrote]:
        pygame.event.post(
            pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(x, y), touch=False)
        )
        self.stand.step()
        return self.board.done()

    def press(self, name: str) -> list[Pressed | Touched | Wrote]:
        view = self.board.view
        assert view is not None
        x, y, w, h = control(view.screen, name)
        return self.touch(x + w // 2, y + h // 2)

    def glass(self) -> bytes:
        return pygame.image.tobytes(self.display.surface(), "RGB")


def control(screen: Screen, name: str) -> tuple[int, int, int, int]:
    example = next(e for e in EXAMPLES.values() if e.view.name == screen.name)
    drawing = draw(screen, SIZE, Words("sv"), MONO, ZONE, example.local)
    return next(c.rect for c in drawing.controls if c.name == name)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    a_room = Room()
    yield a_room
    a_room.display.close()


def test_before_room_has_spoken_the_screen_says_it_starts(room: Room) -> None:
    assert room.stand.step()
    assert not room.stand.step()


@pytest.mark.parametrize(
    "name",
    [
        "idle",
        "idle-undo",
        "lobby",
        "no-show-rung",
        "call-opening",
        "call-emergency",
        "paused",
        "ended",
        "call-knock",
    ],
)
def test_every_button_is_told_when_pressed(room: Room, name: str) -> None:
    example = EXAMPLES[name]
    room.show(name)
    drawing = draw(example.view, SIZE, Words("sv"), MONO, ZONE, example.local)
    for one in drawing.controls:
        if one.name in (SELF_VIEW, READ):
            continue
        x, y, w, h = one.rect
        told = room.touch(x + w // 2, y + h // 2)
        assert told == [Pressed(button=Button(one.name), peer=one.peer)]


def test_a_touch_beside_the_buttons_is_told_once_a_second(room: Room) -> None:
    room.show("idle")
    assert room.touch(200, 200) == [Touched()]
    assert room.touch(200, 200) == []
    room.now += 1.0
    assert room.touch(200, 200) == [Touched()]


def test_any_touch_stops_the_countdown(room: Room) -> None:
    room.show("countdown")
    assert room.touch(20, 20) == [Pressed(button=Button.WAIT)]
    assert room.press("start") == [Pressed(button=Button.START)]


def test_r30_the_own_picture_folds_and_unfolds_by_touch(room: Room) -> None:
    room.show("call")
    before = room.glass()
    assert room.press(SELF_VIEW) == [Touched()]
    assert room.glass() != before
    room.now += 2
    room.touch(80, 660)
    assert room.glass() == before


def test_the_own_picture_is_back_in_the_next_call(room: Room) -> None:
    room.show("call")
    before = room.glass()
    room.press(SELF_VIEW)
    room.show("ended")
    room.show("call")
    assert room.glass() == before


def test_r40_the_interpreter_s_picture_is_made_large_and_small_again_by_touch(room: Room) -> None:
    room.show("call-three")
    small, view = room.glass(), EXAMPLES["call-three"].view
    local = EXAMPLES["call-three"].local
    for turned in (frozenset[str](), frozenset({"i1"})):
        shown = draw(view, SIZE, Words("sv"), MONO, ZONE, replace(local, turned=turned))
        x, y, w, _ = next(one.rect for one in shown.controls if one.name == GUEST)
        room.now += 2
        assert room.touch(x + w // 2, y + 10) == [Touched()]
        assert (room.glass() == small) is bool(turned)


def test_a_pressed_button_looks_pressed_for_a_moment(room: Room) -> None:
    room.show("idle")
    before = room.glass()
    room.press("here")
    assert room.glass() != before
    room.now += 0.2
    room.stand.step()
    assert room.glass() == before


def test_the_same_view_is_drawn_once(room: Room) -> None:
    room.show("idle")
    assert not room.stand.step()
    room.now += 0.1
    assert not room.stand.step()


def test_the_clock_goes_on_by_itself(room: Room) -> None:
    room.show("idle")
    room.now += 60
    assert room.stand.step()


def test_the_countdown_counts_at_most_four_times_a_second(room: Room) -> None:
    room.show("countdown")
    painted = 0
    for _ in range(60):
        room.now += 1 / 30
        painted += room.stand.step()
    assert 6 <= painted <= 8


def test_r44_the_number_counts_down_and_goes_by_itself(room: Room) -> None:
    room.show("soon-number")
    shown = room.glass()
    room.now += 1.0
    assert room.stand.step()
    assert room.glass() != shown
    room.now += 0.1
    assert not room.stand.step(), "once a second is enough"
    room.now = MONO + 47.3
    assert room.stand.step()
    view = room.board.view
    assert view is not None
    gone = view.screen.model_copy(update={"phone": None})
    buttons = [one for one in gone.buttons if one is not Button.HIDE_NUMBER]
    drawing = draw(gone, SIZE, Words("sv"), room.now, ZONE)
    assert {control.name for control in drawing.controls} == {one.value for one in buttons}
    room.show("soon-number", phone=None, phone_until_mono=None, buttons=tuple(buttons))
    assert not room.stand.step(), "the same as if room had put it away"


def test_new_pictures_are_shown_as_they_come(room: Room) -> None:
    room.show("call")
    for serial in range(1, 4):
        room.board.remote = Shown(np.full((540, 640), 90, np.uint8), 640, 360, serial)
        assert room.stand.step()
        assert not room.stand.step()


def test_s1_an_open_camera_is_told_even_when_room_knows_nothing(room: Room) -> None:
    room.show("idle")
    before = room.glass()
    room.board.doing = room.board.doing.model_copy(update={"capture": Reason.VISIT})
    assert room.stand.step()
    assert room.glass() != before
    room.show("idle", capture=Reason.VISIT)
    assert not room.stand.step(), "the same as if room said it"


def test_r66_the_clinic_s_colour_is_on_the_glass_and_no_state_takes_it(room: Room) -> None:
    room.show("idle")
    before = room.glass()
    room.show("idle", accents=("#a01030", "#ff9ab0"))
    glass = room.display.surface()
    seen = {tuple(glass.get_at((x, y)))[:3] for x in range(0, 1280, 2) for y in range(0, 800, 2)}
    assert room.glass() != before
    assert (0xA0, 0x10, 0x30) in seen, "the tick and the word of what is ready"
    assert (0x0A, 0x6E, 0x8A) in seen, "the ring of a clear room"


def test_the_loop_ends_when_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    board, display = Board(), WindowDisplay(SIZE)
    threading.Timer(0.2, board.stopped.set).start()
    run(board, display, StageSettings())
    display.close()


def test_closing_the_window_stops_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    board, display = Board(), WindowDisplay(SIZE)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    with pytest.raises(SystemExit):
        run(board, display, StageSettings())
    assert board.stopped.is_set()
    display.close()


def test_sound_is_never_opened_by_the_screen(room: Room) -> None:
    room.show("call")
    assert pygame.mixer.get_init() is None


def test_a_new_picture_is_shown_at_once_not_with_the_next_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    for name in ("ROUND_S", "PATIENCE_S"):
        monkeypatch.setattr(show, name, 3600.0)
    board, display = Board(), WindowDisplay(SIZE)
    board.view = StageView(screen=EXAMPLES["call"].view)
    seen: list[int] = []
    pictures = []
    for luma in (50, 200):
        i420 = np.full((540, 640), 128, np.uint8)
        i420[:360] = luma
        pictures.append(Shown(i420, 640, 360, luma))

    def shown() -> None:
        """Each picture that is on the glass brings the next one."""
        seen.append(display.surface().get_at((640, 400))[1])
        if pictures:
            board.remote = pictures.pop(0)
            threading.Timer(0.05, board.news.set).start()
        else:
            board.stopped.set()
            board.news.set()

    monkeypatch.setattr(display, "show", shown)
    run(board, display, StageSettings())
    display.close()
    assert seen[1] < 100 < seen[2]


def test_r36_what_is_shared_and_the_person_change_places_by_touch(room: Room) -> None:
    room.board.shared = Still("shared-page-1", np.full((210, 297, 3), 255, np.uint8))
    room.show("call-shares")
    before, local = room.glass(), replace(EXAMPLES["call-shares"].local, shared=297 / 210)
    view = EXAMPLES["call-shares"].view
    for turned in (frozenset[str](), frozenset({SHARED})):
        shown = draw(view, SIZE, Words("sv"), MONO, ZONE, replace(local, turned=turned))
        x, y, w, h = next(one.rect for one in shown.controls if one.name == SHARED)
        room.now += 2
        assert room.touch(x + w // 2, y + h // 2) == [Touched()]
        assert (room.glass() == before) is bool(turned)


def test_r35_another_page_than_the_one_that_is_shown_is_never_on_the_glass(room: Room) -> None:
    room.show("call-shares")
    before = room.glass()
    room.board.shared = Still("shared-page-0", np.full((210, 297, 3), 255, np.uint8))
    room.now += 2
    room.stand.step()
    assert room.glass() == before
    room.board.shared = Still("shared-page-1", np.full((210, 297, 3), 255, np.uint8))
    room.now += 2
    room.stand.step()
    assert room.glass() != before


def test_r36_the_person_s_own_picture_is_the_one_beside_the_page(room: Room) -> None:
    room.board.shared = Still("shared-page-1", np.full((210, 297, 3), 255, np.uint8))
    room.show("call-shares")
    local = replace(EXAMPLES["call-shares"].local, shared=297 / 210)
    drawing = draw(EXAMPLES["call-shares"].view, SIZE, Words("sv"), MONO, ZONE, local)
    x, y, w, h = next(one.rect for one in drawing.slots if one.peer == "p1" and one.what == "guest")
    view, middle = room.board.view, (x + w // 2, y + h // 2)
    assert view is not None
    without = tuple(room.display.surface().get_at(middle))
    room.board.view = view.model_copy(update={"call": CallView(visit="a1", peer="p1")})
    room.stand.step()
    assert tuple(room.display.surface().get_at(middle)) != without
