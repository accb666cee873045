"""What central knows of its units now, and who wants to be told when it changes."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import cast

from starlette.requests import HTTPConnection

from central.core.fleet import UnitLine, as_json


class Register:
    """The fleet's newest state; every method runs in the event loop, ``lines`` in any thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lines: dict[str, UnitLine] = {}
        self._count = 0
        self._whole_at = 0
        self._changed_at: dict[str, int] = {}
        self._watchers: set[asyncio.Event] = set()
        self.listening = False
        """The broker can be heard; else every ring is *no information*."""

    def put(self, lines: Iterable[UnitLine]) -> None:
        """These units changed."""
        new = {line.unit: line for line in lines}
        changed = [unit for unit, line in new.items() if self._lines.get(unit) != line]
        if changed:
            self._count += 1
            self._changed_at |= dict.fromkeys(changed, self._count)
            self._lines.update(new)
            self._tell()

    def keep_to(self, lines: Iterable[UnitLine]) -> None:
        """These are all units that there are; of one that is known what it said last counts.

        ``lines`` were read a moment ago, and what units say comes here at once.
        """
        known = self._lines
        new = {
            line.unit: replace(known[line.unit], room=line.room) if line.unit in known else line
            for line in lines
        }
        if new != self._lines:
            self._lines = new
            self._all_anew()

    def hear(self, listening: bool) -> None:
        """The broker was found or lost."""
        if listening != self.listening:
            self.listening = listening
            self._all_anew()

    def as_json(self) -> dict[str, object]:
        """What ``/api/fleet`` answers."""
        now, listening = self._clock(), self.listening
        units = [as_json(line, listening=listening, now=now) for line in self.lines]
        return {"now": now, "listening": listening, "units": units}

    def since(self, count: int | None) -> tuple[int, bool, dict[str, object]]:
        """What to ask with next, whether this is everything, and the units that changed since.

        ``count`` is what the last answer gave; None asks for everything.
        """
        if count is None or count < self._whole_at:
            return self._count, True, self.as_json()
        now = self._clock()
        changed = (u for u, at in self._changed_at.items() if at > count and u in self._lines)
        units = [as_json(self._lines[u], listening=self.listening, now=now) for u in changed]
        return self._count, False, {"now": now, "listening": self.listening, "units": units}

    @property
    def lines(self) -> list[UnitLine]:
        """Every unit, by id."""
        return [line for _, line in sorted(self._lines.items())]

    def watch(self) -> asyncio.Event:
        """An event that is set at every change, until ``unwatch``."""
        event = asyncio.Event()
        self._watchers.add(event)
        return event

    def unwatch(self, event: asyncio.Event) -> None:
        """Nobody waits for ``event`` any more."""
        self._watchers.discard(event)

    def _all_anew(self) -> None:
        """Who watches is told of every unit again."""
        self._count += 1
        self._whole_at = self._count
        self._changed_at.clear()
        self._tell()

    def _tell(self) -> None:
        for event in self._watchers:
            event.set()


def register_of(connection: HTTPConnection) -> Register:
    """The register behind a request."""
    return cast("Register", connection.app.state.register)
