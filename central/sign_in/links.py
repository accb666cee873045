"""The local administrator's door: a one-time link for a colleague, where there is no provider."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from central.core.access import StaffRole
from central.core.audit import Entry
from central.faults import BadInputError, ConflictError
from central.meeting.asked import Asked, Received, Short
from central.settings import CentralSettings
from central.sign_in.entering import Somebody, give_cookie, let_in, line_of
from central.store import audit
from central.store import staff as store
from central.store.database import Database
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff", tags=["staff"])

LASTS_S = 600.0
TRIES_PER_S, TRIES_AT_ONCE = 0.1, 5


@dataclass(frozen=True, slots=True)
class LinkWish:
    """For whom a link is made."""

    subject: str
    name: str
    title: str | None
    clinic: str
    roles: tuple[StaffRole, ...]


class Code(Asked):
    """What stands behind ``#in/`` in the link."""

    code: Short


def make_link(settings: CentralSettings, database: Database, wish: LinkWish, now: float) -> str:
    """A link that signs one browser in within 10 min, once; only its digest is kept."""
    if not settings.staff_links:
        raise ConflictError("staff_links: is off in the settings: nobody signs in by a link")
    if wish.clinic not in {clinic.id for clinic in settings.all_clinics}:
        raise BadInputError("clinic", "is not known")
    if not wish.subject.replace("-", "").isalnum() or len(wish.subject) > 64:
        raise BadInputError("subject", "must be an HSA-id such as SE2321000016-1003")
    name = line_of(wish.name)
    if name is None:
        raise BadInputError("name", "is missing")
    code, clinics = secrets.token_urlsafe(32), {wish.clinic: [role.value for role in wish.roles]}
    with database.begin() as transaction:
        store.add_link(
            transaction,
            code,
            now,
            subject=wish.subject,
            name=name,
            title=line_of(wish.title),
            clinics=clinics,
        )
        entry = Entry(
            now, "central", "make-staff-link", wish.clinic, f"Practitioner/{wish.subject}"
        )
        audit.note(transaction, entry)
    page = "fleet" if set(wish.roles) == {StaffRole.IT} else "rum"
    return f"{settings.base_url}/{page}#in/{code}"


@router.post("/link", responses=problems(403, 422, 429), summary="Sign in with a one-time link")
def use_link(asked: Code, request: Request, response: Response) -> Received:
    """After a press on the page; an old, used or wrong code is the same refusal."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, TRIES_PER_S, TRIES_AT_ONCE):
        raise Refusal(429, "too-fast")
    with clerk.database.begin() as transaction:
        found = store.take_link(transaction, asked.code, clerk.clock() - LASTS_S)
        if found is None:
            entry = Entry(clerk.clock(), "stranger", "sign-in-refused", detail="link")
            audit.note(transaction, entry)
    if found is None or not clerk.settings.staff_links:
        raise Refusal(403, "refused")
    who = Somebody(found.subject, found.name, found.title, found.clinics)
    give_cookie(request, response, let_in(request, who, "link"))
    return Received(code="entered")
