"""*Identitet kontrollerad*, where the patient is not known by an e-ID (R60)."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.room_day import step
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, Phase
from tests.support.room import PATIENT, in_phase, pressed, walk
from wire.visits import Level, Role, Seat

ASK = (e.ConfirmIdentity("a1", "patient-1"),)


@pytest.mark.parametrize("level", [None, *Level])
def test_r60_below_eid_and_not_checked_yet_the_clinician_can_say_it_is_checked(
    level: Level | None,
) -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.AtVisit("a1", (replace(PATIENT, level=level),)))])
    asked = level not in (Level.VOUCHED, Level.EID)
    assert (Button.IDENTIFIED in buttons(day, now)) is asked
    assert step(day, pressed(Button.IDENTIFIED), now)[1] == (ASK if asked else ())


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.IN_CALL])
def test_r60_nobody_is_identified_without_being_seen(phase: Phase) -> None:
    day, now = in_phase(phase)
    assert Button.IDENTIFIED not in buttons(day, now)
    assert ASK[0] not in step(day, pressed(Button.IDENTIFIED), now)[1]


def test_r60_without_central_it_cannot_be_written_down_and_is_not_asked() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.Central(connected=False))])
    assert Button.IDENTIFIED not in buttons(day, now)
    assert step(day, pressed(Button.IDENTIFIED), now)[1] == ()


def test_r60_of_several_it_is_the_patient_in_the_call_and_never_the_interpreter() -> None:
    day, now = in_phase(Phase.IN_CALL)
    known = replace(PATIENT, peer="patient-2", level=Level.EID)
    interpreter = replace(PATIENT, peer="interpreter-1", role=Role.INTERPRETER)
    day = walk(day, [(now, e.AtVisit("a1", (interpreter, known, PATIENT)))])
    assert step(day, pressed(Button.IDENTIFIED), now)[1] == ASK
    gone = replace(PATIENT, seat=Seat.LEFT)
    day = walk(day, [(now, e.AtVisit("a1", (interpreter, gone)))])
    assert Button.IDENTIFIED not in buttons(day, now)
