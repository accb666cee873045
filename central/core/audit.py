"""The chain of the audit log: a digest covers the one before, so that no row can change unseen."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

START = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act; ``at`` in Unix seconds. Nothing in it names a patient or repeats anybody's words."""

    at: float
    actor: str
    action: str
    clinic: str | None = None
    entity: str | None = None
    detail: str | None = None


def chained(seq: int, before: str, entry: Entry) -> str:
    """The SHA-256 of an entry in its place, as 64 hexadecimal digits."""
    text = json.dumps([seq, before, asdict(entry)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(rows: Iterable[tuple[int, str, str, Entry]]) -> int | None:
    """The number of the first row (seq, before, digest, entry) that does not fit; None: all do."""
    last: tuple[int, str] | None = None
    for seq, before, digest, entry in rows:
        follows = last is None or last == (seq - 1, before)
        if not follows or chained(seq, before, entry) != digest:
            return seq
        last = (seq, digest)
    return None
