"""One press of *Boka*, known again by the key that the page gives it."""

import hashlib
import hmac

from sqlalchemy.orm import Session as Transaction

from central.staff.booking_asked import BookingAsked
from central.staff.booking_told import Made
from central.staff.rooms import rooms_of
from central.staff.session import Staff
from central.store.desk_tables import BookingKey
from central.store.tables import Appointment
from central.web.clerk import Clerk
from central.web.problems import Refusal


class Press:
    """One press of *Boka*: the same one sent again finds what it booked."""

    def __init__(self, clerk: Clerk, person: Staff, key: str | None, asked: BookingAsked) -> None:
        self._digest = hashlib.sha256(f"{person.subject}\0{key}".encode()).hexdigest()
        content = asked.model_dump_json().encode()
        self._asked = hmac.new(clerk.secret, content, hashlib.sha256).hexdigest()
        self._named = key is not None

    def keep(self, transaction: Transaction, appointment: str, now: float) -> None:
        """Write it down with the booking."""
        if self._named:
            transaction.add(
                BookingKey(digest=self._digest, asked=self._asked, appointment=appointment, at=now)
            )
            transaction.flush()

    def made(self, clerk: Clerk) -> Made | None:
        """What it booked before; Refusal 409 where that was something else."""
        if not self._named:
            return None
        with clerk.database.begin() as transaction:
            row = transaction.get(BookingKey, self._digest)
            found = transaction.get(Appointment, row.appointment) if row else None
            if row is None or not found:
                return None
            if row.asked != self._asked:
                raise Refusal(409, "key-used", "Idempotency-Key")
            return Made(
                appointment=found.id,
                start=found.start,
                end=found.end,
                room=rooms_of(transaction, clerk, str(found.clinic)).get(found.location, ""),
                told=[],
                link=None,
                again=True,
            )
