"""What happens when a patient answers *Ja* or *Nej* (R04), and whether a visit is still open."""

import logging

from central.bookings import visit_facts
from central.core.letters import Letter, declined
from central.core.window import is_open
from central.faults import SetupError
from central.journal import record
from central.store.tables import Appointment
from central.web.clerk import Clerk


def still_open(appointment: Appointment, now: float) -> bool:
    """Whether the visit can be seen and answered at ``now``."""
    if appointment.status in ("cancelled", "entered-in-error"):
        return False
    return is_open(appointment.start, appointment.end, appointment.last_connected, now)


def letter_for(clerk: Clerk, appointment: Appointment, yes: bool) -> Letter | None:
    """What the clinic must know of an answer: a *Nej*, once."""
    if yes or appointment.confirmation == "no":
        return None
    return declined(visit_facts(clerk.settings, appointment))


def send(clerk: Clerk, letter: Letter | None) -> None:
    """Put a letter in the outbox; a full disk is recorded and changes no answer (S5)."""
    if letter is None:
        return
    try:
        clerk.outbox.draft(letter, clerk.clock()).send()
    except (SetupError, OSError):
        record("letter.unsent", level=logging.ERROR, code=letter.kind)
