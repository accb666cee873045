"""The port through which letters leave: one message to one address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from central.core.delivery import Result

Sending = Callable[[], Awaitable[None]]
"""Writes down that the next step cannot be taken back; what it raises goes to the caller."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is delivered; ``id`` is the same at every try, ``at`` when it was written (Unix s)."""

    id: str
    address: str
    subject: str
    text: str
    at: float


class Way(Protocol):
    """One way for letters to leave.

    ``deliver`` makes one try within TRY_S and never raises for anything that the far end does: it
    answers with what is certain. Before ``sending`` has returned nothing may reach the patient;
    after it, a try whose end is not known is ``unsure``.
    """

    @property
    def drops_repeats(self) -> bool:
        """Whether the far end takes a message with the same id for the same message.

        Only then is a try whose end is not known made again.
        """
        ...

    async def deliver(self, message: Message, sending: Sending) -> Result:
        """Try once."""
        ...


TRY_S = 30.0
