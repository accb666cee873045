"""The simulated sign on its control socket: what it tells, and every way to break and mend it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.faults import DeviceMissing
from hardware.lamp import DARK, STATES, STUCK, UNPLUGGED
from hardware.lamp_simulated import SimulatedLamp
from hardware.sign_kinds import KINDS
from tests.support.devices import Wire, control

WELL = {
    "device": "lamp",
    "kind": "text",
    "driven": True,
    "own": False,
    "lit": True,
    "dead": False,
    "broken": None,
    "plugged": True,
}


@pytest.fixture
def lamp(tmp_path: Path) -> Iterator[SimulatedLamp]:
    lamp = SimulatedLamp(tmp_path / "devices")
    yield lamp
    lamp.close()


@pytest.fixture
def wire(lamp: SimulatedLamp, tmp_path: Path) -> Iterator[Wire]:
    with control(tmp_path, "lamp") as wire:
        wire.hear()
        yield wire


def test_it_tells_what_the_door_shows_until_nobody_drives_it(
    tmp_path: Path, lamp: SimulatedLamp
) -> None:
    with control(tmp_path, "lamp") as wire:
        undriven = {"driven": False, "lit": False, "state": "unknown", "seen": "dark"}
        assert wire.hear() == WELL | undriven
        lamp.show("occupied", own=True)
        assert wire.hear() == WELL | {"state": "occupied", "seen": "occupied", "own": True}
        lamp.show("purple", own=True)
        assert wire.hear() == WELL | {"state": "unknown", "seen": "unknown"}
        lamp.close()
        assert wire.hear()["driven"] is False
        assert wire.hear() == {}


def test_killed_it_is_dark_and_noticed_whatever_it_shall_show(
    lamp: SimulatedLamp, wire: Wire
) -> None:
    wire.do("kill")
    for state in STATES:
        lamp.show(state)
        told = wire.hear()
        assert (told["seen"], told["lit"], told["dead"], lamp.fault()) == (
            "dark",
            False,
            True,
            DARK,
        )
    assert wire.do("mend")["lit"] is True
    assert lamp.fault() is None


def test_stuck_on_it_says_occupied_and_stuck_off_nothing(lamp: SimulatedLamp, wire: Wire) -> None:
    lamp.show("clear")
    wire.hear()
    assert wire.do("stick-on")["seen"] == "occupied"
    assert lamp.fault() == STUCK
    lamp.show("occupied")
    assert (wire.hear()["lit"], lamp.fault()) == (True, None)
    assert wire.do("stick-off")["seen"] == "dark"
    assert lamp.fault() == DARK
    lamp.show("unknown")
    assert lamp.fault() is None


@pytest.mark.parametrize("kind", ["text", "busylight"])
def test_unplugged_it_is_missing_and_back_when_plugged(
    lamp: SimulatedLamp, wire: Wire, kind: str
) -> None:
    if kind != "text":
        wire.do(f"be-{kind}")
    lamp.show("occupied")
    wire.hear()
    assert wire.do("unplug")["seen"] == "dark"
    assert lamp.fault() == UNPLUGGED
    with pytest.raises(DeviceMissing, match="lamp: is unplugged"):
        lamp.show("occupied")
    assert wire.hear()["driven"] is False
    wire.do("plug")
    lamp.show("occupied")
    assert (wire.hear()["seen"], lamp.fault()) == ("occupied", None)


def test_what_has_no_plug_cannot_be_unplugged(lamp: SimulatedLamp, wire: Wire) -> None:
    wire.do("be-relay")
    assert wire.do("unplug") == {"error": "unplug: a relay has no plug"}


@pytest.mark.parametrize("kind", KINDS)
def test_it_becomes_another_kind_and_says_unknown_until_it_is_driven(
    lamp: SimulatedLamp, wire: Wire, tmp_path: Path, kind: str
) -> None:
    lamp.show("clear")
    wire.hear()
    told = wire.do(f"be-{kind}")
    assert (told["kind"], told["state"]) == (kind, "unknown")
    for state in STATES:
        lamp.show(state)
        with control(tmp_path, "lamp") as another:
            assert another.hear()["state"] == KINDS[kind][state]


def test_it_stays_broken_when_it_becomes_another_kind_and_only_a_plug_can_be_out(
    lamp: SimulatedLamp, wire: Wire
) -> None:
    wire.do("kill")
    wire.do("unplug")
    assert wire.do("be-busylight")["plugged"] is False
    told = wire.do("be-rgb")
    assert (told["plugged"], told["broken"]) == (True, "dead")
    assert "error" in wire.do("be-neon")
