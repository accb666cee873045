"""Reads and writes what IT follows: the story of a room, and alerts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session as Transaction

from central.core.alerts import Alert
from central.core.fleet_story import Change
from central.core.quality import IN_A_CALL
from central.store.fleet_tables import AlertRow, FleetChange
from central.store.tables import Appointment, BadMessage, Event, Sample

KEPT_S = 90 * 86_400.0
VISITS_SHOWN_S = 14 * 86_400.0
"""R07's span: no visit's time is told for longer."""
SHOWN = 500


def add_changes(transaction: Transaction, found: Iterable[Change]) -> None:
    """Write down what became otherwise."""
    transaction.add_all(
        FleetChange(unit=c.unit, at=c.at, part=c.part, condition=c.condition, code=c.code)
        for c in found
    )


def changes_of(transaction: Transaction, unit: str, since: float) -> Sequence[FleetChange]:
    """How a unit and its parts changed since then, the newest first."""
    query = select(FleetChange).where(FleetChange.unit == unit, FleetChange.at >= since)
    return transaction.scalars(query.order_by(FleetChange.at.desc()).limit(SHOWN)).all()


def events_of(transaction: Transaction, unit: str, since: float) -> Sequence[Event]:
    """What happened once at a unit since then, the newest first."""
    query = select(Event).where(Event.unit == unit, Event.received_at >= since)
    return transaction.scalars(query.order_by(Event.received_at.desc()).limit(SHOWN)).all()


def call_samples(
    transaction: Transaction, unit: str, since: float
) -> list[tuple[float, dict[str, object]]]:
    """A unit's numbers in calls since then, the oldest first: their time and values."""
    query = select(Sample.at, Sample.values).where(Sample.unit == unit, Sample.at >= since)
    query = query.where(Sample.values[IN_A_CALL].as_string().is_not(None))
    return [(at, values) for at, values in transaction.execute(query.order_by(Sample.at))]


def visits_at(
    transaction: Transaction, location: str, since: float, until: float
) -> Sequence[Appointment]:
    """A room's bookings that stand and overlap this time, by their start."""
    query = select(Appointment).where(Appointment.location == location, *_standing(since, until))
    return transaction.scalars(query.order_by(Appointment.start).limit(SHOWN)).all()


def booked(
    transaction: Transaction, since: float, until: float
) -> dict[str, list[tuple[float, float]]]:
    """The times of all bookings that stand and overlap this time, by room."""
    query = select(Appointment.location, Appointment.start, Appointment.end)
    found: dict[str, list[tuple[float, float]]] = {}
    for location, start, end in transaction.execute(query.where(*_standing(since, until))):
        found.setdefault(location, []).append((start, end))
    return found


def _standing(since: float, until: float) -> tuple[ColumnElement[bool], ...]:
    stands = Appointment.status.not_in(("cancelled", "entered-in-error", "noshow"))
    return Appointment.end > since, Appointment.start < until, stands


def put_alert(transaction: Transaction, alert: Alert, name: str) -> AlertRow:
    """The row of an alert as it is now."""
    row = transaction.get(AlertRow, name)
    if row is None:
        row = AlertRow(id=name, site=alert.site, code=alert.code, opened_at=alert.opened_at)
        transaction.add(row)
    row.units, row.urgent, row.resolved_at = list(alert.units), alert.urgent, alert.resolved_at
    transaction.flush()
    return row


def open_alerts(transaction: Transaction) -> Sequence[AlertRow]:
    """Those that are not over, the oldest first."""
    query = select(AlertRow).where(AlertRow.resolved_at.is_(None))
    return transaction.scalars(query.order_by(AlertRow.opened_at)).all()


def alerts_since(transaction: Transaction, since: float) -> Sequence[AlertRow]:
    """Those that are open or ended after ``since``."""
    query = select(AlertRow).where(AlertRow.resolved_at.is_(None) | (AlertRow.resolved_at >= since))
    return transaction.scalars(query.order_by(AlertRow.opened_at)).all()


def forget(transaction: Transaction, now: float) -> None:
    """Delete what is 90 days old."""
    transaction.execute(delete(FleetChange).where(FleetChange.at < now - KEPT_S))
    transaction.execute(delete(AlertRow).where(AlertRow.resolved_at < now - KEPT_S))


def bad_messages(transaction: Transaction) -> int:
    """How many messages broke the contract, of those that are remembered."""
    return transaction.scalar(select(func.coalesce(func.sum(BadMessage.count), 0))) or 0
