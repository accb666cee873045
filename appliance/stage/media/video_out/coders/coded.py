"""A coded picture, and what codes one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """One picture as the encoder gave it."""

    data: bytes
    ticks: int
    """When it was taken, in ticks of 1/90,000 s since the camera's clock began."""
    key: bool
    """It can be decoded without any picture before it."""
    size: tuple[int, int]
    """Width and height, pixels."""


class Coder(Protocol):
    """One encoder for pictures of one size; used by one thread at a time."""

    size: tuple[int, int]

    def aim(self, bitrate: int) -> None:
        """From the next picture on, this many bit/s; costs no key frame."""

    def encode(
        self, i420: NDArray[np.uint8], ticks: int, fps: int, *, key: bool
    ) -> CodedPicture | None:
        """Code one picture, shape (height * 3 // 2, width), taken at ``ticks`` of the RTP clock.

        It may cost its share of the rate at ``fps``, however long ago the last one was: a picture
        that was left out because too much waited must not make the next one larger.
        None where nothing came out.
        """
