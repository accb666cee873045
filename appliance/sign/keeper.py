"""Keeps the sign: what room and stage say goes through the leases to the lamp, and back to them."""

import logging
from collections.abc import Callable
from itertools import count

from appliance.core.sign_leases import (
    Event,
    Gone,
    Now,
    RoomSaid,
    StageSaid,
    holds,
    next_deadline,
    own,
    shown,
    step,
)
from appliance.link.journal import record
from appliance.link.lines import Line
from appliance.link.messages import Capturing, Hello, SignShown, SignWanted, read_to_sign
from appliance.sign.door import Door
from appliance.sign.state_file import StateFile
from wire.faults import WireError

LOOK_S = 1.0
"""How often the lamp is driven anew and read back."""


class Keeper:
    """The sign's leases, its lamp, its file and those who are connected."""

    def __init__(self, door: Door, file: StateFile, now: Callable[[], Now]) -> None:
        self._door = door
        self._file = file
        self._now = now
        self._sign = file.read(now())
        self._lines: dict[int, Line] = {}
        self._numbers = count(1)
        self._closed = False
        self.happen(None)

    def happen(self, event: Event) -> bool:
        """Take ``event`` in: leases, lamp, file, in this order; return whether the door changed."""
        if self._closed:
            return False
        now = self._now()
        self._sign = step(self._sign, event, now)
        changed = self._door.show(shown(self._sign, now), own=own(self._sign, now))
        self._file.write(self._sign)
        return changed

    def look(self) -> float:
        """Let time pass and read the lamp back; return in how many seconds to look again."""
        if self.happen(None):
            self._push(but=0)
        now = self._now()
        deadline = next_deadline(self._sign, now)
        return LOOK_S if deadline is None else min(LOOK_S, deadline - now.mono)

    async def serve(self, line: Line) -> None:
        """Hear one process out until its line closes; every message is answered."""
        number = next(self._numbers)
        self._lines[number] = line
        process = None
        try:
            async for text in line:
                try:
                    message = read_to_sign(text)
                    process = message.process if isinstance(message, Hello) else process
                    event = _event(message, process, number)
                except WireError as error:
                    record("link.refused", logging.WARNING, problem=str(error))
                    self._answer(number)
                    continue
                self._take(event, number)
        finally:
            del self._lines[number]
            self._take(Gone(number), 0)

    def close(self) -> None:
        """The process ends: the door says unknown, and the file still knows what was."""
        if not self._closed:
            self._closed = True
            self._door.close()

    async def hang_up(self) -> None:
        """Close every line."""
        for line in list(self._lines.values()):
            await line.close()

    def _take(self, event: Event, number: int) -> None:
        if self.happen(event):
            self._push(but=number)
        self._answer(number)

    def _push(self, but: int) -> None:
        for number in self._lines:
            if number != but:
                self._answer(number)

    def _answer(self, number: int) -> None:
        """Tell one connection what the lamp shows and whether its own lease counts."""
        if number in self._lines:
            self._lines[number].send(
                SignShown(
                    state=self._door.shown,
                    capturing=holds(self._sign, number),
                    lamp_ok=self._door.lamp_ok,
                    fault=self._door.fault,
                )
            )


def _event(
    message: Hello | SignWanted | Capturing, process: str | None, number: int
) -> RoomSaid | StageSaid | None:
    """What ``message`` means for the leases; only room wants, only stage captures."""
    if isinstance(message, Hello):
        return None
    if isinstance(message, SignWanted) and process == "room":
        return RoomSaid(message.view.state, message.view.own)
    if isinstance(message, Capturing) and process == "stage":
        return StageSaid(number, message.on, message.planned_end)
    raise WireError(process or "link", "type", f"{message.type} is not this process's to say")
