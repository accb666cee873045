"""Looks after the lobbies as time passes: kept seats, clocks, waiting patients, days gone by."""

import asyncio
import logging

from fastapi.concurrency import run_in_threadpool

from central.core import chairs
from central.core import lobby as pure
from central.core.chairs import Lobby
from central.core.lobby import Tick
from central.core.waiting import clinic_due
from central.faults import SetupError, StoreError
from central.journal import record
from central.meeting import visits
from central.meeting.hall import Hall
from central.meeting.messenger import Messenger

TICK_S = 0.5
TURN_S = 3600.0
"""How often a unit's day is looked at anew where no booking changed."""
AGAIN_S = 30.0
"""The clinic that could not be told is told again after this."""


class Caretaker:
    """Runs beside the doors, in the same event loop."""

    def __init__(self, hall: Hall, messenger: Messenger) -> None:
        self._hall = hall
        self._messenger = messenger
        self._untold: dict[str, float] = {}

    async def run(self) -> None:
        """Look for ever; a database that does not answer is asked again."""
        turned = self._hall.clock()
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.look()
                if self._hall.clock() > turned + TURN_S:
                    await self.turn_over()
                    turned = self._hall.clock()
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="hall")

    async def look(self) -> None:
        """Give up kept seats, write down R02's clock, tell the clinic of who waits alone."""
        hall, now = self._hall, self._hall.clock()
        for visit, lobby in list(hall.lobbies.items()):
            due = pure.next_deadline(lobby)
            if due is not None and due <= now:
                hall.step(visit, Tick())
                await hall.keep_seats(visit)
            if chairs.connected(lobby):
                await hall.ledger.note_connected(visit, now)
            await self._empty_room(visit, now)
        await hall.ledger.note_parted()

    async def turn_over(self) -> None:
        """The day went on: units stand in the lobbies that came near, old ones are dropped."""
        for location in {unit.location for unit in self._hall.sockets.units()}:
            await self._hall.refresh(location)
        await self.forget_old()
        await run_in_threadpool(visits.forget_stories, self._hall.database, self._hall.clock())

    async def forget_old(self) -> None:
        """Drop lobbies of other days where nobody sits."""
        hall = self._hall
        asked = (hall.database, set(hall.lobbies), hall.clock())
        for visit in await run_in_threadpool(visits.over, *asked):
            hall.forget(visit)
            self._untold.pop(visit, None)

    async def _empty_room(self, visit: str, now: float) -> None:
        due = clinic_due(self._hall.lobbies.get(visit, Lobby(visit)))
        if due is None or now < max(due, self._untold.get(visit, due)):
            return
        try:
            told = await run_in_threadpool(self._messenger.tell_clinic, visit, now)
        except (SetupError, StoreError, OSError) as error:
            record("clinic.untold", level=logging.ERROR, error=type(error).__name__)
            self._untold[visit] = now + AGAIN_S
            return
        record("clinic.told" if told else "clinic.need-not-know")
        self._hall.change(visit, clinic_told=told, begun=not told)
