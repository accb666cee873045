"""The door of what a clinician sees: the child is in the picture, the patient takes part."""

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from central.core.access import Right
from central.core.audit import Entry
from central.core.chairs import Lobby, must_see
from central.meeting.asked import Asked, Received
from central.meeting.hall import hall_of
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit
from central.store.tables import Appointment
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.signaling import ToSee

router = APIRouter(prefix="/api/staff/visits", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class Seen(Asked):
    """*Barnet syns i bild* (R41) or *Patienten deltar* (R47)."""

    what: ToSee


class TakingPart(BaseModel):
    """What must be seen to at a visit, and whether somebody has said so."""

    what: ToSee
    confirmed: bool


def taking_part(found: Appointment, lobby: Lobby) -> list[TakingPart]:
    """Asked by the booking, or by who sits there; central forgets it with the lobby."""
    asked = must_see(lobby, guardian=found.guardian, proxy=found.proxy)
    return [TakingPart(what=what, confirmed=what in lobby.seen_to) for what in asked]


@router.post(
    "/{visit}/taking-part", responses=problems(401, 403, 404, 409, 422), summary="Who takes part"
)
async def see(visit: str, said: Seen, request: Request, person: Staff = HOLDS) -> Received:
    """Who says so, and when, is in the audit log; 409 while nobody is at the visit."""
    clerk, hall = clerk_of(request), hall_of(request)
    await run_in_threadpool(_may, clerk, person, visit)
    lobby = hall.lobbies.get(visit)
    if lobby is None:
        raise Refusal(409, "gone")
    await run_in_threadpool(_note, clerk, person, visit, said.what)
    hall.change(visit, seen_to=hall.lobbies[visit].seen_to | {said.what})
    return Received()


def _may(clerk: Clerk, person: Staff, visit: str) -> None:
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)


def _note(clerk: Clerk, person: Staff, visit: str, what: str) -> None:
    entity = f"Appointment/{visit}"
    with clerk.database.begin() as transaction:
        audit.note(transaction, Entry(clerk.clock(), person.subject, what, person.clinic, entity))
