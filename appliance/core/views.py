"""What the room shows: records that are functions of its state and travel to screen and sign.

Instants (``*_at``, ``start``, ``end``) are Unix seconds; ``*_mono`` are seconds of the machine's
monotonic clock, which its processes share. The wall clock is ``anchor + monotonic``.
"""

from typing import Literal

from appliance.core.words import Button, Fault, Missing, Reason, SignState
from wire.records import Record
from wire.signaling import IceServer
from wire.visits import Level, Outcome, Role, Seat

ScreenName = Literal[
    "idle", "soon", "lobby", "countdown", "joining", "call", "paused", "reconnecting", "ended"
]


class VisitLine(Record):
    """One visit as the screen may show it just now (R71): what may not be seen is not here."""

    visit: str
    start: float
    end: float
    kind: str | None = None
    initials: str | None = None
    confirmed: bool = True
    interpreter: bool = False
    not_joinable: Literal["other-system", "cancelled", "bad"] | None = None


class PartyLine(Record):
    """Somebody who waits or talks."""

    peer: str
    role: Role
    level: Level | None = None
    seat: Seat
    camera: bool
    microphone: bool


class Screen(Record):
    """Everything the screen needs to draw itself, and nothing more."""

    name: ScreenName
    anchor: float
    place: str
    """The room's name and house, as people say it."""
    sign: SignState
    sole_use: bool = False
    """The room serves video alone: clear is *Ledigt* (R10)."""
    checked_in: bool = False
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
    camera: bool = True
    microphone: bool = True
    capture: Reason | None = None
    """*Kameran är på* while this is set: wanted, or known to be open."""
    picture: bool = False
    """The other end's picture arrives."""
    sound: bool = False
    proposed: Outcome | None = None
    faults: tuple[Fault, ...] = ()
    buttons: tuple[Button, ...] = ()
    """The buttons that work now; the first is the primary one."""


class SignView(Record):
    """What the room wants the door to say."""

    state: SignState
    planned_end: float | None = None


class CallView(Record):
    """The call stage shall hold."""

    visit: str
    peer: str
    """The other end; a new one means a new peer connection."""
    ice_servers: tuple[IceServer, ...] = ()
    min_generation: int = 1
    hold: bool = False


class StageView(Record):
    """All that stage shall do and show, whole, as a level."""

    screen: Screen
    capture: Reason | None = None
    camera: bool = True
    microphone: bool = True
    planned_end: float = 0.0
    without_sign: bool = False
    """A person pressed *Starta ändå*: capture may open although sign does not answer (S1)."""
    call: CallView | None = None


class SeatView(Record):
    """Where the room sits in central's lobby, as a level: it is told again after every reconnect.

    ``visit`` going from one id to another (or to None) is a goodbye to the first.
    """

    visit: str | None = None
    camera: bool = True
    microphone: bool = True
    hold: bool = False
