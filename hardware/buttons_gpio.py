"""Buttons between a GPIO line and ground: the line is pulled up, a press draws it down."""

from collections.abc import Callable, Mapping

from gpiozero import Button
from gpiozero.pins import Factory

from hardware.faults import DeviceFailed
from hardware.gpio import GPIO_ERRORS, line_said, lines

BOUNCE_S = 0.05
"""A contact that springs within this time is one press."""


class GpioButtons:
    """A button's name and its BCM line for each that is fitted."""

    name = "buttons"

    def __init__(self, pins: Mapping[str, int], *, factory: Factory | None = None) -> None:
        self._pins = dict(pins)
        self._factory = factory
        self._buttons: dict[str, Button] = {}

    def listen(self, heard: Callable[[str], None]) -> None:
        """As ``Buttons`` says."""
        for name, pin in self._pins.items():
            try:
                self._factory = self._factory or lines()
                button = Button(pin, bounce_time=BOUNCE_S, pin_factory=self._factory)
            except GPIO_ERRORS as error:
                self.close()
                raise DeviceFailed(self.name, line_said(pin, error)) from None
            self._buttons[name] = button
            button.when_pressed = lambda name=name: heard(name)

    def down(self) -> frozenset[str]:
        """As ``Buttons`` says."""
        try:
            return frozenset(name for name, one in self._buttons.items() if one.is_pressed)
        except GPIO_ERRORS as error:
            raise DeviceFailed(self.name, f"cannot be read: {error}") from None

    def close(self) -> None:
        """Give the lines back."""
        for button in self._buttons.values():
            button.close()
        self._buttons.clear()
