"""The display by the door, dot by dot at its chip: words, power cuts, plugs, who says clear."""

from collections.abc import Iterator

import pytest
from gpiozero.pins.mock import MockFactory
from PIL import Image

from hardware.faults import DeviceMissing
from hardware.lamp import DARK, STATES
from hardware.sign_display import DisplaySign
from hardware.sign_words import FREE, OWN, WORDS, drawn
from tests.support.sign_buses import Oled

R10 = "Här pågår videomöte – var god stör ej"


@pytest.fixture
def chip() -> Oled:
    return Oled()


@pytest.fixture
def sign(chip: Oled) -> Iterator[DisplaySign]:
    sign = DisplaySign(bus=chip)
    yield sign
    sign.close()


def face(state: str, text: str) -> Image.Image:
    """What the display looks like with this symbol and text."""
    return drawn(state, text, 128, 64)


def test_r10_words_and_symbol_stand_on_the_display(chip: Oled, sign: DisplaySign) -> None:
    sign.show("occupied")
    assert chip.picture == face("occupied", R10)
    sign.show("occupied", own=True)
    assert chip.picture == face("occupied", OWN)
    sign.show("paused", own=True)
    assert chip.picture == face("paused", WORDS["paused"])


@pytest.mark.parametrize("text", [*WORDS.values(), OWN, FREE])
def test_every_word_stands_whole_within_the_edges(text: str) -> None:
    shown = face("unknown", text)
    beside = shown.crop((43, 0, 128, 64))
    assert beside.getbbox() is not None
    left, top, right, low = beside.getbbox() or (0, 0, 0, 0)
    assert top >= 0
    assert low <= 64
    assert left > 0
    assert right <= 85
    assert low - top >= 12


def test_symbols_differ_without_words_and_without_colour() -> None:
    symbols = {state: face(state, "x").crop((0, 0, 40, 64)).tobytes() for state in STATES}
    assert len(set(symbols.values())) == len(STATES)


def test_s3_without_a_line_that_falls_with_the_process_words_never_say_clear(
    chip: Oled, sign: DisplaySign
) -> None:
    sign.show("clear")
    assert chip.picture == face("unknown", WORDS["unknown"])
    assert sign.tells["clear"] == "unknown"


def test_s3_the_enable_line_falls_with_the_process() -> None:
    pins = MockFactory()
    chip = Oled(lambda: pins.pin(5).function == "output" and bool(pins.pin(5).state))
    sign = DisplaySign(enable_pin=5, bus=chip, factory=pins)
    sign.show("clear")
    assert chip.picture == face("clear", WORDS["clear"])
    pins.pin(5).function = "input"  # what is left of a killed process
    assert chip.picture is None
    pins.pin(5).function = "output"
    sign.close()
    assert pins.pin(5).function == "input"
    pins.reset()


def test_where_the_room_serves_video_alone_it_says_ledigt() -> None:
    pins = MockFactory()
    chip = Oled()
    sign = DisplaySign(enable_pin=5, video_only=True, bus=chip, factory=pins)
    sign.show("clear")
    assert chip.picture == face("clear", "Ledigt")
    sign.close()
    pins.reset()


def test_it_is_written_only_when_something_changes(chip: Oled, sign: DisplaySign) -> None:
    sign.show("occupied")
    written = chip.writes
    for _ in range(5):
        sign.show("occupied")
    assert chip.writes == written


def test_a_display_that_lost_its_power_is_noticed_and_set_up_anew(
    chip: Oled, sign: DisplaySign
) -> None:
    sign.show("occupied")
    assert sign.fault() is None
    chip.cut_power()
    assert sign.fault() == DARK
    sign.show("occupied")
    assert sign.fault() is None
    assert chip.picture == face("occupied", R10)


def test_an_unplugged_display_is_missing_and_shown_again_when_it_is_back(
    chip: Oled, sign: DisplaySign
) -> None:
    chip.plugged = False
    with pytest.raises(DeviceMissing, match="no display answers"):
        sign.show("occupied")
    chip.plugged = True
    sign.show("occupied")
    chip.plugged = False
    assert sign.fault() == DARK
    for _ in range(2):
        with pytest.raises(DeviceMissing, match="no display answers"):
            sign.show("occupied")
    chip.plugged = True
    chip.cut_power()
    sign.show("occupied")
    assert chip.picture == face("occupied", R10)


def test_closed_it_is_dark(chip: Oled, sign: DisplaySign) -> None:
    sign.show("occupied")
    sign.close()
    assert chip.picture is None
    sign.close()
