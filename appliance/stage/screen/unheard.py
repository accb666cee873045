"""Notices who may be speaking while muted: nobody at all is heard in the call, for some seconds.

A microphone that is off is closed (S2), so nothing can listen whether one speaks into it. What can
be heard is the other end: where nobody speaks there either, somebody may think that they do here.
"""

from appliance.core.views import Screen

SILENCE_S = 6.0
"""A pause in a talk is shorter."""


class Unheard:
    """One call after the other; ``now`` is any steady clock, seconds."""

    def __init__(self) -> None:
        self._since: float | None = None

    def so(self, screen: Screen, now: float, *, speaking: bool) -> bool:
        """Whether it is time to say so; ``speaking``: somebody at another end does."""
        off = screen.name == "call" and (not screen.microphone or screen.muted)
        if not off or speaking or not screen.sound:
            self._since = None
            return False
        self._since = now if self._since is None else self._since
        return now - self._since >= SILENCE_S
