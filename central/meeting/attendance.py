"""Who is checked in to which room (R18): a level for its unit, ended by it or by the clock."""

import asyncio
import logging
from typing import cast

from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from central.clinics import clinic_at
from central.core.check_in_codes import LASTS_S
from central.core.closing import closed_since
from central.faults import StoreError
from central.journal import record
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.settings import CentralSettings
from central.staff.room_codes import Codes
from central.store import check_ins
from central.store.staff_tables import CheckIn
from wire.check_in import CheckedIn, CheckOut, Clinician, Code
from wire.ids import is_fhir_id
from wire.signaling import Error
from wire.visits import Role

LOOK_S = 5.0
AWAY_S = 3600.0
"""A room whose unit was away so long has nobody checked in."""
CENTRAL = "central"


class Attendance:
    """The check-ins of all rooms; every public method runs in the event loop."""

    def __init__(self, settings: CentralSettings, hall: Hall, codes: Codes) -> None:
        self._settings = settings
        self._hall = hall
        self._codes = codes
        self.turn = asyncio.Lock()
        """Whoever checks in or out at the desk waits for the one before: one room a person, too."""
        self._seen: dict[str, float] = {}
        """When each room's unit was last connected."""

    async def tell(self, location: str) -> None:
        """Tell a room's unit who is checked in, where it does not know."""
        if unit := self._hall.sockets.unit_at(location):
            await self.greet(unit)

    async def greet(self, unit: Connection, *, anew: bool = False) -> None:
        """Tell one unit; ``anew``: whatever it was told."""
        if unit.role is not Role.UNIT:
            return
        level = await run_in_threadpool(self._level, unit.location)
        if anew or level != unit.attending:
            unit.attending = level
            unit.send(level)

    def give_code(self, unit: Connection) -> None:
        """A unit's screen wants a code."""
        if unit.role is not Role.UNIT or not self._required(unit.location):
            unit.send(Error(code="refused"))
            return
        code = self._codes.issue(unit.location, self._hall.clock())
        address = f"{self._settings.base_url}/rum#check-in/{code}"
        unit.send(Code(code=code, address=address, lasts_s=LASTS_S))

    async def check_out(self, unit: Connection, message: CheckOut) -> None:
        """*Jag går*, or nobody was in the room for 20 min; the unit is told what is true now."""
        if unit.role is not Role.UNIT:
            unit.send(Error(code="refused"))
            return
        try:
            await run_in_threadpool(self._end_in_room, unit.location, unit.holder, message)
            await self.greet(unit, anew=True)
        except StoreError:  # it says so again when it connects again
            record("store.silent", level=logging.ERROR, duty="check-out")

    async def run(self) -> None:
        """For ever: check out who is left at closing, and where the unit was away for long."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="check-ins")

    async def look(self) -> None:
        """Once; where a visit runs nobody is checked out (S4)."""
        now = self._hall.clock()
        rooms = await run_in_threadpool(self._rooms)
        self._seen = {location: self._seen.get(location, now) for location in rooms}
        for location in rooms:
            if self._hall.sockets.unit_at(location) is not None:
                self._seen[location] = now
            if not self._hall.runs_at(location):
                await run_in_threadpool(self._end_by_itself, location, self._seen[location], now)

    def _required(self, location: str) -> bool:
        return self._settings.checks_in(clinic_at(self._settings.all_clinics, location))

    def _level(self, location: str) -> CheckedIn:
        required = self._required(location)
        with self._hall.database.begin() as transaction:
            row = check_ins.at(transaction, location) if required else None
            return CheckedIn(required=required, who=_clinician(row) if row else None)

    def _rooms(self) -> list[str]:
        with self._hall.database.begin() as transaction:
            return [row.location for row in check_ins.everybody(transaction)]

    def _end_in_room(self, location: str, unit: str, message: CheckOut) -> None:
        with self._hall.database.begin() as transaction:
            row = check_ins.at(transaction, location)
            if row is not None and row.since == message.since:
                check_ins.end(transaction, row, self._hall.clock(), unit, message.why)

    def _end_by_itself(self, location: str, seen: float, now: float) -> None:
        week = clinic_at(self._settings.all_clinics, location).week
        with self._hall.database.begin() as transaction:
            row = check_ins.at(transaction, location)
            if row is None:
                return
            why = "unit-away" if now >= seen + AWAY_S else None
            if row.since < closed_since(week, now, self._settings.zone):
                why = "closing"
            if why is not None:
                check_ins.end(transaction, row, now, CENTRAL, why)


def _clinician(row: CheckIn) -> Clinician:
    practitioner = row.subject if is_fhir_id(row.subject) else None
    return Clinician(practitioner=practitioner, name=row.name, title=row.title, since=row.since)


def attendance_of(connection: HTTPConnection) -> Attendance:
    """The check-ins behind a request or a WebSocket."""
    return cast("Attendance", connection.app.state.attendance)
