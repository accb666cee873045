"""What the room shows: records that are functions of its state and travel to screen and sign.

Instants (``*_at``, ``start``, ``end``) are Unix seconds; ``*_mono`` are seconds of the machine's
monotonic clock, which its processes share. The wall clock is ``anchor + monotonic``.
"""

from typing import Literal

from appliance.core.words import (
    Button,
    Fault,
    Hearing,
    Missing,
    Notice,
    NotJoined,
    Proven,
    Reason,
    SignState,
    TestPart,
    TestStep,
)
from wire.check_in import CheckOut
from wire.records import Record
from wire.report import Heading
from wire.signaling import IceServer
from wire.support import Accents
from wire.talk import FileId, SnapshotState
from wire.visits import Level, Outcome, Role, Seat

ScreenName = Literal[
    "idle",
    "check-in",
    "function-test",
    "soon",
    "lobby",
    "no-show",
    "countdown",
    "joining",
    "call",
    "paused",
    "reconnecting",
    "ended",
]


Why = Literal["lobby", "tried", "unit", "central"]
"""The patient stood in the lobby, or tried; the unit, or the way to central, was at fault."""


class VisitLine(Record):
    """One visit as the screen may show it just now (R71): what may not be seen is not here."""

    visit: str
    start: float
    end: float
    kind: str | None = None
    initials: str | None = None
    confirmed: bool = True
    interpreter: bool = False
    not_joined: NotJoined | None = None
    """Why it was not joined, or cannot be."""
    room: str | None = None
    """The other room in which it is held."""
    language: str | None = None
    phone_tail: str | None = None
    """The last two digits of the number that is rung if the technology fails (R08)."""
    practice: bool = False
    patients: int = 1
    protected: bool = False
    """*Skyddad uppgift* (R70)."""


class PartyLine(Record):
    """Somebody who waits or talks."""

    peer: str
    role: Role
    level: Level | None = None
    seat: Seat
    camera: bool
    microphone: bool


class Said(Record):
    """One line as it is read on the screen."""

    role: Role
    text: str


class TalkLine(Record):
    """What is written in the running visit, for a clinician who looks at the room's screen."""

    unread: int = 0
    """The mark on the screen's icon (R31): lines that the clinician has not answered or seen."""
    files: int = 0
    """So many were handed over; they are seen and saved on the staff's page (R34)."""
    role: Role | None = None
    """Who wrote the newest line, or the one that grows."""
    text: str | None = None
    growing: bool = False
    open: bool = False
    """It lies open beside the picture."""
    may_write: bool = False
    lines: tuple[Said, ...] = ()
    """While it lies open: the newest, oldest first."""
    now: tuple[Said, ...] = ()
    """While it lies open: what grows just now."""
    shown: FileId | None = None
    """The picture that is shared from the staff's page; it stands here too once it came (R35)."""
    still: SnapshotState | None = None
    """What became of the question for a still (R33)."""


class NoShow(Record):
    """What the card says while somebody is missing about 5 min into the visit (R05, R40)."""

    who: Literal["patient", "interpreter"] = "patient"
    heading: Heading
    why: tuple[Why, ...] = ()
    """Why it is no missed visit; empty with the heading ``no-show``."""
    since: float
    """From when it counts: the later of the start, the promised time and the room being ready."""
    rung: bool = False
    """*Ring patienten* was pressed: the outcomes are offered now."""
    number: str | None = None
    """The interpreter's, once central told it (R40)."""


class Undo(Record):
    """The last outcome, while it can be taken back (R05)."""

    start: float
    """Of the visit."""
    outcome: Outcome
    until: float


class Answering(Record):
    """Who answers just now about what does not work (R69)."""

    name: str
    phone: str
    until: float


class TestLine(Record):
    """The function test (R20, R21)."""

    __test__ = False

    step: TestStep
    hearing: Hearing | None = None
    failed: TestPart | None = None
    """Set at the step ``help``."""
    plugged: bool = True
    """What does not work is there, as far as the unit knows."""
    answering: Answering | None = None
    """None: nobody answers now, or no number is known."""
    reported: bool = True
    """IT has been told what does not work."""


class Screen(Record):
    """Everything the screen needs to draw itself, and nothing more."""

    name: ScreenName
    anchor: float
    place: str
    """The room's name and house, as people say it."""
    sign: SignState
    accents: Accents | None = None
    """The clinic's own colour by day and by night (R66)."""
    sole_use: bool = False
    """The room serves video alone: clear is *Ledigt* (R10)."""
    checked_in: bool = False
    staff: bool = False
    """The staff check in with their own sign-in (R18)."""
    clinician: str | None = None
    """Who did: name and title."""
    since: float | None = None
    """When they did."""
    code: str | None = None
    """On the screen ``check-in``; None until central has given one."""
    code_address: str | None = None
    """What its QR code leads to."""
    clock_trusted: bool = True
    visit: VisitLine | None = None
    """The visit this screen is about."""
    today: tuple[VisitLine, ...] = ()
    today_open: bool = False
    """*Dagens besök* was touched less than 30 s ago."""
    updated_at: float | None = None
    """When the bookings were last read whole."""
    missing: Missing | None = None
    countdown_mono: float | None = None
    """When the countdown is over."""
    resume_until: float | None = None
    parties: tuple[PartyLine, ...] = ()
    beside: tuple[PartyLine, ...] = ()
    """Who takes part in the call beside the patient, the interpreter first (R39, R40)."""
    talk: TalkLine | None = None
    """Set while a visit runs in which something is written."""
    camera: bool = True
    microphone: bool = True
    muted: bool = False
    """The microphone is on, and silenced on the headset itself (R32)."""
    aloud: bool = False
    """The patient is heard by the room's loudspeaker (R15)."""
    capture: Reason | None = None
    """*Kameran är på* while this is set: wanted, or known to be open."""
    picture: bool = False
    """The other end's picture arrives."""
    sound: bool = False
    proposed: Outcome | None = None
    no_show: NoShow | None = None
    """Set on the screens ``no-show`` and, where nobody met, ``ended``."""
    undo: Undo | None = None
    notices: tuple[Notice, ...] = ()
    """The most pressing one first."""
    late_until: float | None = None
    """When the clinician promised to be there (R09)."""
    next_start: float | None = None
    """The next visit's start, while a call runs or waits."""
    next_late_until: float | None = None
    """What the next visit's patient was promised."""
    start_card: bool = False
    """R08's card lies beside the picture."""
    emergency: bool = False
    """R46's card lies over the picture; the call stays."""
    phone: str | None = None
    """The full number, only while it is shown (R44, R46)."""
    phone_until_mono: float | None = None
    """When the number goes by itself; None while it stays."""
    patient_place: str | None = None
    """Where the patient says to be, only on R46's card and the start card."""
    own_until: float | None = None
    """When a person's own *occupied* ends."""
    second_screen: bool = False
    """Another screen is plugged in (R16)."""
    rings: bool = False
    """*Boka nu* has come: the unit rings until it is touched, for 60 s at most."""
    test: TestLine | None = None
    """Set on the screen ``function-test``."""
    faults: tuple[Fault, ...] = ()
    buttons: tuple[Button, ...] = ()
    """The buttons that work now; the first is the primary one."""


class SignView(Record):
    """What the room wants the door to say."""

    state: SignState
    planned_end: float | None = None
    own: bool = False
    """Occupied by a person's own press, without a video visit (S3)."""


class CallView(Record):
    """The call stage shall hold."""

    visit: str
    peer: str
    """The other end; a new one means a new peer connection."""
    ice_servers: tuple[IceServer, ...] = ()
    min_generation: int = 1
    hold: bool = False


class SelfTestView(Record):
    """The self-test that stage shall carry out; another number is another test."""

    number: int
    parts: tuple[Proven, ...]
    """What it has not told yet."""
    tone: bool
    """The loudspeaker may be heard."""


class StageView(Record):
    """All that stage shall do and show, whole, as a level."""

    screen: Screen
    capture: Reason | None = None
    camera: bool = True
    microphone: bool = True
    aloud: bool = False
    """Played by the room's loudspeaker, not in the headset (R15)."""
    planned_end: float = 0.0
    without_sign: bool = False
    """A person pressed *Starta ändå*: capture may open although sign does not answer (S1)."""
    servers: tuple[IceServer, ...] = ()
    """STUN and TURN servers, from when the visit opens: which of them live is found out before."""
    call: CallView | None = None
    guests: tuple[CallView, ...] = ()
    """Who else takes part: they see and hear the room, and are seen and heard in it (R39, R40)."""
    test: SelfTestView | None = None


class NewsOf(Record):
    """What the patient of one visit is told while they wait."""

    visit: str
    late_until: float | None = None
    """R09"""
    waiting: bool = False
    """*Vänta lite*: *Din vårdgivare är strax klar*."""
    busy: bool = False
    """The room is still in the former visit."""


class SeatView(Record):
    """Where the room sits in central's lobby, as a level: it is told again after every reconnect.

    ``visit`` going from one id to another (or to None) is a goodbye to the first.
    """

    visit: str | None = None
    camera: bool = True
    microphone: bool = True
    hold: bool = False
    number_of: str | None = None
    """The visit whose number the room keeps ready (R44, R46)."""
    interpreter_of: str | None = None
    """The visit whose interpreter is to be phoned: asked for when they are missing (R40)."""
    code_number: int | None = None
    """Which code in a row the screen wants for a check-in (R18)."""
    gone: CheckOut | None = None
    """The check-in that ended here, until central says so too."""
    support_day: int | None = None
    """Days since 1970: who answers about faults is asked for once in each (R69)."""
    news: tuple[NewsOf, ...] = ()
    """What the patients of these visits are told."""
