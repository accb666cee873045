"""Runs the lobbies: sockets come and go, the pure lobby decides, everybody is told."""

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from central.core import chairs
from central.core import lobby as pure
from central.core.chairs import Chair, Lobby
from central.core.lobby import Gone, Here, Said, Tick
from central.core.window import ENTERABLE
from central.faults import StoreError
from central.journal import record
from central.meeting import visits
from central.meeting.connection import Connection
from central.store import bookings
from central.store.database import Database
from central.store.tables import SeatRow
from wire.signaling import Admit, Bye, Error, Join
from wire.visits import Level, Role, Seat

NOTED_S = 15.0
"""While both are connected, R02's clock is written down this often."""
TICK_S = 0.5
SOCKETS = 8
"""So many sockets one browser may hold; the oldest one more is hung up."""
TURN_S = 3600.0
"""How often a unit's day is looked at anew where no booking changed."""


class Hall:
    """All lobbies and all connected sockets; every method runs in the event loop."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float],
        peer_id: Callable[[str, str], str],
    ) -> None:
        self._database = database
        self._clock = clock
        self._peer_id = peer_id
        self._lobbies: dict[str, Lobby] = {}
        self._connections: dict[str, Connection] = {}
        self._noted: dict[str, float] = {}
        self._parted: dict[str, float] = {}
        self._kept: dict[str, tuple[str, str] | None] = {}
        self._writing = asyncio.Lock()

    async def attach(self, connection: Connection) -> None:
        """A party said hello; a unit at once stands in the lobby of all its visits of today."""
        for old in [c for c in self._connections.values() if _replaces(connection, c)]:
            old.send(Error(code="superseded") if old.client != connection.client else None)
            old.send(None)
            self.detach(old)
        for idle in [c for c in self._connections.values() if c.holder == connection.holder][
            : -(SOCKETS - 1)
        ]:
            self.detach(idle)
            idle.send(None)
        self._connections[connection.peer] = connection
        if connection.role is Role.UNIT:
            await self.refresh(connection.location)
        else:
            await self._ensure(connection.visit)
            chair = chairs.find(self._lobbies[connection.visit], connection.peer)
            if chair and chair.seat is Seat.AWAY:
                self._step(connection.visit, Here(connection.chair()))

    def detach(self, connection: Connection) -> None:
        """Its socket closed; the seats are kept unless a newer socket already has them."""
        if self._connections.get(connection.peer) is not connection:
            return
        del self._connections[connection.peer]
        for visit in [
            v for v, lobby in self._lobbies.items() if chairs.find(lobby, connection.peer)
        ]:
            self._step(visit, Gone(connection.peer))

    async def join(self, connection: Connection, visit: str) -> None:
        """A unit starts a visit, or a page stands in its lobby; refused alike whatever is wrong."""
        asked = (self._database, connection.role, connection.location, visit, self._clock())
        mine = connection.role is Role.UNIT or connection.visit == visit
        if not mine or not await run_in_threadpool(visits.may_join, *asked):
            connection.send(Error(code="refused", field="visit"))
            return
        await self._ensure(visit)
        if self._connections.get(connection.peer) is not connection:
            return
        connection.shown.pop(visit, None)
        self._step(visit, Here(connection.chair()))
        self._step(visit, Said(connection.peer, Join(visit=visit)))
        await self._keep_seat(visit)

    async def said(self, connection: Connection, message: pure.Spoken) -> None:
        """Anything but hello and join."""
        lobby = self._lobbies.get(message.visit)
        if lobby is None or chairs.find(lobby, connection.peer) is None:
            connection.send(Error(code="not-joined"))
            return
        self._step(message.visit, Said(connection.peer, message))
        if isinstance(message, (Admit, Bye)):
            await self._keep_seat(message.visit)

    def leave(self, visit: str, session: str) -> None:
        """A session ended or its consent was withdrawn: it gives up its seat."""
        lobby = self._lobbies.get(visit, Lobby(visit))
        for chair in [c for c in lobby.chairs if c.holder == session]:
            self._step(visit, Said(chair.peer, Bye(visit=visit)))

    def dismiss(self, holder: str) -> None:
        """A session ended, or a unit moved out: its sockets are hung up and may say no more."""
        for connection in [c for c in self._connections.values() if c.holder == holder]:
            self.detach(connection)
            connection.send(None)

    def keep_to(self, rooms: dict[str, str]) -> None:
        """``rooms`` tells which unit stands in which room: one that moved out is hung up."""
        units = [c for c in self._connections.values() if c.role is Role.UNIT]
        for unit in units:
            if rooms.get(unit.location) != unit.holder:
                self.dismiss(unit.holder)

    async def refresh(self, location: str) -> None:
        """The room's bookings changed: its unit stands in the lobby of each, no cancelled waits."""
        today = await run_in_threadpool(visits.of_today, self._database, location, self._clock())
        unit = next((c for c in self._connections.values() if c.location == location), None)
        for visit, status in today.items():
            await self._ensure(visit)
            if unit and self._connections.get(unit.peer) is unit:
                self._stand(visit, unit)
            if status not in ENTERABLE:
                self._send_home(visit)

    async def tick(self) -> None:
        """Give up kept seats, write down R02's clock, forget what is long over."""
        now = self._clock()
        for visit, lobby in list(self._lobbies.items()):
            due = pure.next_deadline(lobby)
            if due is not None and due <= now:
                self._step(visit, Tick())
                await self._keep_seat(visit)
            if chairs.connected(lobby) and now >= self._noted.get(visit, 0.0) + NOTED_S:
                await run_in_threadpool(self._write_connected, visit, now)
                self._noted[visit] = now
        for visit, at in list(self._parted.items()):
            await run_in_threadpool(self._write_connected, visit, at)
            if self._parted.get(visit) == at:
                del self._parted[visit]

    async def forget_old(self) -> None:
        """Drop lobbies of other days where nobody sits."""
        now = self._clock()
        old = await run_in_threadpool(visits.over, self._database, set(self._lobbies), now)
        for visit in old:
            held = any(c.seat in chairs.HELD for c in self._lobbies[visit].chairs if not _unit(c))
            if not held:
                del self._lobbies[visit], self._kept[visit]
                self._noted.pop(visit, None)

    async def turn_over(self) -> None:
        """The day went on: units stand in the lobbies that came near, old ones are dropped."""
        units = [c for c in self._connections.values() if c.role is Role.UNIT]
        for location in {unit.location for unit in units}:
            await self.refresh(location)
        await self.forget_old()

    async def run(self) -> None:
        """Tick for ever; a database that does not answer is asked again."""
        turned = self._clock()
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.tick()
                if self._clock() > turned + TURN_S:
                    await self.turn_over()
                    turned = self._clock()
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="hall")

    def hang_up(self) -> None:
        """Central stops: close every socket; the seats come back with their clients."""
        for connection in list(self._connections.values()):
            connection.send(None)

    async def _ensure(self, visit: str) -> None:
        if visit in self._lobbies:
            return
        kept = await run_in_threadpool(visits.kept_seat, self._database, visit)
        if visit in self._lobbies:
            return
        self._kept[visit] = (kept.session, kept.client) if kept else None
        self._lobbies[visit] = Lobby(visit, (self._left_behind(kept),) if kept else ())

    def _left_behind(self, kept: SeatRow) -> Chair:
        """The seat that a patient held when central stopped."""
        return Chair(
            self._peer_id(kept.session, kept.client),
            kept.client,
            kept.session,
            Role.PATIENT,
            Level.LINK,
            Seat.AWAY,
            joined=True,
            away_since=self._clock(),
        )

    def _stand(self, visit: str, unit: Connection) -> None:
        """The unit is there; one that said goodbye stays gone until it joins again."""
        chair = chairs.find(self._lobbies[visit], unit.peer)
        if chair is None or chair.seat is Seat.AWAY:
            self._step(visit, Here(unit.chair()))
        else:
            self._show(visit)

    def _step(self, visit: str, event: pure.Event) -> None:
        before, now = self._lobbies[visit], self._clock()
        self._lobbies[visit], said = pure.step(before, event, now)
        if chairs.connected(before) and not chairs.connected(self._lobbies[visit]):
            self._parted[visit] = now
        for to in said:
            if to.peer in self._connections:
                self._connections[to.peer].send(to.message)
        self._show(visit)

    def _show(self, visit: str) -> None:
        for chair in self._lobbies[visit].chairs:
            connection = self._connections.get(chair.peer)
            message = chairs.view(self._lobbies[visit], chair.peer)
            if connection and message and connection.shown.get(visit) != message:
                connection.shown[visit] = message
                connection.send(message)

    def _send_home(self, visit: str) -> None:
        """Cancelled before it began: who waits is told; a running visit is never cut (S4)."""
        lobby = self._lobbies[visit]
        if any(c.role is Role.UNIT and c.joined for c in lobby.chairs):
            return
        for chair in [
            c for c in lobby.chairs if c.role is not Role.UNIT and c.seat is not Seat.LEFT
        ]:
            if chair.peer in self._connections:
                self._connections[chair.peer].send(Error(code="gone", field="visit"))
            self._step(visit, Said(chair.peer, Bye(visit=visit)))

    async def _keep_seat(self, visit: str) -> None:
        """Write down who sits, one after the other and only what changed.

        Where it cannot be written the visit goes on; only a restart of central would miss it.
        """
        async with self._writing:
            sits = (c for c in self._lobbies[visit].chairs if c.seat in chairs.HELD)
            seat = next(((c.holder, c.client) for c in sits if c.role is Role.PATIENT), None)
            if self._kept.get(visit) != seat:
                try:
                    await run_in_threadpool(visits.write_seat, self._database, visit, seat)
                except StoreError:
                    record("seat.unwritten", level=logging.ERROR)
                else:
                    self._kept[visit] = seat

    def _write_connected(self, visit: str, now: float) -> None:
        with self._database.begin() as session:
            bookings.note_connected(session, visit, now)


def hall_of(connection: HTTPConnection) -> Hall:
    """The hall behind a request or a WebSocket."""
    return cast("Hall", connection.app.state.hall)


def _unit(chair: Chair) -> bool:
    return chair.role is Role.UNIT


def _replaces(new: Connection, old: Connection) -> bool:
    return old.peer == new.peer or (new.role is Role.UNIT and old.holder == new.holder)
