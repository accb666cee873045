"""One picture in a few numbers: where the face is, and how the light falls on it.

Brightness is that of the Y plane (16 is black, 235 is white). Of the face its bright part counts
(the upper quarter of its brightness), so that a lit dark skin is not taken for a dark picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.stage.checks.faces import Face

STEP = 4
"""Every fourth pixel both ways: 57,600 of a 720p picture."""
BRIGHT = 75.0
"""The part of the pixels, percent, that the bright part lies above."""
WHITE = 220
"""From here on nothing is left to be seen: red is cut off before the whole is."""
ROWS = 16
"""Sharpness is looked for along every sixteenth row."""
PLAIN = 30.0
"""A picture with less contrast has nothing to be sharp."""
BORDER = 6
"""A sixth of the picture at its left, right and upper edge is what is behind a person."""

Plane = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture shows."""

    face: Face | None
    light: float
    """The face's bright part; without a face that of the picture's middle."""
    behind: float
    """The bright part of what is behind."""
    white: float
    """The part of the face, 0 to 1, that is nothing but white."""
    edges: float = 1.0
    """The steepest step between two pixels, of the contrast; 1 where a face is, or no contrast."""


def look(i420: NDArray[np.uint8], face: Face | None) -> Look:
    """The numbers of a picture of shape (height * 3 // 2, width) in which ``face`` was found."""
    bright = i420[: i420.shape[0] * 2 // 3]
    sample = _part(bright, face)[::STEP, ::STEP]
    return Look(
        face,
        light=float(np.percentile(sample, BRIGHT)),
        behind=float(np.percentile(_behind(bright[::STEP, ::STEP]), BRIGHT)),
        white=float((sample >= WHITE).mean()),
        edges=_edges(bright[::ROWS]) if face is None else 1.0,
    )


def _part(bright: Plane, face: Face | None) -> Plane:
    """The face, or the middle of the picture."""
    height, width = bright.shape
    x, y, wide, high = (0.5, 0.45, 0.2, 0.4) if face is None else _inner(face)
    left, right = (round(width * min(max(x + side * wide / 2, 0), 1)) for side in (-1, 1))
    top, bottom = (round(height * min(max(y + side * high / 2, 0), 1)) for side in (-1, 1))
    found = bright[top:bottom, left:right]
    return found if min(found.shape) >= 2 * STEP else bright


def _inner(face: Face) -> tuple[float, float, float, float]:
    """Without the edges of the box, where hair and wall are."""
    return face.x, face.y, 0.7 * face.width, 0.8 * face.height


def _behind(sample: Plane) -> Plane:
    height, width = sample.shape
    side, top = width // BORDER, height // BORDER
    low = height * 2 // 3
    parts = (sample[:top].ravel(), sample[top:low, :side].ravel(), sample[top:low, -side:].ravel())
    return np.concatenate(parts)


def _edges(rows: Plane) -> float:
    """A picture far out of focus has no steep step anywhere."""
    low, high = np.percentile(rows[:, ::STEP], (5, 95))
    if high - low < PLAIN:
        return 1.0
    steps = np.abs(np.diff(rows.astype(np.int16), axis=1))
    return float(steps.max() / (high - low))
