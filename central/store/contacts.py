"""Where a clinic last reached a patient, offered at the next booking for 30 days (R07)."""

import hashlib
import hmac
from datetime import date

from sqlalchemy.orm import Session as Transaction

from central.core.identifiers import read_identifier
from central.store.desk_tables import Contact
from central.store.keeping import CONTACT_KEPT_S
from central.store.tables import Person


def keep(transaction: Transaction, clinic: str, secret: bytes, who: Person, now: float) -> None:
    """Remember a patient's contact data; never a protected person's (R70)."""
    if who.protected or not who.personnummer:
        return
    transaction.merge(
        Contact(
            clinic=clinic,
            patient=_keyed(secret, who.personnummer),
            phone=who.phone,
            email=who.email,
            at=now,
        )
    )
    transaction.flush()


def known(
    transaction: Transaction, clinic: str, secret: bytes, number: str, today: date, now: float
) -> Contact | None:
    """What is remembered of the patient with this number."""
    try:
        read = read_identifier(number, today)
    except ValueError:
        return None
    found = transaction.get(Contact, (clinic, _keyed(secret, read.number)))
    return found if found is not None and now < found.at + CONTACT_KEPT_S else None


def _keyed(secret: bytes, number: str) -> str:
    return hmac.new(secret, f"contact\0{number}".encode(), hashlib.sha256).hexdigest()
