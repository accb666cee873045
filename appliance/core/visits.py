"""What the room knows of one booked visit, and of who stands at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wire.talk import SnapshotState
from wire.visits import Level, Role, Seat

OURS = (Role.UNIT, Role.STAFF)
"""The clinic's own side of what is written."""


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
    count: int = 0
    """So many lines were written in all; ``lines`` are the newest of them."""
    unlocked: bool = False
    """The identity is known: the room may write, and ask for a still (R60)."""
    shown: str | None = None
    """The picture that the clinician shares and the patient sees (R35)."""
    still: SnapshotState | None = None
    """What became of the question for a still (R33)."""

    @property
    def total(self) -> int:
        """The number of the newest line."""
        return max(self.count, len(self.lines))

    def unread(self, read: int = 0) -> int:
        """R31: what others wrote after the clinic's own last line, and after line ``read``."""
        first = self.total - len(self.lines) + 1
        numbered = list(enumerate(self.lines, first))
        own = max((at for at, line in numbered if line.role in OURS), default=0)
        return sum(at > max(own, read) for at, _ in numbered)
