"""What no camera judges well is asked: the background, who is here, badge and clothes (R11–R17)."""

from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, HEADING, STEP
from appliance.stage.screen.page import Page
from appliance.stage.screen.words import mark

ASKED: tuple[tuple[str, str], ...] = (
    ("R12", mark("The background is tidy, nothing private is seen")),
    ("R11", mark("Nobody else can see or hear")),
    ("R17", mark("You will not be disturbed – the telephone is silent, the door shut")),
    ("R14", mark("The badge with name and title is seen, work clothes on")),
)
"""The rule, and what is asked."""
LEAD = 46.0
DOT = 18.0


def checklist_card(page: Page, box: Box) -> None:
    """The list from the top of ``box`` on."""
    canvas, mood = page.canvas, page.canvas.mood
    title = page.say("Look round before you begin")
    high = canvas.measure(title, HEADING + 6, box.w, bold=True)[1]
    line, rest = box.from_top(high)
    canvas.text(line, title, HEADING + 6, bold=True)
    rest = rest.from_top(STEP * 1.5)[1]
    room = box.w - LEAD
    lines = [page.say(words) for _, words in ASKED]
    highs = [canvas.measure(words, BODY, room)[1] for words in lines]
    gap = min(20.0, max(6.0, (rest.h - sum(highs)) / len(lines)))
    for words, high in zip(lines, highs, strict=True):
        line, rest = rest.from_top(high)
        top = line.y + (canvas.line_height(BODY) - DOT) / 2
        canvas.ring(Box(line.x + 6, top, DOT, DOT), "clear")
        canvas.text(line.moved(x=line.x + LEAD, w=room), words, BODY, colour=mood.ink)
        rest = rest.from_top(gap)[1]
