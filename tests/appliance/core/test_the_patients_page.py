"""What the room is told while the patient looks or listens elsewhere (R25, R43)."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.room_views import screen, stage_view
from appliance.core.shown.notices import MEETS
from appliance.core.visits import Somebody
from appliance.core.words import Notice, Phase
from tests.support.room import PATIENT, in_phase, walk
from wire.visits import Seat

LEVELS = {Notice.PAGE_HIDDEN: "hidden", Notice.PHONING: "phoning"}


def _at(who: Somebody) -> e.AtVisit:
    return e.AtVisit("a1", (who,))


@pytest.mark.parametrize("phase", sorted(MEETS))
@pytest.mark.parametrize(("notice", "level"), LEVELS.items())
def test_r25_r43_the_room_reads_that_the_patient_is_elsewhere_for_as_long_as_it_is_so(
    phase: Phase, notice: Notice, level: str
) -> None:
    day, now = in_phase(phase)
    assert notice not in screen(day, now).notices
    day = walk(day, [(now, _at(replace(PATIENT, **{level: True})))])  # type: ignore[arg-type]
    assert notice in screen(day, now).notices
    day = walk(day, [(now, _at(PATIENT))])
    assert notice not in screen(day, now).notices


def test_r25_who_has_left_altogether_is_not_said_to_have_left_the_page() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, _at(replace(PATIENT, hidden=True, seat=Seat.LEFT)))])
    assert Notice.PAGE_HIDDEN not in screen(day, now).notices


def test_r43_a_phone_call_there_changes_neither_camera_nor_call_here() -> None:
    day, now = in_phase(Phase.IN_CALL)
    before = stage_view(day, now)
    day = walk(day, [(now, _at(replace(PATIENT, phoning=True, hidden=True)))])
    after = stage_view(day, now)
    assert (after.capture, after.call) == (before.capture, before.call)
