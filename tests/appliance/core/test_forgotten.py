"""S6: when a visit is over the room holds nothing of what was said, written or dialled at it."""

import re
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.visits import Talk, Written
from appliance.core.words import Button, Phase
from tests.support.room import IDLE_STAGE, LEFT, PATIENT, in_phase, pressed, walk
from wire.visits import Role

WORD = "kanarie"
LINES = (Written(Role.PATIENT, f"{WORD}-rad"),)
SAID: tuple[e.Event, ...] = (
    e.NumberSaid("a1", f"{WORD}-nummer"),
    e.NumberSaid("a1", f"{WORD}-tolk", "interpreter"),
    e.TalkSaid("a1", Talk(lines=LINES, growing=(Written(Role.PATIENT, f"{WORD}-halv"),))),
    e.AtVisit("a1", (replace(PATIENT, place=f"{WORD}-plats"),)),
)


def held(day: Day) -> set[str]:
    """Which of the words stand in what the room knows, wherever."""
    return set(re.findall(rf"{WORD}-\w+", repr(day)))


def test_s6_five_seconds_after_the_outcome_nothing_of_the_visit_is_known() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, said) for said in SAID])
    assert len(held(day)) == len(SAID) + 1, "the search finds what is there"
    over: list[e.Event] = [pressed(Button.LEAVE), IDLE_STAGE, LEFT, e.TalkSaid("a1", Talk())]
    day = walk(day, [(now + 1, one) for one in over])
    assert held(day) == {f"{WORD}-nummer", f"{WORD}-tolk"}, "R44: it may be phoned until then"
    day = walk(day, [(now + 2, pressed(Button.HELD)), (now + 7, e.Tick())])
    assert held(day) == set()
