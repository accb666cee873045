"""Writes confirmed outcomes to central's bookings (R05); they wait in the store until it has them.

FHIR R4 3.1.0.7.1: read, then update with If-Match; on 412 somebody else was first: read again.
"""

import asyncio
import contextlib
import json
import logging
import random

import aiohttp

from appliance.link.journal import record
from appliance.room.central.bounded import Answer, ask, parse
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from wire.appointment import OUTCOME_STATUS, Status, with_outcome
from wire.visits import Outcome

LIMIT = 262_144
TRIES = 5
"""How often a booking is read again because somebody else was first."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
PATIENCE_S = 0.5
"""The day waits this long at most for the disk."""
FINAL = {Status.FULFILLED, Status.NO_SHOW, Status.CANCELLED, Status.ENTERED_IN_ERROR}


class GivenUpError(FarEndError):
    """Trying again would not help."""


class Outcomes:
    """The queue of outcomes and the one who carries them to central."""

    def __init__(
        self, session: aiohttp.ClientSession, central: str, token: AccessToken, store: StoreThread
    ) -> None:
        self._session = session
        self._base = f"{central}/fhir/R4/Appointment"
        self._token = token
        self._store = store
        self._wake = asyncio.Event()
        self._unkept: dict[str, Outcome] = {}
        """What no disk holds yet: a failing one must not lose what a person confirmed."""

    async def queue(self, visit: str, outcome: Outcome) -> None:
        """Keep ``outcome`` until central has it."""
        self._unkept[visit] = outcome
        keeping = asyncio.create_task(self._keep(visit, outcome), name="keep outcome")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.shield(keeping)
        self._wake.set()

    async def _keep(self, visit: str, outcome: Outcome) -> None:
        if await self._store.do(lambda store: _kept(store, visit, outcome), otherwise=False):
            self._forget(visit, outcome)

    def _forget(self, visit: str, outcome: Outcome) -> None:
        if self._unkept.get(visit) is outcome:
            del self._unkept[visit]

    async def run(self) -> None:
        """Carry for ever."""
        pause = FIRST_PAUSE_S
        while True:
            self._wake.clear()
            left = False
            for visit, outcome in await self._waiting():
                left = not await self._carry(visit, outcome) or left
            pause = min(2 * pause, LONGEST_PAUSE_S) if left else FIRST_PAUSE_S
            wait = random.uniform(pause / 2, pause) if left else None  # noqa: S311
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def _waiting(self) -> list[tuple[str, Outcome]]:
        nothing: list[tuple[str, Outcome]] = []
        kept = dict(await self._store.do(lambda store: store.outcomes(), nothing))
        return list((kept | self._unkept).items())

    async def _carry(self, visit: str, outcome: Outcome) -> bool:
        """Whether this one is done with."""
        try:
            await self._write(visit, outcome)
            record("outcome.written", visit=visit, outcome=outcome.value)
        except GivenUpError as error:
            record("outcome.given-up", logging.ERROR, visit=visit, code=error.code)
        except FarEndError as error:
            record("outcome.waits", logging.WARNING, visit=visit, code=error.code)
            return False
        await self._store.do(lambda store: store.drop_outcome(visit, outcome), None)
        self._forget(visit, outcome)
        return True

    async def _write(self, visit: str, outcome: Outcome) -> None:
        """Bring the booking to ``outcome``; one that is there already needs nothing."""
        for _ in range(TRIES):
            read = await self._ask("GET", visit)
            resource = parse("central", read.body)
            if not isinstance(resource, dict):
                raise FarEndError("central", "garbled")
            status = resource.get("status")
            if status == OUTCOME_STATUS[outcome]:
                return
            if isinstance(status, str) and status in FINAL:
                raise GivenUpError("central", "already-closed")
            tag = read.headers.get("ETag") or _tag(resource)
            if tag is None:
                raise GivenUpError("central", "no-version")
            body = json.dumps(with_outcome(resource, outcome)).encode()
            written = await self._ask("PUT", visit, body, {"If-Match": tag})
            if written.status != 412:
                return
        raise FarEndError("central", "busy")

    async def _ask(
        self,
        method: str,
        visit: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        token = await self._token.get()
        told = {"Authorization": f"Bearer {token}", "Accept": "application/fhir+json"}
        if body is not None:
            told["Content-Type"] = "application/fhir+json"
        answer = await ask(
            self._session,
            "central",
            method,
            f"{self._base}/{visit}",
            headers=told | (headers or {}),
            data=body,
            limit=LIMIT,
        )
        if answer.status in (200, 201, 204, 412):
            return answer
        if answer.status == 401:
            self._token.refused(token)
        if answer.status in (401, 408, 425, 429) or answer.status >= 500:
            raise FarEndError("central", f"status-{answer.status}")
        raise GivenUpError("central", f"status-{answer.status}")


def _kept(store: Store, visit: str, outcome: Outcome) -> bool:
    store.keep_outcome(visit, outcome)
    return True


def _tag(resource: dict[str, object]) -> str | None:
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return f'W/"{version}"' if isinstance(version, str) else None
