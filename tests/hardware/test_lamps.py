"""The contract of every lamp; a lamp on GPIO lines by gpiozero's own mock of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from hardware import choose
from hardware.faults import DeviceMissing, DeviceUnknown
from hardware.lamp import Lamp
from hardware.lamp_gpio import GpioLamp
from hardware.presence_gpio import GpioPresence
from tests.support.devices import control

STATES = ("clear", "soon", "occupied", "paused", "unknown")


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.reset()


@pytest.fixture(params=["simulated", "gpiozero on mock pins", "gpiozero"])
def lamp(request: pytest.FixtureRequest, tmp_path: Path, pins: MockFactory) -> Iterator[Lamp]:
    if request.param == "gpiozero" and not os.environ.get("OSTORD_LAMP_PIN"):
        pytest.skip("no lamp: set OSTORD_LAMP_PIN to the BCM line of one")
    made: dict[str, Lamp] = {"gpiozero on mock pins": GpioLamp(17, factory=pins)}
    if request.param not in made:
        pin = int(os.environ.get("OSTORD_LAMP_PIN", "17"))
        made[request.param] = choose.lamp(request.param, tmp_path, pin=pin)
    yield made[request.param]
    made[request.param].close()


def test_every_state_can_be_driven_again_and_again(lamp: Lamp) -> None:
    assert lamp.lit() is False
    for state in (*STATES, *STATES, "occupied", "occupied"):
        lamp.show(state)
        assert lamp.lit() is not False
    assert lamp.states <= set(STATES)
    lamp.close()
    assert lamp.lit() is False


def test_a_lamp_that_is_not_fitted_refuses_by_its_name(tmp_path: Path) -> None:
    lamp = choose.lamp("disabled", tmp_path)
    with pytest.raises(DeviceMissing, match="lamp: is disabled"):
        lamp.show("occupied")
    assert lamp.lit() is False
    assert choose.presence("disabled", tmp_path).present() is None


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has GPIO lines")
def test_without_gpio_lines_a_lamp_is_missing_and_presence_unknown(tmp_path: Path) -> None:
    lamp = choose.lamp("gpiozero", tmp_path)
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="GPIO 17"):
            lamp.show("occupied")
    assert choose.presence("gpiozero", tmp_path).present() is None


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, disabled"):
        choose.lamp("neon", tmp_path)
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, disabled"):
        choose.presence("nose", tmp_path)


@pytest.mark.parametrize("active_high", [True, False])
def test_one_lamp_shines_only_to_keep_people_out(pins: MockFactory, active_high: bool) -> None:
    lamp = GpioLamp(17, active_high=active_high, factory=pins)
    shines = {}
    for state in STATES:
        lamp.show(state)
        shines[state] = pins.pin(17).state == active_high
    assert {state for state in STATES if shines[state]} == {"occupied", "paused"}
    assert lamp.states == {"occupied"}


def test_closed_its_line_is_an_input(pins: MockFactory) -> None:
    lamp = GpioLamp(17, factory=pins)
    lamp.show("occupied")
    assert pins.pin(17).function == "output"
    lamp.close()
    assert pins.pin(17).function == "input"


def test_the_sense_line_tells_whether_current_flows(pins: MockFactory) -> None:
    lamp = GpioLamp(17, sense_pin=22, factory=pins)
    lamp.show("occupied")
    assert lamp.lit() is False
    sense = pins.pin(22)
    assert isinstance(sense, MockPin)
    sense.drive_high()
    assert lamp.lit() is True
    lamp.show("clear")
    assert lamp.lit() is False
    sense.drive_low()
    assert lamp.lit() is True


def test_a_line_that_another_program_holds_is_missing_until_it_is_free(pins: MockFactory) -> None:
    other = GpioLamp(17, factory=pins)
    other.show("unknown")
    lamp = GpioLamp(17, sense_pin=22, factory=pins)
    with pytest.raises(DeviceMissing, match="GPIO 17"):
        lamp.show("occupied")
    other.close()
    lamp.show("occupied")


def test_simulated_lamp_tells_what_the_door_shows_and_dies_on_request(tmp_path: Path) -> None:
    lamp = choose.lamp("simulated", tmp_path)
    with control(tmp_path, "lamp") as wire:
        told = {"device": "lamp", "driven": False, "state": "unknown", "lit": False, "dead": False}
        assert wire.hear() == told
        lamp.show("occupied")
        assert wire.hear() == told | {"driven": True, "state": "occupied", "lit": True}
        assert wire.do("kill")["lit"] is False
        assert lamp.lit() is False
        assert wire.do("mend")["lit"] is True
        lamp.show("purple")
        assert wire.hear()["state"] == "unknown"
        lamp.close()
        assert wire.hear()["driven"] is False
        assert wire.hear() == {}


def test_presence_on_a_line_and_simulated(pins: MockFactory, tmp_path: Path) -> None:
    sensor = GpioPresence(27, factory=pins)
    assert sensor.present() is False
    line = pins.pin(27)
    assert isinstance(line, MockPin)
    line.drive_high()
    assert sensor.present() is True
    sensor.close()
    simulated = choose.presence("simulated", tmp_path)
    with control(tmp_path, "presence") as wire:
        assert wire.hear() == {"device": "presence", "present": False}
        assert wire.do("come")["present"] is True
        assert simulated.present() is True
        assert wire.do("go")["present"] is False
    simulated.close()
