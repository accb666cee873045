"""The room's end of the line to sign: the *state* lease, renewed only by completed rounds."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from appliance.core.events import Event, SignSaid
from appliance.core.views import SignView
from appliance.link.journal import record
from appliance.link.lines import SocketLine, keep_connected
from appliance.link.messages import Hello, SignWanted, read_from_sign
from wire.faults import WireError

RENEW_S = 0.9
"""The lease lasts 3 s; the day's loop comes round at least twice a second."""
SILENT_S = 3.0
"""Sign answers every message; silent this long it counts as gone."""


class SignLink:
    """The line to sign, made again whenever it breaks."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._line: SocketLine | None = None
        self._told: SignView | None = None
        self._told_at = 0.0

    async def run(self, path: Path) -> None:
        """Keep connected for ever."""
        await keep_connected(path, self._serve)

    def want(self, view: SignView) -> None:
        """Tell sign when it differs, and renew the lease when it is time."""
        now = time.monotonic()
        if self._line is not None and (view != self._told or now - self._told_at >= RENEW_S):
            self._told, self._told_at = view, now
            self._line.send(SignWanted(view=view))

    async def _serve(self, line: SocketLine) -> None:
        self._line, self._told = line, None
        line.send(Hello(process="room"))
        record("sign.connected")
        try:
            async with asyncio.timeout(SILENT_S) as silence:
                async for raw in line:
                    silence.reschedule(asyncio.get_running_loop().time() + SILENT_S)
                    self._heard(raw)
        except TimeoutError:
            record("sign.silent", logging.WARNING)
        finally:
            self._line = None
            record("sign.gone", logging.WARNING)
            self._tell(SignSaid(None))

    def _heard(self, raw: bytes) -> None:
        try:
            shown = read_from_sign(raw)
        except WireError as error:
            record("sign.malformed", logging.WARNING, field=error.field)
            return
        self._tell(SignSaid(shown.state, shown.lamp_ok, shown.fault))
