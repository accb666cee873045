"""A picture that stands still onto the glass: whole in its place, corners rounded."""

import cv2
import pygame

from appliance.stage.screen.kit import shapes
from appliance.stage.screen.kit.pictures import pixels_of
from appliance.stage.screen.kit.placed import Rect
from appliance.stage.screen.kit.tokens import Colour
from appliance.stage.stills import Still


class StillPainter:
    """Paints one picture, whole and scaled once: it is asked for with each frame of a call."""

    def __init__(self) -> None:
        self._made: tuple[str, int, int, int, Colour] | None = None
        self._surface: pygame.Surface | None = None

    def paint(
        self, what: Still, target: pygame.Surface, rect: Rect, radius: int, ground: Colour
    ) -> None:
        """Show it in ``rect`` with round corners; where it does not reach there is ``ground``."""
        x, y, w, h = rect
        made = (what.name, w, h, radius, ground)
        if self._surface is None or made != self._made:
            self._made, self._surface = made, _whole(what, w, h, radius, ground)
        target.blit(self._surface, (x, y))

    def forget(self) -> None:
        """Keep nothing of what was shown (S6)."""
        self._made = self._surface = None


def within(aspect: float, w: float, h: float) -> tuple[float, float]:
    """How large a picture of ``aspect`` is that is seen whole in ``w`` x ``h``."""
    return (w, w / aspect) if w / aspect <= h else (h * aspect, h)


def _whole(what: Still, w: int, h: int, radius: int, ground: Colour) -> pygame.Surface:
    surface = pygame.Surface((w, h), pygame.SRCALPHA, 32)
    surface.fill((*ground, 255))
    wished = within(what.aspect, w, h)
    wide, high = max(1, min(round(wished[0]), w)), max(1, min(round(wished[1]), h))
    shrinks = wide < what.bgr.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    left, top = (w - wide) // 2, (h - high) // 2
    glass = pixels_of(surface)
    glass[top : top + high, left : left + wide, :3] = cv2.resize(
        what.bgr, (wide, high), interpolation=way
    )
    glass[:, :, 3] = shapes.coverage(shapes.box(0, 0, w, h, radius), w, h)
    del glass
    return surface
