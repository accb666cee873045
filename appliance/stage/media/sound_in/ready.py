"""Sound that is decoded and waits to be taken, and the little of what was taken that is needed."""

import numpy as np

from appliance.stage.media.opus import Samples
from appliance.stage.media.sound_in import stretch
from appliance.stage.media.tones import SILENCE
from hardware.sound import BLOCK, Block


class Ready:
    """A row of samples; it can be made shorter or longer by a piece at its beginning."""

    def __init__(self) -> None:
        self._coming: Samples = SILENCE[:0]
        self._past: Samples = np.zeros(stretch.LONGEST, dtype=np.int16)

    @property
    def size(self) -> int:
        """Samples that wait."""
        return self._coming.size

    def add(self, samples: Samples) -> None:
        """Append."""
        self._coming = np.concatenate((self._coming, samples)) if self._coming.size else samples

    def join(self, samples: Samples) -> None:
        """Append what does not follow by itself, without a click."""
        if samples.size:
            last = self._coming[-1] if self._coming.size else self._past[-1]
            self.add(stretch.joined(int(last), samples))

    def take(self) -> Block:
        """The first 10 ms, which must be there."""
        block, self._coming = self._coming[:BLOCK], self._coming[BLOCK:]
        self._past = np.concatenate((self._past[BLOCK:], block))
        return block

    def clear(self) -> None:
        """Only silence was and comes."""
        self._coming = SILENCE[:0]
        self._past[:] = 0

    def cut(self, most: int, alike: float, enough: float) -> int:
        """Leave out a piece of up to ``most`` samples; returns its length, 0 where none is fit.

        ``alike`` is what both sides must be, from ``enough`` on a longer piece is preferred.
        """
        piece = stretch.to_cut(self._coming, most, enough)
        if piece.likeness < alike:
            return 0
        self._coming = stretch.cut(self._coming, piece.samples)
        return piece.samples

    def repeat(self, alike: float) -> int:
        """Say the last piece again; returns its length, 0 where none is fit."""
        piece = stretch.to_repeat(self._past, self._coming)
        if piece.likeness < alike:
            return 0
        self._coming = stretch.repeat(self._past, self._coming, piece.samples)
        return piece.samples
