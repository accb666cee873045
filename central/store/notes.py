"""A clinician's private notes: sealed, for their author alone, gone after 24 h (R37)."""

from sqlalchemy import delete
from sqlalchemy.orm import Session as Transaction

from central.sealing import Seal
from central.store.staff_tables import NoteRow

KEPT_S = 24 * 3600.0
Place = tuple[str, str]
"""A visit, and its note's author."""


def read(transaction: Transaction, seal: Seal, place: Place, now: float) -> str:
    """The author's text; empty where there is none, or where it is too old."""
    row = transaction.get(NoteRow, place)
    if row is None or now >= row.at + KEPT_S:
        return ""
    return seal.open(row.sealed, _name(place)).decode()


def write(transaction: Transaction, seal: Seal, place: Place, text: str, now: float) -> bool:
    """Keep ``text``, or nothing where it is empty; True when there is one now where none was,
    or the other way round."""
    row = transaction.get(NoteRow, place)
    if not text:
        if row is not None:
            transaction.delete(row)
        return row is not None
    sealed = seal.close(text.encode(), _name(place))
    if row is None:
        transaction.add(NoteRow(appointment=place[0], subject=place[1], sealed=sealed, at=now))
        return True
    row.sealed, row.at = sealed, now
    return False


def forget(transaction: Transaction, now: float) -> None:
    """Notes that nobody changed for 24 h are gone."""
    transaction.execute(delete(NoteRow).where(NoteRow.at <= now - KEPT_S))


def _name(place: Place) -> str:
    return "/".join(("note", *place))
