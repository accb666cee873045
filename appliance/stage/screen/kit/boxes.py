"""Boxes in the design's units: they are cut and stacked, and know nothing of pixels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``x`` counts from the side where reading starts, so mirroring needs no care."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Where it ends across."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Where it ends downwards."""
        return self.y + self.h

    def inset(self, across: float, down: float | None = None) -> "Box":
        """This box without its margins."""
        down = across if down is None else down
        return Box(self.x + across, self.y + down, self.w - 2 * across, self.h - 2 * down)

    def from_top(self, taken: float) -> tuple["Box", "Box"]:
        """The upper ``taken`` units, and what is left under them."""
        return self.moved(h=taken), self.moved(y=self.y + taken, h=self.h - taken)

    def from_bottom(self, taken: float) -> tuple["Box", "Box"]:
        """The lower ``taken`` units, and what is left above them."""
        return self.moved(y=self.bottom - taken, h=taken), self.moved(h=self.h - taken)

    def from_start(self, taken: float) -> tuple["Box", "Box"]:
        """The first ``taken`` units across, and what is left after them."""
        return self.moved(w=taken), self.moved(x=self.x + taken, w=self.w - taken)

    def from_end(self, taken: float) -> tuple["Box", "Box"]:
        """The last ``taken`` units across, and what is left before them."""
        return self.moved(x=self.right - taken, w=taken), self.moved(w=self.w - taken)

    def centred(self, w: float, h: float) -> "Box":
        """A box of that size in the middle of this one."""
        return Box(self.x + (self.w - w) / 2, self.y + (self.h - h) / 2, w, h)

    def moved(
        self,
        *,
        x: float | None = None,
        y: float | None = None,
        w: float | None = None,
        h: float | None = None,
    ) -> "Box":
        """This box with some of its numbers replaced."""
        return Box(
            self.x if x is None else x,
            self.y if y is None else y,
            self.w if w is None else w,
            self.h if h is None else h,
        )


def columns(box: Box, count: int, gap: float) -> list[Box]:
    """``count`` boxes of one width beside each other."""
    width = (box.w - gap * (count - 1)) / count
    return [box.moved(x=box.x + n * (width + gap), w=width) for n in range(count)]
