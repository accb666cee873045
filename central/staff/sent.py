"""What the patient sent before the visit, for the clinician who holds it (R27)."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central import attachments
from central.brand import Words
from central.core.access import Right
from central.core.attachments import Kind
from central.core.audit import Entry
from central.faults import UnknownError
from central.forms import read_filled
from central.staff.session import Staff, who_may
from central.staff.visits import held_visit
from central.store import audit
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from central.web.sealed import picture_answer

router = APIRouter(prefix="/api/staff", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class Photo(BaseModel):
    """A photo; ``at`` in Unix seconds."""

    id: str
    at: float


class Sent(BaseModel):
    """What there is, without what is in it."""

    photos: list[Photo]
    form_at: float | None
    """When the form was sent."""


class Answered(BaseModel):
    """One answered question, as it was asked."""

    kind: str
    words: Words
    choices: list[Words]
    answer: str


@router.get("/visits/{visit}/sent", responses=problems(401, 403, 404), summary="What was sent")
def sent(visit: str, request: Request, person: Staff = HOLDS) -> Sent:
    """How many photos, and whether there is a form."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = held_visit(transaction, clerk, person, visit)
        photos = attachments.listed(transaction, clerk.seal, found.id, Kind.PHOTO)
        forms = attachments.listed(transaction, clerk.seal, found.id, Kind.FORM)
        return Sent(
            photos=[Photo(id=one.id, at=one.at) for one in photos],
            form_at=forms[0].at if forms else None,
        )


@router.get("/visits/{visit}/sent-form", responses=problems(401, 403, 404), summary="The form")
def form(visit: str, request: Request, person: Staff = HOLDS) -> list[Answered]:
    """Each reading is in the audit log."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = held_visit(transaction, clerk, person, visit)
        forms = attachments.listed(transaction, clerk.seal, found.id, Kind.FORM)
        if not forms:
            raise Refusal(404, "not-found")
        _, content = attachments.opened(transaction, clerk.seal, found.id, forms[0].id)
        _note(transaction, clerk, person, found.id, Kind.FORM)
        return [
            Answered(**{key: line[key] for key in Answered.model_fields})
            for line in read_filled(content)
        ]


@router.get(
    "/visits/{visit}/sent/{photo}", responses=problems(401, 403, 404), summary="One photo of them"
)
def photo(visit: str, photo: str, request: Request, person: Staff = HOLDS) -> Response:
    """Each reading is in the audit log."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        found, _ = held_visit(transaction, clerk, person, visit)
        try:
            told, content = attachments.opened(transaction, clerk.seal, found.id, photo)
        except UnknownError:
            raise Refusal(404, "not-found") from None
        if told.kind is not Kind.PHOTO:
            raise Refusal(404, "not-found")
        _note(transaction, clerk, person, found.id, Kind.PHOTO)
    return picture_answer(content)


def _note(transaction: Transaction, clerk: Clerk, person: Staff, visit: str, kind: Kind) -> None:
    entry = Entry(
        clerk.clock(),
        person.subject,
        "read-sent",
        person.clinic,
        f"Appointment/{visit}",
        kind.value,
    )
    audit.note(transaction, entry)
