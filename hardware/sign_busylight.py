"""A sign of one USB light (busylight), through the library busylight-core.

Only Kuando's lights go dark by themselves when nobody speaks to them; every other one keeps its
colour for ever when the process dies, and so never shows *clear*.
"""

import contextlib
from typing import Any

from busylight_core import Light, LightUnavailableError, NoLightsFoundError
from busylight_core.vendors.kuando import KuandoLights
from loguru import logger

from hardware.faults import DeviceMissing
from hardware.lamp import Tells
from hardware.sign_kinds import STALE_USB, USB

logger.disable("busylight_core")  # it would speak past the journal

FORGETS_S = 4
"""A Kuando light is dark so many seconds after it was last shown, 1 to 15."""
COLOURS: dict[str, tuple[int, int, int]] = {
    "clear": (0, 40, 60),
    "soon": (255, 110, 0),
    "occupied": (255, 0, 0),
    "unknown": (0, 0, 0),
}
"""Red, green, blue, 0 to 255: full red, amber, a faint blue, dark."""
USB_ERRORS = (NoLightsFoundError, LightUnavailableError, OSError, AttributeError, ValueError)
"""All that finding or writing to a light is known to raise; the last two: it tells no name."""


class Busylight:
    """Drives the first USB light found; show it at least every ``FORGETS_S`` seconds."""

    name = "lamp"

    def __init__(self) -> None:
        self.tells: Tells = STALE_USB
        self._light: Any = None
        self._colour: tuple[int, int, int] | None = None

    def show(self, state: str, *, own: bool = False) -> None:  # noqa: ARG002
        """Shine in the state's colour; a light that was unplugged is looked for anew."""
        try:
            if self._light is None:
                self._light = Light.first_light(reset=False)
                self._light.hardware.handle = _Heard(self._light.hardware.handle)
                self.tells = USB if isinstance(self._light, KuandoLights) else STALE_USB
            colour = COLOURS[self.tells.get(state, "unknown")]
            if isinstance(self._light, KuandoLights):
                self._remind(self._light, colour)
            else:
                self._light.on(colour)
        except USB_ERRORS as error:
            self._let_go()
            raise DeviceMissing(self.name, f"no USB light: {type(error).__name__}") from error
        self._colour = colour

    def fault(self) -> str | None:
        """Nothing can be read back from a light; one that is gone makes ``show`` raise."""
        return None

    def close(self) -> None:
        """Make it dark and let go of it."""
        if self._light is not None:
            with contextlib.suppress(*USB_ERRORS):
                self._light.off()
        self._let_go()

    def _remind(self, light: Any, colour: tuple[int, int, int]) -> None:
        """Send a new colour, and each time how long it lasts unless it is sent again.

        The library would remind the light by itself; a process that hangs must not.
        """
        if colour != self._colour:
            with light.batch_update():
                light.state.steps[0].jump(colour)
        with light.batch_update():
            light.state.steps[0].keep_alive(FORGETS_S)

    def _let_go(self) -> None:
        if self._light is not None:
            with contextlib.suppress(*USB_ERRORS):
                self._light.release()
        self._light = self._colour = None


class _Heard:
    """A light's handle: where hidapi only returns -1 of what it could not send, an error."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handle, name)

    def write(self, report: bytes) -> int:
        """Send an output report."""
        return _sent(self._handle.write(report))

    def send_feature_report(self, report: bytes) -> int:
        """Send a feature report."""
        return _sent(self._handle.send_feature_report(report))


def _sent(size: int) -> int:
    if size < 0:
        raise OSError("nothing could be sent")
    return size
