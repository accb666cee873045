"""The doors of the clinic's accounts: who is signed in with which roles, and to end it (R64)."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from central.core.access import Right
from central.core.audit import Entry
from central.meeting.asked import Received
from central.staff.session import Staff, who_may
from central.store import audit
from central.store import staff as store
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff/accounts", tags=["staff"])
MANAGES = Depends(who_may(Right.MANAGE_ACCOUNTS))


class Account(BaseModel):
    """Somebody who is signed in; times are Unix seconds."""

    subject: str
    name: str
    title: str | None
    roles: list[str]
    """In the clinic that is asked for."""
    browsers: int
    since: float
    seen: float
    me: bool


@router.get("", responses=problems(401, 403), summary="Who is signed in")
def accounts(request: Request, person: Staff = MANAGES) -> list[Account]:
    """Everybody with a role in the clinic, by name."""
    clerk = clerk_of(request)
    found: dict[str, Account] = {}
    with clerk.database.begin() as transaction:
        rows = store.signed_in(transaction, clerk.clock())
    for row in rows:
        roles = row.clinics.get(str(person.clinic))
        if roles is None:
            continue
        known = found.get(row.subject)
        found[row.subject] = Account(
            subject=row.subject,
            name=row.name,
            title=row.title,
            roles=sorted({*roles, *(known.roles if known else ())}),
            browsers=known.browsers + 1 if known else 1,
            since=min(row.made_at, known.since) if known else row.made_at,
            seen=max(row.seen_at, known.seen) if known else row.seen_at,
            me=row.subject == person.subject,
        )
    return sorted(found.values(), key=lambda one: (one.name, one.subject))


@router.delete(
    "/{subject}/sessions", responses=problems(401, 403, 404), summary="Sign somebody out"
)
def end(subject: str, request: Request, person: Staff = MANAGES) -> Received:
    """Every browser of a colleague of the clinic; whoever still has a role may sign in anew."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        rows = store.signed_in(transaction, clerk.clock())
        mine = [r for r in rows if r.subject == subject and str(person.clinic) in r.clinics]
        if not mine:
            raise Refusal(404, "not-found")
        store.end_all(transaction, subject)
        entity = f"Practitioner/{subject}"
        entry = Entry(clerk.clock(), person.subject, "end-sessions", person.clinic, entity)
        audit.note(transaction, entry)
    return Received()
