"""Letters that go out exactly when the change that they tell of is written.

Each address of a letter is one delivery, written in the same commit as the change; those that
leave by a mail server or a gateway are sent from there (``central.delivery.rounds``). For the
outbox folder a draft is on the disk before the commit, its name in the same commit, and the draft
is put in the outbox after it. Whatever crashes in between, ``finish_drafts`` sends what was
written and drops what was not.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as Transaction

from central.core.letters import Letter
from central.delivery.routes import FILE
from central.faults import SetupError, StoreError
from central.journal import record
from central.outbox import Draft, Outbox
from central.store import deliveries, letters
from central.store.database import Database

LOOK_S = 60.0
UNWRITTEN_S = 600.0
"""A draft of this age whose change is not written never will be."""


class Posting:
    """One change and its letters."""

    def __init__(
        self, transaction: Transaction, outbox: Outbox, now: float, drafts: list[Draft]
    ) -> None:
        self.transaction = transaction
        self._drafts = drafts
        self._outbox = outbox
        self._now = now

    def add(self, letter: Letter) -> Path | None:
        """Send ``letter`` with this change; SetupError when the disk takes none.

        Its place in the outbox folder; None where none of it goes there.
        """
        legs = self._outbox.legs(letter)
        by_file = tuple(leg.address for leg in legs if leg.way == FILE)
        path = self._draft(replace(letter, to=by_file)) if by_file else None
        deliveries.add(self.transaction, letter, legs, self._now)
        self.transaction.flush()
        return path

    def goes(self, letter: Letter) -> bool:
        """Whether anybody gets it at all."""
        return bool(self._outbox.legs(letter))

    def _draft(self, letter: Letter) -> Path:
        draft = self._outbox.draft(letter, self._now)
        self._drafts.append(draft)
        letters.note(self.transaction, draft.path.name, self._now)
        return draft.path

    def try_add(self, letter: Letter | None) -> None:
        """As ``add``; a full disk is recorded and the change goes on without its letter."""
        if letter is None:
            return
        try:
            self.add(letter)
        except (SetupError, OSError):
            record("letter.unsent", level=logging.ERROR, code=letter.kind)


@contextmanager
def posting(database: Database, outbox: Outbox, now: float) -> Iterator[Posting]:
    """A transaction with letters: both happen, or neither."""
    drafts: list[Draft] = []
    judged = False
    try:
        with database.begin() as transaction:
            yield Posting(transaction, outbox, now, drafts)
            judged = True  # a commit that fails may have happened: ``finish_drafts`` knows
    except BaseException:
        if not judged:
            for draft in drafts:
                draft.drop()
        raise
    if drafts:
        _send(database, drafts)


def finish_drafts(database: Database, outbox: Outbox, now: float) -> int:
    """Send drafts whose change was written, drop old ones whose change was not; how many sent.

    The drafts are looked at before the changes: what is written in between is not taken for old.
    """
    drafts = {draft.path.name: draft for draft in outbox.drafts()}
    with database.begin() as transaction:
        names = letters.written(transaction)
    sent = sum(outbox.drafted(name).send() for name in sorted(names))
    for name, draft in drafts.items():
        if name not in names and draft.written_at < now - UNWRITTEN_S:
            draft.drop()
    with database.begin() as transaction:
        letters.done(transaction, names)
    return sent


async def finish_letters(database: Database, outbox: Outbox, clock: Callable[[], float]) -> None:
    """Finish what a crash or a full disk left, at the start and every minute."""
    while True:
        try:
            await run_in_threadpool(finish_drafts, database, outbox, clock())
        except (OSError, StoreError) as error:
            record("letter.waits", level=logging.ERROR, error=type(error).__name__)
        await asyncio.sleep(LOOK_S)


def _send(database: Database, drafts: list[Draft]) -> None:
    """The change is written: what cannot be sent now is sent by ``finish_drafts``."""
    try:
        for draft in drafts:
            draft.send()
        with database.begin() as transaction:
            letters.done(transaction, {draft.path.name for draft in drafts})
    except (OSError, StoreError) as error:
        record("letter.waits", level=logging.ERROR, error=type(error).__name__)
