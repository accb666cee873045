"""One picture of the screen: which screen a view means, in which mood, on which canvas."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pygame

from appliance.core.views import Screen, ScreenName
from appliance.core.words import Button, Reason
from appliance.stage.screen import focus
from appliance.stage.screen.call import call, joining, reconnecting
from appliance.stage.screen.check_in import check_in
from appliance.stage.screen.countdown import countdown
from appliance.stage.screen.ended import ended
from appliance.stage.screen.function_test import WITH_PICTURE, function_test
from appliance.stage.screen.idle import idle, soon
from appliance.stage.screen.kit.canvas import Canvas, Slot
from appliance.stage.screen.kit.placed import Placed
from appliance.stage.screen.kit.themes import CALM, Theme, branded
from appliance.stage.screen.kit.tokens import HEADING, MARGIN, TITLE, Mood
from appliance.stage.screen.lobby import lobby
from appliance.stage.screen.no_show import no_show
from appliance.stage.screen.page import ALONE, Control, Local, Page
from appliance.stage.screen.paused import paused
from appliance.stage.screen.times import Moment
from appliance.stage.screen.words import Words

SCREENS: dict[ScreenName, Callable[[Page], None]] = {
    "idle": idle,
    "check-in": check_in,
    "function-test": function_test,
    "soon": soon,
    "lobby": lobby,
    "no-show": no_show,
    "countdown": countdown,
    "joining": joining,
    "call": call,
    "paused": paused,
    "reconnecting": reconnecting,
    "ended": ended,
}
GAP = 28.0
"""Between the lines of a screen that is nothing but lines."""
AT_NIGHT = frozenset({"joining", "call", "reconnecting"})
"""The screens on which somebody's picture is, or comes in a moment."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn screen: the sheet that lies over the pictures, and what stands where."""

    sheet: pygame.Surface
    mood: Mood
    unit: float
    """Pixels of one of the design's units."""
    slots: tuple[Slot, ...]
    controls: tuple[Control, ...]
    placed: tuple[Placed, ...]
    parted: int = 0
    """Pixels across: where the room's own column ends; 0 where there is none."""


def mood_of(view: Screen, theme: Theme = CALM) -> Mood:
    """Night while a person's picture is on the screen, else paper."""
    own = view.name == "lobby" and view.capture is Reason.LOBBY
    tested = view.test is not None and view.test.step in WITH_PICTURE
    if view.name in AT_NIGHT or own or tested:
        return theme.night
    return theme.paper


def draw(
    view: Screen,
    size: tuple[int, int],
    words: Words,
    mono: float,
    zone: ZoneInfo,
    local: Local = ALONE,
    theme: Theme = CALM,
) -> Drawing:
    """The picture of ``view`` at monotonic time ``mono``, ``size`` in pixels."""
    view = without_number(view, mono)
    mood = mood_of(view, branded(theme, view.accents))
    canvas = Canvas(size, mood, rtl=words.rtl)
    page = Page(canvas, view, Moment(mono, view.anchor + mono, zone), words, local)
    SCREENS[view.name](page)
    focus.ring(page)
    return replace(_drawing(canvas, page.controls), parted=page.parted)


def without_number(view: Screen, mono: float) -> Screen:
    """``view``; the number is gone when its time is over, whoever is away (R44)."""
    if view.phone_until_mono is None or mono < view.phone_until_mono or view.emergency:
        return view
    left = tuple(one for one in view.buttons if one is not Button.HIDE_NUMBER)
    return view.model_copy(update={"phone": None, "phone_until_mono": None, "buttons": left})


def starting(size: tuple[int, int], words: Words, theme: Theme = CALM) -> Drawing:
    """What is shown until room has said anything."""
    canvas = Canvas(size, theme.paper, rtl=words.rtl)
    title = words.say("Starting …")
    canvas.text(canvas.page, title, TITLE, bold=True, align="middle", middle=True, lines=1)
    return _drawing(canvas, [])


def out_of_order(
    size: tuple[int, int], words: Words, support: str | None, theme: Theme = CALM
) -> Drawing:
    """What stands on the screen while the unit does not run: the way out, and whom to call."""
    canvas = Canvas(size, theme.paper, rtl=words.rtl)
    lines = [
        (words.say("The video room does not work just now"), TITLE, True),
        (words.say("Call the patient by phone. The room tries again by itself."), HEADING, False),
    ]
    if support:
        lines.append((words.say("Support: {phone}", phone=support), HEADING, True))
    wide = min(canvas.page.w - 2 * MARGIN, 1000.0)
    high = [canvas.measure(text, size, wide, bold=bold)[1] for text, size, bold in lines]
    place = canvas.page.centred(wide, sum(high) + GAP * (len(lines) - 1))
    for (text, type_size, bold), line_high in zip(lines, high, strict=True):
        head, place = place.from_top(line_high)
        canvas.text(head, text, type_size, bold=bold, align="middle")
        place = place.from_top(GAP)[1]
    return _drawing(canvas, [])


def _drawing(canvas: Canvas, controls: list[Control]) -> Drawing:
    return Drawing(
        canvas.sheet,
        canvas.mood,
        canvas.unit,
        tuple(canvas.slots),
        tuple(controls),
        tuple(canvas.placed),
    )
