"""What happens when a patient answers *Ja* or *Nej* (R04), and whether a visit is still open."""

from central.bookings import visit_facts
from central.core.clinic_letters import declined
from central.core.window import closes
from central.post import Posting
from central.store import bookings
from central.store.tables import Appointment
from central.web.clerk import Clerk


def still_open(appointment: Appointment, now: float) -> bool:
    """Whether the visit can be seen and answered at ``now``: from its invitation until it closes.

    The room itself opens later (R01): ``central.core.window.is_open``.
    """
    if appointment.status in ("cancelled", "entered-in-error"):
        return False
    return now < closes(appointment.end, appointment.last_connected)


def note_answer(clerk: Clerk, post: Posting, appointment: Appointment, *, yes: bool) -> None:
    """Write down a new answer; a *Nej* sends a letter to the clinic, once.

    *Ja* to a visit that needs no confirmation changes nothing.
    """
    word = "yes" if yes else "no"
    if appointment.confirmation == word or (yes and appointment.confirmation == "not-needed"):
        return
    bookings.change(post.transaction, appointment, clerk.clock(), {"confirmation": word})
    if not yes:
        post.try_add(declined(visit_facts(clerk.settings, appointment)))
