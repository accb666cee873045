"""The door where a room fetches the picture that is shared at its visit (R35)."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from central import attachments
from central.core.attachments import Kind
from central.faults import UnknownError
from central.feed.access import own, unit_of
from central.feed.tokens import READ
from central.feed.words import RESPONSES, Fault
from central.meeting.hall import hall_of
from central.meeting.handing import JPEG
from central.web.clerk import clerk_of

router = APIRouter(prefix="/api", tags=["units"])
_FOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get(
    "/visits/{visit}/shown/{file}",
    response_class=Response,
    responses=RESPONSES | _FOUND,
    summary="The picture that is shown at a visit of the room",
)
async def shown(visit: str, file: str, request: Request) -> Response:
    """By the unit of the visit's room, only while it is shown there."""
    lobby = hall_of(request).lobbies.get(visit)
    now = lobby.written.shown if lobby is not None else None
    content = await run_in_threadpool(_content, visit, file, request, is_shown=file == now)
    return Response(content, media_type=JPEG)


def _content(visit: str, file: str, request: Request, *, is_shown: bool) -> bytes:
    clerk = clerk_of(request)
    with clerk.database.begin() as session:
        found, _ = own(clerk, session, unit_of(clerk, session, request, READ), visit)
        try:
            kept, content = attachments.opened(session, clerk.seal, found.id, file)
        except UnknownError:
            raise Fault(404, "not-found", "client: file: is not shown here") from None
        if not is_shown or kept.kind is not Kind.SHARED:
            raise Fault(404, "not-found", "client: file: is not shown here")
        return content
