"""The buttons beside the screen: each press is told once, by its name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from appliance.core.words import Hand, Move
from hardware import choose
from hardware.buttons import BELL, NAMES, Buttons
from hardware.buttons_gpio import GpioButtons
from hardware.buttons_simulated import SimulatedButtons
from hardware.faults import DeviceFailed, DeviceUnknown
from tests.support import kernel_devices
from tests.support.devices import control, wait_for

PINS = {"start": 5, "pause": 6, "end": 13}
DOWN, UP = True, False


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


def test_the_names_are_those_that_a_room_understands() -> None:
    assert set(NAMES) == {*(one.value for one in (*Hand, *Move)), BELL}


@dataclass
class Fitted:
    """Buttons, and a finger that presses one of them or lets it go."""

    buttons: Buttons
    finger: Callable[[str, bool], None]


@pytest.fixture(params=["simulated", "mock pins", "kernel lines"])
def fitted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fitted]:
    if request.param == "simulated":
        one = SimulatedButtons(tmp_path / "devices")

        def press(name: str, down: bool) -> None:
            with control(tmp_path, "buttons") as wire:
                wire.hear()
                for verb in (f"press-{name}", f"stick-{name}") if down else ("free",):
                    wire.do(verb)

        yield Fitted(one, press)
        one.close()
        return
    if request.param == "mock pins":
        pins = request.getfixturevalue("pins")

        def drive(name: str, down: bool) -> None:
            (pins.pin(PINS[name]).drive_low if down else pins.pin(PINS[name]).drive_high)()

        yield Fitted(GpioButtons(PINS, factory=pins), drive)
        return
    if not kernel_devices.HERE:
        pytest.skip(kernel_devices.WHY)
    for pin in PINS.values():
        kernel_devices.pull(pin, up=True)
    factory = kernel_devices.kernel_lines()
    buttons = GpioButtons(PINS, factory=factory)
    yield Fitted(buttons, lambda name, down: kernel_devices.pull(PINS[name], up=not down))
    buttons.close()
    factory.close()


def test_each_press_is_told_once_and_who_is_held_down_is_known(fitted: Fitted) -> None:
    heard: list[str] = []
    assert fitted.buttons.down() == frozenset()
    fitted.buttons.listen(heard.append)
    for name in PINS:
        fitted.finger(name, DOWN)
        wait_for(lambda: bool(heard), "the press is heard")
        wait_for(lambda: bool(fitted.buttons.down()), "it is down")
        assert fitted.buttons.down() == {name}
        fitted.finger(name, UP)
        wait_for(lambda: not fitted.buttons.down(), "it is up again")
        assert heard == [name]
        heard.clear()
    fitted.buttons.close()
    assert fitted.buttons.down() == frozenset()
    fitted.buttons.close()


def test_closed_they_hear_nothing(pins: MockFactory) -> None:
    heard: list[str] = []
    buttons = GpioButtons(PINS, factory=pins)
    buttons.listen(heard.append)
    buttons.close()
    pins.pin(5).drive_low()
    assert heard == []


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
    assert told[-1] == {
        "device": "buttons",
        "last": NAMES[-1],
        "presses": len(NAMES) + 1,
        "stuck": [],
    }
    buttons.close()


def test_where_none_are_fitted_nothing_is_heard(tmp_path: Path) -> None:
    heard: list[str] = []
    buttons = choose.buttons("disabled", tmp_path, PINS)
    buttons.listen(heard.append)
    assert buttons.down() == frozenset()
    buttons.close()
    assert heard == []
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, disabled"):
        choose.buttons("keypad", tmp_path, PINS)
