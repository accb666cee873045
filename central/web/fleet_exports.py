"""The doors for other systems: Prometheus' metrics, the inventory as CSV and as FHIR Devices."""

import csv
import hmac
import io
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from central.core.fleet_exports import COLUMNS, Equipped, device, metrics, rows
from central.delivery.settings import secret
from central.fleet.register import register_of
from central.store import fleet_follow, units
from central.store.tables import Latest
from central.web.clerk import Clerk, clerk_of
from central.web.fleet_seer import Seer, seer_of
from central.web.problems import Refusal, problems

router = APIRouter(tags=["fleet"])
SEES = Depends(seer_of)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
FHIR = "application/fhir+json; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would carry out (CWE-1236) is written as words."""


@router.get(
    "/metrics",
    responses={200: {"content": {"text/plain": {}}}, **problems(401)},
    response_class=Response,
    summary="The fleet for Prometheus",
)
def read_metrics(
    request: Request, authorization: Annotated[str | None, Header()] = None
) -> PlainTextResponse:
    """With the bearer token of ``[fleet] metrics_token_file``; nobody is in it."""
    clerk, register = clerk_of(request), register_of(request)
    if not _is_right(clerk, authorization):
        raise Refusal(401, "not-signed-in")
    with clerk.database.begin() as transaction:
        alerts = [(row.code, row.urgent) for row in fleet_follow.open_alerts(transaction)]
        bad = fleet_follow.bad_messages(transaction)
    lines, listening = register.lines, register.listening
    text = metrics(lines, alerts, bad, listening=listening, now=clerk.clock())
    return PlainTextResponse(text, media_type=TEXT)


@router.get(
    "/api/fleet/inventory.csv",
    responses={200: {"content": {"text/csv": {}}}, **problems(401, 403)},
    response_class=Response,
    summary="Every unit as a table",
)
def inventory_csv(request: Request, _: Seer = SEES) -> PlainTextResponse:
    """Comma-separated, with a first line of names; ``seen`` in Unix seconds."""
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS)
    table.writeheader()
    for row in rows(_equipped(request), listening=register_of(request).listening):
        table.writerow({name: _plain(text) for name, text in row.items()})
    headers = {"Content-Disposition": 'attachment; filename="ostord-inventory.csv"'}
    return PlainTextResponse(written.getvalue(), media_type="text/csv", headers=headers)


@router.get(
    "/api/fleet/inventory",
    responses={200: {"content": {"application/fhir+json": {}}}, **problems(401, 403)},
    response_class=Response,
    summary="Every unit as a FHIR Device",
)
def inventory(request: Request, _: Seer = SEES) -> JSONResponse:
    """A Bundle (FHIR R4, collection)."""
    base = clerk_of(request).settings.base_url
    entries = [{"resource": device(one, base)} for one in _equipped(request)]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "collection"}
    return JSONResponse(bundle | ({"entry": entries} if entries else {}), media_type=FHIR)


def _equipped(request: Request) -> list[Equipped]:
    clerk, lines = clerk_of(request), {line.unit: line for line in register_of(request).lines}
    with clerk.database.begin() as transaction:
        found = [(u, transaction.get(Latest, u.id)) for u in units.all_units(transaction)]
    return [_one(lines[unit.id], unit.location, last) for unit, last in found if unit.id in lines]


def _one(line: Any, location: str, last: Latest | None) -> Equipped:
    born = (last and last.birth) or {}
    parts, versions = born.get("parts") or {}, (last and last.versions) or {}
    role = cast("str | None", born.get("role"))
    return Equipped(line, location, role, cast("Any", versions), cast("Any", parts))


def _is_right(clerk: Clerk, given: str | None) -> bool:
    file = clerk.settings.fleet.metrics_token_file
    if file is None or given is None:
        return False
    try:
        right = f"Bearer {secret(file)}"
    except (OSError, ValueError):
        return False
    return hmac.compare_digest(given.encode(), right.encode())


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
