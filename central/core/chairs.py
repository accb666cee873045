"""Who sits where at one visit, and what each of them may see."""

from dataclasses import dataclass

from wire.signaling import Lobby as LobbyMessage
from wire.signaling import Party
from wire.visits import Level, Role, Seat

HELD = (Seat.LOBBY, Seat.AWAY)


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
    away_since: float | None = None


@dataclass(frozen=True, slots=True)
class Lobby:
    """Everybody at one visit, in the order they came."""

    visit: str
    chairs: tuple[Chair, ...] = ()


def find(lobby: Lobby, peer: str) -> Chair | None:
    """The chair of ``peer``."""
    return next((chair for chair in lobby.chairs if chair.peer == peer), None)


def view(lobby: Lobby, peer: str) -> LobbyMessage | None:
    """What ``peer`` may know: a unit all; who sits, all who do not knock; others themselves."""
    own = find(lobby, peer)
    if own is None:
        return None
    if own.role is Role.UNIT:
        seen = lobby.chairs
    elif own.seat in HELD:
        seen = tuple(chair for chair in lobby.chairs if chair.seat is not Seat.KNOCKING)
    else:
        seen = (own,)
    return LobbyMessage(visit=lobby.visit, parties=tuple(_party(chair) for chair in seen))


def connected(lobby: Lobby) -> bool:
    """Whether the unit has joined and a patient sits with it just now (R02's clock)."""
    present = {chair.role for chair in lobby.chairs if chair.joined and chair.seat is Seat.LOBBY}
    return Role.UNIT in present and Role.PATIENT in present


def _party(chair: Chair) -> Party:
    return Party(
        peer=chair.peer,
        role=chair.role,
        level=chair.level,
        seat=chair.seat,
        joined=chair.joined,
        camera=chair.camera,
        microphone=chair.microphone,
        hold=chair.hold,
    )
