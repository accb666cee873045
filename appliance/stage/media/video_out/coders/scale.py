"""A smaller picture from a larger one, plane by plane: no colour is converted."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray


def scaled(i420: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """``i420`` (shape (height * 3 // 2, width)) at another even size; itself where it has it."""
    rows, columns = i420.shape[0] * 2 // 3, i420.shape[1]
    if (columns, rows) == (width, height):
        return i420
    flat, area = i420.reshape(-1), rows * columns
    out = np.empty(width * height * 3 // 2, dtype=np.uint8)
    small = width * height
    planes = (
        (0, area, 0, small, 1),
        (area, area // 4, small, small // 4, 2),
        (area * 5 // 4, area // 4, small * 5 // 4, small // 4, 2),
    )
    for start, size, to, length, part in planes:
        plane = flat[start : start + size].reshape(rows // part, columns // part)
        target = out[to : to + length].reshape(height // part, width // part)
        cv2.resize(plane, target.shape[::-1], dst=target, interpolation=cv2.INTER_AREA)
    return cast(NDArray[np.uint8], out.reshape(height * 3 // 2, width))
