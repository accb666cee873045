"""Brings to central how picture and sound worked in a visit (R51); from memory, for an hour.

Nothing of who pressed, and nothing that a restart must keep: an answer that gets lost is one less.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections import deque

import aiohttp

from appliance.link.journal import record
from appliance.room.central.bounded import ask
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError

LIMIT = 65_536
AGAIN_S = 20.0
TRIED_FOR_S = 3600.0
MOST = 16


class Ratings:
    """What was answered, until central has it."""

    def __init__(self, session: aiohttp.ClientSession, central: str, token: AccessToken) -> None:
        self._session = session
        self._central = central
        self._token = token
        self._left: deque[tuple[str, int, float]] = deque(maxlen=MOST)
        self._wake = asyncio.Event()

    def add(self, visit: str, worked: int) -> None:
        """1 is well, 3 is badly."""
        self._left.append((visit, worked, time.monotonic()))
        self._wake.set()

    async def run(self) -> None:
        """Carry for ever."""
        while True:
            self._wake.clear()
            for one in tuple(self._left):
                if await self._is_done(*one) and one in self._left:
                    self._left.remove(one)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_S if self._left else None):
                    await self._wake.wait()

    async def _is_done(self, visit: str, worked: int, since: float) -> bool:
        """Central has it, will never take it, or it is too old."""
        try:
            token = await self._token.get()
            answer = await ask(
                self._session,
                "central",
                "PUT",
                f"{self._central}/api/visits/{visit}/rating",
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                data=json.dumps({"answers": {"worked": worked}}).encode(),
                limit=LIMIT,
            )
        except FarEndError as error:
            record("rating.waits", logging.WARNING, code=error.code)
            return time.monotonic() > since + TRIED_FOR_S
        if answer.status == 401:
            self._token.refused(token)
        later = answer.status in (401, 408, 425, 429) or answer.status >= 500
        record("rating.carried" if answer.status == 200 else "rating.refused")
        return not later or time.monotonic() > since + TRIED_FOR_S
