"""What is handed over in a visit: judged, drawn anew, sealed, and told to everybody there."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central import attachments
from central.attachments import Attachment, New
from central.core.attachments import IN_THE_CALL, Kind, harmless_name
from central.core.audit import Entry
from central.core.talk import hands
from central.faults import BadInputError, StoreError, UnknownError
from central.journal import record
from central.meeting.hall import Hall
from central.sealing import Seal
from central.store import audit
from central.store.database import Database
from central.web.clerk import Clerk
from central.web.problems import Refusal
from wire.talk import FileLine
from wire.visits import Role

JPEG, PDF = "image/jpeg", "application/pdf"
PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"
ENDING_BYTES = 2048
LOOK_S = 30.0
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in (JPEG, "image/png", PDF)
        },
    }
}
"""OpenAPI's words for what is handed over."""
TAKEN: dict[int | str, dict[str, Any]] = {200: {"content": {media: {} for media in (JPEG, PDF)}}}
"""OpenAPI's words for what is fetched."""
SEALED_OFF = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What is handed over runs nothing, wherever a browser shows it."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody hands over, as it came."""

    visit: str
    holder: str
    """Whose session it is: a page's, or a member of staff's."""
    actor: str | None
    """As the audit log names them; None: by their role."""
    clinic: str | None
    kind: Kind
    name: str
    content: bytes


async def hand_over(clerk: Clerk, hall: Hall, handed: Handed) -> FileLine:
    """Take it in: Refusal 409 where it is not open for them, 422 for what is none of its kinds."""
    role = _giver(hall, handed)
    try:
        media, content = await _judged(clerk, handed)
        new = New(handed.visit, handed.kind, role.value, media, content, _name(handed.name, media))
        _giver(hall, handed)
        kept = await run_in_threadpool(_keep, clerk, handed, new)
    except BadInputError as error:
        raise Refusal(422, error.problem, error.field) from None
    came = {"snapshot": None} if handed.kind is Kind.SNAPSHOT else {}
    await tell_files(clerk, hall, handed.visit, **came)
    return line_of(kept)


async def tell_files(clerk: Clerk, hall: Hall, visit: str, **came: None) -> None:
    """Everybody at the visit sees the files that there are, and what ``came`` with them."""
    files = await run_in_threadpool(files_of, clerk.database, clerk.seal, visit)
    saved = {file.id for file in hall.written(visit).files if file.saved}
    told = tuple(file.model_copy(update={"saved": file.id in saved}) for file in files)
    ids = {file.id for file in told}
    shown = hall.written(visit).shown
    hall.write_down(visit, files=told, shown=shown if shown in ids else None, **came)


async def watch_files(clerk: Clerk, hall: Hall) -> None:
    """For ever: what was erased in its time is no longer told of (R34)."""
    while True:
        await asyncio.sleep(LOOK_S)
        for visit in [key for key, lobby in hall.lobbies.items() if lobby.written.files]:
            try:
                await tell_files(clerk, hall, visit)
            except StoreError:
                record("store.silent", level=logging.ERROR, duty="files")


def files_of(database: Database, seal: Seal, visit: str) -> tuple[FileLine, ...]:
    """What was handed over in a visit, oldest first."""
    with database.begin() as transaction:
        found = attachments.listed(transaction, seal, visit, *IN_THE_CALL)
        return tuple(line_of(one) for one in found)


def take_out(
    transaction: Transaction, clerk: Clerk, visit: str, file: str
) -> tuple[Attachment, bytes]:
    """One of the visit's own files; Refusal 404 for any other."""
    try:
        found, content = attachments.opened(transaction, clerk.seal, visit, file)
    except UnknownError:
        raise Refusal(404, "not-found") from None
    if found.kind not in IN_THE_CALL:
        raise Refusal(404, "not-found")
    return found, content


def note_saved(hall: Hall, visit: str, file: str) -> None:
    """The clinician has it on their computer: it need not be warned of any more (R34)."""
    files = hall.written(visit).files
    told = (one.model_copy(update={"saved": one.saved or one.id == file}) for one in files)
    hall.write_down(visit, files=tuple(told))


def answer(found: Attachment, content: bytes, *, save: bool) -> Response:
    """The file itself: a picture to be seen or saved, a PDF never shown by a page of ours."""
    name = found.name or "fil"
    how = "inline" if found.media_type == JPEG and not save else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": SEALED_OFF,
    }
    return Response(content, media_type=found.media_type, headers=headers)


def line_of(kept: Attachment) -> FileLine:
    """An attachment as the parties see it."""
    return FileLine(
        id=kept.id,
        kind=kept.kind.value,
        name=kept.name or "fil",
        media=kept.media_type,
        size=kept.size,
        role=Role(kept.sender),
        at=kept.at,
    )


def _giver(hall: Hall, handed: Handed) -> Role:
    lobby = hall.lobbies.get(handed.visit)
    role, code = hands(lobby, handed.holder, handed.kind.value) if lobby else (None, "not-joined")
    if role is None:
        raise Refusal(409, code)
    return role


async def _judged(clerk: Clerk, handed: Handed) -> tuple[str, bytes]:
    content = handed.content
    if content.startswith(PDF_BEGINS) and handed.kind is Kind.FILE:
        if PDF_ENDS not in content[-ENDING_BYTES:]:
            raise BadInputError("content", "not-a-file")
        return PDF, content
    return JPEG, await clerk.easel.redrawn(content)


def _keep(clerk: Clerk, handed: Handed, new: New) -> Attachment:
    now = clerk.clock()
    with clerk.database.begin() as transaction:
        kept = attachments.put(transaction, clerk.seal, new, now)
        entity = f"Appointment/{handed.visit}"
        action = f"hand-over-{handed.kind.value}"
        audit.note(
            transaction,
            Entry(now, handed.actor or new.sender, action, handed.clinic, entity, kept.id),
        )
        return kept


def _name(name: str, media: str) -> str:
    """The sender's name for it, with the ending of what it is now."""
    plain = harmless_name(name)
    stem, dot, ending = plain.rpartition(".")
    stem = stem if dot and 1 <= len(ending) <= 5 else plain
    return harmless_name(f"{stem}.{'pdf' if media == PDF else 'jpg'}")
