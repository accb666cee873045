"""The screen's loop, in the main thread: what room wants and what moves, drawn; touches, told."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import floor, inf
from typing import Any
from zoneinfo import ZoneInfo

from appliance.core.views import Screen, TalkLine
from appliance.core.words import Button, Reason
from appliance.link.journal import record
from appliance.stage.board import Board, Shown
from appliance.stage.screen import focus
from appliance.stage.screen.aloud import as_said, label, spoken
from appliance.stage.screen.cards.chat import READY
from appliance.stage.screen.compose import Composer, Guests
from appliance.stage.screen.draw import AT_NIGHT, Drawing, draw, starting
from appliance.stage.screen.keyboard import HIDE, SEND, begins, typed
from appliance.stage.screen.kit.text import forget
from appliance.stage.screen.kit.themes import CALM, THEMES, Theme
from appliance.stage.screen.page import (
    ANSWER,
    KEY,
    OWN_AFFAIRS,
    READ,
    SELF_VIEW,
    SHARED,
    WRITE,
    Control,
    Local,
)
from appliance.stage.screen.reach import FINGER_MM, meant, pixel_mm
from appliance.stage.screen.unheard import Unheard
from appliance.stage.screen.wall import STEP_S
from appliance.stage.screen.words import Words
from appliance.stage.settings import StageSettings
from appliance.stage.stills import Still
from hardware.display import ERASE, Display, Key, Touch
from wire.talk import TEXT_LIMIT

ROUND_S = 1 / 30
"""Without the other end's pictures the screen looks round this often."""
PATIENCE_S = 0.05
"""While they come each is shown at once, and this long is waited for the next one."""
COMING_S = 0.3
LEAST_S = 1 / 60
"""No two rounds are nearer: pictures that came together are painted once."""
REDRAW_S = 0.25
"""A drawing is made at most this often while nothing but time has changed."""
TOUCH_S = 1.0
"""A touch beside all buttons is told at most this often."""
VOLUME_S = 2.5
"""The volume is shown so long after one of the headset's keys was pressed."""
PRESSED_S = 0.15
"""A button looks pressed this long."""
MARKED_S = 120.0
"""Without a key nothing is marked any more; the next one marks the first control again."""

ANSWERS: dict[Key, tuple[Button, ...]] = {
    Key.YES: (Button.TEST_YES, Button.TEST_AGAIN),
    Key.NO: (Button.TEST_NO, Button.TEST_CLOSE),
    Key.CLOSE: (
        Button.TEST_NO,
        Button.TEST_CLOSE,
        Button.CODE_CLOSE,
        Button.EMERGENCY_CLOSE,
        Button.HIDE_NUMBER,
        Button.CHAT_CLOSE,
        Button.CARD_DONE,
    ),
    Key.CHOOSE: (Button.TEST_YES, Button.TEST_AGAIN),
}
"""The first of these that stands there is pressed; ``CHOOSE``: while nothing is marked."""
MOVES: dict[Key, int] = {Key.BACK: -1, Key.NEXT: 1}
TEXT_KEYS = frozenset({Key.YES, Key.NO, Key.SPACE})
"""What is text while somebody writes."""
BEGINS_NOTHING = f" {ERASE}"
"""No line begins with these: a space presses what is marked."""
GROWS_S = 0.3
Made = tuple[Screen, Local, int]
"""What a drawing was made for."""


class Stand:
    """What the screen shows now; ``step`` does one round of the loop."""

    def __init__(
        self,
        board: Board,
        display: Display,
        words: Words,
        zone: ZoneInfo,
        clock: Callable[[], float] = time.monotonic,
        *,
        theme: Theme = CALM,
        finger: float = 0.0,
        always: bool = False,
    ) -> None:
        """``finger``: pixels that a control reaches where there is room around it.

        ``always``: the screens are read aloud without a touch of *Läs upp*.
        """
        self._board = board
        self._display = display
        self._words = words
        self._zone = zone
        self._clock = clock
        self._theme = theme
        self._finger = finger
        self._composer = Composer(display.surface())
        self._drawing = starting(display.size, words, theme)
        self._key: Made | None = None
        self._drawn_at = -inf
        self._self_view = True
        self._unheard = Unheard()
        self._turned: frozenset[str] = frozenset()
        self._pressed: focus.Mark | None = None
        self._marked: focus.Mark | None = None
        self._moved_at = -inf
        self._always = always
        self._reading = always
        self._was_in = False
        self._read_for: About | None = None
        self._read_mark: focus.Mark | None = None
        self._writing, self._draft, self._upper = False, "", True
        self._grown: str | None = ""
        """What central knows of the line; None: it was away meanwhile."""
        self._grown_at, self._grown_in = -inf, ""
        self._pressed_at = -inf
        self._touched_at = -inf

    def step(self) -> bool:
        """Take the touches, draw what changed; returns whether anything new is on the glass."""
        now = self._clock()
        for touch in self._display.touches():
            self._take(touch, now)
        self._type(self._display.written(), now)
        for key in (*self._display.answers(), *(Key(move.value) for move in self._board.moves())):
            self._key_pressed(key, now)
        self._tell_draft(now)
        board = self._board
        if board.view is not None:
            screen = _truthful(board.view.screen, board.doing.capture)
            self._redraw(screen, now)
            self._read_aloud(screen)
        guests = Guests(_faces(board), board.speaking, board.shared)
        painted = self._composer.paint(self._drawing, board.remote, board.own, board.level, guests)
        if painted:
            self._display.show()
        return painted

    def _redraw(self, screen: Screen, now: float) -> None:
        """Make a new drawing if something that it shows has changed; for time alone, not often."""
        if screen.name not in AT_NIGHT:
            self._self_view, self._turned = True, frozenset()
        key = screen, self._local(screen, now), _ticking(screen, now)
        if key == self._key:
            return
        same_but_time = self._key is not None and self._key[:2] == key[:2]
        if same_but_time and now - self._drawn_at < REDRAW_S:
            return
        if self._key is None or self._key[0].name != screen.name:
            record("screen.shown", name=screen.name)
        if self._key is not None and _whose(self._key[0]) not in (None, _whose(screen)):
            forget()
        self._key, self._drawn_at = key, now
        self._drawing = self._drawn(screen, key[1], now)
        marked = focus.kept(self._drawing.controls, screen.buttons, self._marked)
        if marked != self._marked:
            self._marked, local = marked, replace(key[1], marked=marked)
            self._key, self._drawing = (screen, local, key[2]), self._drawn(screen, local, now)
        offer = getattr(self._display, "offer_controls", None)
        if offer is not None:
            offer([_told(control) for control in self._drawing.controls])

    def _drawn(self, screen: Screen, local: Local, now: float) -> Drawing:
        size, theme = self._display.size, self._theme
        return draw(screen, size, self._words, now, self._zone, local, theme)

    def _local(self, screen: Screen, now: float) -> Local:
        if now - self._pressed_at >= PRESSED_S:
            self._pressed = None
        if now - self._moved_at >= MARKED_S:
            self._marked = None
        return Local(
            remote=self._board.remote is not None,
            own=self._board.own is not None,
            self_view=self._self_view,
            guests=frozenset(self._board.guests),
            turned=self._turned,
            shared=_shared(screen, self._board.shared),
            pressed=self._pressed,
            marked=self._marked,
            writing=self._writing and self._may_write(),
            draft=self._draft,
            upper=self._upper,
            voice=self._board.voice,
            reading=self._reading,
            advice=self._board.advice,
            sure=self._board.sure,
            volume=self._volume(now),
            unheard=self._unheard.so(screen, now, speaking=bool(self._board.speaking)),
        )

    def _volume(self, now: float) -> float | None:
        volume = self._board.volume
        return volume.part if volume is not None and now - volume.at < VOLUME_S else None

    def _read_aloud(self, screen: Screen) -> None:
        """A new screen whole, a marked control by its name; never by itself in a call."""
        if self._was_in and not screen.checked_in:
            self._reading = self._always
        self._was_in = screen.checked_in
        about = _about(screen) if self._reading and screen.name not in AT_NIGHT else None
        if about != self._read_for:
            self._read_for, self._read_mark = about, self._marked
            self._board.read(spoken(self._drawing, self._words) if about is not None else ())
        elif about is not None and self._marked != self._read_mark:
            self._read_mark = self._marked
            found = (c for c in self._drawing.controls if focus.named(c) == self._marked)
            control = next(found, None)
            self._board.read(
                (as_said(label(self._drawing, control, self._words)),) if control else ()
            )

    def _type(self, text: str, now: float) -> None:
        """What a real keyboard writes, while the chat lies open; else it is forgotten at once."""
        if not self._may_write() or not (self._writing or text.strip(BEGINS_NOTHING)):
            return
        self._writing, self._marked = True, None
        for letter in text:
            self._draft = self._draft[:-1] if letter == ERASE else self._draft + letter
        self._draft, self._upper = self._draft[:TEXT_LIMIT], begins(self._draft)
        self._beside(now)

    def _talk(self) -> TalkLine | None:
        """What is written, while it lies open."""
        view = self._board.view
        talk = view.screen.talk if view is not None else None
        return talk if talk is not None and talk.open else None

    def _may_write(self) -> bool:
        talk = self._talk()
        return talk is not None and talk.may_write

    def _tell_draft(self, now: float) -> None:
        """The line as it grows is read at once, at most every 0.3 s; what is put away is gone.

        While central is away the line waits for it, and is told anew.
        """
        if self._talk() is None:
            self._writing, self._draft, self._upper = False, "", True
        elif not self._may_write():
            self._grown = None if self._draft else self._grown
            return
        view = self._board.view
        about = view.screen.visit if view is not None else None
        visit = about.visit if about is not None else ""
        if visit != self._grown_in:
            self._grown, self._grown_in = "", visit
        due = now - self._grown_at >= GROWS_S or not self._draft
        if self._draft == self._grown or not due or not visit:
            return
        self._grown, self._grown_at = self._draft, now
        self._board.write(visit, self._draft)

    def _say(self, words: str) -> None:
        """A line that is done; what cannot be sent now stays where it is."""
        if not self._may_write():
            return
        view, words = self._board.view, words.strip()
        if words and view is not None and view.screen.visit is not None:
            self._board.write(view.screen.visit.visit, words, uuid.uuid4().hex)
        self._draft, self._grown, self._upper = "", "", True

    def _write(self, control: Control) -> None:
        """The keyboard on the screen, and the ready answers."""
        if control.name == WRITE:
            self._writing = True
        elif control.peer == HIDE:
            self._writing, self._draft = False, ""
        elif control.name == ANSWER and control.peer is not None:
            self._say(self._words.say(READY[int(control.peer)]))
        elif control.peer == SEND:
            self._say(self._draft)
        elif control.peer is not None:
            draft, self._upper = typed(self._draft, control.peer, upper=self._upper)
            self._draft = draft[:TEXT_LIMIT]

    def _key_pressed(self, key: Key, now: float) -> None:
        """A key marks another control, presses the marked one, or answers by itself (R20)."""
        writing = self._writing and self._may_write()
        if writing and key in TEXT_KEYS:
            return
        if writing and key is Key.CHOOSE and self._marked is None:
            self._say(self._draft)
            self._beside(now)
            return
        key = Key.CHOOSE if key is Key.SPACE else key
        controls, view = self._drawing.controls, self._board.view
        marked = next((c for c in controls if focus.named(c) == self._marked), None)
        if key is Key.CHOOSE and marked is not None:
            self._moved_at = now
            self._hit(marked, now)
            return
        names = [button.value for button in ANSWERS.get(key, ())]
        found = (c for name in names for c in controls if c.name == name)
        answer = next(found, None)
        if answer is not None:
            self._hit(answer, now)
            return
        if key in (Key.CHOOSE, *MOVES) and view is not None:
            buttons, by = view.screen.buttons, MOVES.get(key, 0)
            at, self._moved_at = self._marked, now
            self._marked = focus.moved(controls, buttons, at, by, rtl=self._words.rtl)
        self._beside(now)

    def _take(self, touch: Touch, now: float) -> None:
        """A finger: nothing is marked any more."""
        self._marked = None
        hit = meant(self._drawing.controls, touch.x, touch.y, self._finger)
        if hit is None:
            self._beside(now)
        else:
            self._hit(hit, now)

    def _hit(self, hit: Control, now: float) -> None:
        """A control was pressed: what is the screen's own affair is done here."""
        if hit.name not in OWN_AFFAIRS:
            self._pressed, self._pressed_at = (hit.name, hit.peer), now
            self._board.press(Button(hit.name), hit.peer)
            return
        if hit.name == READ:
            self._reading, self._read_for = not self._reading, None
            self._board.read(())
        elif hit.name in (WRITE, ANSWER, KEY):
            self._pressed, self._pressed_at = (hit.name, hit.peer), now
            self._write(hit)
        elif hit.name == SELF_VIEW:
            self._self_view = not self._self_view
        elif hit.name == SHARED:
            self._turned ^= {SHARED}
        elif hit.peer is not None:
            self._turned ^= {hit.peer}
        self._beside(now)

    def _beside(self, now: float) -> None:
        """Somebody is there; in the countdown that is *Vänta lite*."""
        view = self._board.view
        if view is not None and view.screen.name == "countdown":
            self._board.press(Button.WAIT)
        elif now - self._touched_at >= TOUCH_S:
            self._touched_at = now
            self._board.touch()


def _faces(board: Board) -> Mapping[str, Shown]:
    """Everybody's picture by peer: what is shared may stand where the other end's was."""
    call, remote = board.view.call if board.view else None, board.remote
    return board.guests if call is None or remote is None else {**board.guests, call.peer: remote}


def _shared(screen: Screen, here: Still | None) -> float | None:
    """How wide it is by its height, where this is what the call shows."""
    talk = screen.talk if screen.name == "call" else None
    if here is None or talk is None or talk.shown != here.name:
        return None
    return here.aspect


def _truthful(screen: Screen, capture: Reason | None) -> Screen:
    """``screen``; while capture is open it says so even where room has died meanwhile (S1)."""
    if capture is None or screen.capture is not None:
        return screen
    return screen.model_copy(update={"capture": capture})


def _whose(screen: Screen) -> str | None:
    return screen.visit.visit if screen.visit is not None else None


About = tuple[str, object, object, bool]


def _about(screen: Screen) -> About:
    """What a screen is about: another one is read anew, the same one with other minutes is not."""
    test = screen.test
    step, failed = (test.step, test.failed) if test is not None else (None, None)
    return screen.name, step, failed, screen.emergency


def _told(control: Control) -> dict[str, Any]:
    """Where ``control`` stands, as the display's own control socket tells it."""
    told = {"button": control.name, **dict(zip("xywh", control.rect, strict=True))}
    return told if control.peer is None else told | {"peer": control.peer}


def _ticking(screen: Screen, now: float) -> int:
    """What changes with time alone: the countdown, the number's seconds, the ring's next step."""
    if screen.countdown_mono is not None:
        return int((screen.countdown_mono - now) / REDRAW_S)
    if screen.phone_until_mono is not None and now < screen.phone_until_mono + 1:
        return floor(screen.phone_until_mono - now)
    return int((screen.anchor + now) // STEP_S)


def run(board: Board, display: Display, settings: StageSettings) -> None:
    """Show what ``board`` holds on ``display`` until it is stopped or the window closed.

    Raises TextUnavailableError before anything is shown; SystemExit when the window was closed.
    """
    stand = Stand(
        board,
        display,
        Words(settings.language),
        ZoneInfo(settings.timezone),
        theme=THEMES[settings.theme],
        always=settings.speech == "always",
        finger=FINGER_MM / pixel_mm(display.size, settings.screen_inches),
    )
    came = -inf
    try:
        while not board.stopped.is_set():
            began = time.monotonic()
            stand.step()
            now = board.drawn_at = time.monotonic()
            patience = PATIENCE_S if now - came < COMING_S else ROUND_S
            if board.news.wait(max(0.0, began + patience - now)):
                came = time.monotonic()
                board.stopped.wait(max(0.0, began + LEAST_S - came))
                board.news.clear()
    finally:
        board.stopped.set()
