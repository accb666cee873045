"""What random histories and mutants found, one small test each."""

from dataclasses import replace
from datetime import timedelta

from appliance.core import events as e
from appliance.core.room_views import screen
from appliance.core.words import Button, Phase
from tests.support.room import (
    PATIENT,
    VISIT,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)


def test_s4_a_visit_shortened_while_it_reconnects_is_not_cut() -> None:
    day, _ = in_phase(Phase.INTERRUPTED)
    short = replace(VISIT, end=VISIT.start + timedelta(minutes=5))
    day = walk(
        day,
        [
            (minutes(1), e.Presence(somebody=True)),
            (minutes(12), e.Agenda((short,), complete=True)),
        ],
    )
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(35) - 1, e.Tick())])) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(35), e.Tick())])) is Phase.ENDED


def test_s4_a_visit_prolonged_while_it_reconnects_takes_the_new_end() -> None:
    day, _ = in_phase(Phase.INTERRUPTED)
    longer = replace(VISIT, end=VISIT.start + timedelta(minutes=45))
    day = walk(
        day,
        [
            (minutes(1), e.Presence(somebody=True)),
            (minutes(12), e.Agenda((longer,), complete=True)),
            (minutes(50) - 1, e.Tick()),
        ],
    )
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(50), e.Tick())])) is Phase.ENDED


def test_r46_the_patients_place_is_gone_with_the_start_card() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.AtVisit("a1", (replace(PATIENT, place="Storgatan 1"),)))])
    assert screen(day, now).patient_place == "Storgatan 1"
    day = walk(day, [(now + 5, pressed(Button.LEAVE))])
    assert phase_of(day) is Phase.ENDED
    assert screen(day, now + 5).patient_place is None
