"""A patient in an empty room: the clinic is told 3 min after the start, or the lateness told."""

from dataclasses import replace

import pytest

from central.core.chairs import Chair, Lobby, Plan
from central.core.waiting import EMPTY_S, clinic_due
from wire.signaling import News
from wire.visits import Level, Role, Seat

V = "visit-1"
UNIT = Chair("unit-peer", "unit-client", "north/room12", Role.UNIT)
ANNA = Chair("anna-peer", "anna-client", "anna", Role.PATIENT, Level.LINK, joined=True)
WAITS = Lobby(V, (UNIT, ANNA), Plan(1000.0, 2800.0))


def test_the_clinic_is_told_three_minutes_after_the_start() -> None:
    assert clinic_due(WAITS) == 1000.0 + EMPTY_S == 1180.0


@pytest.mark.parametrize(("late_until", "due"), [(1600.0, 1780.0), (900.0, 1180.0)])
def test_r09_who_said_to_be_late_has_until_then(late_until: float, due: float) -> None:
    assert clinic_due(replace(WAITS, news=News(visit=V, late_until=late_until))) == due


@pytest.mark.parametrize(
    "lobby",
    [
        replace(WAITS, plan=None),
        replace(WAITS, plan=Plan(1000.0, 2800.0, awaited=False)),
        replace(WAITS, plan=Plan(1000.0, 2800.0, practice=True)),
        replace(WAITS, clinic_told=True),
        replace(WAITS, begun=True),
        replace(WAITS, chairs=(UNIT,)),
        replace(WAITS, chairs=(UNIT, replace(ANNA, seat=Seat.AWAY))),
        replace(WAITS, chairs=(UNIT, replace(ANNA, seat=Seat.LEFT, joined=False))),
        replace(WAITS, chairs=(UNIT, replace(ANNA, seat=Seat.KNOCKING, joined=False))),
        replace(WAITS, news=News(visit=V, busy=True)),
        replace(WAITS, news=News(visit=V, waiting=True)),
    ],
)
def test_nobody_is_told_who_need_not_know(lobby: Lobby) -> None:
    assert clinic_due(lobby) is None


@pytest.mark.parametrize("chairs", [(ANNA,), (replace(UNIT, seat=Seat.AWAY), ANNA)])
def test_the_news_of_a_unit_that_is_gone_holds_nobody_back(chairs: tuple[Chair, ...]) -> None:
    assert clinic_due(replace(WAITS, chairs=chairs, news=News(visit=V, busy=True))) == 1180.0
