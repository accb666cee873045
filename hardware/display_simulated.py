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
from hardware.display import Key, Touch

FRAME_PAUSE_S = 0.1
"""A picture is made at most this often; who asks sooner gets the last one again."""
FRAME_WAIT_S = 1.0
"""How long a picture is waited for."""
MOST_POINTS = 64
SEEN = 600
"""So many pictures' watched points are kept until somebody asks."""
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
        self._typed: deque[Key] = deque(maxlen=64)
        self._text: deque[str] = deque(maxlen=256)
        self._touches = 0
        self._controls: list[dict[str, Any]] = []
        self._asked = threading.Event()
        self._copied = threading.Event()
        self._copy: NDArray[np.uint8] | None = None
        self._jpeg: tuple[float, str] = (0.0, "")
        self._points: tuple[list[int], list[int]] | None = None
        self._seen: deque[tuple[float, list[int]]] = deque(maxlen=SEEN)
        verbs = {
            "touch": self._touch,
            "key": lambda asked: self._typed.append(Key(asked["key"])),
            "type": lambda asked: self._text.append(str(asked["text"])),
            "frame": self._frame,
            "controls": self._told_controls,
            "watch": self._watch,
            "seen": self._told_seen,
        }
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def surface(self) -> pygame.Surface:
        """What to draw on."""
        return self._glass

    def show(self) -> None:
        """The picture is whole now: whoever asked gets it."""
        self._hand_over()
        points = self._points
        if points is not None:
            glass = pygame.surfarray.pixels2d(self._glass)
            self._seen.append((time.monotonic(), (glass[points] >> 8 & 255).tolist()))

    def touches(self) -> list[Touch]:
        """The touches since the last call."""
        pygame.event.pump()
        self._hand_over()
        found = []
        while self._fingers:
            found.append(self._fingers.popleft())
        return found

    def answers(self) -> list[Key]:
        """The keys since the last call."""
        found = []
        while self._typed:
            found.append(self._typed.popleft())
        return found

    def written(self) -> str:
        """The text typed since the last call."""
        found = ""
        while self._text:
            found += self._text.popleft()
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

    def _watch(self, asked: dict[str, Any]) -> None:
        """Watch some points (x, y) in every picture from now on; an empty list ends it."""
        points = [(int(x), int(y)) for x, y in asked["points"][:MOST_POINTS]]
        if not all(0 <= x < self.size[0] and 0 <= y < self.size[1] for x, y in points):
            raise ValueError("not all of these points are on the screen")
        self._seen.clear()
        self._points = ([x for x, _ in points], [y for _, y in points]) if points else None

    def _told_seen(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """When each picture was shown (monotonic), how green the watched points were, 0 to 255."""
        return {"seen": [self._seen.popleft() for _ in range(len(self._seen))]}

    def _told(self) -> dict[str, Any]:
        return {"device": self.name, "size": list(self.size), "touches": self._touches}


def _jpeg(pixels: NDArray[Any]) -> str:
    """BGRA ``pixels`` (height, width) of 32 bits each, as base64 JPEG."""
    height, width = pixels.shape
    bgra = pixels.view(np.uint8).reshape(height, width, 4)
    _, jpeg = cv2.imencode(".jpg", bgra[:, :, :3], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return base64.b64encode(jpeg.tobytes()).decode()
