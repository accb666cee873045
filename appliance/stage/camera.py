"""The camera's handle: its newest picture goes to the screen's own view and to the calls."""

import time
from collections.abc import Callable
from typing import NamedTuple

from appliance.core.words import Sight
from appliance.stage.media.sight import Watch
from hardware.camera import Camera, Picture

FROZEN_S = 2.0


class Format(NamedTuple):
    """What is asked of the camera, pixels and pictures a second."""

    width: int
    height: int
    fps: int


class CameraHandle:
    """Reads while open; ``seen`` gets each picture on the seat's thread."""

    def __init__(self, camera: Camera, form: Format, seen: Callable[[Picture | None], None]):
        self._camera = camera
        self._form = form
        self._seen = seen
        self._last = 0.0
        self._watch = Watch()

    @property
    def sight(self) -> Sight:
        """What its pictures show while it is open; fine while it is closed."""
        return self._watch.sight

    @property
    def numbers(self) -> dict[str, float]:
        """What the picture was like when it ceased to be fine; empty while it is."""
        return self._watch.numbers

    def present(self) -> bool:
        """Whether it is plugged in."""
        return self._camera.present()

    def open(self) -> None:
        """Start to capture."""
        self._camera.open(*self._form)
        self._last = time.monotonic()
        self._watch = Watch()

    def step(self) -> bool:
        """Read once; False when no picture came for 2 s."""
        picture = self._camera.read()
        if picture is not None:
            self._last = time.monotonic()
            self._watch.see(picture.i420, self._last)
            self._seen(picture)
        return time.monotonic() - self._last < FROZEN_S

    def close(self) -> None:
        """Stop to capture; the last picture is forgotten."""
        self._camera.close()
        self._watch = Watch()
        self._seen(None)
