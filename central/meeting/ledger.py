"""What the hall writes down, so that a restart of central forgets nothing that counts.

Seats go down at once, one after the other and only what changed; R02's clock each 15 s and when
both part. Where the database takes no write the visit goes on; only a restart would miss it.
"""

import asyncio
import logging
from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool

from central.core import chairs
from central.core.chairs import Chair, Lobby
from central.core.written import Written
from central.faults import StoreError
from central.journal import record
from central.meeting import visits
from central.meeting.visits import Seats
from central.store.database import Database
from wire.talk import FileLine
from wire.visits import Level, Role, Seat

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
            self._left_behind(seats, known.level),
            plan=visits.plan_of(known.appointment),
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

    async def keep_seats(self, lobby: Callable[[], Lobby]) -> None:
        """Write down who sits; ``lobby`` gives it as it is when this write's turn has come."""
        async with self._writing:
            now = lobby()
            seats = Seats(_seat(now, Role.PATIENT), _seat(now, Role.UNIT))
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

    def _left_behind(self, seats: Seats, level: Level | None) -> tuple[Chair, ...]:
        """The seats held when central stopped: kept for 60 s, as after a closed socket."""
        held = ((Role.UNIT, seats.unit, None), (Role.PATIENT, seats.patient, level))
        return tuple(
            Chair(
                self._peer_id(*seat),
                seat[1],
                seat[0],
                role,
                level,
                Seat.AWAY,
                joined=True,
                away_since=self._clock(),
            )
            for role, seat, level in held
            if seat
        )


def _seat(lobby: Lobby, role: Role) -> tuple[str, str] | None:
    sits = (c for c in lobby.chairs if c.role is role and c.joined and c.seat in chairs.HELD)
    return next(((c.holder, c.client) for c in sits), None)
