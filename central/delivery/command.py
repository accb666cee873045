"""``ostord-central messages …``: what has not arrived, and another try; no address in full."""

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from central.faults import ConflictError, UnknownError
from central.settings import load_settings

if TYPE_CHECKING:
    from central.store.database import Database

ACTOR = "command"


def add_messages(root: argparse.ArgumentParser) -> None:
    """The actions under ``messages``."""
    actions = root.add_subparsers(required=True, metavar="action")
    _action(actions, "list", "Every letter that has not arrived (yet), one line of JSON each.")
    again = _action(actions, "again", "Send one again that did not arrive, or may not have.")
    again.add_argument("message", help="its id in the list")


def run_messages(chosen: argparse.Namespace) -> None:
    """Carry out one action."""
    from central.store.database import Database

    database = Database(load_settings(chosen.config).database)
    try:
        database.require_schema()
        _ACTIONS[chosen.action](chosen, database)
    finally:
        database.close()


def _list(_: argparse.Namespace, database: "Database") -> None:
    from central.store import deliveries

    now = time.time()
    with database.begin() as transaction:
        for row in deliveries.unsent(transaction):
            told = {
                "message": row.id,
                "appointment": row.appointment,
                "kind": row.kind,
                "to": row.masked,
                "way": row.way,
                "state": row.state,
                "code": row.code,
                "tries": row.tries,
                "at": row.made_at,
                "may_try": deliveries.may_try(row, now),
            }
            print(json.dumps(told, ensure_ascii=False))


def _again(chosen: argparse.Namespace, database: "Database") -> None:
    from central.core.audit import Entry
    from central.core.delivery import State
    from central.store import audit, deliveries
    from central.store.delivery_tables import Delivery

    now = time.time()
    with database.begin() as transaction:
        row = transaction.get(Delivery, chosen.message)
        if row is None:
            raise UnknownError("message: is not known, or was forgotten")
        if row.state not in (State.WAITING, State.SENDING):
            if not deliveries.try_again(transaction, row, now):
                raise ConflictError("message: arrived, or is of no use any more")
            entity = f"Appointment/{row.appointment}" if row.appointment else None
            act = Entry(now, ACTOR, "send-again", None, entity, f"{row.kind}/{row.channel}")
            audit.note(transaction, act)
        print(json.dumps({"message": row.id, "state": row.state}))


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, said: str
) -> argparse.ArgumentParser:
    added = actions.add_parser(name, help=said, description=said)
    added.set_defaults(command="messages", action=name)
    added.add_argument("--config", type=Path, default=Path("central.toml"))
    return added


_ACTIONS = {"list": _list, "again": _again}
