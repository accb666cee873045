"""The buttons beside the screen: each press is told once, by its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.words import Hand
from hardware import choose
from hardware.buttons import NAMES
from hardware.buttons_gpio import GpioButtons
from hardware.buttons_simulated import SimulatedButtons
from hardware.faults import DeviceFailed, DeviceUnknown
from tests.support.devices import control

PINS = {"start": 5, "pause": 6, "end": 13}


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


def test_the_names_are_those_that_a_room_understands() -> None:
    assert set(NAMES) == {hand.value for hand in Hand}


def test_a_press_draws_the_line_down_and_is_told_once(pins: MockFactory) -> None:
    heard: list[str] = []
    buttons = GpioButtons(PINS, factory=pins)
    buttons.listen(heard.append)
    for name, pin in PINS.items():
        pins.pin(pin).drive_low()
        assert heard[-1] == name
    for pin in PINS.values():
        pins.pin(pin).drive_high()
    assert heard == list(PINS)
    buttons.close()
    buttons.close()
    pins.pin(5).drive_low()
    assert heard == list(PINS)


def test_a_button_that_is_held_or_stuck_is_one_press(pins: MockFactory) -> None:
    heard: list[str] = []
    buttons = GpioButtons({"help": 26}, factory=pins)
    pins.pin(26).drive_low()
    buttons.listen(heard.append)
    assert heard == [], "what was down before is no press"
    pins.pin(26).drive_high()
    pins.pin(26).drive_low()
    assert heard == ["help"]
    buttons.close()


def test_a_line_that_cannot_be_had_is_named_and_the_others_are_given_back(
    pins: MockFactory,
) -> None:
    buttons = GpioButtons({"start": 5, "pause": 99}, factory=pins)
    with pytest.raises(DeviceFailed, match="buttons: GPIO 99"):
        buttons.listen(lambda _: None)
    again = GpioButtons({"start": 5}, factory=pins)
    again.listen(lambda _: None)
    again.close()


def test_simulated_ones_are_pressed_on_request(tmp_path: Path) -> None:
    heard: list[str] = []
    buttons = SimulatedButtons(tmp_path / "devices")
    with control(tmp_path, "buttons") as wire:
        wire.hear()
        wire.do("press-help")
        buttons.listen(heard.append)
        told = [wire.do(f"press-{name}") for name in NAMES]
    assert heard == list(NAMES)
    assert told[-1] == {"device": "buttons", "last": NAMES[-1], "presses": len(NAMES) + 1}
    buttons.close()


def test_where_none_are_fitted_nothing_is_heard(tmp_path: Path) -> None:
    heard: list[str] = []
    buttons = choose.buttons("disabled", tmp_path, PINS)
    buttons.listen(heard.append)
    buttons.close()
    assert heard == []
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, disabled"):
        choose.buttons("keypad", tmp_path, PINS)
