"""The port of the lamp by the door."""

from collections.abc import Set
from typing import Protocol

States = Set[str]
"""Of the words ``clear``, ``soon``, ``occupied``, ``paused``, ``unknown``."""


class Lamp(Protocol):
    """A sign by the door. What it cannot show it shows as the nearest it can, never as clear."""

    name: str
    states: States
    """The states it can tell apart."""

    def show(self, state: str) -> None:
        """Drive ``state``; returns when it is driven; raises DeviceFailed or DeviceMissing."""

    def lit(self) -> bool | None:
        """Whether it really shines as driven, read back; None where nothing can read it."""

    def close(self) -> None:
        """Let go of the lines; what the door then says is the wiring's word (docs/wiring)."""
