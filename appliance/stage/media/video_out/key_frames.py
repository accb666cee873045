"""When a key frame is made: it costs ten pictures, and a broken receiver asks in floods."""

HOLD_S = 0.4
"""No second one sooner than this; what was asked meanwhile is answered then."""


class KeyFrames:
    """Merges everybody's requests into one key frame each ``HOLD_S``. The clock is told."""

    def __init__(self) -> None:
        self._asked = True
        self._made = float("-inf")

    def ask(self) -> None:
        """Somebody cannot go on without one."""
        self._asked = True

    def due(self, now: float) -> bool:
        """Whether the next picture shall be one."""
        return self._asked and now - self._made >= HOLD_S

    def made(self, now: float) -> None:
        """One was made: whoever asked has it."""
        self._asked = False
        self._made = now
