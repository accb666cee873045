"""The door where a room reports how a visit went, and what happened when (R05)."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from central.feed.access import own, unit_of
from central.feed.tokens import UPDATE
from central.feed.words import WRITTEN_RESPONSES, Fault
from central.store.reports import put_report
from central.web.clerk import clerk_of
from wire.faults import WireError
from wire.report import VisitReport

router = APIRouter(prefix="/api", tags=["units"])

LIMIT = 65_536
_BODY = {"content": {"application/json": {"schema": VisitReport.model_json_schema()}}}


class Kept(BaseModel):
    """The report is written."""

    code: str = "kept"


@router.put(
    "/visits/{visit}/report",
    responses=WRITTEN_RESPONSES,
    summary="Report how a visit went",
    openapi_extra={"requestBody": {"required": True, **_BODY}},
)
async def report(visit: str, request: Request) -> Kept:
    """By the unit of the visit's room; the newest report counts, the same one again is nothing."""
    body = await request.body()
    try:
        told = VisitReport.from_json("client", body, LIMIT)
    except WireError as error:
        raise Fault(422, "structure", str(error)) from None
    await run_in_threadpool(_keep, visit, request, told)
    return Kept()


def _keep(visit: str, request: Request, told: VisitReport) -> None:
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        unit = unit_of(clerk, session, request, UPDATE)
        found, _ = own(clerk, session, unit, visit)
        put_report(session, found.id, told, clerk.clock())
