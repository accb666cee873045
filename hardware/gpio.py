"""The machine's GPIO lines through the kernel's gpiochip (lgpio), and what goes wrong with them."""

import lgpio
from gpiozero.exc import GPIOZeroError
from gpiozero.pins import Factory
from gpiozero.pins.lgpio import LGPIOFactory

GPIO_ERRORS = (GPIOZeroError, lgpio.error, OSError)
"""All that opening or moving a line is known to raise."""


def lines() -> Factory:
    """The lines of this machine, never another library's; raises one of ``GPIO_ERRORS``."""
    return LGPIOFactory()


def line_said(pin: int, error: Exception) -> str:
    """What went wrong with BCM line ``pin``, in words."""
    return f"GPIO {pin} cannot be driven: {type(error).__name__}: {error}"
