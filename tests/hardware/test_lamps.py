"""The contract of every sign by the door, and what each kind does at its outermost wires."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from hardware import choose
from hardware.faults import DeviceError, DeviceFailed, DeviceMissing, DeviceUnknown
from hardware.lamp import DARK, STATES, STUCK, UNPLUGGED, Lamp, can_show
from hardware.lamp_gpio import GpioLamps, Output
from hardware.presence_gpio import GpioPresence
from hardware.sign_busylight import Busylight
from hardware.sign_display import DisplaySign
from hardware.sign_kinds import KINDS, Wiring
from hardware.sign_rgb import RgbLamp
from hardware.sign_words import WORDS, drawn, words
from tests.support import kernel_devices
from tests.support.devices import control
from tests.support.sign_buses import Oled, UsbLight

ONE = (Output("occupied", 17),)
THREE = (Output("occupied", 17), Output("soon", 23), Output("clear", 24))
RELAY = (Output("occupied", 17, 22), Output("clear", 24, 25))

REAL = {"gpiozero": "OSTORD_LAMP_PIN", "text": "OSTORD_I2C_PORT", "busylight": "OSTORD_BUSYLIGHT"}
"""The signs on real wires, each with the variable that says it is there."""


@dataclass
class Fitted:
    """A sign that stands in a test."""

    lamp: Lamp
    reads: Callable[[], str] | None
    """What a person at the door reads; None where nobody stands there."""


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.reset()


def high(pins: MockFactory, pin: int) -> float:
    """How much the line is driven high, 0 to 1; an input is not driven."""
    line = pins.pin(pin)
    return float(line.state) if line.function == "output" else 0.0


Wires = tuple[Factory, Callable[[int], float]]
"""Lines, and how much each shines."""


def mock_wires(pins: MockFactory) -> Wires:
    """Lines that only note what is done to them."""
    return pins, lambda pin: high(pins, pin)


@pytest.fixture
def kernel_wires() -> Iterator[Wires]:
    if not kernel_devices.HERE:
        pytest.skip(kernel_devices.WHY)
    factory = kernel_devices.kernel_lines()
    yield factory, kernel_devices.level
    factory.close()


def lamps(factory: Factory, lit: Callable[[int], float], outputs: tuple[Output, ...]) -> Fitted:
    """Lamps whose sense lines carry what a sound lamp would give, one line for each state."""
    lamp = GpioLamps(tuple(Output(one.state, one.pin) for one in outputs), factory=factory)

    def reads() -> str:
        shine = [one.state for one in outputs if lit(one.pin)]
        assert len(shine) < 2
        return shine[0] if shine else "unknown"

    return Fitted(lamp, reads)


def rgb(pins: MockFactory) -> Fitted:
    """An RGB lamp, read by its colour, and paused by its breath."""
    lamp = RgbLamp((17, 23, 24), factory=pins)

    def reads() -> str:
        red, green, blue = (high(pins, pin) for pin in (17, 23, 24))
        if blue:
            return "clear"
        if green:
            return "soon"
        return ("paused" if lamp._lines[0].source else "occupied") if red else "unknown"

    return Fitted(lamp, reads)


def display(pins: MockFactory) -> Fitted:
    """An OLED display, read dot by dot."""
    chip = Oled(lambda: bool(high(pins, 5)))

    def reads() -> str:
        picture = chip.picture
        faces = {state: drawn(state, words(state), 128, 64) for state in STATES}
        seen = [state for state, face in faces.items() if picture == face]
        assert seen or picture is None
        return seen[0] if seen else "unknown"

    return Fitted(DisplaySign(enable_pin=5, bus=chip, factory=pins), reads)


def usb(monkeypatch: pytest.MonkeyPatch, ids: tuple[int, int]) -> Fitted:
    """A USB light, read by its colour."""
    light = UsbLight(ids)
    light.fit(monkeypatch)

    def reads() -> str:
        red, green, blue = light.colour
        return "clear" if blue else "soon" if green else "occupied" if red else "unknown"

    return Fitted(Busylight(), reads)


def simulated(folder: Path, kind: str) -> Fitted:
    """A simulated sign, read on its control socket."""
    lamp = choose.lamp("simulated", folder, Wiring(kind=kind))

    def reads() -> str:
        with control(folder, "lamp") as wire:
            seen = str(wire.hear()["seen"])
        return "unknown" if seen == "dark" else seen

    return Fitted(lamp, reads)


KINDS_OF_SIGN = [
    *(f"simulated {kind}" for kind in KINDS),
    "one lamp on mock pins",
    "three lamps on mock pins",
    "relay on mock pins",
    "rgb on mock pins",
    "one lamp on kernel lines",
    "three lamps on kernel lines",
    "relay on kernel lines",
    "display on a bus of its own",
    "Kuando's light on a bus of its own",
    "Luxafor's light on a bus of its own",
    *(f"real {name}" for name in REAL),
]


@pytest.fixture(params=KINDS_OF_SIGN)
def sign(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    pins: MockFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Fitted]:
    kind, _, name = request.param.partition(" ")
    if kind == "real":
        if REAL[name] not in os.environ:
            pytest.skip(f"no sign {name!r}: set {REAL[name]} to its line, bus or 1")
        number = int(os.environ[REAL[name]])
        fitted = Fitted(choose.lamp(name, tmp_path, Wiring(pin=number, i2c_port=number)), None)
    elif kind == "simulated":
        fitted = simulated(tmp_path, name)
    else:
        wires: Wires = mock_wires(pins)
        if "kernel" in name:
            wires = request.getfixturevalue("kernel_wires")
        made: dict[str, Callable[[], Fitted]] = {
            "one": lambda: lamps(*wires, ONE),
            "three": lambda: lamps(*wires, THREE),
            "relay": lambda: lamps(*wires, RELAY),
            "rgb": lambda: rgb(pins),
            "display": lambda: display(pins),
            "Kuando's": lambda: usb(monkeypatch, UsbLight.KUANDO),
            "Luxafor's": lambda: usb(monkeypatch, UsbLight.LUXAFOR),
        }
        fitted = made[kind]()
    yield fitted
    fitted.lamp.close()


def test_every_state_reads_as_the_sign_says_again_and_again(sign: Fitted) -> None:
    """R10"""
    for state in (*STATES, *reversed(STATES), "occupied", "occupied", "clear"):
        sign.lamp.show(state)
        assert sign.lamp.fault() is None
        if sign.reads:
            assert sign.reads() == sign.lamp.tells[state]


def test_s3_only_clear_is_ever_told_as_clear_and_who_is_kept_out_stays_out(sign: Fitted) -> None:
    sign.lamp.show("occupied")
    tells = sign.lamp.tells
    assert set(tells) == set(STATES)
    assert [state for state, told in tells.items() if told == "clear"] in ([], ["clear"])
    assert tells["occupied"] == "occupied"
    assert tells["paused"] in ("paused", "occupied")
    assert tells["unknown"] == "unknown"
    assert {"occupied", "unknown"} <= can_show(tells)


def test_s3_let_go_of_it_says_nothing(sign: Fitted, tmp_path: Path) -> None:
    for state in ("clear", "occupied"):
        sign.lamp.show(state)
    sign.lamp.show("clear")
    reads = sign.reads
    sign.lamp.close()
    if reads and not (tmp_path / "devices").exists():
        assert reads() == "unknown"


def test_a_word_that_nobody_knows_is_shown_as_unknown(sign: Fitted) -> None:
    sign.lamp.show("occupied")
    sign.lamp.show("purple")
    if sign.reads:
        assert sign.reads() == "unknown"


def test_a_sign_that_is_not_fitted_refuses_by_its_name(tmp_path: Path) -> None:
    lamp = choose.lamp("disabled", tmp_path)
    with pytest.raises(DeviceMissing, match="lamp: is disabled"):
        lamp.show("occupied")
    assert lamp.fault() == UNPLUGGED
    assert can_show(lamp.tells) == {"unknown"}
    assert choose.presence("disabled", tmp_path).present() is None


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has GPIO lines")
@pytest.mark.parametrize("name", ["gpiozero", "three-lamps", "rgb", "relay"])
def test_without_gpio_lines_a_sign_is_missing_and_presence_unknown(
    name: str, tmp_path: Path
) -> None:
    lamp = choose.lamp(name, tmp_path)
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="GPIO 17"):
            lamp.show("occupied")
    assert choose.presence("gpiozero", tmp_path).present() is None


@pytest.mark.skipif(Path("/dev/i2c-1").exists(), reason="this machine has an I2C bus")
def test_without_a_bus_a_display_is_missing(tmp_path: Path) -> None:
    lamp = choose.lamp("text", tmp_path)
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="I2C bus 1"):
            lamp.show("occupied")


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has GPIO lines")
def test_without_gpio_lines_a_display_on_an_enable_line_has_failed(tmp_path: Path) -> None:
    with pytest.raises(DeviceFailed, match="GPIO 5"):
        choose.lamp("text", tmp_path, Wiring(enable_pin=5)).show("occupied")


def test_a_line_that_fails_is_opened_anew(pins: MockFactory) -> None:
    lamp = GpioLamps(ONE, factory=pins)
    lamp.show("occupied")
    lamp._lamps["occupied"]._line.close()
    assert lamp.fault() == DARK
    with pytest.raises(DeviceFailed, match="GPIO 17"):
        lamp.show("occupied")
    lamp.show("occupied")
    assert (lamp.fault(), high(pins, 17)) == (None, 1)
    lamp.close()
    colours = RgbLamp((17, 23, 24), factory=pins)
    colours.show("occupied")
    colours._lines[2].close()
    with pytest.raises(DeviceFailed, match="GPIO 17"):
        colours.show("clear")
    assert {pins.pin(pin).function for pin in (17, 23)} == {"input"}
    colours.show("clear")
    assert high(pins, 24) > 0
    colours.close()


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, three-lamps, rgb, relay, text"):
        choose.lamp("neon", tmp_path)
    with pytest.raises(DeviceUnknown, match="simulated, gpiozero, disabled"):
        choose.presence("nose", tmp_path)


@pytest.mark.parametrize("active_high", [True, False])
def test_one_lamp_shines_only_to_keep_people_out(pins: MockFactory, active_high: bool) -> None:
    lamp = GpioLamps(ONE, active_high=active_high, factory=pins)
    shines = {}
    for state in STATES:
        lamp.show(state)
        shines[state] = pins.pin(17).state == active_high
    assert {state for state in STATES if shines[state]} == {"occupied", "paused"}
    lamp.close()


@pytest.mark.parametrize("outputs", [ONE, THREE, RELAY])
def test_closed_its_lines_are_inputs(pins: MockFactory, outputs: tuple[Output, ...]) -> None:
    lamp = GpioLamps(outputs, factory=pins)
    lamp.show("occupied")
    lines = [pins.pin(one.pin) for one in outputs]
    assert {line.function for line in lines} == {"output"}
    lamp.close()
    assert {line.function for line in lines} == {"input"}


def sense(pins: MockFactory, pin: int) -> MockPin:
    """The far end of a sense line."""
    line = pins.pin(pin)
    assert isinstance(line, MockPin)
    return line


def test_the_sense_line_tells_whether_current_flows(pins: MockFactory) -> None:
    lamp = GpioLamps((Output("occupied", 17, 22),), factory=pins)
    lamp.show("occupied")
    assert lamp.fault() == DARK
    sense(pins, 22).drive_high()
    assert lamp.fault() is None
    lamp.show("clear")
    assert lamp.fault() == STUCK
    sense(pins, 22).drive_low()
    assert lamp.fault() is None
    lamp.close()


def test_a_line_that_does_not_follow_is_noticed(pins: MockFactory) -> None:
    lamp = GpioLamps(ONE, factory=pins)
    lamp.show("occupied")
    pins.pin(17).state = 0
    assert lamp.fault() == DARK
    lamp.show("occupied")
    assert lamp.fault() is None
    lamp.close()


def test_s3_a_welded_contact_keeps_clear_dark(pins: MockFactory) -> None:
    lamp = GpioLamps(RELAY, factory=pins)
    lamp.show("unknown")
    sense(pins, 22).drive_high()
    lamp.show("clear")
    assert (lamp.fault(), high(pins, 24)) == (STUCK, 0)
    sense(pins, 22).drive_low()
    lamp.show("clear")
    assert high(pins, 24) == 1
    lamp.close()


def test_s3_clear_goes_dark_when_occupied_comes_to_shine_beside_it(pins: MockFactory) -> None:
    lamp = GpioLamps(RELAY, factory=pins)
    lamp.show("clear")
    sense(pins, 22).drive_high()
    lamp.show("clear")
    assert (lamp.fault(), high(pins, 24)) == (STUCK, 0)
    lamp.close()


class ToldPin(MockPWMPin):  # type: ignore[misc]
    """A pin that adds each change of any pin to one list."""

    moves: ClassVar[list[bool]] = []

    def _change_state(self, value: bool) -> bool:
        changed = bool(super()._change_state(value))
        if changed:
            self.moves.append(value)
        return changed


def test_s3_what_goes_dark_is_dark_before_anything_else_shines() -> None:
    pins = MockFactory(pin_class=ToldPin)
    lamp = GpioLamps(THREE, factory=pins)
    lamp.show("unknown")
    ToldPin.moves.clear()
    for state in ("clear", "occupied", "soon", "clear", "paused", "unknown"):
        lamp.show(state)
    assert ToldPin.moves == [True, False] * 5
    lamp.close()


def test_a_line_that_another_program_holds_is_missing_until_it_is_free(pins: MockFactory) -> None:
    other = GpioLamps((Output("occupied", 23),), factory=pins)
    other.show("unknown")
    lamp = GpioLamps(THREE, factory=pins)
    with pytest.raises(DeviceMissing, match="GPIO 23"):
        lamp.show("occupied")
    assert pins.pin(17).function == "input"
    other.close()
    lamp.show("occupied")
    lamp.close()


def test_presence_on_a_line_and_simulated(pins: MockFactory, tmp_path: Path) -> None:
    sensor = GpioPresence(27, factory=pins)
    assert sensor.present() is False
    sense(pins, 27).drive_high()
    assert sensor.present() is True
    sensor.close()
    simulated = choose.presence("simulated", tmp_path)
    with control(tmp_path, "presence") as wire:
        assert wire.hear() == {"device": "presence", "present": False}
        assert wire.do("come")["present"] is True
        assert simulated.present() is True
        assert wire.do("go")["present"] is False
    simulated.close()


def test_words_are_exact() -> None:
    """R10"""
    assert words("occupied") == "Här pågår videomöte – var god stör ej"
    assert words("occupied", own=True) == "Upptaget – var god stör ej"
    assert words("clear") == "Inget videobesök"
    assert words("clear", video_only=True) == "Ledigt"
    assert words("unknown") == "Knacka och vänta"
    assert words("paused", own=True, video_only=True) == "Paus – knacka"
    assert set(WORDS) == set(STATES)


def test_every_device_error_of_a_sign_names_it(tmp_path: Path) -> None:
    for name in ("disabled", "gpiozero", "text"):
        lamp = choose.lamp(name, tmp_path, Wiring(pin=27, i2c_port=98))
        with pytest.raises(DeviceError, match=r"^lamp: "):
            lamp.show("occupied")
