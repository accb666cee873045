"""The staff's pages beside a visit: only whoever holds it, and only as long as they do (R64)."""

import asyncio
import logging

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central.core.access import Right
from central.faults import StoreError
from central.journal import record
from central.meeting.connection import Connection
from central.meeting.hall import Hall
from central.meeting.visits import DAY_S
from central.staff.session import person_of
from central.staff.visits import held_visit
from central.store import staff
from central.store.staff_tables import StaffSession
from central.web.clerk import Clerk
from central.web.problems import Refusal
from wire.signaling import Hello
from wire.visits import Role

LOOK_S = 5.0
"""Who signed out, checked out or was replaced stands beside the visit this long at most."""


def staff_page(clerk: Clerk, hello: Hello, cookie: str) -> Connection | None:
    """The connection of a staff's page that may stand beside ``hello.visit``; else None."""
    visit = hello.visit or ""
    with clerk.database.begin() as transaction:
        row = staff.by_cookie(transaction, cookie, clerk.clock())
        if row is None or not _holds(transaction, clerk, row, visit):
            return None
        peer = clerk.peer_id(row.digest, hello.client)
        return Connection(peer, hello.client, row.digest, Role.STAFF, visit=visit)


async def watch_beside(clerk: Clerk, hall: Hall) -> None:
    """Hang up, for ever, the staff's pages whose person no longer holds the visit."""
    while True:
        await asyncio.sleep(LOOK_S)
        pages = hall.sockets.staff()
        try:
            gone = await run_in_threadpool(_gone, clerk, pages) if pages else []
        except StoreError:
            record("store.silent", level=logging.ERROR, duty="beside")
            continue
        for page in gone:
            hall.detach(page)
            page.send(None)


def _gone(clerk: Clerk, pages: list[Connection]) -> list[Connection]:
    with clerk.database.begin() as transaction:
        rows = {page: staff.by_digest(transaction, page.holder, clerk.clock()) for page in pages}
        return [
            page
            for page, row in rows.items()
            if row is None or not _holds(transaction, clerk, row, page.visit)
        ]


def _holds(transaction: Transaction, clerk: Clerk, row: StaffSession, visit: str) -> bool:
    """Whether the person holds the visit, and it is of these days."""
    person = person_of(row)
    if Right.HOLD_VISIT not in person.rights:
        return False
    try:
        appointment, _ = held_visit(transaction, clerk, person, visit)
    except Refusal:
        return False
    return appointment.start - DAY_S < clerk.clock() < appointment.end + DAY_S
