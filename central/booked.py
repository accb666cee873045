"""A booking that stands: whether it may still be changed, and by whom it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session as Transaction

from central.core.audit import Entry
from central.core.window import ENTERABLE
from central.faults import ConflictError, UnknownError
from central.store import audit, imports
from central.store import bookings as store
from central.store.tables import Appointment, ImportRow, Person


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, for the audit log: an HSA-id or ``central``, acting for a clinic."""

    actor: str
    clinic: str | None = None
    forced: bool = False
    """An administrator's command: it may change a visit that is being held."""

    def note(
        self, transaction: Transaction, now: float, action: str, appointment: str | None
    ) -> None:
        """Write it down with the change itself."""
        entity = f"Appointment/{appointment}" if appointment else None
        entry = Entry(now, self.actor, action, self.clinic, entity)
        audit.note(transaction, entry)


@dataclass(frozen=True, slots=True)
class Change:
    """What of a booking is to be another than it is; None stays."""

    start: datetime | None = None
    end: datetime | None = None
    location: str | None = None
    kind: str | None = None
    practitioner: tuple[str | None, str | None] | None = None
    """The clinician's name and HSA-id; (None, None) is whoever checks in to the room."""
    message: str | None = None
    """The clinician's short text (R29); empty takes it away."""

    def values(self, found: Appointment) -> dict[str, object]:
        """The columns that differ; an answer to another time is void (R04)."""
        wanted: dict[str, object] = {}
        if self.start is not None and self.end is not None:
            wanted |= {"start": self.start.timestamp(), "end": self.end.timestamp()}
        if self.location is not None:
            wanted["location"] = self.location
        if self.kind is not None:
            wanted["kind"] = self.kind
        if self.practitioner is not None:
            wanted["practitioner"], wanted["practitioner_id"] = self.practitioner
        changed = {name: value for name, value in wanted.items() if getattr(found, name) != value}
        if changed.keys() & {"start", "end"} and found.confirmation in ("yes", "no"):
            changed["confirmation"] = "awaited"
        return changed


def known(transaction: Transaction, appointment: str) -> tuple[Appointment, Person]:
    """A booking that can still happen, with its person."""
    found = store.one(transaction, appointment)
    if found is None or found[1] is None:
        raise UnknownError("appointment: is not known, or was anonymised")
    if found[0].status not in ENTERABLE:
        raise ConflictError("appointment: is over or cancelled")
    return found[0], found[1]


def write(
    transaction: Transaction, appointment: Appointment, now: float, values: Mapping[str, object]
) -> None:
    """Change a booking that nobody else changed just now; both rooms notice."""
    former = appointment.location
    if not store.change(transaction, appointment, now, dict(values), version=appointment.version):
        raise ConflictError("appointment: was changed by somebody else just now; look again")
    if appointment.location != former:
        store.count_change(transaction, former)


def runs(transaction: Transaction, appointment: str, now: float) -> bool:
    """Whether the visit is being held: no change may cut it (S4)."""
    ours = imports.one(transaction, appointment, now)
    return ours is not None and ours.runs


def source_of(transaction: Transaction, appointment: str) -> ImportRow | None:
    """What a foreign booking system told of it (R65); ``paired``: it was made here."""
    return imports.row_of(transaction, appointment)
