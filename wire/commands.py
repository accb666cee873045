"""Acts from afar: what central may ask of a unit over MQTT, signed, and what the unit answers.

Every verb there is stands here. None carries picture or sound, none opens a camera or a microphone
(S2), none runs what the sender wrote. A command counts for one unit, once, for a short time.
"""

from base64 import b64decode, b64encode
from enum import StrEnum
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, StringConstraints

from wire.faults import WireError
from wire.fleet import PAYLOAD_LIMIT, Slug
from wire.ids import UnitId
from wire.records import Record

LASTS_S = 60.0
"""So long after it was asked a command counts."""
LINES, LINE = 200, 300
"""So many lines of a log at most, and so many characters of each."""
_FOR = b"ostord command 1\0"
"""What is signed begins so: no signature of anything else counts as one of a command."""
CommandId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Verb(StrEnum):
    """What may be asked."""

    REBIRTH = "rebirth"
    """Tell everything anew."""
    IDENTIFY = "identify"
    """Show on the screen that this is the room."""
    SELFTEST = "selftest"
    """Try the call's way; camera and microphone stay closed."""
    RESTART_PART = "restart_part"
    REBOOT_WHEN_IDLE = "reboot_when_idle"
    UPDATE = "update"
    LOGS = "logs"
    """The newest lines of the room's own record, without its visits."""


Part = Literal["room", "stage"]
"""A process that may be started anew; never the sign's."""


class Command(Record):
    """``cmd/{verb}``, QoS 1, not retained, inside a ``Signed``; times in Unix seconds."""

    id: CommandId
    """128 random bits, never used again: the same one twice is one act."""
    unit: UnitId
    verb: Verb
    issued: float
    expires: float
    part: Part | None = Field(default=None, exclude_if=lambda part: part is None)
    """Of ``restart_part`` alone."""


class Signed(Record):
    """A command's own text, and the Ed25519 signature over it (RFC 8032) in base64."""

    command: Annotated[str, StringConstraints(max_length=2048)]
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class ActState(StrEnum):
    """What came of a command."""

    DONE = "done"
    BEGUN = "begun"
    """Another answer follows."""
    REFUSED = "refused"
    FAILED = "failed"


class CommandResult(Record):
    """``cmd-result/{id}``, QoS 1, not retained."""

    id: CommandId
    state: ActState
    at: float
    code: Slug | None = Field(default=None, exclude_if=lambda code: code is None)
    """Why it was refused, or what failed."""
    lines: Annotated[
        tuple[Annotated[str, StringConstraints(max_length=LINE)], ...], Field(max_length=LINES)
    ] = Field(default=(), exclude_if=lambda lines: not lines)


def sign(key: Ed25519PrivateKey, command: Command) -> Signed:
    """The command as it travels."""
    text = command.to_json()
    return Signed(command=text, signature=b64encode(key.sign(_FOR + text.encode())).decode())


def proven(key: Ed25519PublicKey, payload: bytes) -> Command:
    """The command in ``payload``; WireError where it is malformed or ``key`` did not sign it."""
    signed = Signed.from_json("central", payload, PAYLOAD_LIMIT)
    try:
        key.verify(b64decode(signed.signature), _FOR + signed.command.encode())
    except InvalidSignature:
        raise WireError("central", "signature", "is not central's") from None
    return Command.from_json("central", signed.command, PAYLOAD_LIMIT)


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as it is told: its 32 bytes in base64."""
    return b64encode(key.public_bytes_raw()).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """The key that ``public_text`` told; ValueError for what is none."""
    return Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True))
