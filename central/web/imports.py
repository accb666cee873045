"""The doors of imported bookings: how each source is, and what exists on one side only (R65)."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from central.imports.comparison import compare, states
from central.web.clerk import Clerk, clerk_of
from central.web.fleet_seer import seer_of
from central.web.problems import problems

router = APIRouter(prefix="/api/fleet/imports", tags=["fleet"])


class SourceNow(BaseModel):
    """One foreign booking system; ``condition`` is unknown, ok, degraded or failed."""

    name: str
    kind: str
    condition: str
    problem: str | None
    tried_at: float | None
    read_at: float | None
    found: int
    bad: int
    held: int


class FindingNow(BaseModel):
    """One thing to do something about; no name and no number of a person in it."""

    source: str
    code: str
    foreign_id: str | None
    appointment: str | None
    start: float | None
    text: dict[str, str]


class Imports(BaseModel):
    """Every source, and every finding of what is to come; times in Unix seconds."""

    now: float
    sources: list[SourceNow]
    findings: list[FindingNow]


@router.get(
    "", responses=problems(401, 403), summary="Foreign booking systems, and one-sided bookings"
)
async def imports_now(request: Request) -> Imports:
    """How old each source's bookings are, and what somebody should do."""
    await run_in_threadpool(seer_of, request)
    return await run_in_threadpool(_imports, clerk_of(request))


def _imports(clerk: Clerk) -> Imports:
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        found = states(transaction, clerk.settings.imports)
        findings = compare(transaction, clerk.settings, now)
    return Imports(
        now=now,
        sources=[SourceNow(**asdict(one)) for one in found],
        findings=[FindingNow(**asdict(one)) for one in findings],
    )
