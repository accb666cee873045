"""The drawn person of the simulated camera, lit and placed as people sit before real ones."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.pictures import planes
from hardware.scene import Scene

Picture = NDArray[np.uint8]
SIZE = (1280, 720)
SCENE = Scene(*SIZE)


def person(
    *, light: float = 1.0, behind: int | None = None, right: float = 0.0, at: int = 20
) -> Picture:
    """The drawn person in a light, moved to the right (of the width), before a bright window."""
    picture = SCENE.picture(at, 1 / 30).copy()
    y, u, v = planes(picture)
    for plane, size in ((y, 1), (u, 2), (v, 2)):
        plane[:] = np.roll(plane, round(right * 1280) // size // 2 * 2, axis=1)
    y[:] = np.clip((y.astype(np.float32) - 16) * light + 16, 16, 235).astype(np.uint8)
    if behind is not None:
        y[:, :400] = y[:, -400:] = y[:80] = behind
    return picture


def nearer(picture: Picture, by: float) -> Picture:
    """The middle of the picture, enlarged; or the picture, made smaller on a plain wall."""
    result = picture.copy()
    for plane, out in zip(planes(picture), planes(result), strict=True):
        high, wide = plane.shape
        matrix = np.array([[by, 0, wide * (1 - by) / 2], [0, by, high * (1 - by) * 0.45]])
        filled = int(plane[2, 2])
        out[:] = cv2.warpAffine(
            plane, matrix, (wide, high), borderMode=cv2.BORDER_CONSTANT, borderValue=(filled,)
        )
    return result
