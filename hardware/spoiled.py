"""What a camera gives that is not well: black without any noise, or blurred beyond a face."""

from collections.abc import Callable

import cv2
import numpy as np

from hardware.pictures import Image, empty, planes

BLACK = (16, 128, 128)
"""Y, U and V of black, limited range."""
BLUR_OF_WIDTH = 1 / 64
"""The blur's standard deviation; a face at a consultation's distance is about 1/6 of the width."""


def black(picture: Image) -> Image:
    """As large as ``picture``, and nothing on it."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    dark = empty(width, height)
    for plane, value in zip(planes(dark), BLACK, strict=True):
        plane[:] = value
    return dark


def blurred(picture: Image) -> Image:
    """``picture`` out of focus; its brightness and its colours stay."""
    soft = np.empty_like(picture)
    for plane, into in zip(planes(picture), planes(soft), strict=True):
        cv2.GaussianBlur(plane, (0, 0), max(1.0, plane.shape[1] * BLUR_OF_WIDTH), dst=into)
    return soft


SPOILERS: dict[str, Callable[[Image], Image]] = {"black": black, "blurred": blurred}
"""What can be wrong with a picture, and how it then looks."""
