"""Brings confirmed outcomes and each visit's story to central (R05); they wait until it has them.

FHIR R4 3.1.0.7.1: read, then update with If-Match; on 412 somebody else was first: read again, and
decide anew. What somebody else has closed stays as it is.
"""

import asyncio
import contextlib
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from appliance.core.events import ReportOutcome
from appliance.link.journal import record
from appliance.room.central.bounded import Answer, ask, parse
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from appliance.room.kept.queue import Queued
from appliance.room.kept.store import Store
from appliance.room.kept.store_thread import StoreThread
from wire.appointment import OUTCOME_STATUS, Status, with_outcome
from wire.report import VisitReport
from wire.visits import Outcome

LIMIT = 262_144
TRIES = 5
"""How often a booking is read again because somebody else was first."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
PATIENCE_S = 0.5
"""The day waits this long at most for the disk."""
FINAL = {Status.FULFILLED, Status.NO_SHOW, Status.CANCELLED, Status.ENTERED_IN_ERROR}
FHIR_JSON, JSON = "application/fhir+json", "application/json"


class GivenUpError(FarEndError):
    """Trying again would not help."""


class Outcomes:
    """The queue of outcomes and the one who carries them to central."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        central: str,
        token: AccessToken,
        store: StoreThread,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._session = session
        self._central = central
        self._token = token
        self._store = store
        self._wall = wall
        self._wake = asyncio.Event()

    async def queue(self, told: ReportOutcome) -> None:
        """Keep what was confirmed, or taken back, until central has it."""
        at = self._wall()
        report = VisitReport(outcome=told.outcome, heading=told.heading, story=told.story)
        keeping = self._store.do(lambda store: store.keep_report(told.visit, at, report), None)
        task = asyncio.create_task(keeping, name="keep outcome")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.shield(task)
        self._wake.set()

    async def run(self) -> None:
        """Carry for ever."""
        pause = FIRST_PAUSE_S
        while True:
            self._wake.clear()
            left = False
            nothing: list[Queued] = []
            for queued in await self._store.do(Store.reports, nothing):
                left = not await self._carry(queued) or left
            pause = min(2 * pause, LONGEST_PAUSE_S) if left else FIRST_PAUSE_S
            wait = random.uniform(pause / 2, pause) if left else None  # noqa: S311
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()

    async def _carry(self, queued: Queued) -> bool:
        """Whether this one is done with."""
        visit, told = queued.visit, queued.report.outcome or "undone"
        try:
            await self._unless_given_up(visit, self._write(queued))
            await self._unless_given_up(visit, self._tell_story(queued))
        except FarEndError as error:
            record("outcome.waits", logging.WARNING, visit=visit, code=error.code)
            return False
        record("outcome.carried", visit=visit, outcome=told)
        await self._store.do(lambda store: store.drop_report(visit, queued.number), None)
        return True

    async def _unless_given_up(self, visit: str, leg: Any) -> None:
        try:
            await leg
        except GivenUpError as error:
            record("outcome.given-up", logging.ERROR, visit=visit, code=error.code)

    async def _write(self, queued: Queued) -> None:
        """Bring the booking to the outcome; one that is there already needs nothing."""
        for _ in range(TRIES):
            read = await self._ask("GET", self._booking(queued.visit))
            resource = parse("central", read.body)
            if not isinstance(resource, dict):
                raise FarEndError("central", "garbled")
            changed = _changed(resource, queued)
            if changed is None:
                break
            tag = read.headers.get("ETag") or _tag(resource)
            if tag is None:
                raise GivenUpError("central", "no-version")
            await self._will_try(queued)
            body = json.dumps(changed).encode()
            address = self._booking(queued.visit)
            written = await self._ask("PUT", address, body, {"If-Match": tag})
            if written.status != 412:
                break
        else:
            raise FarEndError("central", "busy")
        if queued.report.outcome is None:
            await self._keep_tried(queued.visit, frozenset())

    async def _will_try(self, queued: Queued) -> None:
        """An answer may get lost: what is sent is known for ours before it is sent."""
        outcome = queued.report.outcome
        if outcome is not None and outcome not in queued.tried:
            await self._keep_tried(queued.visit, queued.tried | {outcome})

    async def _keep_tried(self, visit: str, tried: frozenset[Outcome]) -> None:
        await self._store.do(lambda store: store.try_report(visit, tried), None)

    async def _tell_story(self, queued: Queued) -> None:
        address = f"{self._central}/api/visits/{queued.visit}/report"
        body = queued.report.model_dump_json().encode()
        await self._ask("PUT", address, body, {"Accept": JSON, "Content-Type": JSON})

    def _booking(self, visit: str) -> str:
        return f"{self._central}/fhir/R4/Appointment/{visit}"

    async def _ask(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        token = await self._token.get()
        told = {"Authorization": f"Bearer {token}", "Accept": FHIR_JSON}
        if body is not None:
            told["Content-Type"] = FHIR_JSON
        told |= headers or {}
        answer = await ask(
            self._session, "central", method, address, headers=told, data=body, limit=LIMIT
        )
        if answer.status in (200, 201, 204, 412):
            return answer
        if answer.status == 401:
            self._token.refused(token)
        if answer.status in (401, 408, 425, 429) or answer.status >= 500:
            raise FarEndError("central", f"status-{answer.status}")
        raise GivenUpError("central", f"status-{answer.status}")


def _changed(resource: dict[str, Any], queued: Queued) -> dict[str, Any] | None:
    """The booking as it shall be; None where it is so already.

    Raises GivenUpError where somebody else closed it: only what this unit wrote may be changed.
    """
    outcome, status = queued.report.outcome, resource.get("status")
    ours = {OUTCOME_STATUS[tried] for tried in queued.tried}
    is_final = isinstance(status, str) and status in FINAL
    if is_final and status in ours:
        changed = with_outcome(resource, outcome)
        return None if changed == resource else changed
    if outcome is None:
        return None
    if status == OUTCOME_STATUS[outcome]:
        return None
    if is_final:
        raise GivenUpError("central", "already-closed")
    return with_outcome(resource, outcome)


def _tag(resource: dict[str, object]) -> str | None:
    meta = resource.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    return f'W/"{version}"' if isinstance(version, str) else None
