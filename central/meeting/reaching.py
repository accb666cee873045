"""What a unit does to reach a patient who is not in the picture: begin, ring, get the number."""

import logging
from collections.abc import Iterator

from fastapi.concurrency import run_in_threadpool

from central.core import chairs
from central.core.chairs import Lobby
from central.faults import SetupError, StoreError
from central.journal import record
from central.meeting import visits
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.meeting.messenger import Messenger
from wire.signaling import AskNumber, Error, Number, Ring
from wire.visits import FOR_THE_PATIENT, Role, Seat


async def ring(hall: Hall, messenger: Messenger, unit: Connection, message: Ring) -> None:
    """R06, R24: connected pages ring; where none of the patient's lies in front, a letter goes."""
    visit, now = message.visit, hall.clock()
    asked = (hall.database, Role.UNIT, unit.location, visit, now, hall.clinics)
    try:
        if unit.role is not Role.UNIT or not await run_in_threadpool(visits.may_join, *asked):
            unit.send(Error(code="refused", field="visit"))
            return
        pages = [page for page in hall.sockets.pages_at(visit) if _inside(hall, page)]
        for page in pages:
            page.send(Ring(visit=visit))
        if not _looks(hall, visit):
            await run_in_threadpool(messenger.ring, visit, now)
    except (SetupError, StoreError, OSError) as error:
        record("ring.unsent", level=logging.ERROR, error=type(error).__name__)
        unit.send(Error(code="refused", field="visit"))


async def begin(hall: Hall, messenger: Messenger, unit: Connection, visit: str) -> None:
    """R25: the unit joined for the first time; who does not look at the page gets a letter."""
    lobby = hall.lobbies.get(visit, Lobby(visit))
    if unit.role is not Role.UNIT or not chairs.unit_sits(lobby):
        return
    there = frozenset(page.guest for page in _in_front(hall, visit) if page.guest)
    try:
        if not _looks(hall, visit):
            await run_in_threadpool(messenger.begin, visit, hall.clock())
        await run_in_threadpool(messenger.begin_for_guests, visit, there, hall.clock())
    except (SetupError, StoreError, OSError) as error:
        record("ring.unsent", level=logging.ERROR, error=type(error).__name__)


async def tell_number(hall: Hall, unit: Connection, message: AskNumber) -> None:
    """R44, S6: the number of an open visit of this room, to its unit alone, and written down."""
    visit = message.visit
    asked = (hall.database, unit.holder, unit.location, message, hall.clock(), hall.clinics)
    try:
        allowed, number = (
            await run_in_threadpool(visits.number, *asked)
            if unit.role is Role.UNIT
            else (False, None)
        )
    except StoreError:
        record("store.silent", level=logging.ERROR, duty="number")
        allowed, number = False, None
    if not allowed:
        unit.send(Error(code="refused", field="visit"))
    elif hall.sockets.holds(unit):
        if message.role == "interpreter":
            unit.interpreters.add(visit)
        unit.send(Number(visit=visit, role=message.role, number=number))


async def tell_interpreter(hall: Hall, visit: str) -> None:
    """R40: who is invited changed; a unit that waits for the interpreter's number has it anew."""
    for unit in hall.sockets.units():
        if visit in unit.interpreters:
            await tell_number(hall, unit, AskNumber(visit=visit, role="interpreter"))


def _looks(hall: Hall, visit: str) -> bool:
    """Whether a page of the patient, or of who takes part for them, lies in front somewhere."""
    return any(page.role in FOR_THE_PATIENT for page in _in_front(hall, visit))


def _in_front(hall: Hall, visit: str) -> Iterator[Connection]:
    """The pages that lie in front somewhere; a knocking one is nobody's yet (S5)."""
    lobby = hall.lobbies.get(visit, Lobby(visit))
    for page in hall.sockets.pages_at(visit):
        chair = chairs.find(lobby, page.peer)
        if chair is None or not (chair.hidden or chair.seat is Seat.KNOCKING):
            yield page


def _inside(hall: Hall, page: Connection) -> bool:
    """One that sits, or has left and stands on its end card; a knocking one is not rung (S5)."""
    lobby = hall.lobbies.get(page.visit)
    chair = lobby and chairs.find(lobby, page.peer)
    return not (chair and chair.seat is Seat.KNOCKING)
