"""A simulated screen: real pixels that nobody sees, touched and looked at over a control socket."""

import base64
import os
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pygame
from numpy.typing import NDArray

from hardware.control import ControlSocket
from hardware.display import Touch

FRAME_PAUSE_S = 0.1
"""A picture is made at most this often; who asks sooner gets the last one again."""
FRAME_WAIT_S = 1.0
"""How long a picture is waited for."""
QUALITY = 82
"""Of the JPEG, percent."""


class SimulatedDisplay:
    """The main thread hands over a copy of its picture when one was asked for, nothing more."""

    name = "screen"

    def __init__(self, size: tuple[int, int], folder: Path) -> None:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        pygame.display.init()
        self._glass = pygame.display.set_mode(size, 0, 32)
        self.size = size
        self._fingers: deque[Touch] = deque(maxlen=64)
        self._touches = 0
        self._controls: list[dict[str, Any]] = []
        self._asked = threading.Event()
        self._copied = threading.Event()
        self._copy: NDArray[np.uint8] | None = None
        self._jpeg: tuple[float, str] = (0.0, "")
        verbs = {"touch": self._touch, "frame": self._frame, "controls": self._told_controls}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def surface(self) -> pygame.Surface:
        """What to draw on."""
        return self._glass

    def show(self) -> None:
        """The picture is whole now: whoever asked gets it."""
        self._hand_over()

    def touches(self) -> list[Touch]:
        """The touches since the last call."""
        pygame.event.pump()
        self._hand_over()
        found = []
        while self._fingers:
            found.append(self._fingers.popleft())
        return found

    def offer_controls(self, controls: Sequence[Mapping[str, Any]]) -> None:
        """Tell where the buttons stand now: ``button, x, y, w, h`` in pixels (and ``peer``)."""
        self._controls = [dict(control) for control in controls]

    def close(self) -> None:
        """Give the screen back and let go of the control socket."""
        self._copied.set()
        self._control.close()
        pygame.display.quit()

    def _hand_over(self) -> None:
        if self._asked.is_set():
            self._asked.clear()
            self._copy = np.ascontiguousarray(pygame.surfarray.array2d(self._glass).T)
            self._copied.set()

    def _touch(self, asked: dict[str, Any]) -> None:
        x, y = int(asked["x"]), int(asked["y"])
        if not (0 <= x < self.size[0] and 0 <= y < self.size[1]):
            raise ValueError(f"({x}, {y}) is not on the screen of {self.size[0]}x{self.size[1]}")
        self._touches += 1
        self._fingers.append(Touch(x, y))

    def _frame(self, _asked: dict[str, Any]) -> dict[str, Any]:
        made, jpeg = self._jpeg
        if not jpeg or time.monotonic() - made >= FRAME_PAUSE_S:
            self._copied.clear()
            self._asked.set()
            if not self._copied.wait(FRAME_WAIT_S) or self._copy is None:
                raise ValueError("nobody draws on the screen")
            jpeg = _jpeg(self._copy)
            self._jpeg = (time.monotonic(), jpeg)
        return {"frame": jpeg}

    def _told_controls(self, _asked: dict[str, Any]) -> dict[str, Any]:
        return {"controls": self._controls}

    def _told(self) -> dict[str, Any]:
        return {"device": self.name, "size": list(self.size), "touches": self._touches}


def _jpeg(pixels: NDArray[Any]) -> str:
    """BGRA ``pixels`` (height, width) of 32 bits each, as base64 JPEG."""
    height, width = pixels.shape
    bgra = pixels.view(np.uint8).reshape(height, width, 4)
    _, jpeg = cv2.imencode(".jpg", bgra[:, :, :3], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return base64.b64encode(jpeg.tobytes()).decode()
