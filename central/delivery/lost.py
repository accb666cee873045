"""Letters that arrived nowhere: the clinic is told once, so that somebody phones."""

from central.bookings import visit_facts
from central.core.clinic_letters import undelivered
from central.core.delivery import refused
from central.journal import record
from central.outbox import Outbox
from central.post import Posting, posting
from central.settings import CentralSettings
from central.store import deliveries
from central.store.database import Database
from central.store.delivery_tables import Delivery
from central.store.tables import Appointment

AT_ONCE = 50


def give_up(settings: CentralSettings, database: Database, outbox: Outbox, now: float) -> None:
    """End what waits still and is too late now; delete what is final and can go nowhere."""
    with posting(database, outbox, now) as post:
        late = deliveries.too_late(post.transaction, now, AT_ONCE)
        for row in late:
            deliveries.note(post.transaction, row.id, refused("too-late"), now, now)
            tell_if_lost(post, settings, row)
        deliveries.forget_texts(post.transaction, now)
    for row in late:
        record("message.failed", way=row.way, kind=row.kind, code="too-late", tries=row.tries)


def tell_if_lost(post: Posting, settings: CentralSettings, row: Delivery) -> None:
    """Write to the clinic where the letter of ``row`` arrived at no address, the first time."""
    if row.appointment is None or row.again or not deliveries.is_lost(post.transaction, row):
        return
    appointment = post.transaction.get(Appointment, row.appointment)
    if appointment is not None:
        post.try_add(undelivered(visit_facts(settings, appointment), row.kind))
