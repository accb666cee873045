"""The doors of whoever holds a visit: late, outcome, journal text, notes."""

from fastapi import APIRouter

from central.staff import journal, late, notes, outcome

router = APIRouter()
for part in (late, outcome, journal, notes):
    router.include_router(part.router)
