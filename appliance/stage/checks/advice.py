"""One sentence of advice at a time, from the numbers of the picture (R13): the first that holds.

What stands further up hides what comes below it: who is not seen is not told to smile.
"""

from collections.abc import Callable
from enum import StrEnum

from appliance.stage.checks.look import Look


class Advice(StrEnum):
    """What a person can mend; the sentences stand in the catalogues."""

    BACKLIT = "backlit"
    DARK = "dark"
    BLURRED = "blurred"
    NO_FACE = "no-face"
    GLARING = "glaring"
    FAR = "far"
    NEAR = "near"
    ASIDE = "aside"
    EYES_LOW = "eyes-low"
    EYES_HIGH = "eyes-high"


DARK = 75.0
"""The face's bright part below this is dark."""
BACKLIGHT = 60.0
"""What is behind is so much brighter than the face,"""
BACKLIT_BELOW = 120.0
"""and the face is not bright itself: before a white wall that is well lit nobody is backlit."""
BLURRED = 0.06
"""Where no face is found and no edge is steeper than this, the picture is far out of focus."""
GLARING = 0.25
"""So much of the face is nothing but white."""
FAR, NEAR = 0.17, 0.55
"""The face's height, of the picture's: from forehead to chin."""
ASIDE = 0.18
"""So far from the middle, of the picture's width."""
EYES_HIGH, EYES_LOW = 0.16, 0.58
"""The eyes' height in the picture: with eye contact they are above its middle."""


def _backlit(seen: Look) -> bool:
    return seen.behind - seen.light > BACKLIGHT and seen.light < BACKLIT_BELOW


def _face(holds: Callable[[Look], bool]) -> Callable[[Look], bool]:
    return lambda seen: seen.face is not None and holds(seen)


ADVICE: tuple[tuple[Advice, Callable[[Look], bool]], ...] = (
    (Advice.BACKLIT, _backlit),
    (Advice.DARK, lambda seen: seen.light < DARK),
    (Advice.BLURRED, lambda seen: seen.face is None and seen.edges < BLURRED),
    (Advice.NO_FACE, lambda seen: seen.face is None),
    (Advice.GLARING, lambda seen: seen.white > GLARING),
    (Advice.FAR, _face(lambda seen: seen.face is not None and seen.face.height < FAR)),
    (Advice.NEAR, _face(lambda seen: seen.face is not None and seen.face.height > NEAR)),
    (Advice.ASIDE, _face(lambda seen: seen.face is not None and abs(seen.face.x - 0.5) > ASIDE)),
    (
        Advice.EYES_LOW,
        _face(lambda seen: seen.face is not None and seen.face.eye_line > EYES_LOW),
    ),
    (
        Advice.EYES_HIGH,
        _face(lambda seen: seen.face is not None and seen.face.eye_line < EYES_HIGH),
    ),
)
"""In the order in which they are told."""


def advice(seen: Look) -> Advice | None:
    """The first that holds; None: all is well."""
    return next((what for what, holds in ADVICE if holds(seen)), None)
