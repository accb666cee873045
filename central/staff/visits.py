"""The visits that a member of staff may see, and those that they hold: anything else is a 404."""

from sqlalchemy.orm import Session as Transaction

from central.clinics import clinic_at
from central.staff.session import Staff
from central.store import bookings
from central.store.staff_tables import CheckIn
from central.store.tables import Appointment, Person
from central.web.clerk import Clerk
from central.web.problems import Refusal

Found = tuple[Appointment, Person | None]
"""The person is None after anonymisation."""


def clinic_of(clerk: Clerk, appointment: Appointment) -> str:
    """Which clinic a booking belongs to."""
    clinics = clerk.settings.all_clinics
    return appointment.clinic or clinic_at(clinics, appointment.location).id


def clinics_visit(transaction: Transaction, clerk: Clerk, person: Staff, visit: str) -> Found:
    """A visit of the clinic that the person acts for; Refusal 404 for any other, known or not."""
    found = bookings.one(transaction, visit)
    if found is None or clinic_of(clerk, found[0]) != person.clinic:
        raise Refusal(404, "not-found")
    return found


def held_visit(transaction: Transaction, clerk: Clerk, person: Staff, visit: str) -> Found:
    """As ``clinics_visit``, and the person takes part: booked for it, or checked in to its room."""
    found = clinics_visit(transaction, clerk, person, visit)
    if found[0].practitioner_id == person.subject:
        return found
    here = transaction.get(CheckIn, found[0].location)
    if here is None or here.subject != person.subject:
        raise Refusal(404, "not-found")
    return found
