"""The doors of a visit's letters: how far each has come, and another try for one that did not."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from central.core.access import Right
from central.core.audit import Entry
from central.core.delivery import Channel, State
from central.staff.session import Staff, who_may
from central.staff.visits import clinics_visit
from central.store import audit, deliveries
from central.store.delivery_tables import Delivery
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff/visits/{visit}/messages", tags=["staff"])
SEES = Depends(who_may(Right.SEE_VISITS))
BOOKS = Depends(who_may(Right.BOOK))


class MessageLine(BaseModel):
    """One letter to one address; times are Unix seconds."""

    id: str
    kind: str
    """Such as ``invitation``, ``moved``, ``cancelled``, ``reminder``, ``ring``, ``message``,
    ``code``; a guest's begin with ``guest.``.
    """
    channel: Channel
    to: str
    """The address, masked: ``··88``."""
    state: State
    code: str | None
    """Why it is not sent (yet)."""
    at: float
    """When it was written."""
    changed_at: float
    segments: int | None
    """Of an SMS: how many parts it takes."""
    by_file: bool
    """It lies in the outbox folder: who takes it from there knows the rest."""
    may_try: bool
    """Whether it can be sent again, by a press."""


class Messages(BaseModel):
    """Every letter of one visit, newest first."""

    messages: list[MessageLine]


@router.get("", responses=problems(401, 403, 404), summary="How far a visit's letters have come")
def messages(visit: str, request: Request, person: Staff = SEES) -> Messages:
    """Letters to the clinic itself are not among them."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = clinics_visit(transaction, clerk, person, visit)
        rows = deliveries.of_visit(transaction, found.id)
        return Messages(messages=[_line(row, clerk.clock()) for row in rows])


@router.post(
    "/{message}/again", responses=problems(401, 403, 404, 409), summary="Skicka igen, once more"
)
def again(visit: str, message: str, request: Request, person: Staff = BOOKS) -> MessageLine:
    """One that waits already is left alone; what arrived, or is of no use any more, is a 409."""
    clerk = clerk_of(request)
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        found, _ = clinics_visit(transaction, clerk, person, visit)
        row = transaction.get(Delivery, message)
        if row is None or row.appointment != found.id or row.channel == Channel.CLINIC:
            raise Refusal(404, "not-found")
        if row.state in (State.WAITING, State.SENDING):
            return _line(row, now)
        if not deliveries.try_again(transaction, row, now):
            raise Refusal(409, "not-again", "message")
        act = Entry(
            now,
            person.subject,
            "send-again",
            clinic=person.clinic,
            entity=f"Appointment/{found.id}",
            detail=f"{row.kind}/{row.channel}",
        )
        audit.note(transaction, act)
        return _line(row, now)


def _line(row: Delivery, now: float) -> MessageLine:
    return MessageLine(
        id=row.id,
        kind=row.kind,
        channel=Channel(row.channel),
        to=row.masked,
        state=State(row.state),
        code=row.code,
        at=row.made_at,
        changed_at=row.changed_at,
        segments=row.segments,
        by_file=row.way == "file",
        may_try=deliveries.may_try(row, now),
    )
