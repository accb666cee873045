"""Further links to a visit, for letters after the invitation: central keeps no link to repeat.

Each is a secret of its own and opens the visit as the invitation's does. All of a visit's links
are keys to one lock: wrong dates of birth are counted together, and five lock every one of them.
"""

import secrets

from sqlalchemy.orm import Session as Transaction

from central.settings import CentralSettings
from central.store.entries import add_link
from central.store.tables import Appointment


def address_of(
    settings: CentralSettings, appointment: Appointment, secret: str, page: str = "besok"
) -> str:
    """The address of a visit's page with a secret; where there are several clinics it names which.

    The page has that clinic's name, number and ways in before anything of the visit is known.
    """
    clinic = settings.clinic_of(appointment.clinic, appointment.location).id
    named = f"?c={clinic}" if len(settings.all_clinics) > 1 else ""
    return f"{settings.base_url}/{page}{named}#{secret}"


def link_to(
    transaction: Transaction, settings: CentralSettings, visit: str, now: float
) -> str | None:
    """A new link; None where the visit was never linked to, or its lock is shut."""
    secret = secrets.token_urlsafe(32)
    if not add_link(transaction, visit, secret, now):
        return None
    return address_of(settings, transaction.get_one(Appointment, visit), secret)
