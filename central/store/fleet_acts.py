"""Reads and writes acts from afar: what was asked of a unit, and its answer."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Transaction

from central.store.fleet_tables import ActRow
from wire.commands import Command, CommandResult

SHOWN = 20


def put(transaction: Transaction, command: Command) -> ActRow:
    """What is asked from now on."""
    row = ActRow(
        id=command.id,
        unit=command.unit,
        verb=command.verb.value,
        part=command.part,
        asked_at=command.issued,
        expires=command.expires,
    )
    transaction.add(row)
    return row


def answer(transaction: Transaction, unit: str, told: CommandResult) -> None:
    """Take over a unit's answer; one to what was never asked of it counts for nothing."""
    row = transaction.get(ActRow, told.id)
    if row is None or row.unit != unit:
        return
    row.state, row.code, row.answered_at = told.state.value, told.code, told.at
    row.lines = list(told.lines) or row.lines


def of_unit(transaction: Transaction, unit: str) -> Sequence[ActRow]:
    """The newest first."""
    query = select(ActRow).where(ActRow.unit == unit).order_by(ActRow.asked_at.desc(), ActRow.id)
    return transaction.scalars(query.limit(SHOWN)).all()


def forget(transaction: Transaction, before: float) -> None:
    """Delete what was asked before then (Unix seconds)."""
    transaction.execute(delete(ActRow).where(ActRow.asked_at < before))
