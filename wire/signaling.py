"""Signaling between unit, page and central: JSON over one WebSocket, the same words for all.

The unit always offers. A change is a new generation and a new peer connection; lower generations
are ignored. Who waits, who left, who is muted or on hold is a level, sent whole in ``lobby``.

A reader takes no field that it does not know: one that is added to a message is left out
(``exclude_if``) while it says nothing new, so that a unit and a central of two ages still talk.
"""

import operator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from wire.check_in import AskCode, CheckedIn, CheckOut, Code
from wire.ids import PeerId, VisitId
from wire.records import FORGETFUL, Record, decode
from wire.support import AskSupport, Support
from wire.talk import (
    AnswerSnapshot,
    AskSnapshot,
    Chat,
    ChatLog,
    FileId,
    FileLine,
    Show,
    ShowWindow,
    SnapshotState,
    Typing,
    TypingNow,
)
from wire.visits import Level, Role, Seat

VERSION = 1
MESSAGE_LIMIT = 131_072
"""Bytes; an SDP is at most 64 KiB and the rest is small."""
SDP_LIMIT = 65_536
MESSAGES_PER_SECOND = 50
SEAT_KEPT_S = 60.0
"""A closed socket is not a goodbye: central keeps the seat this long."""

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=SDP_LIMIT)]
PlaceText = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class IceServer(Record):
    """A STUN or TURN server in the words of WebRTC's RTCIceServer."""

    urls: tuple[Annotated[str, StringConstraints(max_length=256)], ...]
    username: str | None = None
    credential: str | None = None


class Description(Record):
    """An offer or an answer (WebRTC RTCSessionDescription)."""

    type: Literal["offer", "answer"]
    sdp: Sdp


class Candidate(Record):
    """One trickled ICE candidate (WebRTC RTCIceCandidateInit); an empty one ends the gathering."""

    type: Literal["candidate"] = "candidate"
    candidate: Annotated[str, StringConstraints(max_length=512)]
    sdp_mid: Annotated[str, StringConstraints(max_length=16)] | None = None
    sdp_m_line_index: Annotated[int, Field(ge=0, le=15)] | None = None


Body = Annotated[Description | Candidate, Field(discriminator="type")]


class Hello(Record):
    """The first word on a socket. A unit shows its access token; a page has its session cookie.

    ``client`` is new for every page load; a room keeps its own, also when its process restarts.
    One that comes back under the same name gets its seat back, a new name takes it over.
    ``visit`` is said by the staff's page alone: which of its visits it stands beside.
    """

    type: Literal["hello"] = "hello"
    version: Literal[1] = 1
    client: PeerId
    token: Annotated[str, StringConstraints(max_length=4096)] | None = None
    visit: VisitId | None = None


class Join(Record):
    """I am at this visit now: the unit starts it, or the patient's page stands in the lobby."""

    type: Literal["join"] = "join"
    visit: VisitId


class Signal(Record):
    """One step of offer, answer, candidates; ``peer`` is the receiver, on arrival the sender."""

    type: Literal["signal"] = "signal"
    visit: VisitId
    peer: PeerId
    generation: Annotated[int, Field(ge=1, le=2**53)]
    body: Body


class Loop(Record):
    """From a unit that calls itself to try the way: central sends it back as it is.

    The first one has no body, and comes back with servers and a right that is new.
    """

    type: Literal["loop"] = "loop"
    number: Annotated[int, Field(ge=1, le=2**53)]
    body: Body | None = None
    ice_servers: tuple[IceServer, ...] = ()


class Media(Record):
    """What the sender lets the others see and hear (R32)."""

    type: Literal["media"] = "media"
    visit: VisitId
    camera: bool
    microphone: bool
    small: bool = False
    """A phone's screen: what is shown there is small (R35)."""


class Hold(Record):
    """*Paus* (R19): the others read *Strax tillbaka*."""

    type: Literal["hold"] = "hold"
    visit: VisitId
    on: bool


class Admit(Record):
    """*Släpp in*: the clinician lets a knocking party in."""

    type: Literal["admit"] = "admit"
    visit: VisitId
    peer: PeerId


class Identified(Record):
    """*Identitet kontrollerad*: a party's name and number were asked, and fit (R60)."""

    type: Literal["identified"] = "identified"
    visit: VisitId
    peer: PeerId


ToSee = Literal["child-in-picture", "patient-takes-part"]
"""*Barnet syns i bild* (R41), *Patienten deltar* (R47)."""


class Seen(Record):
    """From the unit: the clinician in the room sees to it."""

    type: Literal["seen"] = "seen"
    visit: VisitId
    what: ToSee


class Bye(Record):
    """A goodbye that was meant; a closed socket is none."""

    type: Literal["bye"] = "bye"
    visit: VisitId


class News(Record):
    """From the unit: what the patient of a visit is told while they wait; a level (R09)."""

    type: Literal["news"] = "news"
    visit: VisitId
    late_until: float | None = None
    """Unix seconds: *Jag är sen*, the clinician is there by then."""
    waiting: bool = False
    """*Din vårdgivare är strax klar*"""
    busy: bool = False
    """The former visit in the room is not over yet."""


class Ring(Record):
    """From the unit, passed on to the patient's pages: come back to the call (R06)."""

    type: Literal["ring"] = "ring"
    visit: VisitId


NumberOf = Literal["patient", "interpreter"]


class AskNumber(Record):
    """From the unit: the number in the booking, to be ready when the technology fails (R44).

    Or that of the interpreter who was invited, to take part by telephone (R40).
    """

    type: Literal["ask-number"] = "ask-number"
    visit: VisitId
    role: Annotated[NumberOf, Field(exclude_if=lambda role: role == "patient")] = "patient"


class Number(Record):
    """To the unit alone: the number, E.164; None where the booking has none."""

    type: Literal["number"] = "number"
    visit: VisitId
    role: Annotated[NumberOf, Field(exclude_if=lambda role: role == "patient")] = "patient"
    number: Annotated[str, StringConstraints(max_length=20)] | None = None


class Place(Record):
    """From the patient's page: where they are now, kept in memory for the visit only (R08, R46)."""

    type: Literal["place"] = "place"
    visit: VisitId
    place: PlaceText | None = None


class Presence(Record):
    """From a page: whether its person can see and hear it just now; a level (R25, R43, R45)."""

    type: Literal["presence"] = "presence"
    visit: VisitId
    hidden: bool = False
    """Another app or tab lies over it: the sound goes on, the picture may stop."""
    phoning: bool = False
    """A phone call took the microphone, or the person paused the sound: nothing is heard there."""


class Party(Record):
    """One party of a visit as everybody sees it. No name travels here."""

    peer: PeerId
    role: Role
    level: Level | None = None
    seat: Seat
    joined: bool = False
    """The unit has started the visit; a page has confirmed, consented and joined."""
    camera: bool = True
    microphone: bool = True
    hold: bool = False
    small: bool = False
    hidden: bool = False
    phoning: bool = False
    place: PlaceText | None = None
    """Where the patient says to be; told to the unit alone."""
    lost: Annotated[bool, Field(exclude_if=operator.not_)] = False
    """The seat is ``left``, and nobody left it: the network did (a page that is closed says so)."""


class Welcome(Record):
    """Central's answer to ``hello``."""

    type: Literal["welcome"] = "welcome"
    peer: PeerId
    now: float
    """Central's clock, Unix seconds."""
    ice_servers: tuple[IceServer, ...] = ()
    relay_only: bool = False
    """A page sends and takes media through a relay alone."""


class Ways(Record):
    """To a unit, at each ``join``: the servers of ``welcome`` with rights that are new."""

    type: Literal["ways"] = "ways"
    ice_servers: tuple[IceServer, ...]


class Lobby(Record):
    """Everybody at one visit, whole, each time anything changes."""

    type: Literal["lobby"] = "lobby"
    visit: VisitId
    parties: tuple[Party, ...]
    news: News | None = None
    """What the unit lets the patient know; None before it said anything."""
    clinic_told: bool = False
    """Nobody is in the room 3 min into the visit: the clinic was told that the patient waits."""
    tried: bool = False
    """Somebody with the patient's link tried to come in; told to the unit alone (R05)."""
    late_until: float | None = None
    """Unix seconds: *Jag är sen* was said at the clinician's desk; told to the unit (R09)."""
    unlocked: bool = False
    """Chat, files and snapshot are open (R60)."""
    desk: tuple[PeerId, ...] = ()
    """The staff's pages that stand beside the visit; they have no seat and are no party."""
    files: tuple[FileLine, ...] = ()
    """What was handed over, oldest first; told while it is open (R34)."""
    shown: FileId | None = None
    """The shared picture that the patient sees large beside the clinician (R35, R36)."""
    window: Annotated[PeerId | None, Field(exclude_if=lambda window: window is None)] = None
    """The staff's page that shows a window of its computer as it moves; told to pages (R35)."""
    snapshot: SnapshotState | None = None
    """The clinician asked for a still, or what the patient's page answered (R33)."""
    elsewhere: Annotated[str, StringConstraints(max_length=200)] | None = None
    """The other room in which it is held; told to the units that do not hold it (R18)."""
    to_see: Annotated[tuple[ToSee, ...], Field(exclude_if=operator.not_)] = ()
    """What the clinician must still see to; told to the unit (R41, R47)."""


class Error(Record):
    """A refusal; ``code`` is for programs, nothing in it tells a stranger what exists."""

    type: Literal["error"] = "error"
    code: Literal[
        "refused", "malformed", "too-fast", "not-joined", "gone", "superseded", "locked", "full"
    ]
    """``full``: four parties are there, and a guest more must wait until one leaves (R39)."""
    field: str | None = None


Talking = Chat | Typing | AskSnapshot | AnswerSnapshot | Show | ShowWindow
Levels = Media | Hold | News | Place | Presence
RoomWord = AskCode | CheckOut | AskSupport | Loop
"""What a unit says of its room, whatever is booked there."""
OfVisit = Join | Signal | Levels | Admit | Identified | Seen | Bye | Ring | AskNumber | Talking
ClientMessage = Hello | OfVisit | RoomWord
ToUnit = Number | Code | CheckedIn | Ways | Support | Loop
CentralMessage = Welcome | Lobby | Signal | Ring | ToUnit | ChatLog | TypingNow | Error

_FROM_CLIENT: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")], config=FORGETFUL
)
_FROM_CENTRAL: TypeAdapter[CentralMessage] = TypeAdapter(
    Annotated[CentralMessage, Field(discriminator="type")], config=FORGETFUL
)


def read_from_client(text: str | bytes) -> ClientMessage:
    """Read what a unit or a page sent; raise WireError with the field at fault."""
    return decode(_FROM_CLIENT, "client", text, MESSAGE_LIMIT)


def read_from_central(text: str | bytes) -> CentralMessage:
    """Read what central sent; raise WireError with the field at fault."""
    return decode(_FROM_CENTRAL, "central", text, MESSAGE_LIMIT)
