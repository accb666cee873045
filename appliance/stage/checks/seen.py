"""The looks at the camera's pictures while a person sees their own (R13, R22): twice a second.

All on the camera's own thread and in this process: no number leaves it, no picture is kept.
"""

import logging
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.link.journal import record
from appliance.stage.checks.advice import Advice, advice
from appliance.stage.checks.faces import Face, Faces
from appliance.stage.checks.look import look

EACH_S = 0.5
NEVER = float("-inf")
SURE_S = 1.0
"""So long the same advice holds before it is told, and another one before it goes."""


class Sitting:
    """What a person is advised; ``want`` from any thread, ``see`` on the camera's."""

    def __init__(self) -> None:
        self.advice: Advice | None = None
        """The one sentence that is told now."""
        self.sure = False
        """Enough was looked at: no advice means that all is well."""
        self._faces: Faces | None = None
        self._blind = False
        """The network cannot be used here: the camera goes on without it."""
        self._wanted = False
        self._due = self._since = NEVER
        self._looks: Advice | Literal["nothing yet"] | None = "nothing yet"
        self._middle = True

    def want(self, *, on: bool) -> None:
        """Look, or forget; the same again does nothing."""
        if on != self._wanted:
            self._wanted = on
            self.advice, self.sure = None, False

    def see(self, i420: NDArray[np.uint8] | None, now: float) -> None:
        """A picture of shape (height * 3 // 2, width) at ``now``, seconds; None: it is closed."""
        if i420 is None or not self._wanted:
            self._begin_anew()
            return
        if now < self._due:
            return
        self._due = now + EACH_S
        looks = advice(look(i420, self._face(i420)))
        if looks is Advice.NO_FACE and self._blind:
            looks = None  # what cannot be looked for is asked: *Ser du dig själv tydligt?*
        if looks is not self._looks:
            self._looks, self._since = looks, now
        if now - self._since >= SURE_S:
            self.advice, self.sure = looks, True

    def _begin_anew(self) -> None:
        self._due = self._since = NEVER
        self._looks = "nothing yet"
        self._middle = True
        self.advice, self.sure = None, False

    def _face(self, i420: NDArray[np.uint8]) -> Face | None:
        """One pass of the network a look: who is not in the middle is looked for in the whole."""
        if self._blind:
            return None
        try:
            self._faces = self._faces or Faces()
            face = self._faces.find(i420, middle=self._middle)
        except (cv2.error, FileNotFoundError):
            self._blind = True
            record("faces.unusable", logging.ERROR)
            return None
        if face is None:
            self._middle = not self._middle
        return face
