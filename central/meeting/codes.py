"""Codes by SMS for whoever has a link, patient or guest: sent as a letter, judged once (R60)."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from central.core.codes import DIGITS, code_letter
from central.post import Posting
from central.store import codes
from central.store.codes import Kept
from central.store.tables import Appointment
from central.web.clerk import Clerk


def send_code(
    clerk: Clerk, post: Posting, appointment: Appointment, party: str, phone: str | None
) -> bool:
    """Send a new code to ``phone``; False where there is none, or it is too soon (R60).

    ``party`` is the visit's id for its patient, a guest's own id. The code itself stands in the
    letter alone.
    """
    if not phone:
        return False
    code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
    kept = Kept(salt, _digest(clerk, party, salt, code))
    if not codes.ask(post.transaction, party, appointment.id, kept, clerk.clock()):
        return False
    host = urlsplit(clerk.settings.base_url).hostname or ""
    post.try_add(code_letter(phone, code, host, appointment.language))
    return True


def right_code(clerk: Clerk, post: Posting, party: str, code: str) -> bool:
    """Whether ``code`` is the party's newest one, within its time and tries, and not used before.

    As much is reckoned for a party that has none (S5).
    """
    kept = codes.take_try(post.transaction, party, clerk.clock())
    given = _digest(clerk, party, kept.salt if kept else "", code)
    same = hmac.compare_digest(given, kept.digest if kept else "")
    return same and kept is not None and codes.use(post.transaction, party, kept)


def _digest(clerk: Clerk, party: str, salt: str, code: str) -> str:
    """Six digits are soon guessed: without central's own secret the digest tells nothing."""
    text = f"code\0{party}\0{salt}\0{code}".encode()
    return hmac.new(clerk.secret, text, hashlib.sha256).hexdigest()
