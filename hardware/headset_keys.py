"""The port of the keys on a headset's cord or cup: they mute the microphone and set the volume."""

from collections.abc import Callable
from typing import Protocol

MUTE, LOUDER, SOFTER = "mute", "volume-up", "volume-down"
NAMES = (MUTE, LOUDER, SOFTER)


class HeadsetKeys(Protocol):
    """All keys of one headset; where it has none, nobody is heard."""

    def listen(self, pressed: Callable[[str], None]) -> None:
        """Tell each press by its name of ``NAMES``, a held volume key again and again; any thread.

        The headset may come and go meanwhile.
        """

    def muted(self) -> bool | None:
        """Whether the headset's own switch silences its microphone; None where it has no such."""

    def close(self) -> None:
        """Listen no longer; closing twice does nothing."""


class NoKeys:
    """A headset without any."""

    def listen(self, pressed: Callable[[str], None]) -> None:
        """Nothing will be heard."""

    def muted(self) -> bool | None:
        """It cannot tell."""
        return None

    def close(self) -> None:
        """Nothing to give back."""
