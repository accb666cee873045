"""The port of a presence sensor: is somebody in the room?"""

from typing import Protocol


class Presence(Protocol):
    """One sensor; it knows only somebody or nobody."""

    name: str

    def present(self) -> bool | None:
        """True, False, or None where no sensor is fitted or it does not answer."""

    def close(self) -> None:
        """Give its line back."""
