"""What each party may say at a visit, and what it does: one row in the table for each word."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from central.core.chairs import (
    OURS,
    Chair,
    Lobby,
    find,
    full,
    put,
    rivals,
    unit_sits,
    who,
)
from wire.signaling import Admit, Bye, Error, Hold, Join, Media, News, Place, Presence, Signal
from wire.visits import FOR_THE_PATIENT, Role, Seat

Spoken = Join | Signal | Media | Hold | Admit | Bye | News | Place | Presence
"""What a party can say about one visit; *Ring* and the number are not the lobby's matter."""


@dataclass(frozen=True, slots=True)
class To:
    """What ``peer`` must be told now; lobby messages are levels and come from ``view``."""

    peer: str
    message: Signal | Error


Result = tuple[Lobby, tuple[To, ...]]
BESIDE = (Admit, Signal)
"""What a staff's page may say of these: it has no seat, no picture of its own, and no news."""


def hear(lobby: Lobby, chair: Chair, message: Spoken) -> Result:
    """The lobby after ``chair`` said ``message``, and what must be said because of it."""
    if chair.role is Role.STAFF and type(message) not in BESIDE:
        return lobby, (To(chair.peer, Error(code="refused")),)
    return _SAID[type(message)](lobby, chair, message)


def _join(lobby: Lobby, chair: Chair, _: Join) -> Result:
    if chair.seat is Seat.KNOCKING or (chair.seat is Seat.LEFT and full(lobby, chair)):
        return lobby, ()
    if chair.role is Role.UNIT and any(c.joined for c in rivals(lobby, chair)):
        return lobby, (To(chair.peer, Error(code="refused", field="visit")),)
    lobby = put(lobby, replace(chair, seat=Seat.LOBBY, joined=True))
    if chair.role is Role.UNIT:
        lobby = replace(lobby, begun=True, news=None)
    return lobby, ()


def _signal(lobby: Lobby, chair: Chair, message: Signal) -> Result:
    if not sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    other = who(lobby, message.peer)
    if other is None or other is chair or not sits(other):
        return lobby, (To(chair.peer, Error(code="gone")),)
    if not unit_sits(lobby) or not _may_meet(lobby, chair, other):
        return lobby, (To(chair.peer, Error(code="gone")),)
    return lobby, (To(other.peer, message.model_copy(update={"peer": chair.peer})),)


def _may_meet(lobby: Lobby, one: Chair, other: Chair) -> bool:
    """A staff's page is no party: it talks with a page alone, and while it shows a window (R35)."""
    roles = {one.role, other.role}
    if Role.STAFF not in roles:
        return True
    shows = lobby.written.window in (one.peer, other.peer)
    return shows and roles != {Role.STAFF} and Role.UNIT not in roles


def _media(lobby: Lobby, chair: Chair, message: Media) -> Result:
    if not sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    shown = replace(chair, camera=message.camera, microphone=message.microphone)
    return put(lobby, replace(shown, small=message.small)), ()


def _hold(lobby: Lobby, chair: Chair, message: Hold) -> Result:
    if not sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    return put(lobby, replace(chair, hold=message.on)), ()


def _admit(lobby: Lobby, chair: Chair, message: Admit) -> Result:
    if chair.role not in OURS:
        return lobby, (To(chair.peer, Error(code="refused")),)
    knocking = find(lobby, message.peer)
    if knocking is None or knocking.seat is not Seat.KNOCKING:
        return lobby, (To(chair.peer, Error(code="gone")),)
    if full(lobby, knocking):
        return lobby, (To(chair.peer, Error(code="full")),)
    former = rivals(lobby, knocking)
    rest = replace(lobby, chairs=tuple(c for c in lobby.chairs if c not in former))
    said = tuple(To(c.peer, Error(code="superseded")) for c in former)
    return put(rest, replace(knocking, seat=Seat.LOBBY, joined=True)), said


def _bye(lobby: Lobby, chair: Chair, _: Bye) -> Result:
    if chair.seat is Seat.KNOCKING:
        return replace(lobby, chairs=tuple(c for c in lobby.chairs if c is not chair)), ()
    left = replace(chair, seat=Seat.LEFT, joined=False, hold=False, away_since=None, place=None)
    return put(lobby, replace(left, hidden=False, phoning=False)), ()


def _news(lobby: Lobby, chair: Chair, message: News) -> Result:
    if chair.role is not Role.UNIT:
        return lobby, (To(chair.peer, Error(code="refused")),)
    return replace(lobby, news=message), ()


def _place(lobby: Lobby, chair: Chair, message: Place) -> Result:
    if chair.role not in FOR_THE_PATIENT or not sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    return put(lobby, replace(chair, place=_one_line(message.place))), ()


def _presence(lobby: Lobby, chair: Chair, message: Presence) -> Result:
    if chair.role is Role.UNIT or not sits(chair):
        return lobby, (To(chair.peer, Error(code="not-joined")),)
    return put(lobby, replace(chair, hidden=message.hidden, phoning=message.phoning)), ()


_SAID: dict[type, Callable[[Lobby, Chair, Any], Result]] = {
    Join: _join,
    Signal: _signal,
    Media: _media,
    Hold: _hold,
    Admit: _admit,
    Bye: _bye,
    News: _news,
    Place: _place,
    Presence: _presence,
}


def sits(chair: Chair) -> bool:
    """Whether it is connected, inside, and may speak."""
    return chair.joined and chair.seat is Seat.LOBBY


def _one_line(text: str | None) -> str | None:
    """Only what can be read, on one line; None when nothing is left."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(seen.split()) or None
