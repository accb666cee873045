"""All that a room knows at one moment, in a few flat frozen records."""

from dataclasses import dataclass, field
from datetime import datetime

from appliance.core.events import StageSaid
from appliance.core.rules import Rules
from appliance.core.visits import Somebody, Visit
from appliance.core.words import Phase, SignState
from wire.signaling import IceServer
from wire.visits import Role, Seat


@dataclass(frozen=True, slots=True)
class Focus:
    """The one visit the room is about (S4): the one that is open, running or just over."""

    visit: Visit
    phase: Phase
    countdown: float | None = None
    """Monotonic time at which the visit starts by itself."""
    on_press: bool = False
    """*Vänta lite*, or a call that broke off: only a press starts."""
    see_me: bool = False
    """A person asked for their own picture in the lobby."""
    anyway: bool = False
    """A person started although the sign does not shine."""
    camera: bool = True
    microphone: bool = True
    peer: str | None = None
    """The other end of the call."""
    connected: float | None = None
    """Monotonic time at which both were last connected."""
    since: float = 0.0
    """Monotonic time of the last change of phase."""


@dataclass(frozen=True, slots=True)
class Day:
    """A room's day. ``now`` and all floats are monotonic seconds; the wall is ``anchor + now``."""

    rules: Rules
    anchor: float
    clock_trusted: bool = False
    visits: tuple[Visit, ...] = ()
    absent_once: frozenset[str] = frozenset()
    """Ids missing from the last complete agenda; missing twice means cancelled."""
    read_at: float | None = None
    """When the bookings were last read whole."""
    bad: int = 0
    central: bool = False
    ice_servers: tuple[IceServer, ...] = ()
    parties: tuple[tuple[str, tuple[Somebody, ...]], ...] = ()
    """Who stands at which visit."""
    somebody: bool | None = None
    here: bool = False
    """A clinician is checked in."""
    seen: float | None = None
    """When presence was last known."""
    touched: float | None = None
    today_until: float | None = None
    sign: SignState | None = None
    """What sign says it shows; None while it cannot be reached."""
    lamp_ok: bool = False
    stage: StageSaid = field(default_factory=lambda: StageSaid(alive=False))
    focus: Focus | None = None
    closed: frozenset[str] = frozenset()
    """Visits that are over, whatever the feed says."""
    former_ended: float | None = None
    """When the former visit's call ended (R09)."""
    hold_until: float | None = None
    """The sign's after-hold."""


def new_day(rules: Rules, now: float, wall: float) -> Day:
    """A room that knows nothing yet; ``wall`` is Unix seconds at monotonic ``now``."""
    return Day(rules=rules, anchor=wall - now)


def mono(day: Day, instant: datetime) -> float:
    """The monotonic time of a wall instant."""
    return instant.timestamp() - day.anchor


def parties_at(day: Day, visit: str) -> tuple[Somebody, ...]:
    """Everybody at ``visit`` besides the room."""
    return next((parties for key, parties in day.parties if key == visit), ())


def patient_at(day: Day, visit: str) -> Somebody | None:
    """The patient who stands in the lobby or talks, away for a moment included; else None."""
    return _standing(day, visit, Role.PATIENT)


def interpreter_at(day: Day, visit: str) -> Somebody | None:
    """The interpreter who stands in the lobby or talks; else None."""
    return _standing(day, visit, Role.INTERPRETER)


def _standing(day: Day, visit: str, role: Role) -> Somebody | None:
    for party in parties_at(day, visit):
        if party.role is role and party.joined and party.seat in (Seat.LOBBY, Seat.AWAY):
            return party
    return None
