"""What a simulated camera sees: a person at a desk in a consultation room, drawn once."""

import math

import cv2
import numpy as np

from hardware.pictures import Image, from_bgr, planes

BREATH_S = 4.0
"""One breath, seconds."""
POSES = 60
"""Pictures of half a breath; the way back shows the same ones."""
FINE = 16
"""Steps within a pixel: slight motion is smooth."""
SHIFT = 4

WALL, WALL_LOW, DESK = (208, 220, 226), (186, 200, 208), (118, 152, 184)
SKIN, SHADE, HAIR, COAT, COLLAR = (
    (158, 184, 220),
    (132, 160, 200),
    (46, 58, 78),
    (150, 118, 66),
    (222, 226, 226),
)
INK, LEAF, POT, SKY = (44, 36, 30), (96, 140, 84), (96, 120, 168), (236, 224, 200)


class Scene:
    """Pictures of ``width`` x ``height`` (both even); each pose is drawn when first seen."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._room = _room(width, height)
        self._whole = from_bgr(self._room)
        unit = height / 720
        self._person = _Spot(width / 2 - 300 * unit, 96 * unit, 600 * unit, height - 96 * unit)
        self._clock = _Spot(width - 250 * unit, 70 * unit, 140 * unit, 140 * unit)
        self._poses: dict[int, Image] = {}

    def picture(self, number: int, step_s: float) -> Image:
        """Picture ``number`` of a camera that takes one each ``step_s`` seconds, as I420."""
        seconds = number * step_s
        half = seconds % BREATH_S / BREATH_S * 2
        picture = self._whole.copy()
        self._person.put(picture, self._pose(round((half if half < 1 else 2 - half) * (POSES - 1))))
        face = self._clock.cut(self._room)
        _hand(face, seconds % 60 / 60)
        self._clock.put(picture, from_bgr(face))
        return picture

    def _pose(self, number: int) -> Image:
        if number not in self._poses:
            part = self._person.cut(self._room)
            _person(part, self.height / 720, number / (POSES - 1))
            self._poses[number] = from_bgr(part)
        return self._poses[number]


def darkness(width: int, height: int, number: int) -> Image:
    """Picture ``number`` through a closed lid, as I420: black, and the sensor's own noise."""
    dice = np.random.default_rng(number)
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    picture[:height] = dice.integers(15, 20, (height, width), np.uint8)
    return picture


class _Spot:
    """A part of the picture with even edges."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        even = [round(length / 2) * 2 for length in (left, top, width, height)]
        self._left, self._top, self._width, self._height = even

    def cut(self, bgr: Image) -> Image:
        """A copy of this part of a BGR picture."""
        rows = slice(self._top, self._top + self._height)
        return bgr[rows, self._left : self._left + self._width].copy()

    def put(self, whole: Image, part: Image) -> None:
        """Copy the I420 ``part`` to its place in ``whole``."""
        for to, what, size in zip(planes(whole), planes(part), (1, 2, 2), strict=True):
            top, left = self._top // size, self._left // size
            to[top : top + what.shape[0], left : left + what.shape[1]] = what


def _room(width: int, height: int) -> Image:
    """Wall, window, plant, clock and desk."""
    room = np.full((height, width, 3), WALL, np.uint8)
    unit = height / 720
    room[round(430 * unit) :] = WALL_LOW
    light = np.linspace(1.06, 0.9, width)[None, :, None]
    room = np.clip(room * light, 0, 255).astype(np.uint8)
    _window(room, unit)
    _plant(room, unit)
    middle = (width - round(180 * unit), round(140 * unit))
    cv2.circle(room, middle, round(62 * unit), (250, 250, 250), -1, cv2.LINE_AA)
    cv2.circle(room, middle, round(62 * unit), INK, max(1, round(5 * unit)), cv2.LINE_AA)
    for hour in range(12):
        _ray(room, middle, hour / 12, 48 * unit, 56 * unit, max(1, round(3 * unit)))
    _ray(room, middle, 10.5 / 12, 0, 32 * unit, max(1, round(6 * unit)))
    _ray(room, middle, 0.5, 0, 44 * unit, max(1, round(4 * unit)))
    room[round(640 * unit) :] = DESK
    return room


def _window(room: Image, unit: float) -> None:
    left, top, right, low = (round(x * unit) for x in (80, 70, 330, 380))
    room[top:low, left:right] = SKY
    for x in (left, (left + right) // 2, right):
        cv2.line(room, (x, top), (x, low), (250, 252, 252), max(1, round(10 * unit)))
    for y in (top, low):
        cv2.line(room, (left, y), (right, y), (250, 252, 252), max(1, round(10 * unit)))


def _plant(room: Image, unit: float) -> None:
    foot = (round(200 * unit), round(560 * unit))
    for angle in range(-70, 71, 20):
        lean = math.radians(angle)
        top = (
            foot[0] + round(62 * unit * math.sin(lean)),
            foot[1] - round(80 * unit * math.cos(lean)),
        )
        axes = (round(16 * unit), round(70 * unit))
        cv2.ellipse(room, top, axes, angle, 0, 360, LEAF, -1, cv2.LINE_AA)
    side, low = round(44 * unit), round(640 * unit)
    cv2.rectangle(room, (foot[0] - side, foot[1]), (foot[0] + side, low), POT, -1)


def _ray(
    room: Image, middle: tuple[int, int], turn: float, inner: float, outer: float, wide: int
) -> None:
    """A line from ``inner`` to ``outer`` pixels from the middle, ``turn`` turns after twelve."""
    way = (math.sin(turn * 2 * math.pi), -math.cos(turn * 2 * math.pi))
    ends = [
        tuple(round((middle[k] + way[k] * far) * FINE) for k in (0, 1)) for far in (inner, outer)
    ]
    cv2.line(room, ends[0], ends[1], INK, wide, cv2.LINE_AA, SHIFT)


def _hand(face: Image, turn: float) -> None:
    """The clock's hand of seconds, which sweeps: no two pictures are the same."""
    unit = face.shape[0] / 140
    middle = (face.shape[1] // 2, face.shape[0] // 2)
    way = (math.sin(turn * 2 * math.pi), -math.cos(turn * 2 * math.pi))
    tip = [round((middle[k] + way[k] * 52 * unit) * FINE) for k in (0, 1)]
    start = [round((middle[k] - way[k] * 14 * unit) * FINE) for k in (0, 1)]
    cv2.line(face, start, tip, (30, 38, 179), max(1, round(3 * unit)), cv2.LINE_AA, SHIFT)


def _person(part: Image, unit: float, breath: float) -> None:
    """Head and shoulders: ``breath`` 0 to 1 lifts the chest, the head sways and the eyes blink."""
    rise = (1 - math.cos(breath * math.pi)) / 2
    sway = 9 * math.sin(breath * math.pi * 1.5)

    def oval(
        x: float, y: float, wide: float, high: float, colour: tuple[int, int, int], *arc: int
    ) -> None:
        middle = (round((300 + x) * unit * FINE), round(y * unit * FINE))
        axes = (round(wide * unit * FINE), round(high * unit * FINE))
        start, end = arc or (0, 360)
        cv2.ellipse(part, middle, axes, 0, start, end, colour, -1, cv2.LINE_AA, SHIFT)

    chest = 470 - 7 * rise
    oval(0, chest + 130, 250, 200, COAT)
    oval(0, chest - 46, 84, 70, COLLAR)
    oval(sway / 3, 350 - 4 * rise, 56, 84, SHADE)
    top = 210 - 5 * rise
    oval(sway, top - 26, 116, 130, HAIR)
    oval(sway, top + 10, 100, 128, SKIN)
    oval(sway, top - 62, 104, 62, HAIR, 180, 360)
    for side in (-1, 1):
        closed = 0.1 < breath < 0.16
        oval(sway * 1.2 + side * 38, top, 17, 3 if closed else 9, (250, 250, 250))
        oval(sway * 1.3 + side * 38, top, 8, 3 if closed else 8, INK)
        oval(sway * 1.2 + side * 38, top - 26, 24, 4, HAIR)
    oval(sway * 1.3, top + 36, 12, 20, SHADE)
    oval(sway * 1.2, top + 82, 32, 7 + 4 * rise, (120, 120, 196))
    oval(78, chest + 60, 30, 16, (246, 246, 246))
