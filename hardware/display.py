"""The port of the screen: it shows a picture and tells where it was touched."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import pygame


@dataclass(frozen=True, slots=True)
class Touch:
    """A finger went down at (x, y), pixels from the upper left."""

    x: int
    y: int


class Key(StrEnum):
    """What a keyboard, a keypad or three buttons can say; no other key is ever told."""

    YES = "yes"
    NO = "no"
    CLOSE = "close"
    """Put away what lies over the rest."""
    BACK = "back"
    """To the control before."""
    NEXT = "next"
    CHOOSE = "choose"
    """Press the control that is marked."""
    SPACE = "space"
    """As ``CHOOSE``, where no text is written."""


ERASE = "\b"


class Display(Protocol):
    """One screen; all calls come from the main thread."""

    name: str
    size: tuple[int, int]
    """Width, height in pixels."""

    def surface(self) -> pygame.Surface:
        """What to draw on: 32 bits a pixel, BGRA in memory, ``size`` large."""

    def show(self) -> None:
        """Bring what was drawn to the glass."""

    def touches(self) -> list[Touch]:
        """The touches since the last call; raises SystemExit when the window was closed."""

    def answers(self) -> list[Key]:
        """The keys up to the last ``touches``, each once."""

    def written(self) -> str:
        """The text typed since the last call, ``ERASE`` for each letter taken back."""

    def close(self) -> None:
        """Give the screen back."""
