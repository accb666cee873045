"""Stage's own lease at the sign: the door says occupied before capture opens, until it is closed.

Asked for with each second, given back after the handles are closed. Without the sign's word
nothing opens; what is open stays open when the sign is gone, and is asked for again.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from appliance.link.journal import record
from appliance.link.lines import SocketLine, keep_connected
from appliance.link.messages import Capturing, Hello, read_from_sign
from wire.faults import WireError

RENEW_S = 1.0
FLUSH_S = 0.05


class Lease:
    """The capturing lease; ``shown`` may be read from any thread."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.shown = False
        """The sign has said that it shows occupied for us, and nothing has ended that since."""
        self._changed = changed
        self._wanted: bool | None = None
        """None until room was heard: who does not know must not say that nothing captures."""
        self._since = 0.0
        self._planned_end = 0.0
        self._line: SocketLine | None = None
        self._answer_is_old = False

    def want(self, on: bool, planned_end: float) -> None:
        """Ask for the lease, or give it back; the same again does nothing."""
        if (on, planned_end) == (self._wanted, self._planned_end):
            return
        if on and not self._wanted:
            self._since = time.monotonic()
        if self._wanted and not on:
            self._answer_is_old = self._line is not None
            self.shown = False
        self._wanted, self._planned_end = on, planned_end
        self._say()

    async def give_back(self) -> None:
        """The process ends with every handle closed: say so while there is a line to say it on."""
        if self._wanted:
            self.want(on=False, planned_end=self._planned_end)
            await asyncio.sleep(FLUSH_S)

    def asked_for(self) -> float:
        """Seconds since the lease was asked for; 0 while it is not."""
        return time.monotonic() - self._since if self._wanted else 0.0

    def _say(self) -> None:
        if self._line is not None and self._wanted is not None:
            self._line.send(Capturing(on=self._wanted, planned_end=self._planned_end))

    async def keep(self, socket: Path) -> None:
        """Stay connected to the sign for ever."""
        await keep_connected(socket, self._serve)

    async def _serve(self, line: SocketLine) -> None:
        self._line = line
        renewing = asyncio.create_task(self._renew(), name="lease-renew")
        try:
            line.send(Hello(process="stage"))
            self._say()
            async for message in line:
                self._hear(message)
        finally:
            renewing.cancel()
            self._line = None
            self._answer_is_old = False
            self._set(shown=False)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            if self._wanted:
                self._say()

    def _hear(self, message: bytes) -> None:
        try:
            answer = read_from_sign(message)
        except WireError as error:
            record("link.bad-message", fault="sign", field=error.field)
            return
        if not answer.capturing:
            self._answer_is_old = False
        self._set(shown=answer.capturing and bool(self._wanted) and not self._answer_is_old)

    def _set(self, *, shown: bool) -> None:
        if shown != self.shown:
            self.shown = shown
            self._changed()
