"""What of a unit's life is written down for its story."""

from dataclasses import replace

from central.core.fleet import PartLine, UnitLine
from central.core.fleet_story import Change, changes

NOW = 50_000.0
LINE = UnitLine("north/room12", "Videorum 12", "ready", 49_000.0)


def test_states_and_parts_and_nothing_else() -> None:
    ill = replace(LINE, health={"camera": PartLine("camera", "failed", "camera-frozen", 49_500.0)})
    assert list(changes(LINE, ill, NOW)) == [
        Change("north/room12", 49_500.0, "camera", "failed", "camera-frozen")
    ]
    well = replace(ill, health={"camera": PartLine("camera", "ok", None, 49_900.0)})
    assert list(changes(ill, well, NOW)) == [Change("north/room12", 49_900.0, "camera", "ok")]
    assert list(changes(None, well, NOW)) == [Change("north/room12", 49_000.0, "unit", "ready")]
    assert list(changes(well, replace(well, seen=NOW, ready={}), NOW)) == []


def test_a_clock_that_is_wrong_dates_nothing() -> None:
    for since in (NOW + 1, NOW - 4000, None):
        (told,) = changes(LINE, replace(LINE, state="lost", since=since), NOW)
        assert told.at == NOW
