"""What the hall asks the database: today's visits, who may join one, who held its seat."""

from central.core.window import ENTERABLE, is_open
from central.store import bookings, entries
from central.store.bookings import Span
from central.store.database import Database
from central.store.tables import Appointment, SeatRow
from wire.visits import Role

DAY_S = 86_400.0
TODAY_LIMIT = 500


def of_today(database: Database, location: str, now: float) -> dict[str, str]:
    """The room's visits that start within a day of ``now``, each with its status."""
    with database.begin() as session:
        span = Span(now - DAY_S, now + DAY_S)
        found = bookings.of_room(session, location, span, TODAY_LIMIT)
        return {
            appointment.id: appointment.status
            for appointment, _ in found
            if appointment.end + DAY_S / 4 > now
        }


def may_join(database: Database, role: Role, location: str, visit: str, now: float) -> bool:
    """R01, R02, R04, R62, S4: the visit is open, not cancelled, confirmed, and consented to."""
    with database.begin() as session:
        found = session.get(Appointment, visit)
        if (
            found is None
            or found.status not in ENTERABLE
            or found.confirmation in ("awaited", "no")
        ):
            return False
        if not is_open(found.start, found.end, found.last_connected, now):
            return False
        if role is Role.UNIT:
            return found.location == location
        consent = entries.consent_of(session, visit)
        return consent is not None and consent.accepted


def over(database: Database, visits: set[str], now: float) -> set[str]:
    """Those of ``visits`` that ended a day ago, or are not known."""
    with database.begin() as session:
        ends = {visit: session.get(Appointment, visit) for visit in visits}
        return {visit for visit, found in ends.items() if not found or found.end + DAY_S < now}


def kept_seat(database: Database, visit: str) -> SeatRow | None:
    """Who held the patient's seat before central started."""
    with database.begin() as session:
        return entries.seat_of(session, visit)


def write_seat(database: Database, visit: str, seat: tuple[str, str] | None) -> None:
    """Write down who holds the patient's seat: session and client, or nobody."""
    with database.begin() as session:
        if seat is None:
            entries.give_up_seat(session, visit)
        elif session.get(Appointment, visit):
            entries.keep_seat(session, visit, *seat)
