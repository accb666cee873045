"""The loop that lives the room's day: one event after the other, one timer, views shown after each.

A round is: the core's step, what it asks for, what it remembers, what it shows. Sign's lease and
the watchdog are earned by completed rounds alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import phase
from appliance.link.journal import record
from appliance.link.watchdog import earned, ready

ROUND_S = 0.5
"""A round comes at least this often."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the core's commands and views go."""

    admit: Callable[[str, str], None]
    identified: Callable[[str, str], None]
    talk: Callable[[e.Talking], None]
    report_outcome: Callable[[e.ReportOutcome], Awaitable[None]]
    ring: Callable[[str], None]
    rate: Callable[[str, int], None]
    restart_stage: Callable[[], None]
    replug: Callable[[str], None]
    note: Callable[[e.Note], None]
    remember: Callable[[Day, float], Awaitable[None]]
    show: tuple[Callable[[Day, float], None], ...]
    """Each is given the day and the monotonic time, and shows what differs."""


class RoomLoop:
    """Holds the day; everybody tells it what happens."""

    def __init__(self, day: Day, clock: Callable[[], float] = time.monotonic) -> None:
        self.day = day
        self._clock = clock
        self._events: asyncio.Queue[e.Event] = asyncio.Queue()
        self._phase = phase(day)

    def tell(self, event: e.Event) -> None:
        """Something happened; it is lived through in its turn."""
        self._events.put_nowait(event)

    async def run(self, doors: Doors) -> None:
        """Live for ever; the first round is already an answer to what was recalled."""
        self.tell(e.Tick())
        ready()
        while True:
            event = await self._next()
            now = self._clock()
            self.day, commands = step(self.day, event, now)
            for command in commands:
                await _carry_out(command, doors)
            self._record_phase()
            await doors.remember(self.day, now)
            for show in doors.show:
                show(self.day, now)
            earned()

    async def _next(self) -> e.Event:
        """The next event, or a Tick when the core asked for one or a round is due."""
        if not self._events.empty():
            return self._events.get_nowait()
        now = self._clock()
        deadline = next_deadline(self.day, now)
        wait = ROUND_S if deadline is None else min(ROUND_S, max(deadline - now, 0.0))
        try:
            async with asyncio.timeout(wait):
                return await self._events.get()
        except TimeoutError:
            return e.Tick()

    def _record_phase(self) -> None:
        at = phase(self.day)
        if at == self._phase:
            return
        former, self._phase = self._phase, at
        if former is not None and (at is None or at[0] != former[0]):
            record("phase", visit=former[0], phase="closed")
        if at is not None:
            record("phase", visit=at[0], phase=at[1].value)


async def _carry_out(command: e.Command, doors: Doors) -> None:
    if isinstance(command, e.AdmitParty):
        doors.admit(command.visit, command.peer)
    elif isinstance(command, e.ConfirmIdentity):
        doors.identified(command.visit, command.peer)
    elif isinstance(command, e.Talking):
        doors.talk(command)
    elif isinstance(command, e.ReportOutcome):
        await doors.report_outcome(command)
    elif isinstance(command, e.RingPatient):
        doors.ring(command.visit)
    elif isinstance(command, e.Rate):
        doors.rate(command.visit, command.worked)
    elif isinstance(command, e.RestartStage):
        doors.restart_stage()
    elif isinstance(command, e.Replug):
        doors.replug(command.part)
    else:
        record("note", code=command.code)
        doors.note(command)
