"""The door of who is in already and proves more: patient, proxy or guardian, by their own e-ID."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from central.eid.doors import ORDER, orders_of
from central.eid.judging import Expected, is_expected, may_prove, number_of
from central.eid.orders import Order
from central.meeting.admission import same_time
from central.meeting.answers import still_open
from central.meeting.asked import COOKIE, Asked, Received
from central.meeting.hall import hall_of
from central.post import posting
from central.store import guests
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Level

router = APIRouter(prefix="/api/eid", tags=["patient"])


class Proven(Asked):
    """Nothing but the cookies: of the visit, and of the order."""


@router.post("/prove", responses=problems(401, 403, 422, 429), summary="Prove more by an e-ID")
async def prove(_: Proven, request: Request) -> Received:
    """A completed order of the same person; everybody at the visit is told their level (R60)."""
    clerk, hall = clerk_of(request), hall_of(request)
    async with same_time(clerk, request):
        order = orders_of(request).take(request.cookies.get(ORDER))
        cookie = request.cookies.get(COOKIE) or ""
        visit, holder = await run_in_threadpool(_prove, clerk, order, cookie)
        if holder is None:
            raise Refusal(403, "refused")
        hall.know(visit, holder, Level.EID)
        return Received()


def _prove(clerk: Clerk, order: Order | None, cookie: str) -> tuple[str, str | None]:
    """The visit and the session that is known by an e-ID now; None: it was somebody else."""
    with posting(clerk.database, clerk.outbox, clerk.clock()) as post:
        party = guests.by_session(post.transaction, cookie)
        if party is None or not still_open(party.appointment, clerk.clock()):
            raise Refusal(401, "not-signed-in")
        found = party.appointment.id
        if order is None or not may_prove(clerk.settings, party):
            return found, None
        expected = Expected(party.appointment, number_of(party), party.guest)
        if not is_expected(clerk, post, expected, order):
            return found, None
        party.session.level = Level.EID.value
        return found, party.session.digest
