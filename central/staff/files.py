"""The doors of the staff's page for the files of a call: handed over, seen, saved (R33 to R35)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.attachments import Attachment
from central.core.access import Right
from central.core.attachments import Kind
from central.core.audit import Entry
from central.meeting.hall import hall_of
from central.meeting.handing import SENT, TAKEN, Handed, answer, hand_over, note_saved, take_out
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit
from central.web.clerk import Clerk, clerk_of
from central.web.problems import problems
from wire.talk import FileLine

router = APIRouter(prefix="/api/staff/visits/{visit}/files", tags=["staff"])

Name = Annotated[str, Query(min_length=1, max_length=255)]
HOLDS = Depends(who_may(Right.HOLD_VISIT))


@router.post(
    "",
    responses=problems(401, 403, 404, 409, 413, 422),
    openapi_extra=SENT,
    summary="Hand over a file",
)
async def send(
    visit: str,
    request: Request,
    name: Name,
    kind: Literal["file", "shared"] = "file",
    person: Staff = HOLDS,
) -> FileLine:
    """The body is a JPEG, a PNG or, as a file, a PDF; ``shared`` is a picture to be shown."""
    clerk = clerk_of(request)
    await run_in_threadpool(_held, clerk, person, visit)
    content = await request.body()
    act = (visit, person.session, person.subject, person.clinic, Kind(kind))
    return await hand_over(clerk, hall_of(request), Handed(*act, name, content))


@router.get(
    "/{file}",
    response_class=Response,
    responses=problems(401, 403, 404) | TAKEN,
    summary="See or save a file",
)
async def see(
    visit: str, file: str, request: Request, *, save: bool = False, person: Staff = HOLDS
) -> Response:
    """A picture to look at, or any file to save; both are written down in the audit log."""
    found, content = await run_in_threadpool(_open, clerk_of(request), person, visit, file, save)
    if save:
        note_saved(hall_of(request), visit, file)
    return answer(found, content, save=save)


def _held(clerk: Clerk, person: Staff, visit: str) -> None:
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)


def _open(
    clerk: Clerk, person: Staff, visit: str, file: str, save: bool
) -> tuple[Attachment, bytes]:
    with clerk.database.begin() as transaction:
        held_visit(transaction, clerk, person, visit)
        found, content = take_out(transaction, clerk, visit, file)
        action = f"{'save' if save else 'see'}-{found.kind.value}"
        entity = f"Appointment/{visit}"
        act = Entry(clerk.clock(), person.subject, action, person.clinic, entity, found.id)
        audit.note(transaction, act)
        return found, content
