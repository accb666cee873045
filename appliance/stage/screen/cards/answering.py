"""Who answers just now about what does not work; no number outside its hours (R69)."""

from appliance.stage.screen.cards.card import PAD, Card
from appliance.stage.screen.kit.boxes import Box
from appliance.stage.screen.kit.tokens import BODY, NUMBER
from appliance.stage.screen.page import Page
from appliance.stage.screen.phone import as_read


def answering_card(page: Page, width: float) -> Card:
    """The card in ``width``: name, number and until when; else what to do without any."""
    canvas, test = page.canvas, page.view.test
    who = test.answering if test is not None else None
    reported = test is not None and test.reported
    told = page.say("IT has been told what the test found.") if reported else ""
    room = width - 2 * PAD
    if who is None:
        head = page.say("Nobody answers for support just now.")
        words = page.say("Use another room, phone the patient, or book a new time.")
        number = ""
    else:
        head = page.say("Phone {who}", who=who.name)
        words = page.say("answers until {time}", time=page.now.clock(who.until))
        number = as_read(who.phone)
    highs = [
        canvas.measure(head, BODY + 2, room, bold=True)[1],
        canvas.line_height(NUMBER) if number else 0.0,
        canvas.measure(words, BODY, room)[1],
        canvas.measure(told, BODY, room)[1] + 8 if told else 0.0,
    ]

    def draw(box: Box) -> None:
        mood = canvas.mood
        canvas.panel(box, line=mood.line)
        line, rest = box.inset(PAD).from_top(highs[0])
        canvas.text(line, head, BODY + 2, bold=True)
        line, rest = rest.from_top(highs[1])
        if number:
            canvas.text(line, number, NUMBER, bold=True, middle=True, lines=1)
        line, rest = rest.from_top(highs[2])
        canvas.text(line, words, BODY)
        if told:
            canvas.text(rest.from_top(8)[1], told, BODY, colour=mood.mute)

    return Card(sum(highs) + 2 * PAD, draw)
