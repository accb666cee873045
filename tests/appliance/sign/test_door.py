"""The door: which fault it tells, when clear is not believed, and clear that dies with a hang."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.words import SignFault, SignState
from appliance.sign.door import Door
from hardware.faults import DeviceFailed
from hardware.lamp import STATES, Tells
from hardware.lamp_disabled import DisabledLamp
from hardware.lamp_simulated import SimulatedLamp
from hardware.sign_kinds import KINDS, TEXT
from tests.support.devices import Wire, control

CLEAR, OCCUPIED, PAUSED, UNKNOWN = (
    SignState.CLEAR,
    SignState.OCCUPIED,
    SignState.PAUSED,
    SignState.UNKNOWN,
)


@pytest.fixture
def lamp(tmp_path: Path) -> SimulatedLamp:
    return SimulatedLamp(tmp_path / "devices")


@pytest.fixture
def door(lamp: SimulatedLamp) -> Iterator[Door]:
    door = Door(lamp)
    yield door
    door.close()


@pytest.fixture
def wire(door: Door, tmp_path: Path) -> Iterator[Wire]:
    with control(tmp_path, "lamp") as wire:
        wire.hear()
        yield wire


DONE: dict[str, tuple[str | None, bool]] = {
    "kill": ("dead", True),
    "stick-on": ("stuck-on", True),
    "stick-off": ("stuck-off", True),
    "unplug": (None, False),
    "mend": (None, True),
    "plug": (None, True),
}


def do(wire: Wire, verb: str) -> None:
    """Do ``verb`` to the sign and wait until it is done."""
    broken, plugged = DONE[verb]
    told = wire.do(verb)
    if (told["broken"], told["plugged"]) != (broken, plugged):
        wire.hear_until(broken=broken, plugged=plugged)


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_each_kind_of_sign_tells(door: Door, wire: Wire, kind: str) -> None:
    wire.do(f"be-{kind}")
    for state in STATES:
        door.show(SignState(state))
        assert (door.shown, door.lamp_ok) == (KINDS[kind][state], True)


def test_own_is_told_only_while_it_says_occupied(door: Door, wire: Wire) -> None:
    assert door.show(OCCUPIED, own=True)
    assert wire.hear()["own"] is True
    assert door.own
    assert door.show(OCCUPIED)
    assert wire.hear()["own"] is False
    assert not door.show(OCCUPIED)
    door.show(PAUSED, own=True)
    assert not door.own


def test_each_fault_has_its_slug_and_goes_when_it_is_mended(door: Door, wire: Wire) -> None:
    door.show(OCCUPIED)
    for verb, fault, shown in (
        ("kill", SignFault.LAMP_DARK, OCCUPIED),
        ("mend", None, OCCUPIED),
        ("stick-off", SignFault.LAMP_DARK, OCCUPIED),
        ("mend", None, OCCUPIED),
        ("unplug", SignFault.SIGN_UNPLUGGED, UNKNOWN),
        ("plug", None, OCCUPIED),
    ):
        do(wire, verb)
        assert door.show(OCCUPIED)
        assert (door.fault, door.shown, door.lamp_ok) == (fault, shown, fault is None)


def test_s3_clear_on_a_sign_that_is_not_well_is_unknown(door: Door, wire: Wire) -> None:
    do(wire, "stick-on")
    door.show(CLEAR)
    assert (door.fault, door.shown) == (SignFault.LAMP_STUCK, UNKNOWN)
    do(wire, "mend")
    door.show(CLEAR)
    assert (door.fault, door.shown) == (None, CLEAR)


def test_s3_clear_that_is_not_said_again_ends_by_itself(
    lamp: SimulatedLamp, tmp_path: Path
) -> None:
    door = Door(lamp, patience_s=0.05)
    with control(tmp_path, "lamp") as wire:
        door.show(CLEAR)
        wire.hear_until(state="clear")
        wire.hear_until(state="unknown")
        with door._driving:  # the guard has driven it and knows so
            assert door.shown is UNKNOWN
        door.show(CLEAR)
        wire.hear_until(state="clear")
        wire.hear_until(state="unknown")
    door.close()


def test_what_keeps_people_out_does_not_end_by_itself(lamp: SimulatedLamp) -> None:
    door = Door(lamp, patience_s=0.0)
    door.show(CLEAR)
    door.show(OCCUPIED)
    guard = door._guard
    guard.join(0.2)
    assert guard.is_alive()
    assert door.shown is OCCUPIED
    door.close()
    assert not guard.is_alive()


def test_a_sign_that_is_not_fitted_is_unplugged() -> None:
    door = Door(DisabledLamp())
    door.show(OCCUPIED)
    assert (door.shown, door.fault) == (UNKNOWN, SignFault.SIGN_UNPLUGGED)
    door.close()


class Jammed:
    """A sign that is there and cannot be driven."""

    name = "lamp"
    tells: Tells = TEXT

    def show(self, state: str, *, own: bool = False) -> None:
        raise DeviceFailed(self.name, "jammed")

    def fault(self) -> str | None:
        return None

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_sign_that_cannot_be_driven_has_failed() -> None:
    door = Door(Jammed())
    assert door.show(CLEAR)
    assert (door.shown, door.fault) == (UNKNOWN, SignFault.SIGN_FAILED)
    door.close()


def test_closed_it_says_unknown_and_its_guard_is_gone(lamp: SimulatedLamp, tmp_path: Path) -> None:
    door = Door(lamp)
    door.show(CLEAR)
    with control(tmp_path, "lamp") as wire:
        wire.hear_until(state="clear")
        door.close()
        assert wire.hear_until(state="unknown")
    assert not door._guard.is_alive()
