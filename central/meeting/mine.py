"""Whose browser asks: the patient's own visit, or 401 in the same words for everybody else."""

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy.orm import Session as Transaction

from central.clinics import ClinicSettings, clinic_of
from central.meeting.answers import still_open
from central.meeting.asked import COOKIE
from central.store import entries
from central.store.tables import Appointment, Person, Session
from central.store.visit_tables import Course
from central.web.clerk import Clerk, clerk_of
from central.web.problems import Refusal


@dataclass(frozen=True, slots=True)
class Mine:
    """The visit of this cookie."""

    session: Session
    appointment: Appointment
    person: Person
    clinic: ClinicSettings


def my_visit(transaction: Transaction, request: Request) -> Mine:
    """The visit that this browser's patient came in to, open still; Refusal 401 else."""
    clerk = clerk_of(request)
    cookie = request.cookies.get(COOKIE)
    found = entries.by_session(transaction, cookie) if cookie else None
    if found is None or not still_open(found[1], clerk.clock()):
        raise Refusal(401, "not-signed-in")
    return Mine(*found, clinic_for(clerk, found[1]))


def clinic_for(clerk: Clerk, appointment: Appointment) -> ClinicSettings:
    """The clinic of a booking."""
    return clinic_of(clerk.settings.all_clinics, appointment.clinic, appointment.location)


def has_begun(transaction: Transaction, appointment: Appointment) -> bool:
    """Whether the room has come to the visit."""
    course = transaction.get(Course, appointment.id)
    return course is not None and course.begun_at is not None
