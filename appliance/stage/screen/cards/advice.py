"""One sentence of advice to who sees themselves, or that all is well (R13)."""

from appliance.stage.checks.advice import Advice
from appliance.stage.screen.cards.card import Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY
from appliance.stage.screen.notices import Line
from appliance.stage.screen.page import Page
from appliance.stage.screen.words import mark

SENTENCES: dict[Advice, str] = {
    Advice.BLURRED: mark("Wipe the camera's glass – the picture is not sharp."),
    Advice.NO_FACE: mark("Sit down before the camera – no face is seen."),
    Advice.BACKLIT: mark("Draw the curtain or turn round – the light comes from behind you."),
    Advice.DARK: mark("Turn on a lamp before you – your face is in the dark."),
    Advice.GLARING: mark("Dim the lamp before you – your face is too bright."),
    Advice.FAR: mark("Come nearer – your face is small in the picture."),
    Advice.NEAR: mark("Move back a little – your face fills the picture."),
    Advice.ASIDE: mark("Move to the middle of the picture."),
    Advice.EYES_LOW: mark("Tilt the camera down or raise the chair – your eyes are low."),
    Advice.EYES_HIGH: mark("Tilt the camera up – your face is at the upper edge."),
}
"""What to do, then why."""
PAD = 20.0
LEAD = 54.0


def advised(page: Page) -> list[Line]:
    """The sentence as a line, where there is one."""
    what = page.local.advice
    return [] if what is None else [Line("attention", page.say(SENTENCES[what]))]


def advice_card(page: Page, width: float) -> Card:
    """The card in ``width``."""
    canvas, advised = page.canvas, page.local.advice
    if advised is not None:
        words, icon = page.say(SENTENCES[advised]), "attention"
    elif page.local.sure:
        words, icon = page.say("Light and place are good."), "tick"
    else:
        words, icon = page.say("Looking at light and place …"), "camera"
    room = width - 2 * PAD - LEAD
    high = canvas.measure(words, BODY, room)[1]

    def draw(box: Box) -> None:
        mood = canvas.mood
        colour = mood.soon if advised is not None else mood.accent
        canvas.panel(box, line=colour)
        canvas.icon(Box(box.x + PAD, box.y + box.h / 2 - 19, 38, 38), icon, colour)
        place = Box(box.x + PAD + LEAD, box.y, room + 4, box.h)
        canvas.text(place, words, BODY, middle=True)

    return Card(max(high, 38) + 2 * PAD, draw)
