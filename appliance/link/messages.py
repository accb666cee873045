"""The messages between room, stage and sign, version 1.

Room listens on ``room.sock``, sign on ``sign.sock``; stage connects to both, room to sign. Who
connects says ``Hello`` first. Everything but ``Pressed``, ``Touched``, ``Passed``, ``Looped``,
``Moved``, ``Wrote`` and ``Restart`` is a level: sent whole on every change and after every
(re)connection, and harmless when sent twice.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from appliance.core.views import SignView, StageView
from appliance.core.words import (
    Button,
    DeviceState,
    Fault,
    Grade,
    Hearing,
    Link,
    Move,
    Proven,
    Reason,
    Sight,
    SignFault,
    SignState,
)
from wire.ids import PeerId, VisitId
from wire.records import FORGETFUL, Record, decode
from wire.signaling import Loop, Signal
from wire.talk import GrowingText

VERSION = 1


class Hello(Record):
    """Who speaks; another version is refused by closing."""

    type: Literal["hello"] = "hello"
    version: Literal[1] = 1
    process: Literal["room", "stage"]


class SignWanted(Record):
    """Room's *state* lease, renewed each second."""

    type: Literal["sign-wanted"] = "sign-wanted"
    view: SignView


class Capturing(Record):
    """Stage's own lease: asked before capture opens, renewed each second, released when closed."""

    type: Literal["capturing"] = "capturing"
    on: bool
    planned_end: float = 0.0
    """Unix seconds."""


class SignShown(Record):
    """Sign's answer to every message: what the lamp shows, after it was driven."""

    type: Literal["sign-shown"] = "sign-shown"
    state: SignState
    capturing: bool
    """A capturing lease is held and the lamp was driven to it; ``lamp_ok`` says if it shines."""
    lamp_ok: bool
    fault: SignFault | None = None
    """What is wrong with the sign, for IT; None while ``lamp_ok``."""


class Wanted(Record):
    """Room to stage: everything stage shall do and show."""

    type: Literal["wanted"] = "wanted"
    view: StageView


class CallDoing(Record):
    """The call stage holds."""

    visit: str
    peer: str
    generation: int
    link: Link
    proven: bool
    """Joined in the sense of S8."""
    picture: bool
    sound: bool
    grade: Grade = Grade.GOOD
    """How good it is, for people."""


class PartTested(Record):
    """What the self-test found of one part; no fault: it is well."""

    part: Proven
    fault: Fault | None = None
    numbers: dict[str, float] = Field(default_factory=dict)
    """What was measured, as evidence for IT."""


class Testing(Record):
    """How far stage is with the self-test it was told to do."""

    number: int
    results: tuple[PartTested, ...] = ()


class Doing(Record):
    """Stage to room: everything stage does now."""

    type: Literal["doing"] = "doing"
    capture: Reason | None = None
    """A capture handle is open, for this reason."""
    camera: DeviceState
    microphone: DeviceState
    speaker: DeviceState
    sight: Sight = Sight.FINE
    seen: dict[str, float] = Field(default_factory=dict)
    """What the camera's picture was like when it ceased to be fine; empty while it is."""
    hearing: Hearing | None = None
    """Set while the function test listens."""
    muted: bool = False
    """The open microphone is silenced on the headset itself (R32)."""
    aloud: DeviceState | None = None
    """The room's loudspeaker beside the headset; None where it has none (R15)."""
    sign_confirmed: bool = False
    """The capturing lease is held and shown."""
    call: CallDoing | None = None
    test: Testing | None = None
    stats: dict[str, float] = Field(default_factory=dict)
    """Numbers by W3C webrtc-stats names."""


class Pressed(Record):
    """A person pressed a button on the screen."""

    type: Literal["pressed"] = "pressed"
    button: Button
    peer: str | None = None
    """Whom ``admit`` lets in."""


class Touched(Record):
    """A person touched the screen anywhere; at most once a second."""

    type: Literal["touched"] = "touched"


class Wrote(Record):
    """Somebody writes at the screen: a line that is done, or, without ``id``, one that grows."""

    type: Literal["wrote"] = "wrote"
    visit: VisitId
    text: GrowingText
    id: PeerId | None = None


class Restart(Record):
    """Room to stage: end, and come back anew."""

    type: Literal["restart"] = "restart"


class Moved(Record):
    """Room to stage: one of the three buttons that go through what stands on the screen."""

    type: Literal["moved"] = "moved"
    key: Move


class Looped(Record):
    """A step of the self-test's call with itself; central sends back what room passes to it."""

    type: Literal["looped"] = "looped"
    loop: Loop


class Passed(Record):
    """A step of offer, answer and candidates; room passes it on unread."""

    type: Literal["passed"] = "passed"
    signal: Signal


SignHears = Hello | SignWanted | Capturing
RoomHears = Hello | Doing | Pressed | Touched | Wrote | Passed | Looped
StageHears = Wanted | Passed | Looped | Moved | Restart

_TO_SIGN: TypeAdapter[SignHears] = TypeAdapter(
    Annotated[SignHears, Field(discriminator="type")], config=FORGETFUL
)
_FROM_STAGE: TypeAdapter[RoomHears] = TypeAdapter(
    Annotated[RoomHears, Field(discriminator="type")], config=FORGETFUL
)
_TO_STAGE: TypeAdapter[StageHears] = TypeAdapter(
    Annotated[StageHears, Field(discriminator="type")], config=FORGETFUL
)


def read_to_sign(line: bytes) -> SignHears:
    """Read what room or stage told sign."""
    return decode(_TO_SIGN, "link", line)


def read_from_sign(line: bytes) -> SignShown:
    """Read sign's answer."""
    return SignShown.from_json("link", line)


def read_from_stage(line: bytes) -> RoomHears:
    """Read what stage told room."""
    return decode(_FROM_STAGE, "link", line)


def read_to_stage(line: bytes) -> StageHears:
    """Read what room told stage."""
    return decode(_TO_STAGE, "link", line)
