"""What the door says, from two kinds of lease: room's *state* and stage's *capturing*.

The law: occupied while stage captures, or may still do so because its lease was lost; else what
room says while room lives; else unknown. Clear needs room's live word and no capturing lease, held
or lost. A lost lease says occupied until 15 min after the planned end (or after the loss, when that
is later), then unknown, until stage itself says again whether it captures.
"""

from dataclasses import dataclass, replace

from appliance.core.words import SignState

LEASE_S = 3.0
"""A lease that was not renewed for so long is over."""
AFTER_END_S = 15 * 60.0
"""How long after the planned end a lost capturing lease still says occupied."""
LONGEST_S = 12 * 3600.0
"""No planned end is believed to be further away."""
KEPT = (SignState.OCCUPIED, SignState.PAUSED)
"""The words of room that a sign which starts anew may repeat: they keep people out."""


@dataclass(frozen=True, slots=True)
class Now:
    """This instant on both clocks, seconds: leases run on ``mono``, planned ends on ``unix``."""

    mono: float
    unix: float


@dataclass(frozen=True, slots=True)
class RoomLease:
    """What room said last, and when that is over (monotonic)."""

    state: SignState
    until: float
    own: bool = False
    """Occupied by a person's own press, without a video visit (S3)."""


@dataclass(frozen=True, slots=True)
class Held:
    """The capturing lease of one connection, and when it must be renewed (monotonic)."""

    holder: int
    planned_end: float
    """Unix seconds."""
    until: float


@dataclass(frozen=True, slots=True)
class Sign:
    """All that the sign knows."""

    room: RoomLease | None = None
    held: tuple[Held, ...] = ()
    lost_until: float | None = None
    """A capturing lease was lost: until when (Unix) that says occupied, and after it unknown."""


@dataclass(frozen=True, slots=True)
class RoomSaid:
    """Room renewed its lease."""

    state: SignState
    own: bool = False


@dataclass(frozen=True, slots=True)
class StageSaid:
    """Stage asked for, renewed or released the capturing lease of connection ``holder``."""

    holder: int
    on: bool
    planned_end: float = 0.0


@dataclass(frozen=True, slots=True)
class Gone:
    """Connection ``holder`` was closed."""

    holder: int


Event = RoomSaid | StageSaid | Gone | None
"""None: nothing but time has passed."""


def step(sign: Sign, event: Event, now: Now) -> Sign:
    """The sign after ``event`` at ``now``; an event that does not fit changes nothing."""
    sign = _lapsed(sign, now)
    match event:
        case RoomSaid(state, own):
            return replace(sign, room=RoomLease(state, now.mono + LEASE_S, own))
        case StageSaid(holder, on, planned_end):
            held = tuple(lease for lease in sign.held if lease.holder != holder)
            if on:
                held = (*held, Held(holder, planned_end, now.mono + LEASE_S))
            return replace(sign, held=held, lost_until=None)
        case Gone(holder):
            return _lose(sign, [lease for lease in sign.held if lease.holder == holder], now)
        case None:
            return sign


def shown(sign: Sign, now: Now) -> SignState:
    """What the door says at ``now``."""
    sign = _lapsed(sign, now)
    if sign.held or (sign.lost_until is not None and now.unix < sign.lost_until):
        return SignState.OCCUPIED
    room = sign.room.state if sign.room else SignState.UNKNOWN
    if sign.lost_until is not None and room is not SignState.OCCUPIED:
        return SignState.UNKNOWN
    return room


def own(sign: Sign, now: Now) -> bool:
    """Whether occupied is only a person's own: room says so, and no capture is or may be open."""
    sign = _lapsed(sign, now)
    room = sign.room
    said = room is not None and room.own and room.state is SignState.OCCUPIED
    return said and not sign.held and sign.lost_until is None


def holds(sign: Sign, holder: int) -> bool:
    """Whether connection ``holder`` has a capturing lease."""
    return any(lease.holder == holder for lease in sign.held)


def next_deadline(sign: Sign, now: Now) -> float | None:
    """The first monotonic instant after ``now`` at which something ends by itself."""
    ends = [lease.until for lease in sign.held]
    if sign.room is not None:
        ends.append(sign.room.until)
    if sign.lost_until is not None:
        ends.append(now.mono + sign.lost_until - now.unix)
    return min((end for end in ends if end > now.mono), default=None)


def restored(
    room: SignState | None,
    planned_end: float | None,
    lost_until: float | None,
    now: Now,
    *,
    own: bool = False,
) -> Sign:
    """The sign of a process that starts at ``now`` with what its predecessor knew.

    A lease held then (with its ``planned_end``) is lost now; room's word lasts one lease more,
    and only where it kept people out.
    """
    until = now.mono + LEASE_S
    lease = RoomLease(room, until, own) if room in KEPT and room is not None else None
    held = () if planned_end is None else (Held(0, planned_end, now.mono),)
    return _lapsed(Sign(lease, held, lost_until), now)


def _lapsed(sign: Sign, now: Now) -> Sign:
    if sign.room is not None and now.mono >= sign.room.until:
        sign = replace(sign, room=None)
    return _lose(sign, [lease for lease in sign.held if now.mono >= lease.until], now)


def _lose(sign: Sign, leases: list[Held], now: Now) -> Sign:
    if not leases:
        return sign
    end = max(lease.planned_end for lease in leases)
    until = min(max(end, now.unix), now.unix + LONGEST_S) + AFTER_END_S
    held = tuple(lease for lease in sign.held if lease not in leases)
    return replace(sign, held=held, lost_until=max(until, sign.lost_until or 0.0))
