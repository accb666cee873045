"""A presence sensor (PIR or radar) whose output is high on a GPIO line while somebody is there."""

from gpiozero import DigitalInputDevice
from gpiozero.pins import Factory

from hardware.gpio import GPIO_ERRORS, lines


class GpioPresence:
    """Reads BCM line ``pin``; the line is opened when first asked, and anew after a failure."""

    name = "presence"

    def __init__(self, pin: int, *, factory: Factory | None = None) -> None:
        self._pin = pin
        self._factory = factory
        self._line: DigitalInputDevice | None = None

    def present(self) -> bool | None:
        """Whether the sensor says somebody; None while its line cannot be read."""
        try:
            self._factory = self._factory or lines()
            self._line = self._line or DigitalInputDevice(
                self._pin, pull_up=False, pin_factory=self._factory
            )
            return bool(self._line.value)
        except GPIO_ERRORS:
            self.close()
            return None

    def close(self) -> None:
        """Give the line back."""
        if self._line is not None:
            self._line.close()
            self._line = None
