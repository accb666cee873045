"""What the room reads of how good the call is: while it is so, of this visit's call alone."""

from dataclasses import replace

import pytest

from appliance.core.room_views import screen
from appliance.core.words import Grade, Notice, Phase
from tests.support.room import LIVE_STAGE, in_phase, walk

TOLD = {
    Grade.WEAK_SENDING: Notice.WEAK_SENDING,
    Grade.WEAK_RECEIVING: Notice.WEAK_RECEIVING,
    Grade.WEAK_RELAY: Notice.WEAK_RELAY,
}
WEAK = set(TOLD.values())


def graded(grade: Grade, visit: str = "a1"):  # type: ignore[no-untyped-def]
    assert LIVE_STAGE.call is not None
    return replace(LIVE_STAGE, call=replace(LIVE_STAGE.call, grade=grade, visit=visit))


@pytest.mark.parametrize("grade", list(Grade))
def test_a_weak_call_is_told_in_one_line_until_it_is_good_again(grade: Grade) -> None:
    day, now = in_phase(Phase.IN_CALL)
    assert not WEAK & set(screen(day, now).notices)
    day = walk(day, [(now, graded(grade))])
    told = WEAK & set(screen(day, now).notices)
    assert told == ({TOLD[grade]} if grade in TOLD else set())
    day = walk(day, [(now, graded(Grade.GOOD))])
    assert not WEAK & set(screen(day, now).notices)


@pytest.mark.parametrize("phase", sorted(set(Phase) - {Phase.IN_CALL}))
def test_no_other_phase_speaks_of_the_call(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = replace(day, stage=graded(Grade.WEAK_SENDING))
    assert not WEAK & set(screen(day, now).notices)


def test_another_visit_s_call_says_nothing_of_this_one() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = replace(day, stage=graded(Grade.WEAK_SENDING, "a2"))
    assert not WEAK & set(screen(day, now).notices)
