"""A film in place of the drawn scene: uncompressed YUV4MPEG2 (4:2:0), over and over again."""

import os
from pathlib import Path

from hardware.pictures import Image, empty

HEAD_LIMIT = 256
FRAME = b"FRAME\n"


class Film:
    """``picture`` reads one picture at a time: a long film takes no memory."""

    def __init__(self, path: Path) -> None:
        """Look at the film's head; raises ValueError for what is no such film, OSError."""
        with path.open("rb") as file:
            head = file.readline(HEAD_LIMIT)
        self.width, self.height = _size(head)
        self._head = len(head)
        self._step = len(FRAME) + self.width * self.height * 3 // 2
        self.pictures = (path.stat().st_size - self._head) // self._step
        """How many there are."""
        if not self.pictures:
            raise ValueError("has no picture")
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def picture(self, number: int, step_s: float) -> Image:  # noqa: ARG002 - as Scene's
        """Picture ``number``, counted round and round, as I420."""
        picture = empty(self.width, self.height)
        at = self._head + number % self.pictures * self._step + len(FRAME)
        os.preadv(self._handle, [picture.data.cast("B")], at)
        return picture


def _size(head: bytes) -> tuple[int, int]:
    words = head.decode("ascii", "replace").split()
    if not words or words[0] != "YUV4MPEG2":
        raise ValueError("is no YUV4MPEG2 film")
    values = {word[0]: word[1:] for word in words[1:]}
    width, height = int(values.get("W", "0")), int(values.get("H", "0"))
    if not values.get("C", "420").startswith("420") or width < 2 or height < 2:
        raise ValueError("is no film of 4:2:0 pictures")
    if width % 2 or height % 2:
        raise ValueError("has pictures of an odd size")
    return width, height
