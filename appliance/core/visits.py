"""What the room knows of one booked visit, and of who stands at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wire.visits import Level, Role, Seat


class Standing(StrEnum):
    """Whether a booking can become a visit here."""

    JOINABLE = "joinable"
    OTHER_SYSTEM = "other-system"
    CANCELLED = "cancelled"
    DONE = "done"
    """Fulfilled or missed: over, whatever the clock says."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Visit:
    """One booking of this room, as the core needs it."""

    id: str
    start: datetime
    """Aware, UTC."""
    end: datetime
    standing: Standing = Standing.JOINABLE
    confirmed: bool = True
    kind: str | None = None
    initials: str | None = None
    interpreter: bool = False
    """An interpreter is required: without one it does not start (R40)."""
    language: str | None = None
    """The patient's, BCP 47."""
    phone_tail: str | None = None
    """The last two digits of the booking's number."""
    protected: bool = False
    """R70: *Skyddad uppgift*, no initials anywhere."""
    at_once: bool = False
    """*Boka nu*: the unit rings when it comes (R04)."""
    practice: bool = False
    """A staff test visit (R26): no patient, no outcome."""
    patients: int = 1
    """How many patients are booked; more than one is a group visit (R39)."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One party at a visit besides the room itself."""

    peer: str
    role: Role
    level: Level | None
    seat: Seat
    joined: bool
    camera: bool = True
    microphone: bool = True
    hold: bool = False
    hidden: bool = False
    """Their page lies in the background (R25)."""
    phoning: bool = False
    """They have a phone call, or paused the sound (R43)."""
    place: str | None = None
    """Where the patient says to be now; for the visit only (R08, R46)."""
    lost: bool = False
    """The network took their seat; they did not leave it."""


@dataclass(frozen=True, slots=True)
class Written:
    """One line, or the one that grows: whose, and what it says."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """What is written at one visit; never stored, gone with the visit (S6)."""

    lines: tuple[Written, ...] = ()
    """The newest, oldest first."""
    growing: tuple[Written, ...] = ()
    """Who writes just now."""
    files: int = 0
    """So many were handed over to the clinic (R34)."""

    @property
    def unread(self) -> int:
        """R31: what others wrote after the clinician's own last line."""
        own = [at for at, line in enumerate(self.lines, 1) if line.role is Role.STAFF]
        return len(self.lines) - (own[-1] if own else 0)
