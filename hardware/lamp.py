"""The port of the sign by the door, and the words that every sign has in common."""

from collections.abc import Mapping
from typing import Protocol

STATES = ("clear", "soon", "occupied", "paused", "unknown")
"""What can be wanted of a sign; ``unknown`` is *knock and wait*, and what a dark sign means."""

DARK = "lamp-dark"
"""It shall shine and does not."""
STUCK = "lamp-stuck"
"""It shines and shall not."""
UNPLUGGED = "sign-unplugged"
"""There is nothing to drive."""

Tells = Mapping[str, str]
"""For each wanted state the one that a person at the door reads."""


class Lamp(Protocol):
    """A sign by the door. What it cannot show it shows as the nearest it can, never as clear."""

    name: str

    @property
    def tells(self) -> Tells:
        """What a person at the door reads for each wanted state, while the sign is well."""

    def show(self, state: str, *, own: bool = False) -> None:
        """Drive ``state``; returns when it is driven; raises DeviceFailed or DeviceMissing.

        ``own``: occupied by a person's own press, without a video visit; only words can tell.
        """

    def fault(self) -> str | None:
        """What the sign, read back, does otherwise than driven: DARK, STUCK, UNPLUGGED or None.

        None also where nothing can be read back, and while nothing is driven.
        """

    def close(self) -> None:
        """Let go of the lines; what the door then says is the wiring's word (docs/wiring)."""


def telling(*states: str) -> Tells:
    """What a sign reads as that can show ``states``: paused as occupied, all else as unknown."""
    nearest = dict.fromkeys(STATES, "unknown") | {state: state for state in states}
    if "paused" not in states:
        nearest["paused"] = nearest["occupied"]
    return nearest


def can_show(tells: Tells) -> frozenset[str]:
    """The states that a sign can tell apart."""
    return frozenset(state for state, told in tells.items() if state == told)
