"""What is said of somebody who did not come: in the room, to a mailbox, in the record (R05)."""

from appliance.core.views import NoShow, Why
from appliance.stage.screen.page import Page
from appliance.stage.screen.words import mark
from wire.report import Heading

WHY: dict[Why, str] = {
    "lobby": mark("The patient stood in the lobby."),
    "tried": mark("The patient tried to come in."),
    "unit": mark("The room's equipment did not work."),
    "central": mark("The video service did not answer."),
}
"""Why it is no missed visit; each in one sentence."""
HEADINGS: dict[Heading, str] = {
    Heading.NO_SHOW: mark("Patient did not come"),
    Heading.TRIED: mark("The patient has tried"),
}
SAY_MISSED = mark(
    "“This is [name], [title] at [clinic]. We tried to start your video visit at {start} "
    "but did not reach you. A missed visit may cost.”"
)
SAY_TRIED = mark(
    "“This is [name], [title] at [clinic]. We tried to start your video visit at {start} "
    "but did not reach you.”"
)
"""For a voice message: who calls, that the visit was tried when; a fee is no matter here (R05)."""


def title(page: Page, card: NoShow) -> str:
    """One sentence: what is, then what to do."""
    if card.who == "interpreter":
        return page.say("The interpreter has not joined. Phone now.")
    if card.heading is Heading.TRIED:
        return page.say("The patient has tried. Phone now.")
    return page.say("The patient has not joined. Phone now.")


def since(page: Page, card: NoShow) -> str:
    """*5 min sedan 10:30*"""
    minutes = max(0, int((page.now.wall - card.since) // 60))
    return page.say("{minutes} min since {time}", minutes=minutes, time=page.now.clock(card.since))


def excuse(page: Page, card: NoShow) -> str:
    """Why it is no missed visit, in words."""
    return " ".join(page.say(WHY[one]) for one in card.why)


def spoken(page: Page, card: NoShow) -> tuple[str, str]:
    """When, and what to say."""
    visit = page.view.visit
    start = page.now.clock(visit.start if visit else card.since)
    if card.who == "interpreter":
        words = page.say("Phone the interpreter with the phone's loudspeaker on, then start.")
        return page.say("Interpreter by phone"), words
    words = SAY_MISSED if card.heading is Heading.NO_SHOW else SAY_TRIED
    return page.say("If nobody answers, say:"), page.say(words, start=start)
