"""The lobby of one visit: who sits where, who knocks, and what each of them may see.

The law: one seat per holder (a unit, or a session of the patient's link). A holder's new client
takes its seat over; another holder of the same role knocks while the seat is taken, until the unit
lets it in, and then supersedes it. A closed socket is no goodbye: the seat is kept for 60 s.
Functions take the state and the time, and give the state and what must be said.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from central.core.chairs import HELD, Chair, Lobby, find
from wire.signaling import SEAT_KEPT_S, Admit, Bye, Error, Hold, Join, Media, Signal
from wire.visits import Role, Seat


@dataclass(frozen=True, slots=True)
class Here:
    """A unit connected, or a page that may join stands in the lobby; only a page's ``joined``."""

    chair: Chair


@dataclass(frozen=True, slots=True)
class Gone:
    """The socket of ``peer`` closed."""

    peer: str


KNOCKERS = 4
"""So many browsers may knock at one visit at the same time."""
FORMER = 4
"""So many who left are still told of when another of their role comes."""

Spoken = Join | Signal | Media | Hold | Admit | Bye
"""What a party can say about one visit."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a connected ``peer``."""

    peer: str
    message: Spoken


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but time passed."""


Event = Here | Gone | Said | Tick


@dataclass(frozen=True, slots=True)
class To:
    """What ``peer`` must be told now; lobby messages are levels and come from ``view``."""

    peer: str
    message: Signal | Error


Result = tuple[Lobby, tuple[To, ...]]


def step(lobby: Lobby, event: Event, now: float) -> Result:
    """The lobby after ``event`` and what must be said because of it."""
    lobby = _expire(lobby, now)
    if isinstance(event, Here):
        return _here(lobby, event.chair)
    if isinstance(event, Gone):
        return _gone(lobby, event.peer, now), ()
    if isinstance(event, Said):
        chair = find(lobby, event.peer)
        if chair is None:
            return lobby, (To(event.peer, Error(code="not-joined")),)
        return _SAID[type(event.message)](lobby, chair, event.message)
    return lobby, ()


def next_deadline(lobby: Lobby) -> float | None:
    """When the first kept seat is given up."""
    return min(
        (c.away_since + SEAT_KEPT_S for c in lobby.chairs if c.away_since is not None), default=None
    )


def _expire(lobby: Lobby, now: float) -> Lobby:
    def kept(chair: Chair) -> Chair:
        if chair.away_since is None or now < chair.away_since + SEAT_KEPT_S:
            return chair
        return replace(chair, seat=Seat.LEFT, joined=False, away_since=None)

    return replace(lobby, chairs=tuple(kept(chair) for chair in lobby.chairs))


def _here(lobby: Lobby, new: Chair) -> Result:
    old = find(lobby, new.peer)
    if old and old.seat in HELD:
        return _put(lobby, replace(old, seat=Seat.LOBBY, away_since=None)), ()
    former = tuple(c for c in lobby.chairs if c.holder == new.holder)
    taken = not any(c.seat in HELD for c in former) and any(_rivals(lobby, new))
    seat = Seat.KNOCKING if taken else Seat.LOBBY
    long_gone = [c for c in lobby.chairs if c.role is new.role and c.seat is Seat.LEFT][:-FORMER]
    others = tuple(c for c in lobby.chairs if c not in former and c not in long_gone)
    if taken and sum(c.seat is Seat.KNOCKING for c in others) >= KNOCKERS:
        return lobby, (To(new.peer, Error(code="refused")),)
    said = tuple(To(c.peer, Error(code="superseded")) for c in former if c.peer != new.peer)
    chair = replace(new, seat=seat, joined=new.joined and not taken)
    return replace(lobby, chairs=(*others, chair)), said


def _gone(lobby: Lobby, peer: str, now: float) -> Lobby:
    chair = find(lobby, peer)
    if chair is None or chair.seat in (Seat.AWAY, Seat.LEFT):
        return lobby
    if chair.seat is Seat.KNOCKING:
        return replace(lobby, chairs=tuple(c for c in lobby.chairs if c is not chair))
    return _put(lobby, replace(chair, seat=Seat.AWAY, away_since=now))


def _join(lobby: Lobby, chair: Chair, _: Join) -> Result:
    if chair.seat is Seat.KNOCKING:
        return lobby, ()
    return _put(lobby, replace(chair, seat=Seat.LOBBY, joined=True)), ()


def _signal(lobby: Lobby, chair: Chair, message: Signal) -> Result:
    if not _sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    other = find(lobby, message.peer)
    if other is None or other is chair or not _sits(other):
        return lobby, (To(chair.peer, Error(code="gone")),)
    return lobby, (To(other.peer, message.model_copy(update={"peer": chair.peer})),)


def _media(lobby: Lobby, chair: Chair, message: Media) -> Result:
    if not _sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    shown = replace(chair, camera=message.camera, microphone=message.microphone)
    return _put(lobby, shown), ()


def _hold(lobby: Lobby, chair: Chair, message: Hold) -> Result:
    if not _sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    return _put(lobby, replace(chair, hold=message.on)), ()


def _admit(lobby: Lobby, chair: Chair, message: Admit) -> Result:
    if chair.role is not Role.UNIT:
        return lobby, (To(chair.peer, Error(code="refused")),)
    knocking = find(lobby, message.peer)
    if knocking is None or knocking.seat is not Seat.KNOCKING:
        return lobby, (To(chair.peer, Error(code="gone")),)
    former = _rivals(lobby, knocking)
    rest = replace(lobby, chairs=tuple(c for c in lobby.chairs if c not in former))
    said = tuple(To(c.peer, Error(code="superseded")) for c in former)
    return _put(rest, replace(knocking, seat=Seat.LOBBY, joined=True)), said


def _bye(lobby: Lobby, chair: Chair, _: Bye) -> Result:
    if chair.seat is Seat.KNOCKING:
        return replace(lobby, chairs=tuple(c for c in lobby.chairs if c is not chair)), ()
    left = replace(chair, seat=Seat.LEFT, joined=False, hold=False, away_since=None)
    return _put(lobby, left), ()


_SAID: dict[type, Callable[[Lobby, Chair, Any], Result]] = {
    Join: _join,
    Signal: _signal,
    Media: _media,
    Hold: _hold,
    Admit: _admit,
    Bye: _bye,
}


def _sits(chair: Chair) -> bool:
    return chair.joined and chair.seat is Seat.LOBBY


def _rivals(lobby: Lobby, new: Chair) -> tuple[Chair, ...]:
    return tuple(
        c for c in lobby.chairs if c.role is new.role and c.holder != new.holder and c.seat in HELD
    )


def _put(lobby: Lobby, changed: Chair) -> Lobby:
    chairs = tuple(changed if chair.peer == changed.peer else chair for chair in lobby.chairs)
    return replace(lobby, chairs=chairs)
