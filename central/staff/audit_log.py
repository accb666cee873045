"""The door of the audit log: a clinic's entries as FHIR R4 AuditEvents, for its administrator."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter, Depends, Query, Request, Response

from central.core.access import Right
from central.core.audit import Entry
from central.core.audit_event import audit_event
from central.feed.words import as_json
from central.staff.session import Staff, who_may
from central.store import audit
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff", tags=["staff"])
READS = Depends(who_may(Right.READ_AUDIT))
FROM, TO, AFTER = Query(alias="from"), Query(alias="to"), Query(default=0, ge=0)
LIMIT = 1000


@router.get("/audit", responses=problems(401, 403, 422), summary="Who did what in my clinic")
def read(
    request: Request,
    first: date = FROM,
    last: date = TO,
    after: int = AFTER,
    person: Staff = READS,
) -> Response:
    """A Bundle of the days ``from`` to ``to``: 1000 entries behind ``after``, then link[next]."""
    clerk = clerk_of(request)
    zone = clerk.settings.zone
    try:
        since = datetime.combine(first, datetime.min.time(), zone).timestamp()
        until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone).timestamp()
    except (OverflowError, ValueError):
        raise Refusal(422, "malformed", "to") from None
    with clerk.database.begin() as transaction:
        rows = audit.of_clinic(transaction, str(person.clinic), (since, until), after, LIMIT + 1)
        entry = Entry(clerk.clock(), person.subject, "read-audit", clinic=person.clinic)
        audit.note(transaction, entry)
    address = f"{clerk.settings.base_url}/api/staff/audit?from={first}&to={last}&after="
    links = [{"relation": "self", "url": f"{address}{after}"}]
    if len(rows) > LIMIT:
        links.append({"relation": "next", "url": f"{address}{rows[LIMIT - 1][0]}"})
    entries = [
        {
            "fullUrl": f"{clerk.settings.base_url}/audit/{seq}",
            "resource": audit_event(seq, told),
            "search": {"mode": "match"},
        }
        for seq, told in rows[:LIMIT]
    ]
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
    return as_json(bundle)
