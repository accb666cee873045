"""The machine's GPIO lines through the kernel's gpiochip (lgpio), and what goes wrong with them."""

import os
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory(prefix="gpio-") as _folder:
    # As it is imported lgpio moves to this folder and makes a pipe there, of one name in every
    # process: in a folder that two share one would get the other's presses.
    _here = Path.cwd()
    os.environ["LG_WD"] = _folder
    import lgpio

    os.chdir(_here)
from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory
from gpiozero.pins.lgpio import LGPIOFactory

GPIO_ERRORS = (GPIOZeroError, lgpio.error, OSError)
"""All that opening or moving a line is known to raise."""
HEADERS = ("pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835")
"""The kernel's names of the chips behind a Raspberry Pi's 40 pins: Pi 5, Pi 4, those before."""
CHIPS = Path("/dev")


def lines() -> Factory:
    """The lines of this machine's header, never another chip's; raises one of ``GPIO_ERRORS``."""
    return LGPIOFactory(chip=header())


def header() -> int:
    """The number of the chip behind the header: which it is changes with the kernel (Pi 5)."""
    for node in sorted(CHIPS.glob("gpiochip*")):
        number = int(node.name.removeprefix("gpiochip"))
        handle = lgpio.gpiochip_open(number)
        try:
            label = lgpio.gpio_get_chip_info(handle)[3]
        finally:
            lgpio.gpiochip_close(handle)
        if label in HEADERS:
            return number
    raise FileNotFoundError(f"no GPIO chip is one of {', '.join(HEADERS)}")


def line_said(pin: int, error: Exception) -> str:
    """What went wrong with BCM line ``pin``, in words."""
    return f"GPIO {pin} cannot be driven: {type(error).__name__}: {error}"
