"""What is deleted, and when (R07)."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Transaction

from central.store import audit, deliveries, fleet_acts, fleet_follow, notes, staff
from central.store.code_tables import EntryCode
from central.store.delivery_tables import Delivery, Link
from central.store.desk_tables import BookingKey, Contact
from central.store.guest_tables import Guest
from central.store.reports import forget_old_stories
from central.store.tables import (
    AccessToken,
    Appointment,
    BadMessage,
    Event,
    Person,
    SeatRow,
    Session,
    Ticket,
    UsedAssertion,
)
from central.store.visit_tables import AttachmentRow, Disclosure, RatedBy

DAY_S = 86_400.0
PERSON_KEPT_S = 14 * DAY_S
EVENT_KEPT_S = 90 * DAY_S
AUDIT_KEPT_S = (5 * 365 + 3) * DAY_S
"""Five years; the database itself refuses to delete a row that is younger."""
CONTACT_KEPT_S = 30 * DAY_S
KEY_KEPT_S = DAY_S


def anonymise(transaction: Transaction, now: float) -> int:
    """Delete everything that points at a person of a visit that ended 14 days ago; how many."""
    old = select(Appointment.id).where(Appointment.end < now - PERSON_KEPT_S)
    for table in (
        Session,
        SeatRow,
        Ticket,
        EntryCode,
        AttachmentRow,
        RatedBy,
        Guest,
        Link,
        Delivery,
    ):
        transaction.execute(delete(table).where(table.appointment.in_(old)))
    gone = transaction.execute(delete(Person).where(Person.appointment.in_(old)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def tidy(transaction: Transaction, now: float) -> None:
    """Delete what is no longer needed of the fleet's history and of expired keys."""
    transaction.execute(delete(Event).where(Event.received_at < now - EVENT_KEPT_S))
    transaction.execute(delete(BadMessage).where(BadMessage.last_at < now - EVENT_KEPT_S))
    transaction.execute(delete(AccessToken).where(AccessToken.expires < now))
    transaction.execute(delete(Disclosure).where(Disclosure.at < now - PERSON_KEPT_S))
    transaction.execute(delete(Contact).where(Contact.at < now - CONTACT_KEPT_S))
    transaction.execute(delete(BookingKey).where(BookingKey.at < now - KEY_KEPT_S))
    deliveries.forget_texts(transaction, now)
    deliveries.forget(transaction, now - PERSON_KEPT_S)
    fleet_follow.forget(transaction, now)
    fleet_acts.forget(transaction, now - PERSON_KEPT_S)
    forget_old_stories(transaction, now)
    staff.forget(transaction, now)
    notes.forget(transaction, now)
    audit.forget(transaction, now - AUDIT_KEPT_S)
    transaction.execute(delete(UsedAssertion).where(UsedAssertion.expires < now))
