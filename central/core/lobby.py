"""The lobby of one visit: who sits where, who knocks, and what each of them may see.

The law: one seat per party (the unit, the patient, each guest), held by one holder (a unit, or a
session of the party's link). A holder's new client takes its seat over; another holder of the same
link knocks while the seat is taken, until the unit lets it in, and then supersedes it. A closed
socket is no goodbye: the seat is kept for 60 s, and who lost it to the network is told apart from
who closed the page. Two guests have room at a time (R39).
Functions take the state and the time, and give the state and what must be said.
"""

from dataclasses import dataclass, replace

from central.core import talk
from central.core.chairs import (
    HELD,
    Chair,
    Lobby,
    connected,
    find,
    full,
    put,
    rivals,
    same,
    unit_sits,
    who,
)
from central.core.spoken import Result, Spoken, To, hear
from central.core.window import closes
from central.core.written import Written
from wire.signaling import SEAT_KEPT_S, Error
from wire.visits import Role, Seat


@dataclass(frozen=True, slots=True)
class Here:
    """A unit connected, or a page that may join stands in the lobby; only a page's ``joined``."""

    chair: Chair


@dataclass(frozen=True, slots=True)
class Gone:
    """The socket of ``peer`` closed; ``closed``: because the page was."""

    peer: str
    closed: bool = False


KNOCKERS = 4
"""So many browsers may knock at one visit at the same time."""
FORMER = 4
"""So many who left are still told of when another of their role comes."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a connected ``peer``."""

    peer: str
    message: Spoken | talk.Talking


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but time passed."""


Event = Here | Gone | Said | Tick


def step(lobby: Lobby, event: Event, now: float) -> Result:
    """The lobby after ``event`` and what must be said because of it."""
    before = _expire(lobby, now)
    lobby, said = _happen(before, event, now)
    if connected(before) and not connected(lobby):
        lobby = replace(lobby, last_connected=now)
    return talk.settled(lobby), said


def _happen(lobby: Lobby, event: Event, now: float) -> Result:
    if isinstance(event, Here):
        return _here(lobby, event.chair)
    if isinstance(event, Gone):
        return _gone(lobby, event, now), ()
    if isinstance(event, Said):
        chair = who(lobby, event.peer)
        if chair is None:
            return lobby, (To(event.peer, Error(code="not-joined")),)
        if isinstance(event.message, talk.Talking):
            return talk.hear(lobby, chair, event.message, now)
        return hear(lobby, chair, event.message)
    return lobby, ()


def next_deadline(lobby: Lobby) -> float | None:
    """When the first kept seat is given up, or what was told for the visit alone is forgotten."""
    seats = [c.away_since + SEAT_KEPT_S for c in lobby.chairs if c.away_since is not None]
    return min([*seats, *_forgetting(lobby)], default=None)


def _forgetting(lobby: Lobby) -> list[float]:
    """When the visit closes and nobody talks any more: where somebody said to be (R08), and all
    that was written, which goes at once when the outcome is given."""
    if lobby.plan is None or unit_sits(lobby):
        return []
    closing = closes(lobby.plan.end, lobby.last_connected)
    places = [closing] if any(c.place for c in lobby.chairs) else []
    lines = [closing if lobby.plan.awaited else 0.0] if lobby.written.lines else []
    return places + lines


def _expire(lobby: Lobby, now: float) -> Lobby:
    def kept(chair: Chair) -> Chair:
        if chair.away_since is None or now < chair.away_since + SEAT_KEPT_S:
            return chair
        lost = not chair.closed
        return replace(chair, seat=Seat.LEFT, joined=False, away_since=None, lost=lost)

    chairs = tuple(kept(chair) for chair in lobby.chairs)
    written = lobby.written
    if any(now >= due for due in _forgetting(lobby)):
        chairs = tuple(replace(chair, place=None) for chair in chairs)
        written = Written(files=written.files)
    return replace(lobby, chairs=chairs, written=written)


def _here(lobby: Lobby, new: Chair) -> Result:
    old = find(lobby, new.peer)
    if old and old.seat in HELD:
        return put(lobby, replace(old, seat=Seat.LOBBY, away_since=None, closed=False)), ()
    if full(lobby, new):
        return lobby, (To(new.peer, Error(code="full")),)
    former = tuple(c for c in lobby.chairs if c.holder == new.holder)
    unit = new.role is Role.UNIT  # of several rooms one holds it, the others stand by (R18)
    taken = not unit and not any(c.seat in HELD for c in former) and any(rivals(lobby, new))
    seat = Seat.KNOCKING if taken else Seat.LOBBY
    long_gone = [c for c in lobby.chairs if same(c, new) and c.seat is Seat.LEFT][:-FORMER]
    others = tuple(c for c in lobby.chairs if c not in former and c not in long_gone)
    if taken and sum(c.seat is Seat.KNOCKING for c in others) >= KNOCKERS:
        return lobby, (To(new.peer, Error(code="refused")),)
    said = tuple(To(c.peer, Error(code="superseded")) for c in former if c.peer != new.peer)
    place = next((c.place for c in former if c.place and not taken), None)
    chair = replace(new, seat=seat, joined=new.joined and not taken, place=place)
    return replace(lobby, chairs=(*others, chair)), said


def _gone(lobby: Lobby, gone: Gone, now: float) -> Lobby:
    chair = find(lobby, gone.peer)
    if chair is None or chair.seat in (Seat.AWAY, Seat.LEFT):
        return lobby
    if chair.seat is Seat.KNOCKING:
        return replace(lobby, chairs=tuple(c for c in lobby.chairs if c is not chair))
    away = replace(chair, seat=Seat.AWAY, away_since=now, closed=gone.closed)
    return put(lobby, away)
