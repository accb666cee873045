"""This machine's clock against itself and against central: jumps, and whether it can be trusted."""

import asyncio
import time
from collections.abc import Callable

from appliance.core.events import ClockSet, ClockTrusted, Event

JUMP_S = 1.0
TRUST_S = 2.0
"""Central and this machine agree within this many seconds."""
LOOK_S = 0.5


class ClockWatch:
    """Compares the wall clock with the monotonic one, which never jumps."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        wall: Callable[[], float] = time.time,
        mono: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._wall = wall
        self._mono = mono
        self._anchor = wall() - mono()
        self._central: float | None = None
        """Central's wall clock minus this machine's monotonic one."""
        self._trusted = False

    def heard(self, central_now: float) -> None:
        """Central said that it is ``central_now`` (Unix seconds)."""
        self._central = central_now - self._mono()
        self.look()

    def look(self) -> None:
        """Tell a jump, and a change of trust."""
        wall, offset = self._wall(), self._wall() - self._mono()
        if abs(offset - self._anchor) > JUMP_S:
            self._anchor = offset
            self._tell(ClockSet(wall))
        trusted = self._central is not None and abs(offset - self._central) <= TRUST_S
        if trusted != self._trusted:
            self._trusted = trusted
            self._tell(ClockTrusted(trusted))

    async def run(self) -> None:
        """Look for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)
