"""Small pictures of every screen, kept beside the tests.

A screen that looks otherwise than its kept picture is looked at by a person (``make screens``),
who writes the pictures anew (``make golden``).
"""

from pathlib import Path

import numpy as np
import pygame
from numpy.typing import NDArray

from appliance.stage.screen.examples import EXAMPLES
from appliance.stage.screen.preview import picture
from appliance.stage.screen.words import Words

FOLDER = Path(__file__).parent / "looks"
SIZE = (1280, 800)
SMALL = (64, 40)
"""One pixel is a square of 20: a letter moves it little, a button much."""
Seen = NDArray[np.float32]


def seen(name: str) -> Seen:
    """The screen ``name`` as it is now, (40, 64, 3)."""
    glass, _ = picture(EXAMPLES[name], SIZE, Words("sv"))
    return _colours(pygame.transform.smoothscale(glass, SMALL))


def kept(name: str) -> Seen:
    """As it was when somebody looked at it; raises OSError where nobody has."""
    return _colours(pygame.image.load(FOLDER / f"{name}.png"))


def difference(first: Seen, second: Seen) -> tuple[float, float]:
    """On average and at the worst place, of 255; the eye weighs green most (ITU-R BT.601)."""
    apart = np.abs(first - second) @ np.array([0.299, 0.587, 0.114], np.float32)
    return float(apart.mean()), float(apart.max())


def _colours(surface: pygame.Surface) -> Seen:
    return pygame.surfarray.array3d(surface).transpose(1, 0, 2).astype(np.float32)


def main() -> None:
    """Write every picture anew, and take away those of screens that are no more."""
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.png"):
        if file.stem not in EXAMPLES:
            file.unlink()
    for name in EXAMPLES:
        glass, _ = picture(EXAMPLES[name], SIZE, Words("sv"))
        pygame.image.save(pygame.transform.smoothscale(glass, SMALL), str(FOLDER / f"{name}.png"))


if __name__ == "__main__":
    main()
