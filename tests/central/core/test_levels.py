"""How surely somebody is known: never told higher than proven (R60)."""

import pytest

from central.core.chairs import Chair, Lobby, unlocked
from central.core.levels import reaches, shown
from wire.visits import Level, Role, Seat

OPEN = {Level.VOUCHED, Level.EID}


@pytest.mark.parametrize("level", Level)
def test_r60_a_check_by_hand_is_told_as_vouched_and_never_as_more(level: Level) -> None:
    assert shown(level, vouched=False) is level
    assert shown(level, vouched=True) is (Level.EID if level is Level.EID else Level.VOUCHED)


def test_r60_a_level_reaches_those_below_it_and_nobody_known_reaches_nothing() -> None:
    order = [Level.LINK, Level.SMS_CODE, Level.VOUCHED, Level.EID]
    for at, level in enumerate(order):
        assert [reaches(level, needed) for needed in order] == [at >= n for n in range(4)]
        assert not reaches(None, level)


@pytest.mark.parametrize("level", [None, *Level])
@pytest.mark.parametrize("seat", Seat)
def test_r60_chat_files_and_snapshot_open_for_a_patient_who_sits_here_and_is_known(
    level: Level | None, seat: Seat
) -> None:
    patient = Chair("p", "c", "h", Role.PATIENT, level, seat)
    interpreter = Chair("i", "c", "i", Role.INTERPRETER, Level.EID)
    unit = Chair("u", "c", "u", Role.UNIT)
    sits = seat in (Seat.LOBBY, Seat.AWAY)
    assert unlocked(Lobby("v", (unit, interpreter, patient))) is (level in OPEN and sits)
    assert not unlocked(Lobby("v", (unit, interpreter)))
