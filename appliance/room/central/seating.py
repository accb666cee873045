"""From where the room sits in central's lobby to where it shall sit: pure."""

from appliance.core.events import AtVisit
from appliance.core.views import SeatView
from appliance.core.visits import Somebody
from wire.signaling import Bye, Hold, Join, Lobby, Media
from wire.visits import Seat

Step = Bye | Join | Media | Hold


def steps(told: SeatView | None, wanted: SeatView) -> tuple[Step, ...]:
    """What to tell central so that ``told`` becomes ``wanted``.

    ``told`` is what this connection has said already; None on a new one: central may still hold
    what an earlier connection said, so everything is said again.
    """
    if told == wanted:
        return ()
    moved = told is None or told.visit != wanted.visit
    said: list[Step] = []
    if told is not None and told.visit is not None and moved:
        said.append(Bye(visit=told.visit))
    visit = wanted.visit
    if visit is None:
        return tuple(said)
    if told is None or moved:
        said.append(Join(visit=visit))
    if moved or told is None or _media(told) != _media(wanted):
        said.append(Media(visit=visit, camera=wanted.camera, microphone=wanted.microphone))
    if moved or told is None or told.hold != wanted.hold:
        said.append(Hold(visit=visit, on=wanted.hold))
    return tuple(said)


def missed_goodbye(lobby: Lobby, me: str, wanted: SeatView) -> bool:
    """Central still holds a seat for the room where it does not want to sit any more."""
    if lobby.visit == wanted.visit:
        return False
    mine = next((party for party in lobby.parties if party.peer == me), None)
    return mine is not None and mine.joined and mine.seat is not Seat.LEFT


def others(lobby: Lobby, me: str) -> AtVisit:
    """Everybody at the visit but the room itself."""
    return AtVisit(
        lobby.visit,
        tuple(
            Somebody(
                peer=party.peer,
                role=party.role,
                level=party.level,
                seat=party.seat,
                joined=party.joined,
                camera=party.camera,
                microphone=party.microphone,
                hold=party.hold,
            )
            for party in lobby.parties
            if party.peer != me
        ),
    )


def _media(seat: SeatView) -> tuple[bool, bool]:
    return seat.camera, seat.microphone
