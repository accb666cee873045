"""The door to whoever helps: the number for each kind of fault, none that nobody answers."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from central.clinic_told import Help, clinic_says
from central.staff.booking import clinic_for
from central.staff.session import SIGNED_IN, Staff
from central.web.clerk import clerk_of
from central.web.problems import problems

router = APIRouter(prefix="/api/staff", tags=["staff"])


class Support(BaseModel):
    """Who answers just now, for each kind of fault (R69)."""

    support: list[Help]


@router.get("/support", responses=problems(401, 403), summary="Who helps with which fault, now")
def support(request: Request, person: Staff = SIGNED_IN) -> Support:
    """Outside the hours a fault has no number."""
    clerk, clinic = clerk_of(request), clinic_for(request, person)
    now = datetime.fromtimestamp(clerk.clock(), clerk.settings.zone)
    return Support(support=clinic_says(clinic, now).support)
