"""What the patient sends before the visit: photos and the clinic's form (R27).

It can be looked at again until it is erased, and taken back until the visit begins.
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.orm import Session as Transaction

from central import attachments
from central.attachments import Attachment, New
from central.brand import Words
from central.core.attachments import LIMITS, Kind
from central.core.audit import Entry
from central.faults import BadInputError, UnknownError
from central.forms import ANSWER_LIMIT, filled, read_filled
from central.meeting.asked import Asked, Received
from central.meeting.mine import Mine, has_begun, my_visit
from central.store import audit, entries
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal, problems
from central.web.sealed import picture_answer
from wire.visits import Role

router = APIRouter(prefix="/api/visit", tags=["patient"])

PATIENT = Role.PATIENT.value
JPEG = "image/jpeg"
_BODY = {"content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}}

Key = Annotated[str, StringConstraints(max_length=32)]
AnswerText = Annotated[str, StringConstraints(max_length=ANSWER_LIMIT)]


class Answers(Asked):
    """The answers by the question's key."""

    answers: Annotated[dict[Key, AnswerText], Field(max_length=40)]


class Question(BaseModel):
    """One of the clinic's questions, and what was answered."""

    key: str
    kind: str
    words: Words
    choices: list[Words]
    answer: str | None


class Photo(BaseModel):
    """A photo that was sent; ``at`` in Unix seconds."""

    id: str
    at: float


class Sent(BaseModel):
    """All that was sent for this visit."""

    open: bool
    """More can be sent, and taken back."""
    photos_wanted: bool
    photos: list[Photo]
    photos_at_most: int
    form: list[Question]
    form_at: float | None
    """When the form was sent."""


@router.get("/sent", responses=problems(401), summary="What was sent for this visit")
def sent(request: Request) -> Sent:
    """Photos and the form."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        return _all(transaction, clerk, my_visit(transaction, request))


@router.post(
    "/photos",
    responses=problems(401, 409, 413, 422),
    summary="Send a photo",
    openapi_extra={"requestBody": {"required": True, **_BODY}},
)
async def send_photo(request: Request) -> Sent:
    """A JPEG or PNG as the body; it is drawn anew, without where and when it was taken."""
    clerk = clerk_of(request)
    await run_in_threadpool(_check, clerk, request)
    given = await request.body()
    try:
        drawn = await clerk.easel.redrawn(given)
    except BadInputError as error:
        raise Refusal(422, error.problem, error.field) from None
    return await run_in_threadpool(_put, clerk, request, Kind.PHOTO, JPEG, drawn)


@router.get("/photos/{photo}", responses=problems(401, 404), summary="A photo that was sent")
def photo(photo: str, request: Request) -> Response:
    """To the one who sent it."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        mine = my_visit(transaction, request)
        told, content = _opened(transaction, clerk, mine, photo)
    if told.kind is not Kind.PHOTO:
        raise Refusal(404, "not-found")
    return picture_answer(content)


@router.delete("/photos/{photo}", responses=problems(401, 404, 409), summary="Take a photo back")
def withdraw_photo(photo: str, request: Request) -> Sent:
    """It is deleted at once."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        mine = _sending(transaction, request)
        try:
            attachments.withdraw(
                transaction, mine.appointment.id, photo, Kind.PHOTO, sender=PATIENT
            )
        except UnknownError:
            raise Refusal(404, "not-found") from None
        _note(transaction, clerk, mine, "withdrew", Kind.PHOTO)
        return _all(transaction, clerk, mine)


@router.put("/form", responses=problems(401, 409, 422), summary="Send the form")
def send_form(form: Answers, request: Request) -> Sent:
    """The newest answers take the place of the ones before."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        mine = _sending(transaction, request)
        try:
            content = filled(mine.clinic.form, form.answers)
        except BadInputError as error:
            raise Refusal(422, error.problem, error.field) from None
        attachments.erase(transaction, mine.appointment.id, Kind.FORM)
        _add(transaction, clerk, mine, Kind.FORM, "application/json", content)
        return _all(transaction, clerk, mine)


@router.delete("/form", responses=problems(401, 409), summary="Take the form back")
def withdraw_form(request: Request) -> Received:
    """It is deleted at once."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        mine = _sending(transaction, request)
        if attachments.erase(transaction, mine.appointment.id, Kind.FORM):
            _note(transaction, clerk, mine, "withdrew", Kind.FORM)
    return Received(code="withdrawn")


def _check(clerk: Clerk, request: Request) -> None:
    """Before anything of the body is read: whether a photo may come now."""
    with clerk.database.begin() as transaction:
        mine = _sending(transaction, request)
        if not mine.clinic.photos:
            raise Refusal(409, "not-wanted")
        have = attachments.listed(transaction, clerk.seal, mine.appointment.id, Kind.PHOTO)
        if len(have) >= LIMITS[Kind.PHOTO].count:
            raise Refusal(422, "too-many", "content")


def _put(clerk: Clerk, request: Request, kind: Kind, media_type: str, content: bytes) -> Sent:
    with clerk.database.begin() as transaction:
        mine = _sending(transaction, request)
        _add(transaction, clerk, mine, kind, media_type, content)
        return _all(transaction, clerk, mine)


def _add(
    transaction: Transaction, clerk: Clerk, mine: Mine, kind: Kind, media_type: str, content: bytes
) -> None:
    new = New(mine.appointment.id, kind, PATIENT, media_type, content)
    try:
        attachments.put(transaction, clerk.seal, new, clerk.clock())
    except BadInputError as error:
        raise Refusal(422, error.problem, error.field) from None
    _note(transaction, clerk, mine, "sent", kind)


def _sending(transaction: Transaction, request: Request) -> Mine:
    """This browser's visit, before it begins, consented to; Refusal 409 says what it is not."""
    mine = my_visit(transaction, request)
    if has_begun(transaction, mine.appointment):
        raise Refusal(409, "begun")
    consent = entries.consent_of(transaction, mine.appointment.id)
    if consent is None or not consent.accepted:
        raise Refusal(409, "no-consent")
    return mine


def _opened(
    transaction: Transaction, clerk: Clerk, mine: Mine, attachment: str
) -> tuple[Attachment, bytes]:
    try:
        return attachments.opened(transaction, clerk.seal, mine.appointment.id, attachment)
    except UnknownError:
        raise Refusal(404, "not-found") from None


def _all(transaction: Transaction, clerk: Clerk, mine: Mine) -> Sent:
    visit = mine.appointment.id
    photos = attachments.listed(transaction, clerk.seal, visit, Kind.PHOTO)
    forms = attachments.listed(transaction, clerk.seal, visit, Kind.FORM)
    said: dict[str, str] = {}
    if forms:
        content = _opened(transaction, clerk, mine, forms[0].id)[1]
        said = {line["key"]: line["answer"] for line in read_filled(content)}
    return Sent(
        open=not has_begun(transaction, mine.appointment),
        photos_wanted=mine.clinic.photos,
        photos=[Photo(id=one.id, at=one.at) for one in photos],
        photos_at_most=LIMITS[Kind.PHOTO].count,
        form=[
            Question(
                key=one.key,
                kind=one.kind,
                words=one.words,
                choices=list(one.choices),
                answer=said.get(one.key),
            )
            for one in mine.clinic.form
        ],
        form_at=forms[0].at if forms else None,
    )


def _note(transaction: Transaction, clerk: Clerk, mine: Mine, action: str, kind: Kind) -> None:
    entity = f"Appointment/{mine.appointment.id}"
    entry = Entry(clerk.clock(), PATIENT, action, mine.clinic.id, entity, kind.value)
    audit.note(transaction, entry)
