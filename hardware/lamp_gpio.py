"""A sign of one lamp behind a relay or transistor on a GPIO line; dark means nothing."""

import time

from gpiozero import DigitalInputDevice, DigitalOutputDevice
from gpiozero.pins import Factory

from hardware.faults import DeviceFailed, DeviceMissing
from hardware.gpio import GPIO_ERRORS, lines
from hardware.lamp import States

SHINING: States = frozenset({"occupied", "paused"})
"""When the lamp shines; its plate says *Släckt lampa: knacka* for all the rest."""
SETTLE_S = 0.1
"""How long relay and current may take to follow the line."""


class GpioLamp:
    """Drives BCM line ``pin``; BCM line ``sense_pin`` is high while current flows, where fitted."""

    name = "lamp"
    states: States = frozenset({"occupied"})

    def __init__(
        self,
        pin: int,
        *,
        active_high: bool = True,
        sense_pin: int | None = None,
        factory: Factory | None = None,
    ) -> None:
        self._pin = pin
        self._active_high = active_high
        self._sense_pin = sense_pin
        self._factory = factory
        self._lamp: DigitalOutputDevice | None = None
        self._sense: DigitalInputDevice | None = None

    def show(self, state: str) -> None:
        """Shine when ``state`` is occupied or paused; a line that failed is opened anew."""
        lamp = self._lamp or self._open()
        try:
            moved = lamp.value != (state in SHINING)
            lamp.value = state in SHINING
            self._settle(SETTLE_S if moved else 0.0)
        except GPIO_ERRORS as error:
            self.close()
            raise DeviceFailed(self.name, _said(self._pin, error)) from error

    def lit(self) -> bool | None:
        """Whether current flows as driven; None where no sense line is fitted."""
        if self._lamp is None:
            return False
        if self._sense is None:
            return None
        try:
            return bool(self._sense.value) == bool(self._lamp.value)
        except GPIO_ERRORS:
            return False

    def close(self) -> None:
        """Make the lines inputs; the wiring then leaves the lamp dark."""
        for line in (self._lamp, self._sense):
            if line is not None:
                line.close()
        self._lamp = self._sense = None

    def _settle(self, patience_s: float) -> None:
        """Wait until the sense line agrees, at most so long."""
        patient_until = time.monotonic() + patience_s
        while self.lit() is False and time.monotonic() < patient_until:
            time.sleep(0.005)

    def _open(self) -> DigitalOutputDevice:
        try:
            self._factory = self._factory or lines()
            if self._sense_pin is not None:
                self._sense = DigitalInputDevice(
                    self._sense_pin, pull_up=False, pin_factory=self._factory
                )
            self._lamp = DigitalOutputDevice(
                self._pin, active_high=self._active_high, pin_factory=self._factory
            )
        except GPIO_ERRORS as error:
            self.close()
            raise DeviceMissing(self.name, _said(self._pin, error)) from error
        return self._lamp


def _said(pin: int, error: Exception) -> str:
    return f"GPIO {pin} cannot be driven: {type(error).__name__}: {error}"
