"""Runs the lobbies: sockets come and go, the pure lobby decides, everybody is told."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Container
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import cast

from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from central.core import chairs, talk
from central.core import lobby as pure
from central.core.chairs import Chair, Lobby
from central.core.lobby import Gone, Here, Said
from central.core.spoken import Spoken
from central.core.written import NOTHING, Written
from central.meeting import visits
from central.meeting.connection import Connection
from central.meeting.ledger import Ledger
from central.meeting.sockets import Sockets
from central.store.check_ins import Clinics
from central.store.database import Database
from wire.signaling import Admit, Bye, Error, Join, News
from wire.talk import FileLine
from wire.visits import Level, Role, Seat


class Hall:
    """All lobbies and all connected sockets; every method runs in the event loop."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float],
        peer_id: Callable[[str, str], str],
        clinics: Clinics,
        files: Callable[[str], tuple[FileLine, ...]] = lambda _: (),
    ) -> None:
        self.database = database
        self.clinics = clinics
        self.clock = clock
        self.ledger = Ledger(database, clock, peer_id, files)
        self.sockets = Sockets()
        self.lobbies: dict[str, Lobby] = {}
        self._untold: Counter[str] = Counter()
        """Visits whose newest step is being written down, and is told then."""

    async def attach(self, connection: Connection) -> None:
        """A party said hello; a unit at once stands in the lobby of all its visits of today."""
        for old in self.sockets.replaced_by(connection):
            old.send(Error(code="superseded") if old.client != connection.client else None)
            old.send(None)
            self.detach(old)
        for idle in self.sockets.too_many_beside(connection):
            self.detach(idle)
            idle.send(None)
        self.sockets.put(connection)
        if connection.role is Role.UNIT:
            await self.refresh(connection.location)
        elif connection.role is Role.STAFF:
            await self._ensure(connection.visit)
            self._beside(connection, here=self.sockets.holds(connection))
        else:
            await self._ensure(connection.visit)
            chair = chairs.find(self.lobbies[connection.visit], connection.peer)
            if chair and chair.seat is Seat.AWAY:
                self.step(connection.visit, Here(connection.chair()))

    def detach(self, connection: Connection) -> None:
        """Its socket closed; the seats are kept unless a newer socket already has them."""
        if not self.sockets.drop(connection):
            return
        if connection.role is Role.STAFF:
            self._beside(connection, here=False)
        for visit in [
            v for v, lobby in self.lobbies.items() if chairs.find(lobby, connection.peer)
        ]:
            self.step(visit, Gone(connection.peer, connection.closed))

    async def join(self, connection: Connection, visit: str) -> None:
        """A unit starts a visit, or a page stands in its lobby; refused alike whatever is wrong.

        Who still holds a seat has it without asking again: a running visit is never cut (S4).
        """
        who = (connection.role, connection.location, visit, self.clock())
        asked = (self.database, *who, self.clinics, connection.guest)
        mine = connection.role is Role.UNIT or connection.visit == visit
        allowed = mine and (
            self._sits(connection, visit) or await run_in_threadpool(visits.may_join, *asked)
        )
        if not allowed:
            connection.send(Error(code="refused", field="visit"))
            return
        await self._ensure(visit)
        if not self.sockets.holds(connection):
            return
        connection.shown.pop(visit, None)
        async with self._written_first(visit):
            self.step(visit, Here(connection.chair()))
            self.step(visit, Said(connection.peer, Join(visit=visit)))

    def has_begun(self, visit: str) -> bool:
        """Whether the unit joined the visit before."""
        return visit in self.lobbies and self.lobbies[visit].begun

    async def said(self, connection: Connection, message: Spoken | talk.Talking) -> None:
        """Anything that the lobby itself understands, but hello and join."""
        if not self.knows(connection, message.visit):
            connection.send(Error(code="not-joined"))
            return
        if isinstance(message, (Admit, Bye)):
            async with self._written_first(message.visit):
                self.step(message.visit, Said(connection.peer, message))
        else:
            self.step(message.visit, Said(connection.peer, message))

    def knows(self, connection: Connection, visit: str) -> bool:
        """Whether this party has a chair at the visit."""
        lobby = self.lobbies.get(visit)
        return lobby is not None and chairs.who(lobby, connection.peer) is not None

    async def leave(self, visit: str, session: str) -> None:
        """A session ended or its consent was withdrawn: it gives up its seat."""
        lobby = self.lobbies.get(visit, Lobby(visit))
        for chair in [c for c in lobby.chairs if c.holder == session]:
            self.step(visit, Said(chair.peer, Bye(visit=visit)))
            await self.keep_seats(visit)

    def know(self, visit: str, holder: str, level: Level) -> None:
        """More, or less, is known of who sits there; everybody at the visit is told (R60)."""
        for connection in self.sockets.of(holder):
            connection.level = level
        if lobby := self.lobbies.get(visit):
            known = (replace(c, level=level) if c.holder == holder else c for c in lobby.chairs)
            self.change(visit, chairs=tuple(known))

    def dismiss(self, holder: str) -> None:
        """A session ended, or a unit moved out: its sockets are hung up and may say no more."""
        for connection in self.sockets.of(holder):
            self.detach(connection)
            connection.send(None)

    def keep_to(self, rooms: dict[str, str]) -> None:
        """``rooms`` tells which unit stands in which room: one that moved out is hung up."""
        for unit in self.sockets.units():
            if rooms.get(unit.location) != unit.holder:
                self.dismiss(unit.holder)

    async def refresh(self, location: str) -> None:
        """The room's bookings changed: its unit stands in the lobby of each, no cancelled waits."""
        asked = (self.database, location, self.clock(), self.clinics)
        today = await run_in_threadpool(visits.of_today, *asked)
        unit = self.sockets.unit_at(location)
        for visit, found in today.items():
            await self._ensure(visit)
            self.change(visit, plan=found.plan, tried=found.tried, holder=found.holder)
            if unit and self.sockets.holds(unit):
                self._stand(visit, unit)
            if not found.plan.awaited:
                self._send_home(visit)
                await self.keep_seats(visit)
        if unit:
            self._stand_up(unit, today)

    def change(self, visit: str, **levels: object) -> None:
        """A level of the visit itself changed, and everybody is told."""
        if visit in self.lobbies:
            changed = replace(self.lobbies[visit], **levels)  # type: ignore[arg-type]
            self.lobbies[visit] = talk.settled(changed)
            self._show(visit)

    def written(self, visit: str) -> Written:
        """What was written and handed over at a visit."""
        lobby = self.lobbies.get(visit)
        return lobby.written if lobby else NOTHING

    def write_down(self, visit: str, **levels: object) -> None:
        """What was handed over or is shown changed, and everybody is told."""
        self.change(visit, written=replace(self.written(visit), **levels))  # type: ignore[arg-type]

    async def tell_late(self, visit: str, until: float) -> None:
        """R09: what the desk promised is told to whoever waits, and to the unit."""
        await self._ensure(visit)
        news = self.lobbies[visit].news or News(visit=visit)
        told = news.model_copy(update={"late_until": until})
        self.change(visit, late_until=until, news=told)

    async def note_try(self, visit: str) -> None:
        """Somebody tried to come in with the visit's link; its unit hears of it (R05)."""
        if (lobby := self.lobbies.get(visit)) and not lobby.tried:
            known = await run_in_threadpool(visits.known, self.database, visit)
            if known and visits.tried(known.appointment, known.tried_at):
                self.change(visit, tried=True)

    def forget(self, visit: str) -> None:
        """Drop a lobby that is long over, unless somebody sits there."""
        held = any(
            c.seat in chairs.HELD and c.role is not Role.UNIT for c in self.lobbies[visit].chairs
        )
        if not held:
            del self.lobbies[visit]
            self.ledger.forget(visit)

    def hang_up(self) -> None:
        """Central stops: close every socket; the seats come back with their clients."""
        for connection in self.sockets:
            connection.send(None)

    async def keep_seats(self, visit: str) -> None:
        """Write down who sits at a visit."""
        await self.ledger.keep_seats(lambda: self.lobbies.get(visit, Lobby(visit)))

    def step(self, visit: str, event: pure.Event) -> None:
        """One event at a visit: the lobby changes, and everybody is told."""
        before, now = self.lobbies[visit], self.clock()
        self.lobbies[visit], said = pure.step(before, event, now)
        if chairs.connected(before) and not chairs.connected(self.lobbies[visit]):
            self.ledger.part(visit, now)
        for to in said:
            if connection := self.sockets.get(to.peer):
                connection.send(to.message)
        self._show(visit)

    async def _ensure(self, visit: str) -> None:
        if visit not in self.lobbies:
            read = await self.ledger.read(visit)
            self.lobbies.setdefault(visit, read)

    def _sits(self, connection: Connection, visit: str) -> bool:
        lobby = self.lobbies.get(visit, Lobby(visit))
        mine = (c for c in lobby.chairs if c.holder == connection.holder)
        return any(c.joined and c.seat in chairs.HELD for c in mine)

    def _stand(self, visit: str, unit: Connection) -> None:
        """The unit is there; one that said goodbye stays gone until it joins again."""
        chair = chairs.find(self.lobbies[visit], unit.peer)
        if chair is None or chair.seat is Seat.AWAY:
            self.step(visit, Here(unit.chair()))

    def _stand_up(self, unit: Connection, today: Container[str]) -> None:
        """What is no longer the room's has no chair for a unit that does not sit there (R18)."""
        for visit, lobby in list(self.lobbies.items()):
            chair = chairs.find(lobby, unit.peer)
            if chair and visit not in today and not chair.joined and chair.seat is Seat.LOBBY:
                unit.shown.pop(visit, None)
                self.change(visit, chairs=tuple(c for c in lobby.chairs if c is not chair))

    def runs_at(self, location: str) -> bool:
        """Whether the unit of a room sits at a visit."""
        held = (chairs.holding(lobby) for lobby in self.lobbies.values() if chairs.unit_sits(lobby))
        return location in {room[0] for room in held if room}

    @asynccontextmanager
    async def _written_first(self, visit: str) -> AsyncIterator[None]:
        """Who sits is written down before anybody is told of it, where the database is not slow."""
        self._untold[visit] += 1
        try:
            yield
            await self.ledger.keep_soon(lambda: self.lobbies.get(visit, Lobby(visit)))
        finally:
            self._untold[visit] -= 1
            if visit in self.lobbies:
                self._show(visit)

    def _show(self, visit: str) -> None:
        if self._untold[visit]:
            return
        del self._untold[visit]
        lobby = self.lobbies[visit]
        for chair in (*lobby.chairs, *lobby.desk):
            if (connection := self.sockets.get(chair.peer)) is None:
                continue
            message = chairs.view(lobby, chair.peer)
            if message and connection.shown.get(visit) != message:
                connection.shown[visit] = message
                connection.send(message)
            told = connection.told.get(visit, talk.Told())
            connection.told[visit], said = talk.unheard(lobby, chair.peer, told)
            for written in said:
                connection.send(written)

    def _beside(self, connection: Connection, *, here: bool) -> None:
        """A staff's page stands beside its visit, or does no more."""
        if lobby := self.lobbies.get(connection.visit):
            others = tuple(c for c in lobby.desk if c.peer != connection.peer)
            desk = (*others, connection.chair()) if here else others
            self.change(connection.visit, desk=desk)

    def _send_home(self, visit: str) -> None:
        """Cancelled before it began: who waits is told; a running visit is never cut (S4)."""
        lobby = self.lobbies[visit]
        if any(c.role is Role.UNIT and c.joined for c in lobby.chairs):
            return
        for chair in [c for c in lobby.chairs if _waits(c)]:
            if connection := self.sockets.get(chair.peer):
                connection.send(Error(code="gone", field="visit"))
            self.step(visit, Said(chair.peer, Bye(visit=visit)))


def hall_of(connection: HTTPConnection) -> Hall:
    """The hall behind a request or a WebSocket."""
    return cast("Hall", connection.app.state.hall)


def _waits(chair: Chair) -> bool:
    return chair.role is not Role.UNIT and chair.seat is not Seat.LEFT
