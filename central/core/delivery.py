"""One letter to one address: by which channel it goes, what came of a try, when the next one is."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PHONE = re.compile(r"\+?[0-9]{6,15}")


class Channel(StrEnum):
    """What kind of address it is."""

    SMS = "sms"
    MAIL = "mail"
    CLINIC = "clinic"
    """The clinic itself, by its name."""


class State(StrEnum):
    """How far it has come; the last three are final until a person asks for another try."""

    WAITING = "waiting"
    SENDING = "sending"
    """Written down before the step that cannot be taken back."""
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Central ended, or the line broke, in that step: sent once or not at all."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a try; ``waiting`` is: try again."""

    state: State
    code: str | None = None


SENT = Result(State.SENT)


def refused(code: str) -> Result:
    """The far end took a look and said no: another try would hear the same."""
    return Result(State.FAILED, code)


def later(code: str) -> Result:
    """Certainly not sent, and another try may go better."""
    return Result(State.WAITING, code)


def unsure(code: str) -> Result:
    """Perhaps sent."""
    return Result(State.UNKNOWN, code)


PAUSES_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Between one try and the next; the last one is repeated."""
JITTER = 0.2
"""A pause is so much shorter or longer, so that many who wait do not come all at once."""
KEPT_TRYING_S = 86_400.0
"""How long a letter is tried that says nothing of it."""


def next_try(tries: int, now: float, luck: float) -> float:
    """When to try again after ``tries`` tries; ``luck`` is from 0 to 1."""
    pause = PAUSES_S[min(tries, len(PAUSES_S)) - 1]
    return now + pause * (1 - JITTER + 2 * JITTER * luck)


def channel_of(address: str) -> Channel:
    """A number takes an SMS, an e-mail address a mail, anything else is a clinic's name."""
    if _PHONE.fullmatch(address):
        return Channel.SMS
    return Channel.MAIL if "@" in address else Channel.CLINIC


def masked(address: str) -> str:
    """What may be shown of an address: ``··88``, ``a··@··.se``; a clinic's name whole."""
    channel = channel_of(address)
    if channel is Channel.SMS:
        return f"··{address[-2:]}"
    if channel is Channel.CLINIC:
        return address
    name, _, host = address.rpartition("@")
    return f"{name[:1]}··@··.{host.rpartition('.')[2]}"
