"""Further links to a visit, for letters after the invitation: central keeps no link to repeat.

Each is a secret of its own and opens the visit as the invitation's does. All of a visit's links
are keys to one lock: wrong dates of birth are counted together, and five lock every one of them.
"""

import secrets

from sqlalchemy.orm import Session as Transaction

from central.settings import CentralSettings
from central.store.entries import add_link


def link_to(
    transaction: Transaction, settings: CentralSettings, visit: str, now: float
) -> str | None:
    """A new link; None where the visit was never linked to, or its lock is shut."""
    secret = secrets.token_urlsafe(32)
    if not add_link(transaction, visit, secret, now):
        return None
    return f"{settings.base_url}/besok#{secret}"
