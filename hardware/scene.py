"""What a simulated camera sees: a person at a desk in a consultation room, drawn once."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

BREATH_S = 4.0
"""One breath, seconds."""
POSES = 60
"""Pictures of half a breath; the way back shows the same ones."""


class Scene:
    """Pictures of ``width`` x ``height`` (both even); each pose is drawn when first seen."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._scale = height / 720
        self._room = _room(width, height, self._scale)
        self._whole = to_i420(self._room)
        self._left, self._top = (
            round(x / 2) * 2 for x in (width / 2 - 290 * self._scale, 90 * self._scale)
        )
        self._wide = round(580 * self._scale / 2) * 2
        self._poses: dict[int, Image] = {}

    def picture(self, number: int, step_s: float) -> Image:
        """Picture ``number`` of a camera that takes one each ``step_s`` seconds, as I420."""
        seconds = number * step_s
        half = seconds % BREATH_S / BREATH_S * 2
        pose = round((half if half < 1 else 2 - half) * (POSES - 1))
        picture = self._whole.copy()
        put_i420(picture, self._pose(pose), self._left, self._top)
        return picture

    def _pose(self, number: int) -> Image:
        if number not in self._poses:
            part = self._room[self._top :, self._left : self._left + self._wide].copy()
            _person(part, self._scale, number / (POSES - 1))
            self._poses[number] = to_i420(part)
        return self._poses[number]


def to_i420(bgr: Image) -> Image:
    """BGR of even size as I420."""
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)


def put_i420(whole: Image, part: Image, left: int, top: int) -> None:
    """Copy the I420 ``part`` into ``whole`` at even ``left``, ``top``."""
    height, width = part.shape[0] * 2 // 3, part.shape[1]
    whole[top : top + height, left : left + width] = part[:height]
    rows = whole.shape[0] * 2 // 3
    for plane in (0, 1):
        target = _chroma(whole, rows, plane)
        source = _chroma(part, height, plane)
        target[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2] = source


def _chroma(i420: Image, height: int, plane: int) -> Image:
    half, width = height // 2, i420.shape[1] // 2
    flat = i420[height:].reshape(-1)
    return flat[plane * half * width : (plane + 1) * half * width].reshape(half, width)


def _room(width: int, height: int, scale: float) -> Image:
    room = np.full((height, width, 3), (214, 222, 224), np.uint8)
    return room


def _person(part: Image, scale: float, breath: float) -> None:
    middle = part.shape[1] // 2 + int(6 * scale * math.sin(breath * math.pi))
    cv2.circle(part, (middle, int(190 * scale)), int(110 * scale), (150, 176, 214), -1, cv2.LINE_AA)
