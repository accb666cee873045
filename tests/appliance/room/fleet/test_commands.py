"""The table of acts from afar: who may ask what when."""

from dataclasses import replace
from typing import Any

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.words import Phase
from appliance.room.fleet.commands import REFUSED, RULES, refusal
from tests.support.room import START, a_room, in_phase, walk
from wire.commands import Command, Verb

UNIT = "north/room12"
QUIET = (Verb.REBIRTH, Verb.IDENTIFY, Verb.LOGS)


def free() -> Day:
    """An empty room that reaches central."""
    day = walk(a_room(()), [(START, e.Central(connected=True))])
    return replace(day, clock_trusted=True)


def command(verb: Verb, day: Day, now: float = START, **more: Any) -> Command:
    """Asked just now."""
    wall = day.anchor + now
    part = "stage" if verb is Verb.RESTART_PART else None
    known = {"id": "0" * 32, "unit": UNIT, "verb": verb, "part": part}
    return Command(**{**known, "issued": wall, "expires": wall + 60, **more})


def test_every_verb_is_either_done_or_refused_with_a_reason() -> None:
    assert {*RULES, *REFUSED} == set(Verb)
    assert not set(RULES) & set(REFUSED)


@pytest.mark.parametrize("verb", RULES)
def test_a_free_room_does_it(verb: Verb) -> None:
    day = free()
    assert refusal(command(verb, day), UNIT, day, START) is None


@pytest.mark.parametrize("verb", REFUSED)
def test_what_the_unit_cannot_do_says_why(verb: Verb) -> None:
    day = free()
    assert refusal(command(verb, day), UNIT, day, START) == REFUSED[verb]


@pytest.mark.parametrize("phase", [Phase.READY, Phase.IN_CALL, Phase.PAUSED, Phase.INTERRUPTED])
@pytest.mark.parametrize("verb", RULES)
def test_a_visit_is_disturbed_by_none(verb: Verb, phase: Phase) -> None:
    day, now = in_phase(phase)
    day = replace(day, clock_trusted=True)
    found = refusal(command(verb, day, now), UNIT, day, now)
    assert found == (None if verb in QUIET else "in-use")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"unit": "north/room14"}, "other-unit"),
        ({"issued": START - 120, "expires": START - 60}, "expired"),
        ({"part": "room"}, "no-such-part"),
    ],
)
def test_what_is_not_meant_so_is_refused(more: dict[str, Any], code: str) -> None:
    day = replace(free(), anchor=0.0)
    assert refusal(command(Verb.LOGS, day, **more), UNIT, day, START) == code


def test_a_command_counts_until_it_expires_and_not_before_it_was_asked() -> None:
    day = free()
    asked = command(Verb.LOGS, day)
    assert refusal(asked, UNIT, day, START + 59) is None
    assert refusal(asked, UNIT, day, START + 60) == "expired"
    assert refusal(asked, UNIT, day, START - 30) is None
    assert refusal(asked, UNIT, day, START - 31) == "expired"


def test_without_a_trusted_clock_nothing_is_done() -> None:
    day = replace(free(), clock_trusted=False)
    assert refusal(command(Verb.IDENTIFY, day), UNIT, day, START) == "clock-untrusted"


def test_without_central_the_calls_way_cannot_be_tried() -> None:
    day = replace(free(), central=False)
    assert refusal(command(Verb.SELFTEST, day), UNIT, day, START) == "cannot-be-tested"
