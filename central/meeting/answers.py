"""What happens when a patient answers *Ja* or *Nej* (R04), and whether a visit is still open."""

import logging

from sqlalchemy.orm import Session as Transaction

from central.bookings import visit_facts
from central.core.clinic_letters import declined
from central.core.letters import Letter
from central.core.window import is_open
from central.faults import SetupError
from central.journal import record
from central.store import bookings
from central.store.tables import Appointment
from central.web.clerk import Clerk


def still_open(appointment: Appointment, now: float) -> bool:
    """Whether the visit can be seen and answered at ``now``."""
    if appointment.status in ("cancelled", "entered-in-error"):
        return False
    return is_open(appointment.start, appointment.end, appointment.last_connected, now)


def note_answer(
    clerk: Clerk, transaction: Transaction, appointment: Appointment, *, yes: bool
) -> Letter | None:
    """Write down a new answer; a *Nej* gives a letter to the clinic, once.

    *Ja* to a visit that needs no confirmation changes nothing.
    """
    word = "yes" if yes else "no"
    if appointment.confirmation == word or (yes and appointment.confirmation == "not-needed"):
        return None
    bookings.change(transaction, appointment, clerk.clock(), {"confirmation": word})
    return None if yes else declined(visit_facts(clerk.settings, appointment))


def send(clerk: Clerk, letter: Letter | None) -> None:
    """Put a letter in the outbox; a full disk is recorded and changes no answer (S5)."""
    if letter is None:
        return
    try:
        clerk.outbox.draft(letter, clerk.clock()).send()
    except (SetupError, OSError):
        record("letter.unsent", level=logging.ERROR, code=letter.kind)
