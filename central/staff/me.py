"""The door of one's own: who is signed in, for which clinic, and the way out."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from central.clinic_told import BrandTold, brand_told
from central.core.access import Right
from central.core.audit import Entry
from central.meeting.asked import Asked, Received, Short
from central.staff.session import COOKIE, SIGNED_IN, Staff, who_may
from central.store import audit
from central.store import staff as store
from central.store.staff_tables import StaffSession
from central.web.clerk import clerk_of
from central.web.problems import Refusal, problems

router = APIRouter(prefix="/api/staff", tags=["staff"])
HOLDS = Depends(who_may(Right.HOLD_VISIT))


class ClinicChoice(BaseModel):
    """A clinic that the person works in."""

    id: str
    name: str
    roles: list[str]
    brand: BrandTold


class Me(BaseModel):
    """Who is signed in; ``rights`` are those in the chosen clinic."""

    subject: str
    name: str
    title: str | None
    clinic: str | None
    clinics: list[ClinicChoice]
    rights: list[Right]
    checks_in: bool
    """The rooms of the chosen clinic ask the staff to check in with their own sign-in (R18)."""


class AidDocument(BaseModel):
    """A document that opens beside a visit."""

    name: str
    address: str


class Aids(BaseModel):
    """What a clinician has at hand at a visit."""

    to_do: list[str]
    documents: list[AidDocument]


class Chosen(Asked):
    """The clinic to act for; empty: choose again."""

    clinic: Short


@router.get("/me", responses=problems(401), summary="Who is signed in")
def me(request: Request, person: Staff = SIGNED_IN) -> Me:
    """Name, clinics, and what may be done in the chosen one."""
    settings = clerk_of(request).settings
    known = {clinic.id: clinic for clinic in settings.all_clinics}
    chosen = known.get(person.clinic or "")
    return Me(
        subject=person.subject,
        name=person.name,
        title=person.title,
        clinic=person.clinic,
        clinics=[
            ClinicChoice(
                id=clinic,
                name=known[clinic].name,
                roles=roles,
                brand=brand_told(known[clinic].brand, clinic),
            )
            for clinic, roles in person.clinics.items()
            if clinic in known
        ],
        rights=sorted(person.rights),
        checks_in=chosen is not None and settings.checks_in(chosen),
    )


@router.get("/aids", responses=problems(401, 403), summary="The clinic's to-do list and documents")
def aids(request: Request, person: Staff = HOLDS) -> Aids:
    """As the settings of the chosen clinic say (R37)."""
    clinics = clerk_of(request).settings.all_clinics
    mine = next((clinic for clinic in clinics if clinic.id == person.clinic), None)
    documents = mine.documents if mine else ()
    return Aids(
        to_do=list(mine.to_do) if mine else [],
        documents=[AidDocument(name=one.name, address=one.address) for one in documents],
    )


@router.put("/clinic", responses=problems(401, 403, 422), summary="Choose the clinic to act for")
def choose(chosen: Chosen, request: Request, person: Staff = SIGNED_IN) -> Received:
    """The person acts for it from now on, in this browser."""
    if chosen.clinic and chosen.clinic not in person.clinics:
        raise Refusal(403, "refused")
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        transaction.get_one(StaffSession, person.session).clinic = chosen.clinic or None
        if chosen.clinic:
            entry = Entry(clerk.clock(), person.subject, "choose-clinic", clinic=chosen.clinic)
            audit.note(transaction, entry)
    return Received()


@router.post("/sign-out", summary="Sign out")
def sign_out(request: Request, response: Response) -> Received:
    """Forget this browser."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        store.end(transaction, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return Received()
