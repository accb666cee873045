"""Pictures that stand still: a JPEG to pixels, its size judged before anything is decoded."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 4096
"""Pixels of the longer side that are decoded; central draws what is shared at most 2560 large."""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG that begin a frame and tell its size (ITU-T T.81, B.1.1.3)."""
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""


class NotAPictureError(ValueError):
    """What was given is no JPEG that may be decoded here."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that stands still; nobody writes into ``bgr`` any more."""

    name: str
    """Another one for another picture."""
    bgr: NDArray[np.uint8]
    """(height, width, 3), uint8."""

    @property
    def aspect(self) -> float:
        """Its width by its height."""
        return float(self.bgr.shape[1] / self.bgr.shape[0])


def still(name: str, jpeg: bytes) -> Still:
    """The picture; NotAPictureError for what is none, or larger than SIDE."""
    width, height = size_of(jpeg)
    if not (0 < width <= SIDE and 0 < height <= SIDE):
        raise NotAPictureError(f"is {width} x {height} pixels, at most {SIDE} are shown")
    try:
        decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        decoded = None
    if decoded is None:
        raise NotAPictureError("cannot be decoded")
    return Still(name, np.asarray(decoded, np.uint8))


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels as a JPEG tells them; NotAPictureError for anything else."""
    if jpeg[:2] != b"\xff\xd8":
        raise NotAPictureError("is no JPEG")
    at = 2
    while at + 9 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker in FRAMES:
            height, width = (int.from_bytes(jpeg[at + n : at + n + 2]) for n in (5, 7))
            return width, height
        if marker == 0xFF:
            at += 1
        elif marker in ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    raise NotAPictureError("tells no size")
