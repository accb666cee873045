"""The questions asked of letters on their way: what is due, what became of it, what is lost."""

import secrets
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.orm import Session as Transaction
from sqlalchemy.orm import aliased

from central.core.delivery import KEPT_TRYING_S, SENT, Channel, Result, State, masked
from central.core.letters import Letter
from central.core.sms import segments
from central.delivery.routes import FILE, Leg
from central.store.delivery_tables import Delivery

IN_ORDER = ("invitation", "moved", "changed", "cancelled")
"""Of one visit, to the same kind of address, these arrive in the order they were written."""
_LINKED = ("invitation", "reminder", "ring", "message")
_GUESTS_LINKED = ("guest.invitation", "guest.reminder", "guest.begins")
_CALLED_BACK = {
    "invitation": _LINKED,
    "cancelled": (*_LINKED, "moved", "changed"),
    "guest.invitation": _GUESTS_LINKED,
    "guest.cancelled": (*_GUESTS_LINKED, "guest.moved"),
    "guest.withdrawn": (*_GUESTS_LINKED, "guest.moved"),
}
"""What is not sent any more once this is written: its links are dead, or its visit."""
GATHERS_S = 120.0
"""A letter to the clinic that is not urgent waits so long for others."""
TOGETHER = 50
LATE_S = 3600.0
AGAIN = 3
"""So often a person may ask for another try of one delivery."""
_NOBODYS: dict[str, None] = {"address": None, "subject": None, "text": None}


def add(transaction: Transaction, letter: Letter, legs: Sequence[Leg], now: float) -> None:
    """Write down ``letter`` on its way to each address; what it makes void is called back."""
    if letter.visit and letter.kind in _CALLED_BACK:
        mine = update(Delivery).where(
            Delivery.appointment == letter.visit,
            Delivery.kind.in_(_CALLED_BACK[letter.kind]),
            Delivery.state == State.WAITING,
        )
        if letter.kind.startswith("guest."):
            mine = mine.where(Delivery.address.in_(letter.to))
        gone = {"state": State.FAILED, "code": "overtaken", "changed_at": now, **_NOBODYS}
        transaction.execute(mine.values(**gone))
    name = secrets.token_hex(16)
    transaction.add_all(_delivery(letter, name, leg, now) for leg in legs)


def _delivery(letter: Letter, name: str, leg: Leg, now: float) -> Delivery:
    text = letter.short or letter.text if leg.channel is Channel.SMS else letter.text
    by_file = leg.way == FILE
    return Delivery(
        id=secrets.token_hex(16),
        letter=name,
        appointment=letter.visit,
        kind=letter.kind,
        channel=leg.channel,
        way=leg.way,
        masked=masked(leg.address),
        address=None if by_file else leg.address,
        subject=None if by_file else letter.subject[:500],
        text=None if by_file else text,
        segments=segments(text) if leg.channel is Channel.SMS else None,
        state=State.SENT if by_file else State.WAITING,
        tries=0,
        again=0,
        made_at=now,
        changed_at=now,
        next_at=now + GATHERS_S if letter.gathers else now,
        until=_of_use(letter, now),
        about=letter.about,
    )


def _of_use(letter: Letter, now: float) -> float:
    """Until when it is tried; what is written after all of its times is tried for an hour."""
    until = letter.until or now + KEPT_TRYING_S
    if letter.before is not None and now < letter.before:
        until = letter.before
    until = until if until > now else now + LATE_S
    return until if letter.lasts is None else min(until, now + letter.lasts)


def due(transaction: Transaction, way: str, now: float, limit: int) -> Sequence[Delivery]:
    """What is to be tried now by ``way``, at most ``limit``; what is soon of no use goes first."""
    query = select(Delivery).where(
        Delivery.state == State.WAITING,
        Delivery.way == way,
        Delivery.next_at <= now,
        Delivery.until > now,
        ~_behind_another(),
    )
    order = (Delivery.until, Delivery.made_at, Delivery.id)
    return transaction.scalars(query.order_by(*order).limit(limit)).all()


def gathered(transaction: Transaction, rows: Sequence[Delivery]) -> list[list[Delivery]]:
    """``rows`` as they leave: each alone, but all that waits for one clinic together."""
    alone = [[row] for row in rows if row.channel != Channel.CLINIC]
    ways = dict.fromkeys((r.way, r.address) for r in rows if r.channel == Channel.CLINIC)
    for way, address in ways:
        query = select(Delivery).where(
            Delivery.state == State.WAITING,
            Delivery.way == way,
            Delivery.channel == Channel.CLINIC,
            Delivery.address == address,
        )
        waiting = query.order_by(Delivery.made_at, Delivery.id).limit(TOGETHER)
        alone.append(list(transaction.scalars(waiting)))
    return alone


def _behind_another() -> ColumnElement[bool]:
    former = aliased(Delivery)
    return Delivery.kind.in_(IN_ORDER) & exists(
        select(former.id).where(
            former.appointment == Delivery.appointment,
            former.channel == Delivery.channel,
            former.kind.in_(IN_ORDER),
            former.state.in_((State.WAITING, State.SENDING)),
            former.made_at < Delivery.made_at,
        )
    )


def begin(transaction: Transaction, delivery: str, now: float) -> bool:
    """It is being sent from now on; False where it waits no more."""
    mine = update(Delivery).where(Delivery.id == delivery, Delivery.state == State.WAITING)
    sending = {"state": State.SENDING, "changed_at": now}
    return bool(transaction.execute(mine.values(**sending)).rowcount)  # type: ignore[attr-defined]


def note(
    transaction: Transaction, delivery: str, result: Result, now: float, next_at: float
) -> Delivery | None:
    """What came of a try; None where somebody called it back meanwhile."""
    row = transaction.get(Delivery, delivery)
    if row is None or row.state not in (State.WAITING, State.SENDING):
        return None
    row.state, row.code, row.changed_at = result.state, result.code, now
    row.tries, row.next_at = row.tries + 1, next_at
    if result == SENT:
        row.address = row.subject = row.text = None
    transaction.flush()
    return row


def cut_short(transaction: Transaction, way: str) -> Sequence[Delivery]:
    """What was being sent when central ended."""
    query = select(Delivery).where(Delivery.state == State.SENDING, Delivery.way == way)
    return transaction.scalars(query).all()


def too_late(transaction: Transaction, now: float, limit: int) -> Sequence[Delivery]:
    """What waits still and is of no use any more."""
    query = select(Delivery).where(Delivery.state == State.WAITING, Delivery.until <= now)
    return transaction.scalars(query.limit(limit)).all()


def is_lost(transaction: Transaction, row: Delivery) -> bool:
    """Whether the letter of ``row`` arrived nowhere, and nobody tries any more."""
    query = select(Delivery.state, Delivery.code).where(Delivery.letter == row.letter)
    return all(
        state == State.FAILED and code != "overtaken" for state, code in transaction.execute(query)
    )


def forget_texts(transaction: Transaction, now: float) -> None:
    """Delete address and text of what did not arrive and can no longer be tried again."""
    over = (
        Delivery.state.in_((State.FAILED, State.UNKNOWN)),
        Delivery.until <= now,
        Delivery.text.is_not(None),
    )
    if transaction.scalars(select(Delivery.id).where(*over).limit(1)).first() is not None:
        transaction.execute(update(Delivery).where(*over).values(**_NOBODYS))


def forget(transaction: Transaction, before: float) -> None:
    """Delete what is about no visit and older than ``before``; a visit's go with its person."""
    mine = delete(Delivery).where(Delivery.appointment.is_(None), Delivery.made_at < before)
    transaction.execute(mine)


def may_try(row: Delivery, now: float) -> bool:
    """Whether a person may ask for another try: it did not arrive, and is still of use."""
    ended = row.state in (State.FAILED, State.UNKNOWN)
    return ended and row.text is not None and now < row.until and row.again < AGAIN


def try_again(transaction: Transaction, row: Delivery, now: float) -> bool:
    """Let it wait for another round of tries; False where that cannot be, or just was asked."""
    mine = update(Delivery).where(
        Delivery.id == row.id, Delivery.state == row.state, Delivery.again == row.again
    )
    waits = {"state": State.WAITING, "again": row.again + 1, "tries": 0, "next_at": now}
    if (
        not may_try(row, now)
        or not transaction.execute(  # type: ignore[attr-defined]
            mine.values(**waits, changed_at=now)
        ).rowcount
    ):
        return False
    transaction.refresh(row)
    return True


def of_visit(transaction: Transaction, visit: str) -> Sequence[Delivery]:
    """Every letter to the patient of one visit, newest first; those to the clinic left out."""
    return transaction.scalars(
        _of(visit).where(Delivery.channel != Channel.CLINIC).order_by(Delivery.made_at.desc())
    ).all()


def told_since(transaction: Transaction, visit: str, kinds: Sequence[str], since: float) -> bool:
    """Whether a letter of one of these kinds was written for the visit after ``since``."""
    query = _of(visit).where(Delivery.kind.in_(kinds), Delivery.made_at > since)
    return transaction.scalars(query.limit(1)).first() is not None


def reminded(transaction: Transaction, visit: str, start: float, kind: str = "reminder") -> bool:
    """Whether the visit's reminder for this start, or its guests', is written."""
    query = _of(visit).where(Delivery.kind == kind, Delivery.about == start)
    return transaction.scalars(query.limit(1)).first() is not None


def unsent(transaction: Transaction) -> Sequence[Delivery]:
    """Everything that is not sent, oldest first."""
    query = select(Delivery).where(Delivery.state != State.SENT)
    return transaction.scalars(query.order_by(Delivery.made_at)).all()


def _of(visit: str) -> Select[Delivery]:
    return select(Delivery).where(Delivery.appointment == visit)
