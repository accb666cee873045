"""The RGB lamp's colours and breath, and USB lights that come, go and forget."""

import threading
from itertools import islice, pairwise

import pytest
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from hardware.faults import DeviceMissing
from hardware.lamp import DARK, STATES, STUCK
from hardware.sign_busylight import FORGETS_S, Busylight
from hardware.sign_rgb import BREATH_S, BREATHES, LEAST, LIGHTS, STEP_S, RgbLamp, breath
from tests.support.sign_buses import UsbLight


def test_a_breath_is_slow_smooth_and_never_dark() -> None:
    """No flashing over 3 Hz: one breath takes 4 s."""
    steps = round(BREATH_S / STEP_S)
    levels = list(islice(breath(1.0), 2 * steps))
    assert BREATH_S * 0.5 >= 1
    assert levels[:steps] == levels[steps:]
    assert min(levels) == pytest.approx(LEAST)
    assert max(levels) == 1.0
    assert max(abs(a - b) for a, b in pairwise(levels)) < 0.03
    rises = [after > before for before, after in pairwise(levels)]
    turns = sum(a != b for a, b in pairwise(rises))
    assert turns <= 3


def test_s3_no_line_left_behind_by_another_state_can_look_like_clear() -> None:
    """A pulsed line may stay high or low when the process dies."""
    for state, (red, green, blue) in LIGHTS.items():
        if state == "clear":
            continue
        assert blue == 0
        assert green == 0 or (red == 1.0 and BREATHES.get(state) != 0)


def test_clear_and_occupied_differ_without_colour() -> None:
    assert sum(LIGHTS["occupied"]) > 3 * sum(LIGHTS["clear"])
    assert set(BREATHES) == {"soon", "paused"}
    assert set(LIGHTS) == set(STATES)


@pytest.fixture
def pins() -> MockFactory:
    return MockFactory(pin_class=MockPWMPin)


def test_an_rgb_lamp_of_common_anode_is_driven_the_other_way_round(pins: MockFactory) -> None:
    lamp = RgbLamp((17, 23, 24), active_high=False, factory=pins)
    lamp.show("occupied")
    assert [pins.pin(pin).state for pin in (17, 23, 24)] == [0.0, 1.0, 1.0]
    lamp.close()
    assert {pins.pin(pin).function for pin in (17, 23, 24)} == {"input"}


def test_s3_green_is_never_left_alone_on_the_way_to_another_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pins = MockFactory(pin_class=MockPWMPin)
    seen: list[tuple[float, ...]] = []

    def told(pin: MockPWMPin, value: float) -> bool:
        changed = bool(change(pin, value))
        seen.append(tuple(float(pins.pin(place).state) for place in (17, 23, 24)))
        return changed

    lamp = RgbLamp((17, 23, 24), factory=pins)
    lamp.show("soon")
    change = MockPWMPin._change_state
    monkeypatch.setattr(MockPWMPin, "_change_state", told)
    lamp.show("occupied")
    assert seen
    assert not [colour for colour in seen if colour[1] and not colour[0]]
    lamp.close()


def test_an_rgb_lamps_sense_line_is_read_while_the_light_is_steady(pins: MockFactory) -> None:
    lamp = RgbLamp((17, 23, 24), sense_pin=22, factory=pins)
    flows = pins.pin(22)
    assert isinstance(flows, MockPin)
    lamp.show("occupied")
    assert lamp.fault() == DARK
    flows.drive_high()
    assert lamp.fault() is None
    lamp.show("unknown")
    assert lamp.fault() == STUCK
    for state in ("clear", "soon", "paused"):
        lamp.show(state)
        assert lamp.fault() is None
    lamp.close()
    assert lamp.fault() is None


def test_an_rgb_line_that_another_program_holds_is_missing(pins: MockFactory) -> None:
    other = RgbLamp((4, 5, 24), factory=pins)
    other.show("occupied")
    lamp = RgbLamp((17, 23, 24), factory=pins)
    with pytest.raises(DeviceMissing, match="GPIO 17"):
        lamp.show("occupied")
    other.close()
    lamp.show("occupied")
    lamp.close()


def test_s3_a_light_that_forgets_is_reminded_each_time_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    light = UsbLight()
    light.fit(monkeypatch)
    lamp = Busylight()
    for state in ("clear", "clear", "occupied", "occupied"):
        light.remembers_s = None
        lamp.show(state)
        assert light.remembers_s == FORGETS_S == 4
    assert lamp._light.tasks == {}
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    lamp.close()
    assert light.colour == (0, 0, 0)


async def test_s3_nothing_reminds_a_light_behind_our_back(monkeypatch: pytest.MonkeyPatch) -> None:
    light = UsbLight()
    light.fit(monkeypatch)
    lamp = Busylight()
    lamp.show("clear")
    assert lamp._light.tasks == {}
    lamp.close()


def test_s3_a_light_that_never_forgets_never_says_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    light = UsbLight(UsbLight.LUXAFOR)
    light.fit(monkeypatch)
    lamp = Busylight()
    lamp.show("clear")
    assert light.colour == (0, 0, 0)
    assert lamp.tells["clear"] == "unknown"
    lamp.show("occupied")
    assert light.colour[0] == 255
    lamp.close()


@pytest.mark.parametrize("ids", [UsbLight.KUANDO, UsbLight.LUXAFOR])
def test_a_light_that_is_unplugged_is_missing_and_shown_again_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, ids: tuple[int, int]
) -> None:
    light = UsbLight(ids)
    light.fit(monkeypatch)
    light.plugged = False
    lamp = Busylight()
    with pytest.raises(DeviceMissing, match="no USB light"):
        lamp.show("occupied")
    light.plugged = True
    lamp.show("occupied")
    light.plugged = False
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="no USB light"):
            lamp.show("occupied")
    light.plugged, light.colour = True, (0, 0, 0)
    lamp.show("occupied")
    assert light.colour[0] > 0
    assert light.opened == 2
    lamp.close()
