"""A real screen through SDL: a window on a desktop, or the whole glass without one (KMS)."""

import os

import pygame

from hardware.display import ERASE, Key, Touch
from hardware.faults import DeviceFailed

KEYS: dict[int, Key] = {
    pygame.K_j: Key.YES,
    pygame.K_y: Key.YES,
    pygame.K_n: Key.NO,
    pygame.K_ESCAPE: Key.CLOSE,
    pygame.K_TAB: Key.NEXT,
    pygame.K_RIGHT: Key.NEXT,
    pygame.K_DOWN: Key.NEXT,
    pygame.K_LEFT: Key.BACK,
    pygame.K_UP: Key.BACK,
    pygame.K_RETURN: Key.CHOOSE,
    pygame.K_KP_ENTER: Key.CHOOSE,
    pygame.K_SPACE: Key.SPACE,
}
"""Ja, yes; nej, no; the arrows as on any keypad. Shift and Tab is ``BACK``."""


class WindowDisplay:
    """One SDL screen; ``kms`` takes the glass itself, at the size that it has."""

    name = "screen"

    def __init__(self, size: tuple[int, int], *, kms: bool = False) -> None:
        """Open it; raises DeviceFailed where there is no screen to open."""
        if kms:
            os.environ["SDL_VIDEODRIVER"] = "kmsdrm"
        try:
            pygame.display.init()
            flags = pygame.FULLSCREEN if kms else 0
            self._glass = pygame.display.set_mode((0, 0) if kms else size, flags, 32)
        except pygame.error as error:
            pygame.display.quit()
            raise DeviceFailed(self.name, f"cannot be opened: {error}") from error
        self.size = self._glass.get_size()
        pygame.display.set_caption("Ostörd")
        pygame.mouse.set_visible(not kms)
        self._keys: list[Key] = []
        self._text = ""

    def surface(self) -> pygame.Surface:
        """What to draw on."""
        return self._glass

    def show(self) -> None:
        """Bring what was drawn to the glass."""
        pygame.display.flip()

    def touches(self) -> list[Touch]:
        """The touches since the last call; the mouse's left button is a finger too."""
        found = []
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                raise SystemExit(0)
            self._text += text_of(event)
            key = key_of(event)
            if key is not None:
                self._keys.append(key)
            touch = touch_of(event, self.size)
            if touch is not None:
                found.append(touch)
        return found

    def answers(self) -> list[Key]:
        """The keys up to the last ``touches``, each once."""
        found, self._keys = self._keys, []
        return found

    def written(self) -> str:
        """The text typed up to the last ``touches``, once."""
        found, self._text = self._text, ""
        return found

    def close(self) -> None:
        """Give the screen back."""
        pygame.display.quit()


def key_of(event: pygame.Event) -> Key | None:
    """The key that ``event`` is, or None for one that says nothing here."""
    if event.type != pygame.KEYDOWN:
        return None
    if event.key == pygame.K_TAB and event.mod & pygame.KMOD_SHIFT:
        return Key.BACK
    return KEYS.get(event.key)


def text_of(event: pygame.Event) -> str:
    """What ``event`` writes."""
    if event.type == pygame.TEXTINPUT:
        return str(event.text)
    erased = event.type == pygame.KEYDOWN and event.key == pygame.K_BACKSPACE
    return ERASE if erased else ""


def touch_of(event: pygame.Event, size: tuple[int, int]) -> Touch | None:
    """The touch that ``event`` is, or None; SDL tells a finger as a mouse too, once is enough."""
    if event.type == pygame.FINGERDOWN:
        across, down = (min(max(part, 0.0), 1.0) for part in (event.x, event.y))
        return Touch(round(across * (size[0] - 1)), round(down * (size[1] - 1)))
    if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1 and not event.touch:
        return Touch(*event.pos)
    return None
