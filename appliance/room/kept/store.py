"""What a restarted room needs: held in RAM, and each change safe on the card before it returns.

No name can ever be in it; what tells of a person is sealed with the day's key and leaves when the
visit is over (S6, S7). Erased rows are overwritten (secure_delete) and the write-ahead log is
emptied; what flash keeps in spite of that is sealed, and the key is gone at midnight.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from appliance.core.visits import Visit
from appliance.room.kept import agenda, outbox, queue
from appliance.room.kept.agenda import Kept
from appliance.room.kept.card import Card, Work
from appliance.room.kept.database import in_ram
from appliance.room.kept.problems import Problem
from appliance.room.kept.seal import DayKey
from wire.fleet import Event, Number
from wire.report import VisitReport
from wire.visits import Outcome

EVENTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewDay:
    """What of the store outlives midnight, beside what waits for central."""

    began: float
    """Unix seconds."""
    kept: tuple[Kept, ...]
    secrets: Mapping[str, str]
    facts: Mapping[str, str]
    running: str | None
    """The visit that runs over midnight: its generations stay."""


class Store:
    """The room's store; every call may wait for the card and belongs on one thread."""

    def __init__(self, file: Path, key: DayKey) -> None:
        """Take up what ``file`` holds; whatever is wrong with the card, the store works."""
        self._ram = in_ram()
        self._card = Card(file, self._ram, key.folder)
        self._key = key

    @property
    def problem(self) -> Problem | None:
        """Why what is kept may not survive a power cut, or what else IT must know of the card."""
        return self._card.problem

    @property
    def key_is_new(self) -> bool:
        """Since this store was last open its day is over, or the machine was off."""
        return self._key.is_new

    def look(self) -> None:
        """Take up what the card gives again."""
        self._card.look()

    def close(self) -> None:
        """Close the file."""
        self._card.close()
        self._ram.close()

    def _write(self, work: Work) -> None:
        """In RAM first, where no card can fail."""
        with self._ram:
            work(self._ram)
        self._card.follow(work)

    # --- facts: in the clear, so never a word of a person -------------------------------------

    def fact(self, name: str) -> str | None:
        """What was last kept under ``name``."""
        row = self._ram.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_facts(self, facts: Mapping[str, str]) -> None:
        """Keep every one of ``facts`` under its name."""
        self._write(partial(_put_facts, facts=facts))

    def secret(self, name: str) -> str | None:
        """What was last sealed under ``name``; None without its day's key."""
        row = self._ram.execute("SELECT sealed FROM secret WHERE name = ?", (name,)).fetchone()
        return None if row is None else self._key.open(bytes(row[0]), name)

    def keep_secret(self, name: str, words: str, facts: Mapping[str, str]) -> None:
        """Seal ``words`` under ``name``, and keep ``facts`` beside them."""
        sealed = self._key.seal(words, name)

        def work(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO secret (name, sealed) VALUES (?, ?)", (name, sealed))
            _put_facts(db, facts)

        self._write(work)

    # --- the agenda ---------------------------------------------------------------------------

    def visits(self) -> tuple[Visit, ...]:
        """The agenda as it was kept; without the day's key times only."""
        return agenda.visits(self._ram, self._key)

    def keep_visits(self, kept: Iterable[Kept]) -> None:
        """Replace the agenda; what is no longer in it is erased from the file at once."""
        rows = [agenda.row_of(each, self._key) for each in kept]
        self._write(partial(agenda.replace_visits, rows=rows))
        self.sweep()

    def begin_day(self, day: NewDay, key: DayKey | None = None) -> None:
        """All dies but ``day`` and what waits for central, in one transaction.

        With ``key`` what the old one sealed cannot be opened any more, whatever is left of it.
        """
        self._key = key or self._key
        rows = [agenda.row_of(each, self._key) for each in day.kept]
        sealed = [(name, self._key.seal(words, name)) for name, words in day.secrets.items()]

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM secret")
            db.executemany("INSERT INTO secret (name, sealed) VALUES (?, ?)", sealed)
            _put_facts(db, day.facts)
            agenda.replace_visits(db, rows)
            db.execute("DELETE FROM generation WHERE visit IS NOT ?", (day.running,))
            queue.forget_done(db, day.began)

        self._write(work)
        self.sweep()
        self._key.forget_former()

    def sweep(self) -> None:
        """Leave nothing that was erased in the write-ahead log."""
        self._card.sweep()

    # --- reports that central does not have yet -----------------------------------------------

    def keep_report(self, visit: str, at: float, report: VisitReport) -> None:
        """Queue one; a later one for the same visit takes its place. ``at``: Unix seconds."""
        number = queue.last_number(self._ram) + 1
        self._write(partial(queue.put, visit=visit, number=number, at=at, report=report))

    def reports(self) -> list[queue.Queued]:
        """The queue, oldest first."""
        return queue.queued(self._ram)

    def try_report(self, visit: str, tried: frozenset[Outcome]) -> None:
        """From now on central may have any of ``tried``."""
        self._write(partial(queue.tries, visit=visit, tried=tried))

    def drop_report(self, visit: str, number: int) -> None:
        """Central has it, or never will."""
        self._write(partial(queue.done, visit=visit, number=number))

    # --- events until central has committed them ----------------------------------------------

    def keep_event(
        self, boot: str, at: float, code: str, evidence: Mapping[str, Number | str]
    ) -> None:
        """Add an event with the next number of ``boot``; the oldest leave a full outbox."""
        seq = outbox.next_seq(self._ram, boot)
        number = outbox.next_number(self._ram, at)
        event = Event(boot=boot, seq=seq, at=at, code=code, evidence=dict(evidence))
        self._write(partial(outbox.put, number=number, event=event))

    def events_after(self, number: int, limit: int = EVENTS_AT_ONCE) -> list[tuple[int, Event]]:
        """Events still in the outbox behind ``number``, in order, each with its own number."""
        return outbox.after(self._ram, number, limit)

    def drop_events(self, boot: str, seq: int) -> None:
        """Central has committed the events of ``boot`` up to ``seq``."""
        self._write(partial(outbox.drop, boot=boot, seq=seq))

    # --- generations --------------------------------------------------------------------------

    def generations(self) -> dict[str, int]:
        """The highest generation seen of each visit."""
        return dict(self._ram.execute("SELECT visit, highest FROM generation"))

    def keep_generation(self, visit: str, highest: int, at: float) -> None:
        """Keep one; those of former days leave."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM generation WHERE at < ?", (at - 86_400,))
            db.execute(
                "INSERT OR REPLACE INTO generation (visit, highest, at) VALUES (?, ?, ?)",
                (visit, highest, at),
            )

        self._write(work)


def _put_facts(db: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    db.executemany("INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)", facts.items())
