"""What the hall writes down, so that a restart of central forgets nothing that counts.

Seats go down at once, one after the other and only what changed; R02's clock each 15 s and when
both part. Where the database takes no write the visit goes on; only a restart would miss it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from fastapi.concurrency import run_in_threadpool

from central.core import chairs
from central.core.chairs import Chair, Lobby
from central.core.written import Written
from central.faults import StoreError
from central.journal import record
from central.meeting import visits
from central.meeting.visits import Held, Seats
from central.store.course import Known
from central.store.database import Database
from central.store.tables import Unit
from wire.signaling import News
from wire.talk import FileLine
from wire.visits import Level, Role, Seat

WRITTEN_S = 1.0
"""So long a seat that is being written may be untold: with a dead database a visit goes on."""
NOTED_S = 15.0
"""While both are connected, R02's clock is written down this often."""


class Ledger:
    """Seats and clocks of all lobbies, as the database has them."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float],
        peer_id: Callable[[str, str], str],
        files: Callable[[str], tuple[FileLine, ...]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._peer_id = peer_id
        self._files = files
        self._kept: dict[str, Seats] = {}
        self._noted: dict[str, float] = {}
        self._parted: dict[str, float] = {}
        self._writing = asyncio.Lock()
        self._writes: set[asyncio.Task[None]] = set()

    async def read(self, visit: str) -> Lobby:
        """A visit's lobby as it was when central stopped; an empty one where nothing was."""
        known = await run_in_threadpool(visits.known, self._database, visit)
        if known is None:
            self._kept.setdefault(visit, Seats())
            return Lobby(visit)
        seats = Seats.of(known)
        self._kept.setdefault(visit, seats)
        return Lobby(
            visit,
            self._left_behind(known, seats),
            plan=visits.plan_of(known.appointment),
            **_late(visit, known),
            clinic_told=bool(known.course and known.course.clinic_told_at),
            tried=visits.tried(known.appointment, known.tried_at),
            begun=bool(known.course and known.course.begun_at),
            last_connected=known.appointment.last_connected,
            written=Written(files=await run_in_threadpool(self._files, visit)),
        )

    def forget(self, visit: str) -> None:
        """The visit is long over."""
        self._kept.pop(visit, None)
        self._noted.pop(visit, None)

    async def keep_soon(self, lobby: Callable[[], Lobby]) -> None:
        """``keep_seats``, and back when it is done, or after WRITTEN_S while it goes on."""
        write = asyncio.create_task(self.keep_seats(lobby), name="seats")
        self._writes.add(write)
        write.add_done_callback(self._writes.discard)
        done, _ = await asyncio.wait({write}, timeout=WRITTEN_S)
        for task in done:
            task.result()

    async def keep_seats(self, lobby: Callable[[], Lobby]) -> None:
        """Write down who sits; ``lobby`` gives it as it is when this write's turn has come."""
        async with self._writing:
            now = lobby()
            seats = _seats(now)
            kept = self._kept.get(now.visit, Seats())
            if kept == seats:
                return
            write = (self._database, now.visit, kept, seats, self._clock())
            try:
                await run_in_threadpool(visits.write_seats, *write)
            except StoreError:
                record("seat.unwritten", level=logging.ERROR)
            else:
                self._kept[now.visit] = seats

    def part(self, visit: str, now: float) -> None:
        """Unit and patient were connected until ``now``."""
        self._parted[visit] = now

    async def note_connected(self, visit: str, now: float) -> None:
        """Unit and patient are connected."""
        if now >= self._noted.get(visit, 0.0) + NOTED_S:
            await run_in_threadpool(visits.write_connected, self._database, visit, now)
            self._noted[visit] = now

    async def note_parted(self) -> None:
        """Write down who parted."""
        for visit, at in list(self._parted.items()):
            await run_in_threadpool(visits.write_connected, self._database, visit, at)
            if self._parted.get(visit) == at:
                del self._parted[visit]

    def _left_behind(self, known: Known, seats: Seats) -> tuple[Chair, ...]:
        """The seats held when central stopped: kept for 60 s, as after a closed socket."""
        unit = seats.unit and self._away(Role.UNIT, seats.unit, room=known.room)
        patient = seats.patient and self._away(Role.PATIENT, seats.patient, known.level)
        guests = (
            self._away(Role(one.guest.role), one.held, one.level, one.guest.id)
            for one in known.guests
        )
        return tuple(chair for chair in (unit, patient, *guests) if chair)

    def _away(
        self,
        role: Role,
        held: Held,
        level: Level | None = None,
        guest: str | None = None,
        room: Unit | None = None,
    ) -> Chair:
        return Chair(
            self._peer_id(*held),
            held[1],
            held[0],
            role,
            level,
            Seat.AWAY,
            joined=True,
            away_since=self._clock(),
            guest=guest,
            location=room.location if room else "",
            room=room.room if room else "",
        )


def _late(visit: str, known: Known) -> dict[str, Any]:
    """What the desk promised (R09), and that a visit that has not begun is told of it."""
    course = known.course
    if course is None or course.late_until is None:
        return {}
    news = None if course.begun_at else News(visit=visit, late_until=course.late_until)
    return {"late_until": course.late_until, "news": news}


def _seats(lobby: Lobby) -> Seats:
    sits = [c for c in lobby.chairs if c.joined and c.seat in chairs.HELD]
    held = {(c.role, c.guest): (c.holder, c.client) for c in reversed(sits)}
    guests = sorted((guest, seat) for (_, guest), seat in held.items() if guest)
    return Seats(held.get((Role.PATIENT, None)), held.get((Role.UNIT, None)), tuple(guests))
