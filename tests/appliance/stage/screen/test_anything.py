"""Whatever the core says together, the screen is drawn: nothing that it shows can end the unit."""

import random
from typing import Any, get_args

import pytest

from appliance.core.views import NoShow, Screen, ScreenName, Undo, Why
from appliance.core.words import Button, Fault, Missing, Notice, NotJoined, Reason, SignState
from appliance.stage.screen.draw import draw
from appliance.stage.screen.example_kit import (
    INTERPRETER,
    KNOCKING,
    MONO,
    PATIENT,
    PLACE,
    ZONE,
    at,
    visit,
)
from appliance.stage.screen.page import SELF_VIEW, Local
from appliance.stage.screen.words import Words
from wire.report import Heading
from wire.visits import Outcome

SIZES = ((1280, 800), (800, 480), (800, 1280))
HOSTILE = ("\u202e}{0}<b>\x00\x07", "Å" * 120, "مستشفى " * 15, "", " ", "a b\nc\td")


def some(chance: random.Random, given: Any) -> tuple[Any, ...]:
    """Any of them in any order."""
    them = list(given)
    return tuple(chance.sample(them, chance.randrange(len(them) + 1)))


def a_visit(chance: random.Random, start: str, end: str) -> Any:
    words = (None, "A. L.", *HOSTILE)
    return visit(
        start,
        end,
        kind=chance.choice(words),
        initials=chance.choice(words),
        language=chance.choice((None, "ar", "sv-SE", *HOSTILE)),
        phone_tail=chance.choice((None, "88")),
        confirmed=chance.random() < 0.7,
        interpreter=chance.random() < 0.5,
        protected=chance.random() < 0.2,
        practice=chance.random() < 0.2,
        patients=chance.choice((1, 1, 3)),
        not_joined=chance.choice((None, *NotJoined)),
    )


def a_screen(chance: random.Random) -> Screen:
    """Any screen with anything on it, sensible or not."""
    parts = some(chance, (PATIENT, INTERPRETER, KNOCKING))
    card = NoShow(
        who=chance.choice(("patient", "interpreter")),
        heading=chance.choice(list(Heading)),
        why=some(chance, get_args(Why)),
        since=at("10:30"),
        rung=chance.random() < 0.5,
    )
    soon = (None, at("10:40"))
    return Screen(
        name=chance.choice(get_args(ScreenName)),
        anchor=at("10:35") - MONO,
        place=chance.choice((PLACE, *HOSTILE)),
        sign=chance.choice(list(SignState)),
        checked_in=chance.random() < 0.5,
        clock_trusted=chance.random() < 0.8,
        visit=chance.choice((None, a_visit(chance, "10:30", "11:00"))),
        today=tuple(a_visit(chance, "10:30", "11:00") for _ in range(chance.randrange(9))),
        today_open=chance.random() < 0.3,
        updated_at=chance.choice((None, at("10:12"))),
        missing=chance.choice((None, *Missing)),
        countdown_mono=chance.choice((None, MONO + 4, MONO - 4)),
        resume_until=chance.choice(soon),
        parties=parts,
        capture=chance.choice((None, *Reason)),
        picture=chance.random() < 0.5,
        sound=chance.random() < 0.5,
        no_show=chance.choice((None, card)),
        undo=chance.choice(
            (None, Undo(start=at("09:45"), outcome=Outcome.HELD, until=at("10:43")))
        ),
        notices=some(chance, Notice),
        late_until=chance.choice(soon),
        next_start=chance.choice(soon),
        next_late_until=chance.choice(soon),
        start_card=chance.random() < 0.3,
        emergency=chance.random() < 0.2,
        phone=chance.choice((None, "+46701234567", "+4580123456", "112", *HOSTILE)),
        phone_until_mono=chance.choice((None, MONO + 30, MONO - 30)),
        patient_place=chance.choice((None, *HOSTILE)),
        own_until=chance.choice(soon),
        rings=chance.random() < 0.3,
        faults=some(chance, Fault),
        buttons=some(chance, Button),
    )


@pytest.mark.parametrize("seed", range(40))
def test_s7_anything_can_be_drawn_and_only_what_works_can_be_pressed(seed: int) -> None:
    chance = random.Random(seed)
    words = Words("sv")
    words.rtl = chance.random() < 0.3
    view = a_screen(chance)
    local = Local(remote=chance.random() < 0.5, own=chance.random() < 0.5)
    for size in SIZES:
        controls = draw(view, size, words, MONO, ZONE, local).controls
        pressed = [control.name for control in controls if control.name != SELF_VIEW]
        assert len(pressed) == len(set(pressed)), "each once"
        assert set(pressed) <= {button.value for button in view.buttons}
