"""The doors of an identification: start, how it is, cancel, and in (R60).

The order belongs to the browser that began it, by a cookie of its own; what was proven is judged
only at the end, against the link: a wrong person and a wrong link read the same (S5).
"""

from typing import Literal

import segno
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from central.core.eid import ACTING, sentence
from central.core.identifiers import proven_by_eid
from central.eid.judging import Expected, is_expected
from central.eid.orders import Order, Orders
from central.eid.port import EidFault
from central.journal import record
from central.meeting.admission import Came, admit, let_in, offers, same_time
from central.meeting.asked import COOKIE, Asked, Received, Short
from central.post import Posting, posting
from central.store import entries, guests
from central.store.course import note_try
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from wire.visits import Level

router = APIRouter(prefix="/api/eid", tags=["patient"])
ORDER = "ostord_order"
STARTS_PER_S, STARTS_AT_ONCE = 0.5, 20


class Start(Asked):
    """Which e-ID."""

    provider: Literal["bankid", "freja"]


class Link(Asked):
    """The link's ticket."""

    ticket: Short


class Code(BaseModel):
    """A QR code of this second: ``path`` is an SVG path in a square of ``size`` units."""

    size: int
    path: str


class OrderState(BaseModel):
    """How the identification of this browser is."""

    state: Literal["none", "pending", "complete", "failed"]
    here: str | None = None
    """The key of the sentence where the app is on this device; ``elsewhere``, on another one."""
    elsewhere: str | None = None
    link: str | None = None
    """Opens the app on this device."""
    code: Code | None = None
    """None once the app has the order."""


@router.post("/start", responses=problems(404, 422, 429, 503), summary="Begin an identification")
async def start(asked: Start, request: Request, response: Response) -> OrderState:
    """One order a browser: a former one is cancelled."""
    clerk, orders = clerk_of(request), orders_of(request)
    clinics = clerk.settings.all_clinics
    offered = any(asked.provider in clerk.settings.ways_of(clinic) for clinic in clinics)
    if asked.provider not in orders.providers or not offered:
        raise Refusal(404, "not-found")
    if clerk.too_fast(request, STARTS_PER_S, STARTS_AT_ONCE):
        raise Refusal(429, "too-fast")
    await orders.cancel(request.cookies.get(ORDER))
    try:
        secret = await orders.start(asked.provider, request.client.host if request.client else "")
    except EidFault as fault:
        record("eid.unstarted", code=fault.code)
        raise Refusal(503, "unavailable") from None
    secure = clerk.settings.base_url.startswith("https:")
    response.set_cookie(
        ORDER, secret, path="/api/eid", httponly=True, samesite="strict", secure=secure
    )
    return _state(orders, orders.of(secret))


@router.get("", summary="How the identification is")
async def state(request: Request) -> OrderState:
    """Asked every second: the QR code is another one each time."""
    orders = orders_of(request)
    return _state(orders, orders.of(request.cookies.get(ORDER)))


@router.post("/cancel", summary="End the identification")
async def cancel(request: Request, response: Response) -> Received:
    """The person chose another way."""
    await orders_of(request).cancel(request.cookies.get(ORDER))
    response.delete_cookie(ORDER, path="/api/eid", httponly=True, samesite="strict")
    return Received()


@router.post("/enter", responses=problems(403, 422, 429), summary="Enter a visit by an e-ID")
async def enter(link: Link, request: Request, response: Response) -> Received:
    """A completed order and the link of the same person; an order counts once."""
    clerk = clerk_of(request)
    async with same_time(clerk, request):
        order = orders_of(request).take(request.cookies.get(ORDER))
        came = await run_in_threadpool(
            _enter, clerk, order, link.ticket, request.cookies.get(COOKIE)
        )
        return await let_in(request, response, came)


def orders_of(request: Request) -> Orders:
    """The running orders."""
    orders: Orders = request.app.state.orders
    return orders


def _enter(clerk: Clerk, order: Order | None, ticket: str, former: str | None) -> Came:
    now = clerk.clock()
    with posting(clerk.database, clerk.outbox, now) as post:
        invited = _invited(post, ticket, now)
        if invited is None or order is None:
            return Came(invited.appointment.id if invited else None)
        if not offers(clerk, invited.appointment, order.provider):
            return Came(invited.appointment.id)
        if not is_expected(clerk, post, invited, order):
            return Came(invited.appointment.id)
        return admit(clerk, post, invited.appointment, Level.EID, former, invited.guest)


def _invited(post: Posting, ticket: str, now: float) -> Expected | None:
    """Whose ticket it is; nobody's when it is locked. A try counts for R05 as any other."""
    invited = entries.by_ticket(post.transaction, ticket)
    if invited is not None:
        note_try(post.transaction, invited.appointment.id, now)
        locked = invited.ticket.locked_at is not None
        number = proven_by_eid(invited.person.id_kind, invited.person.personnummer)
        return None if locked else Expected(invited.appointment, number, None)
    come = guests.by_ticket(post.transaction, ticket)
    if come is None or come.guest.locked_at is not None:
        return None
    come.guest.tried_at = now
    return Expected(come.appointment, come.guest.personnummer or "", come.guest)


def _state(orders: Orders, order: Order | None) -> OrderState:
    if order is None:
        return OrderState(state="none")
    pending = order.state == "pending"
    here, elsewhere = (
        sentence(order.hint, pending=pending, elsewhere=where) for where in (False, True)
    )
    waits = pending and order.hint not in ACTING
    seconds = int(orders.now() - order.made)
    return OrderState(
        state=order.state,
        here=here,
        elsewhere=elsewhere,
        link=order.started.link if waits else None,
        code=_code(order.started.qr(seconds)) if waits else None,
    )


def _code(content: str) -> Code:
    """The QR code's dark squares as one path, a run of them at a time.

    Always the same mask: the search for the best one takes four times as long, each second.
    """
    rows = [bytes(row) for row in segno.make(content, error="l", micro=False, mask=3).matrix]
    steps = []
    for y, row in enumerate(rows):
        x = 0
        while (x := row.find(1, x)) >= 0:
            end = row.find(0, x)
            run = (end if end >= 0 else len(row)) - x
            steps.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run
    return Code(size=len(rows), path="".join(steps))
