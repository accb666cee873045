"""A sign of one red-green-blue lamp: colour, brightness and movement each tell the state.

Full and still: do not disturb. Breathing: knock. Faint and still: no video visit. Dark: knock.
Blue shines only for *clear*, and green never without a full, undimmed red: a line that a dying
process leaves behind in any other state is red, yellow or dark, never green or blue.
"""

import math
from collections.abc import Iterator
from itertools import count

from gpiozero import DigitalInputDevice, PWMOutputDevice
from gpiozero.pins import Factory

from hardware.faults import DeviceFailed, DeviceMissing
from hardware.gpio import GPIO_ERRORS, line_said, lines
from hardware.lamp import DARK, STUCK, Tells
from hardware.sign_kinds import RGB

FREQUENCY = 200
"""Of the lines' pulses, Hz: no eye sees it."""
LIGHTS: dict[str, tuple[float, float, float]] = {
    "clear": (0.0, 0.1, 0.2),
    "soon": (1.0, 0.4, 0.0),
    "occupied": (1.0, 0.0, 0.0),
    "paused": (1.0, 0.0, 0.0),
    "unknown": (0.0, 0.0, 0.0),
}
"""Red, green, blue, 0 to 1: how much each line is on."""
BREATHES = {"soon": 1, "paused": 0}
"""Which of the three lines breathes, by its place."""
BREATH_S = 4.0
"""One breath, seconds: 0.25 Hz, and never all the way to dark."""
LEAST = 0.35
"""The faintest of a breath, of its brightest."""
STEP_S = 0.04
"""Between two steps of a breath."""


def breath(brightest: float) -> Iterator[float]:
    """How bright a breathing line is at each step, for ever."""
    steps = round(BREATH_S / STEP_S)
    for step in count():
        rise = (1 + math.cos(2 * math.pi * (step % steps) / steps)) / 2
        yield brightest * (LEAST + (1 - LEAST) * rise)


class RgbLamp:
    """Drives BCM lines ``pins`` for red, green and blue.

    ``sense_pin`` is high while current flows through the lamp, where fitted.
    """

    name = "lamp"
    tells: Tells = RGB

    def __init__(
        self,
        pins: tuple[int, int, int],
        *,
        active_high: bool = True,
        sense_pin: int | None = None,
        factory: Factory | None = None,
    ) -> None:
        self._pins = pins
        self._active_high = active_high
        self._sense_pin = sense_pin
        self._factory = factory
        self._state: str | None = None
        self._lines: list[PWMOutputDevice] = []
        self._sense: DigitalInputDevice | None = None

    def show(self, state: str, *, own: bool = False) -> None:  # noqa: ARG002
        """Shine as ``LIGHTS`` and ``BREATHES`` say; a state shown already goes on breathing."""
        wanted = self.tells.get(state, "unknown")
        if not self._lines:
            self._open()
        if wanted == self._state:
            return
        try:
            for line in reversed(self._lines):  # red last: green is never left alone
                line.source = None
                line.value = 0.0
            for place, line in enumerate(self._lines):
                line.value = LIGHTS[wanted][place]
                if place == BREATHES.get(wanted):
                    line.source_delay = STEP_S
                    line.source = breath(LIGHTS[wanted][place])
        except GPIO_ERRORS as error:
            self.close()
            raise DeviceFailed(self.name, line_said(self._pins[0], error)) from error
        self._state = wanted

    def fault(self) -> str | None:
        """Whether current flows as driven, where the light is steady enough to tell."""
        if self._sense is None or self._state not in ("occupied", "unknown"):
            return None
        try:
            flows = bool(self._sense.value)
        except GPIO_ERRORS:
            return DARK
        if flows == (self._state == "occupied"):
            return None
        return STUCK if flows else DARK

    def close(self) -> None:
        """Make the lines inputs; the wiring then leaves the lamp dark."""
        for line in (*self._lines, self._sense):
            if line is not None:
                line.close()
        self._lines, self._sense, self._state = [], None, None

    def _open(self) -> None:
        try:
            self._factory = self._factory or lines()
            for pin in self._pins:
                line = PWMOutputDevice(
                    pin,
                    active_high=self._active_high,
                    frequency=FREQUENCY,
                    pin_factory=self._factory,
                )
                self._lines.append(line)
            if self._sense_pin is not None:
                self._sense = DigitalInputDevice(
                    self._sense_pin, pull_up=False, pin_factory=self._factory
                )
        except GPIO_ERRORS as error:
            self.close()
            raise DeviceMissing(self.name, line_said(self._pins[0], error)) from error
