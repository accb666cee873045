"""The port to a provider of e-IDs: start an order, look at it, end it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import BaseModel

from wire.records import FORGETFUL


class EidFault(Exception):  # noqa: N818 - a leaf of this port
    """The provider did not do its part; ``code`` is a hint for the person, or for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(BaseModel):
    """Part of what a provider answers; what pydantic reads of it stays in no cache (S6)."""

    model_config = FORGETFUL


@dataclass(frozen=True, slots=True)
class Started:
    """An order that waits for its person; none of this but ``link`` leaves central."""

    ref: str
    link: str
    """Opens the app on the same device."""
    qr: Callable[[int], str]
    """What a QR code shows so many seconds after the start."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How an order is; ``number`` (twelve digits) is there once it is complete."""

    state: Literal["pending", "complete", "failed"]
    hint: str = ""
    number: str | None = None


class EidProvider(Protocol):
    """One provider. Every method ends within 10 s and raises nothing but EidFault."""

    async def start(self, end_user_ip: str) -> Started:
        """A new order for whoever sits at ``end_user_ip``."""
        ...

    async def collect(self, order: Started) -> Progress:
        """How the order is now."""
        ...

    async def cancel(self, order: Started) -> None:
        """Nobody waits for it any more."""
        ...

    async def close(self) -> None:
        """Central stops."""
        ...
