"""Which room a visit gets, and what whoever books it must know of that time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Transaction

from central.clinics import ClinicSettings, clinic_at
from central.core.hours import covers, told
from central.faults import BadInputError, ConflictError
from central.staff.booking_asked import Told
from central.store import occupied, units
from central.store.tables import Appointment, Latest
from central.web.clerk import Clerk

READY = frozenset({"init", "ready", "alert"})
"""The states of a unit that is there (wire.fleet)."""


def rooms_of(transaction: Transaction, clerk: Clerk, clinic: str) -> dict[str, str]:
    """The clinic's equipped rooms, name by location; those whose unit answers come first."""
    clinics = clerk.settings.all_clinics
    mine = [u for u in units.all_units(transaction) if clinic_at(clinics, u.location).id == clinic]
    states = {
        found[0]: found[1] for found in transaction.execute(select(Latest.unit, Latest.state))
    }
    mine.sort(key=lambda unit: (states.get(unit.id) not in READY, unit.room, unit.id))
    return {unit.location: unit.room for unit in mine}


def choose_room(
    transaction: Transaction, rooms: dict[str, str], asked: str | None, span: tuple[float, float]
) -> str:
    """The room that was asked for, else the first that is free; ConflictError where none is."""
    if asked is not None:
        if asked not in rooms:
            raise BadInputError("location", "is no room of the clinic")
        return asked
    taken = {v.location for v in occupied.overlapping(transaction, *span, rooms=rooms)}
    free = next((location for location in rooms if location not in taken), None)
    if free is None:
        raise ConflictError("location: no room is free then", "no-room-free")
    return free


def tellings(
    transaction: Transaction,
    clinic: ClinicSettings,
    rooms: dict[str, str],
    start: datetime,
    end: datetime,
    *,
    location: str,
    clinician: str | None,
    but: str | None = None,
) -> list[Told]:
    """Closed hours, and every visit that the room or the clinician has at that time."""
    found: list[Told] = []
    if not covers(clinic.week, start, end):
        found.append(Told(code="closed", hours=told(clinic.week, start)))
    others = occupied.overlapping(
        transaction,
        start.timestamp(),
        end.timestamp(),
        rooms=[location],
        clinician=clinician,
        but=but,
    )
    return found + _overlaps(others, rooms, location)


def _overlaps(others: Sequence[Appointment], rooms: dict[str, str], location: str) -> list[Told]:
    return [
        Told(
            code="room-taken" if other.location == location else "clinician-taken",
            start=other.start,
            end=other.end,
            room=rooms.get(other.location),
        )
        for other in others
    ]
