"""The screen's loop, in the main thread: what room wants and what moves, drawn; touches, told."""

import time
from collections.abc import Callable
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from appliance.core.views import Screen
from appliance.core.words import Button
from appliance.link.journal import record
from appliance.stage.board import Board
from appliance.stage.screen.compose import Composer
from appliance.stage.screen.draw import Drawing, draw, starting
from appliance.stage.screen.page import SELF_VIEW, Local
from appliance.stage.screen.wall import STEP_S
from appliance.stage.screen.words import Words
from hardware.display import Display, Touch

FPS = 30
REDRAW_S = 0.25
"""A drawing is made at most this often while nothing but time has changed."""
TOUCH_S = 1.0
"""A touch beside all buttons is told at most this often."""
PRESSED_S = 0.15
"""A button looks pressed this long."""


class OffersControls(Protocol):
    """A display that wants to know where the buttons stand."""

    def offer_controls(self, controls: list[dict[str, Any]]) -> None:
        """Gets ``button, x, y, w, h`` (and ``peer``) of each."""


class Stand:
    """What the screen shows now; ``step`` does one round of the loop."""

    def __init__(
        self,
        board: Board,
        display: Display,
        words: Words,
        zone: ZoneInfo,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board = board
        self._display = display
        self._words = words
        self._zone = zone
        self._clock = clock
        self._composer = Composer(display.surface())
        self._drawing: Drawing | None = None
        self._drawn_for: tuple[Any, ...] | None = None
        self._drawn_at = float("-inf")
        self._self_view = True
        self._pressed: tuple[str, str | None] | None = None
        self._pressed_at = float("-inf")
        self._touched_at = float("-inf")
        self._name: str | None = None

    def step(self) -> bool:
        """Take the touches, draw what changed; returns whether anything was brought to the glass."""
        now = self._clock()
        for touch in self._display.touches():
            self._take(touch, now)
        drawing = self._current(now)
        painted = self._composer.paint(
            drawing, self._board.remote, self._board.own, self._board.level
        )
        if painted:
            self._display.show()
        return painted

    # --- drawing ----------------------------------------------------------------------------------

    def _current(self, now: float) -> Drawing:
        """The drawing for this time; a new one only when something that it shows has changed."""
        view = self._board.view
        if view is None:
            if self._drawing is None or self._drawn_for is not None:
                self._set(starting(self._display.size, self._words), None, now)
            assert self._drawing is not None
            return self._drawing
        screen = view.screen
        if screen.name not in ("joining", "call", "reconnecting"):
            self._self_view = True
        local = self._local(now)
        ticking = _ticking(screen, now)
        key = (screen, local, ticking)
        if self._drawing is None or key != self._drawn_for:
            only_time = self._drawn_for is not None and self._drawn_for[:2] == key[:2]
            if self._drawing is None or not only_time or now - self._drawn_at >= REDRAW_S:
                self._set(
                    draw(screen, self._display.size, self._words, now, self._zone, local), key, now
                )
                self._note(screen)
        assert self._drawing is not None
        return self._drawing

    def _local(self, now: float) -> Local:
        if self._pressed is not None and now - self._pressed_at >= PRESSED_S:
            self._pressed = None
        return Local(
            remote=self._board.remote is not None,
            own=self._board.own is not None,
            self_view=self._self_view,
            pressed=self._pressed,
        )

    def _set(self, drawing: Drawing, key: tuple[Any, ...] | None, now: float) -> None:
        self._drawing, self._drawn_for, self._drawn_at = drawing, key, now
        offer = getattr(self._display, "offer_controls", None)
        if offer is not None:
            offer([_told(name, peer, rect) for name, peer, rect in _controls(drawing)])

    def _note(self, screen: Screen) -> None:
        if screen.name != self._name:
            self._name = screen.name
            record("screen.shown", name=screen.name)

    # --- touches ----------------------------------------------------------------------------------

    def _take(self, touch: Touch, now: float) -> None:
        hit = next(
            (
                (name, peer)
                for name, peer, (x, y, w, h) in _controls(self._drawing)
                if x <= touch.x < x + w and y <= touch.y < y + h
            ),
            None,
        )
        view = self._board.view
        if hit is not None and hit[0] != SELF_VIEW:
            self._pressed, self._pressed_at = hit, now
            self._board.press(Button(hit[0]), hit[1])
            return
        if hit is not None:
            self._self_view = not self._self_view
        if view is not None and view.screen.name == "countdown":
            self._board.press(Button.WAIT)
        elif now - self._touched_at >= TOUCH_S:
            self._touched_at = now
            self._board.touch()


def _controls(
    drawing: Drawing | None,
) -> list[tuple[str, str | None, tuple[int, int, int, int]]]:
    return [(c.name, c.peer, c.rect) for c in drawing.controls] if drawing else []


def _told(name: str, peer: str | None, rect: tuple[int, int, int, int]) -> dict[str, Any]:
    told = dict(zip(("x", "y", "w", "h"), rect, strict=True))
    return {"button": name, **told} if peer is None else {"button": name, "peer": peer, **told}


def _ticking(screen: Screen, now: float) -> int:
    """What changes with time alone: a tenth of the countdown, else the ring's next step."""
    if screen.countdown_mono is not None:
        return int((screen.countdown_mono - now) / REDRAW_S)
    return int((screen.anchor + now) // STEP_S)


def run(board: Board, display: Display, language: str, timezone: str) -> None:
    """Show what ``board`` holds on ``display`` until it is stopped or the window closed.

    Raises UnknownLanguageError, ZoneInfoNotFoundError, TextUnavailableError before anything is
    shown; SystemExit when the window was closed.
    """
    stand = Stand(board, display, Words(language), ZoneInfo(timezone))
    due = time.monotonic()
    try:
        while not board.stopped.is_set():
            stand.step()
            due = max(due + 1 / FPS, time.monotonic())
            board.stopped.wait(due - time.monotonic())
    finally:
        board.stopped.set()
