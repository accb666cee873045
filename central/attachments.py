"""What people send for a visit: sealed when it comes, opened for who may see it, gone after it."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central.core.attachments import BEFORE, IN_THE_CALL, LIMITS, Kind, harmless_name
from central.faults import BadInputError, StoreError, UnknownError
from central.journal import record
from central.sealing import Seal
from central.settings import CentralSettings
from central.store import attachments as rows
from central.store.database import Database
from central.store.visit_tables import AttachmentRow

LOOK_S = 30.0
HOUR_S, MINUTE_S = 3600.0, 60.0


@dataclass(frozen=True, slots=True)
class New:
    """Something that was just sent; ``content`` is judged before: a picture is drawn anew."""

    visit: str
    kind: Kind
    sender: str
    media_type: str
    content: bytes
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is told of one in a list; ``size`` in bytes, ``at`` in Unix seconds."""

    id: str
    kind: Kind
    sender: str
    media_type: str
    size: int
    at: float
    name: str | None


def put(transaction: Transaction, seal: Seal, new: New, now: float) -> Attachment:
    """Keep it; BadInputError ``too-large`` or ``too-many``, by its kind's limits."""
    limit = LIMITS[new.kind]
    if len(new.content) > limit.size:
        raise BadInputError("content", "too-large")
    own = secrets.token_urlsafe(18)
    name = harmless_name(new.name) if new.name else None
    row = AttachmentRow(
        id=own,
        appointment=new.visit,
        kind=new.kind.value,
        sender=new.sender,
        media_type=new.media_type,
        size=len(new.content),
        at=now,
        name=seal.close(name.encode(), _place(new.visit, own, "name")) if name else None,
        content=seal.close(new.content, _place(new.visit, own, "content")),
    )
    if rows.add(transaction, row) > limit.count:
        raise BadInputError("content", "too-many")
    return _told(row, seal)


def listed(transaction: Transaction, seal: Seal, visit: str, *kinds: Kind) -> list[Attachment]:
    """What a visit has of these kinds (all, where none is named), oldest first."""
    return [_told(row, seal) for row in rows.of_visit(transaction, visit, kinds or tuple(Kind))]


def opened(
    transaction: Transaction, seal: Seal, visit: str, attachment: str
) -> tuple[Attachment, bytes]:
    """One of a visit's own, and what is in it; UnknownError for any other."""
    row = _own(transaction, visit, attachment)
    return _told(row, seal), seal.open(row.content, _place(visit, row.id, "content"))


def withdraw(
    transaction: Transaction, visit: str, attachment: str, *kinds: Kind, sender: str | None = None
) -> None:
    """Delete one that ``sender`` sent (anybody, where None); UnknownError for any other."""
    row = _own(transaction, visit, attachment)
    if row.kind not in kinds or (sender is not None and row.sender != sender):
        raise UnknownError("attachment: is not known")
    transaction.delete(row)
    transaction.flush()


def erase(transaction: Transaction, visit: str, *kinds: Kind) -> int:
    """Delete everything of these kinds (all, where none is named) at a visit; how many."""
    return rows.erase(transaction, visit, kinds or tuple(Kind))


async def erase_what_is_due(
    settings: CentralSettings, database: Database, clock: Callable[[], float]
) -> None:
    """For ever: what belongs to visits long enough over is gone within a minute of its time."""
    while True:
        await asyncio.sleep(LOOK_S)
        try:
            await run_in_threadpool(erase_due, database, settings, clock())
        except StoreError:
            record("store.silent", level=logging.ERROR, duty="attachments")


def erase_due(database: Database, settings: CentralSettings, now: float) -> int:
    """Delete what is due ``now``; how many."""
    with database.begin() as transaction:
        hours, minutes = settings.sent_kept_hours, settings.files_kept_minutes
        count = rows.erase_due(transaction, now, hours * HOUR_S, BEFORE)
        count += rows.erase_due(transaction, now, minutes * MINUTE_S, IN_THE_CALL)
    if count:
        record("attachments.erased", count=count)
    return count


def _own(transaction: Transaction, visit: str, attachment: str) -> AttachmentRow:
    row = rows.one(transaction, visit, attachment)
    if row is None:
        raise UnknownError("attachment: is not known")
    return row


def _told(row: AttachmentRow, seal: Seal) -> Attachment:
    place = _place(row.appointment, row.id, "name")
    name = seal.open(row.name, place).decode() if row.name else None
    return Attachment(row.id, Kind(row.kind), row.sender, row.media_type, row.size, row.at, name)


def _place(visit: str, attachment: str, part: str) -> str:
    return f"{visit}/{attachment}/{part}"
