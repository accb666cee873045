"""The doors of whoever holds a visit: late, who takes part, outcome, journal text, notes."""

from fastapi import APIRouter

from central.staff import journal, late, notes, outcome, taking_part

router = APIRouter()
for part in (late, taking_part, outcome, journal, notes):
    router.include_router(part.router)
