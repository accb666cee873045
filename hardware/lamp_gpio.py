"""A sign of lamps or relays, one GPIO line for each state it can show; all dark means unknown."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gpiozero import DigitalInputDevice, DigitalOutputDevice
from gpiozero.pins import Factory

from hardware.faults import DeviceFailed, DeviceMissing
from hardware.gpio import GPIO_ERRORS, line_said, lines
from hardware.lamp import DARK, STUCK, Tells, telling

SETTLE_S = 0.1
"""How long relay and current may take to follow a line."""


@dataclass(frozen=True, slots=True)
class Output:
    """The line that shows ``state``; BCM numbers."""

    state: str
    pin: int
    sense_pin: int | None = None
    """High while it really shines or its contact is really closed, where fitted."""


class GpioLamps:
    """Drives one of ``outputs`` or none; what goes dark is dark before anything else shines.

    *Clear* is not driven while any other output is read back as shining.
    """

    name = "lamp"

    def __init__(
        self,
        outputs: Sequence[Output],
        *,
        active_high: bool = True,
        factory: Factory | None = None,
    ) -> None:
        self.tells: Tells = telling(*(output.state for output in outputs))
        self._outputs = outputs
        self._active_high = active_high
        self._factory = factory
        self._lamps: dict[str, _Lit] = {}

    def show(self, state: str, *, own: bool = False) -> None:  # noqa: ARG002
        """Shine for ``state``, or not at all; lines that failed are opened anew."""
        if not self._lamps:
            self._open()
        wanted = self.tells.get(state, "unknown")
        try:
            self._drive((one for name, one in self._lamps.items() if name != wanted), on=False)
            lit = wanted != "clear" or self.fault() != STUCK
            self._drive((one for name, one in self._lamps.items() if name == wanted), on=lit)
        except GPIO_ERRORS as error:
            self.close()
            raise DeviceFailed(self.name, line_said(self._outputs[0].pin, error)) from error

    def fault(self) -> str | None:
        """The first output that is not as driven: the line's own level, then its sense line."""
        try:
            faults = [one.fault() for one in self._lamps.values()]
        except GPIO_ERRORS:
            return DARK
        return next((fault for fault in faults if fault), None)

    def close(self) -> None:
        """Make the lines inputs; the wiring then leaves the lamps dark."""
        for lamp in self._lamps.values():
            lamp.close()
        self._lamps = {}

    def _drive(self, lamps: Iterable["_Lit"], *, on: bool) -> None:
        """Switch ``lamps`` and wait until their sense lines agree, at most ``SETTLE_S``."""
        moved = [lamp for lamp in lamps if lamp.turn(on=on)]
        patient_until = time.monotonic() + SETTLE_S
        while any(lamp.fault() for lamp in moved) and time.monotonic() < patient_until:
            time.sleep(0.005)

    def _open(self) -> None:
        for output in self._outputs:
            try:
                self._factory = self._factory or lines()
                lamp = _Lit(output, self._factory, active_high=self._active_high)
            except GPIO_ERRORS as error:
                self.close()
                raise DeviceMissing(self.name, line_said(output.pin, error)) from error
            self._lamps[output.state] = lamp


class _Lit:
    """One output with its sense line."""

    def __init__(self, output: Output, factory: Factory, *, active_high: bool) -> None:
        self._on = False
        self._sense: DigitalInputDevice | None = None
        self._line = DigitalOutputDevice(output.pin, active_high=active_high, pin_factory=factory)
        if output.sense_pin is not None:
            try:
                self._sense = DigitalInputDevice(
                    output.sense_pin, pull_up=False, pin_factory=factory
                )
            except GPIO_ERRORS:
                self._line.close()
                raise

    def turn(self, *, on: bool) -> bool:
        """Drive it, always; return whether that is a change."""
        moved, self._on = self._on != on, on
        self._line.value = on
        return moved

    def fault(self) -> str | None:
        """Whether line or sense line tells of something else than what is driven."""
        read = [self._line.value, *([self._sense.value] if self._sense else [])]
        if all(bool(value) == self._on for value in read):
            return None
        return DARK if self._on else STUCK

    def close(self) -> None:
        """Make the lines inputs."""
        self._line.close()
        if self._sense is not None:
            self._sense.close()
