"""Fetches the picture that the clinician shares from the staff's page, for the screen (R35).

It lies in the runtime folder while it is shown, and not a moment longer (S6); stage alone opens it.
"""

import asyncio
import contextlib
import logging
from pathlib import Path

import aiohttp

from appliance.core.views import StageView
from appliance.link.files import write_whole
from appliance.link.journal import record
from appliance.link.shared import LIMIT, clear, place_of
from appliance.room.central.bounded import ask
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError

JPEG_BEGINS = b"\xff\xd8\xff"
AGAIN_S, LONGEST_S = 2.0, 16.0
Wanted = tuple[str, str]
"""A visit, and central's id of the picture that is shown there."""


class Shared:
    """The picture that is shown now, as a level: one at a time, none between visits."""

    def __init__(
        self, session: aiohttp.ClientSession, central: str, token: AccessToken, runtime: Path
    ) -> None:
        self._session = session
        self._central = central
        self._token = token
        self._runtime = runtime
        self._wanted: Wanted | None = None
        self._changed = asyncio.Event()
        clear(runtime)

    def want(self, view: StageView) -> None:
        """Have what this view shows; what it does not show is gone at once."""
        wanted = _shown(view)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        clear(self._runtime, place_of(self._runtime, wanted[1]) if wanted else None)
        self._changed.set()

    async def run(self) -> None:
        """Fetch for ever; whatever ends this takes the picture away."""
        pause, tried = AGAIN_S, None
        try:
            while True:
                self._changed.clear()
                wanted = self._wanted
                pause = min(2 * pause, LONGEST_S) if wanted == tried else AGAIN_S
                tried = wanted
                here = wanted is None or await self._is_here(wanted)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(None if here else pause):
                        await self._changed.wait()
        finally:
            clear(self._runtime)

    async def _is_here(self, wanted: Wanted) -> bool:
        """It lies there, or it is wanted no more."""
        visit, file = wanted
        try:
            token = await self._token.get()
            answer = await ask(
                self._session,
                "central",
                "GET",
                f"{self._central}/api/visits/{visit}/shown/{file}",
                headers={"Authorization": f"Bearer {token}"},
                limit=LIMIT,
            )
        except FarEndError as error:
            record("shared.waits", logging.WARNING, code=error.code)
            return False
        if answer.status == 401:
            self._token.refused(token)
        if answer.status != 200 or not answer.body.startswith(JPEG_BEGINS):
            record("shared.refused", logging.WARNING, status=answer.status)
            return False
        return wanted != self._wanted or self._lay(file, answer.body)

    def _lay(self, file: str, content: bytes) -> bool:
        try:
            write_whole(place_of(self._runtime, file), content)
        except OSError:
            record("shared.no-room", logging.ERROR)
            return False
        record("shared.here", size=len(content))
        return True


def _shown(view: StageView) -> Wanted | None:
    talk, visit = view.screen.talk, view.screen.visit
    if talk is None or talk.shown is None or visit is None:
        return None
    return visit.visit, talk.shown
