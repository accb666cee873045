"""The doors of a page for what is handed over in a visit (R33, R34, R35)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from central.attachments import Attachment
from central.core.attachments import Kind
from central.core.talk import hands
from central.meeting.asked import COOKIE
from central.meeting.hall import Hall, hall_of
from central.meeting.handing import SENT, TAKEN, Handed, answer, hand_over, take_out
from central.store.entries import digest
from central.store.tables import Session
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.talk import FileLine

router = APIRouter(prefix="/api/visit/files", tags=["patient"])

Name = Annotated[str, Query(min_length=1, max_length=255)]
UPLOADS_PER_S, UPLOADS_AT_ONCE = 0.5, 12


@router.post(
    "",
    responses=problems(401, 409, 413, 422, 429),
    openapi_extra=SENT,
    summary="Hand over a file",
)
async def send(
    request: Request, name: Name, kind: Literal["file", "snapshot"] = "file"
) -> FileLine:
    """The body is a JPEG, a PNG or a PDF; who sits at the visit hands it to the others."""
    clerk = clerk_of(request)
    if clerk.too_fast(request, UPLOADS_PER_S, UPLOADS_AT_ONCE):
        raise Refusal(429, "too-fast")
    session, visit = await run_in_threadpool(_session, clerk, request)
    content = await request.body()
    handed = Handed(visit, session, None, None, Kind(kind), name, content)
    return await hand_over(clerk, hall_of(request), handed)


@router.get(
    "/{file}",
    response_class=Response,
    responses=problems(401, 404) | TAKEN,
    summary="A file of the visit",
)
async def see(file: str, request: Request, *, save: bool = False) -> Response:
    """For who sits there, while it is open."""
    clerk = clerk_of(request)
    session, visit = await run_in_threadpool(_session, clerk, request)
    if not _sees(hall_of(request), visit, session):
        raise Refusal(404, "not-found")
    found, content = await run_in_threadpool(_open, clerk, visit, file)
    return answer(found, content, save=save)


def _sees(hall: Hall, visit: str, session: str) -> bool:
    lobby = hall.lobbies.get(visit)
    return lobby is not None and hands(lobby, session, "file")[0] is not None


def _session(clerk: Clerk, request: Request) -> tuple[str, str]:
    """The session's digest and its visit; Refusal 401 for nobody's."""
    own = digest(request.cookies.get(COOKIE, ""))
    with clerk.database.begin() as transaction:
        found = transaction.get(Session, own)
        if found is None:
            raise Refusal(401, "not-signed-in")
        return found.digest, found.appointment


def _open(clerk: Clerk, visit: str, file: str) -> tuple[Attachment, bytes]:
    with clerk.database.begin() as transaction:
        return take_out(transaction, clerk, visit, file)
