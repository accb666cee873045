"""Who sits where at one visit, and what each of them may see."""

from dataclasses import dataclass, replace
from typing import Any

from central.core.levels import reaches
from central.core.written import NOTHING, Written
from wire.signaling import Lobby as LobbyMessage
from wire.signaling import News, Party, ToSee
from wire.visits import FOR_THE_PATIENT, Level, Role, Seat

HELD = (Seat.LOBBY, Seat.AWAY)
GUESTS_AT_ONCE = 2
"""R39: four parties; the room's place and the patient's are never given to a guest."""
OURS = (Role.UNIT, Role.STAFF)
"""The clinic's own side of a visit."""
SEES_SNAPSHOT = frozenset({*OURS, *FOR_THE_PATIENT})
"""Who is asked for a still, and who asks (R33)."""


@dataclass(frozen=True, slots=True)
class Chair:
    """One party's place; ``holder`` and ``client`` never leave central."""

    peer: str
    client: str
    holder: str
    role: Role
    level: Level | None = None
    seat: Seat = Seat.LOBBY
    joined: bool = False
    camera: bool = True
    microphone: bool = True
    hold: bool = False
    small: bool = False
    hidden: bool = False
    """The page lies in the background (R25)."""
    phoning: bool = False
    """The person has a phone call, or paused the sound (R43)."""
    away_since: float | None = None
    closed: bool = False
    """The page itself was closed (it says so as it goes), not the network (RFC 6455, 1001)."""
    lost: bool = False
    """The seat was given up though nobody said goodbye or closed the page."""
    place: str | None = None
    """Where the patient says to be; in memory only, for the unit alone (R08, R46)."""
    guest: str | None = None
    """Which guest it is; None: the unit or the patient."""
    location: str = ""
    """A unit's room."""
    room: str = ""
    """What people call it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the booking says of a visit's time; Unix seconds."""

    start: float
    end: float
    awaited: bool = True
    """The visit can still happen: neither cancelled nor over."""
    practice: bool = False
    guardian: bool = False
    """Booked *med vårdnadshavare* (R41)."""
    proxy: bool = False
    """Booked with an *ombud* (R47)."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """Everybody at one visit, in the order they came, and the levels of the visit itself."""

    visit: str
    chairs: tuple[Chair, ...] = ()
    plan: Plan | None = None
    news: News | None = None
    late_until: float | None = None
    """*Jag är sen*, said at the desk; Unix seconds (R09)."""
    clinic_told: bool = False
    tried: bool = False
    begun: bool = False
    """The unit has joined at least once."""
    last_connected: float | None = None
    """When unit and patient last parted (R02)."""
    holder: tuple[str, str] | None = None
    """The room that holds it when nobody sits there yet: location and name (R18)."""
    desk: tuple[Chair, ...] = ()
    """The staff's pages that stand beside the visit: no seats, and no parties."""
    written: Written = NOTHING
    seen_to: frozenset[ToSee] = frozenset()
    """What the clinician saw to: that the child is in the picture, that the patient takes part."""


def find(lobby: Lobby, peer: str) -> Chair | None:
    """The chair of ``peer``."""
    return next((chair for chair in lobby.chairs if chair.peer == peer), None)


def who(lobby: Lobby, peer: str) -> Chair | None:
    """The chair of ``peer``, or its place beside the visit."""
    return find(lobby, peer) or next((c for c in lobby.desk if c.peer == peer), None)


def view(lobby: Lobby, peer: str) -> LobbyMessage | None:
    """What ``peer`` may know: the clinic's own side all; who sits, all who do not knock; others
    themselves.

    Where the patient is, and that somebody tried to come in, is told to unit and staff alone.
    """
    own = who(lobby, peer)
    if own is None:
        return None
    ours = own.role in OURS
    if ours:
        seen = lobby.chairs
    elif own.seat in HELD:
        seen = tuple(chair for chair in lobby.chairs if chair.seat is not Seat.KNOCKING)
    else:
        seen = (own,)
    if own.role is not Role.UNIT:
        seen = tuple(c for c in seen if c.role is not Role.UNIT or _is_holder(lobby, c))
    unit, inside = ours, ours or own.seat in HELD
    return LobbyMessage(
        visit=lobby.visit,
        parties=tuple(_party(chair, unit=unit) for chair in seen),
        news=lobby.news if inside else None,
        clinic_told=lobby.clinic_told and inside,
        tried=lobby.tried and unit,
        elsewhere=_elsewhere(lobby, own),
        late_until=lobby.late_until if unit else None,
        to_see=_to_see(lobby) if own.role is Role.UNIT else (),
        **_talk(lobby, own),
    )


def must_see(lobby: Lobby, *, guardian: bool, proxy: bool) -> tuple[ToSee, ...]:
    """What the clinician sees to: as the booking says, or who sits there (R41, R47)."""
    here = {chair.role for chair in lobby.chairs if chair.seat in HELD}
    asked: tuple[tuple[ToSee, bool], ...] = (
        ("child-in-picture", guardian or Role.GUARDIAN in here),
        ("patient-takes-part", proxy or Role.PROXY in here),
    )
    return tuple(what for what, must in asked if must)


def _to_see(lobby: Lobby) -> tuple[ToSee, ...]:
    plan = lobby.plan
    if plan is None:
        return ()
    asked = must_see(lobby, guardian=plan.guardian, proxy=plan.proxy)
    return tuple(what for what in asked if what not in lobby.seen_to)


def unit_sits(lobby: Lobby) -> bool:
    """Whether the unit has joined and still holds its seat."""
    return any(c.role is Role.UNIT and c.joined and c.seat in HELD for c in lobby.chairs)


def holding(lobby: Lobby) -> tuple[str, str] | None:
    """R18: the one room that holds the visit: whose unit sits there, else the planned one."""
    sits = (c for c in lobby.chairs if c.role is Role.UNIT and c.joined and c.seat in HELD)
    return next(((c.location, c.room) for c in sits), lobby.holder)


def _is_holder(lobby: Lobby, chair: Chair) -> bool:
    """Whoever is no unit knows of one unit alone."""
    held = holding(lobby)
    return held is None or chair.location == held[0]


def _elsewhere(lobby: Lobby, own: Chair) -> str | None:
    held = holding(lobby)
    other = own.role is Role.UNIT and held is not None and held[0] != own.location
    return held[1] if held and other else None


def connected(lobby: Lobby) -> bool:
    """Whether the unit has joined and a patient sits with it just now (R02's clock)."""
    present = {chair.role for chair in lobby.chairs if chair.joined and chair.seat is Seat.LOBBY}
    return Role.UNIT in present and not present.isdisjoint(FOR_THE_PATIENT)


def unlocked(lobby: Lobby) -> bool:
    """R60: whether the patient who sits here is known well enough for chat, files and snapshot.

    Where the patient has no seat of their own, whoever takes part for them must be.
    """
    sit = [c for c in lobby.chairs if c.role in FOR_THE_PATIENT and c.seat in HELD]
    own = [c for c in sit if c.role is Role.PATIENT]
    return any(reaches(c.level, Level.VOUCHED) for c in own or sit)


def rivals(lobby: Lobby, new: Chair) -> tuple[Chair, ...]:
    """Who holds the seat that ``new`` wants."""
    return tuple(
        c for c in lobby.chairs if same(c, new) and c.holder != new.holder and c.seat in HELD
    )


def same(one: Chair, other: Chair) -> bool:
    """Whether two chairs are one party's: the unit's, the patient's, or the same guest's."""
    return (one.role, one.guest) == (other.role, other.guest)


def full(lobby: Lobby, new: Chair) -> bool:
    """R39: whether ``new`` is a guest for whom there is no place."""
    others = {c.guest for c in lobby.chairs if c.guest and c.seat in HELD and not same(c, new)}
    return new.guest is not None and len(others) >= GUESTS_AT_ONCE


def put(lobby: Lobby, changed: Chair) -> Lobby:
    """The lobby with one party's place changed."""
    chairs = tuple(changed if chair.peer == changed.peer else chair for chair in lobby.chairs)
    return replace(lobby, chairs=chairs)


def _talk(lobby: Lobby, own: Chair) -> dict[str, Any]:
    """The levels of what is written and handed over, as ``own`` may know them."""
    opened = unlocked(lobby)
    inside = own.role is Role.UNIT or (own.joined and own.seat in HELD)
    if own.role is not Role.STAFF and not (opened and inside):
        return {}
    written = lobby.written
    return {
        "unlocked": opened,
        "desk": tuple(beside.peer for beside in lobby.desk),
        "files": written.files,
        "shown": written.shown,
        "window": written.window if own.role is not Role.UNIT else None,
        "snapshot": written.snapshot if own.role in SEES_SNAPSHOT else None,
    }


def _party(chair: Chair, *, unit: bool) -> Party:
    return Party(
        peer=chair.peer,
        role=chair.role,
        level=chair.level,
        seat=chair.seat,
        joined=chair.joined,
        camera=chair.camera,
        microphone=chair.microphone,
        hold=chair.hold,
        small=chair.small,
        hidden=chair.hidden,
        phoning=chair.phoning,
        place=chair.place if unit else None,
        lost=chair.lost,
    )
