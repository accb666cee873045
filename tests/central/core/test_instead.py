"""Which free room is named for a visit at risk."""

from dataclasses import replace

import pytest

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.core.instead import Instead, instead

NOW = 1_000_000.0
START, END = NOW + 600, NOW + 2400
CLEAR = SignLine("clear", "clear", lamp_ok=True)
FREE = UnitLine("north/room14", "Videorum 14", "ready", 1.0, CLEAR)
ILL = UnitLine(
    "north/room12",
    "Videorum 12",
    "alert",
    1.0,
    CLEAR,
    {"camera": PartLine("camera", "failed", "camera-frozen", 1.0)},
    ready={"a": ReadyLine("at-risk", START, END, "camera", "camera-frozen", 1.0)},
)
HOMES = dict.fromkeys(("north/room12", "north/room14", "north/room16", "south/room14"), "clinic")


def found(*lines: UnitLine, homes: dict[str, str] = HOMES, **booked: tuple[float, float]):  # type: ignore[no-untyped-def]
    """The rooms that are named; ``booked`` by the unit's last number."""
    spans = {f"north/{name}": (span,) for name, span in booked.items()}
    return instead([ILL, *lines], homes, spans, listening=True, now=NOW)


def test_a_free_equipped_room_of_the_same_clinic_and_site_is_named() -> None:
    assert found(FREE) == [Instead("north/room12", START, END, "north/room14", "Videorum 14")]


@pytest.mark.parametrize(
    "other",
    [
        replace(FREE, unit="south/room14"),
        replace(FREE, state="lost"),
        replace(FREE, sign=SignLine("occupied", "occupied", lamp_ok=True)),
        replace(FREE, health={"lamp": PartLine("lamp", "degraded", "x", 1.0)}),
        replace(FREE, ready={"b": ReadyLine("ready", END + 60, END + 900, None, None, 1.0)}),
    ],
)
def test_a_room_elsewhere_silent_busy_ill_or_booked_is_not(other: UnitLine) -> None:
    assert found(other) == []


def test_another_clinics_room_is_not_and_centrals_own_bookings_count() -> None:
    assert found(FREE, homes=HOMES | {"north/room14": "other"}) == []
    assert found(FREE, room14=(START - 900, START - 200)) == []
    assert len(found(FREE, room14=(START - 900, START - 300))) == 1


def test_one_room_is_named_for_the_visit_that_begins_first() -> None:
    later = {"a": ReadyLine("at-risk", START + 60, END, "unit", "lost", 1.0)}
    second = replace(ILL, unit="north/room16", room="Videorum 16", ready=later)
    assert [one.unit for one in found(FREE, second)] == ["north/room12"]


def test_a_silent_units_visits_are_at_risk() -> None:
    ready = {"a": ReadyLine("ready", START, END, None, None, 1.0)}
    silent = replace(ILL, state="lost", ready=ready)
    named = instead([silent, FREE], HOMES, {}, listening=True, now=NOW)
    assert [one.room_unit for one in named] == ["north/room14"]
