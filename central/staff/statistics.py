"""The doors of the clinic's statistics: whole months, nobody in them (R52)."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_at
from central.core import statistics as pure
from central.core.access import Right
from central.staff.session import Staff, who_may
from central.store import statistics as store
from central.store import units
from central.web.clerk import Clerk, clerk_of
from central.web.problems import problems

router = APIRouter(prefix="/api/staff", tags=["staff"])
SEES = Depends(who_may(Right.SEE_STATISTICS))
MONTHS = 12
SIDES = ("patient", "unit")


class Rated(BaseModel):
    """One question's answers of one side, by five people or more."""

    side: str
    question: str
    answers: int
    mean: float


class MonthLine(BaseModel):
    """One month; null is a number from 1 to 4, or one that would tell it."""

    month: str
    visits: int | None
    held: int | None
    missed: int | None
    technical: int | None
    cancelled: int | None
    open: int | None
    """Without an outcome: still to come, or never told."""
    late_min: int | None
    """The median of how long after its time a held visit began; null below five."""
    ratings: list[Rated]


class Statistics(BaseModel):
    """The clinic's last twelve months, the newest first."""

    months: list[MonthLine]


@router.get("/statistics", responses=problems(401, 403), summary="The clinic's visits by month")
def statistics(request: Request, person: Staff = SEES) -> Statistics:
    """Whole months alone, so that no two periods differ by one visit."""
    clerk = clerk_of(request)
    with clerk.database.begin() as transaction:
        return Statistics(months=list(_months(transaction, clerk, str(person.clinic))))


@router.get(
    "/statistics.csv",
    responses={200: {"content": {"text/csv": {}}}, **problems(401, 403)},
    response_class=Response,
    summary="The same as a table for a spreadsheet",
)
def as_csv(request: Request, person: Staff = SEES) -> Response:
    """Semicolons and UTF-8 with a mark, as Swedish spreadsheets read it; hidden: <5."""
    clerk = clerk_of(request)
    out = io.StringIO()
    names = [name for name in MonthLine.model_fields if name != "ratings"]
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(names)
    with clerk.database.begin() as transaction:
        for line in _months(transaction, clerk, str(person.clinic)):
            values = (getattr(line, name) for name in names)
            table.writerow("<5" if value is None else value for value in values)
    headers = {"Content-Disposition": 'attachment; filename="statistik.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv", headers=headers)


def _months(transaction: Transaction, clerk: Clerk, clinic: str) -> Iterator[MonthLine]:
    zone, clinics = clerk.settings.zone, clerk.settings.all_clinics
    places = [unit.location for unit in units.all_units(transaction)]
    own = [place for place in places if clinic_at(clinics, place).id == clinic]
    newest = datetime.fromtimestamp(clerk.clock(), zone).date().replace(day=1)
    for back in range(MONTHS):
        first, after = _month(newest, back), _month(newest, back - 1)
        span = (
            datetime.combine(day, datetime.min.time(), zone).timestamp() for day in (first, after)
        )
        went = [one for _, one in store.visits(transaction, clinic, own, *span)]
        told = pure.month(went)
        rated = list(store.ratings(transaction, clinic, first.isoformat(), after.isoformat()))
        yield MonthLine(
            month=f"{first:%Y-%m}",
            visits=told.visits,
            late_min=told.late_min,
            ratings=[
                Rated(side=side, question=question, answers=number, mean=mean)
                for side in SIDES
                for question, (number, mean) in pure.rating(
                    one.answers for one in rated if one.role == side
                ).items()
            ],
            **told.manners,
        )


def _month(newest: date, back: int) -> date:
    """The first day of the month so many before ``newest``."""
    count = newest.year * 12 + newest.month - 1 - back
    return date(count // 12, count % 12 + 1, 1)
