"""``ostord-central imports …``: read the sources once, compare both sides, accept what is gone."""

import argparse
import asyncio
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from central.faults import BadInputError, UnknownError
from central.settings import CentralSettings, load_settings

if TYPE_CHECKING:
    from central.store.database import Database


def add_imports(root: argparse.ArgumentParser) -> None:
    """The actions under ``imports``."""
    actions = root.add_subparsers(required=True, metavar="action")
    read = _action(actions, "read", "Read a source once, now, and take over what it says.")
    read.add_argument("source", nargs="?", help="its name; default: every source")
    compare = _action(actions, "compare", "Say what exists on one side only, and what to do (R65).")
    compare.add_argument("--language", choices=("sv", "en"), default="sv")
    compare.add_argument("--json", action="store_true", help="one line of JSON for each finding")
    gone = _action(actions, "accept-gone", "It is right that so many bookings vanished at once.")
    gone.add_argument("source")


def run_imports(chosen: argparse.Namespace) -> None:
    """Carry out one action."""
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    try:
        database.require_schema()
        _ACTIONS[chosen.action](chosen, settings, database)
    finally:
        database.close()


def _read(chosen: argparse.Namespace, settings: CentralSettings, database: "Database") -> None:
    from central.imports.duty import Mirror
    from central.outbox import outbox_of

    outbox = outbox_of(settings)
    tables = [one for one in settings.imports if chosen.source in (None, one.name)]
    if not tables:
        raise BadInputError("source", "is no name of an [[import]] table")
    for table in tables:
        mirror = Mirror(settings, database, outbox, time.time, table)
        counts = asyncio.run(mirror.once())
        state = _state(database, settings, table.name)
        print(json.dumps({"source": table.name, **state, **counts}))


def _compare(chosen: argparse.Namespace, settings: CentralSettings, database: "Database") -> None:
    from central.imports.comparison import compare

    with database.begin() as transaction:
        findings = compare(transaction, settings, time.time())
    for finding in findings:
        assert finding.text is not None
        if chosen.json:
            print(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print(finding.text[chosen.language])


def _accept_gone(chosen: argparse.Namespace, _: CentralSettings, database: "Database") -> None:
    from central.store.tables import ImportSource

    with database.begin() as transaction:
        line = transaction.get(ImportSource, chosen.source)
        if line is None or not line.held:
            raise UnknownError("source: holds nothing back")
        line.gone_accepted = True
        held = line.held
    print(json.dumps({"source": chosen.source, "accepted": held}))


def _state(database: "Database", settings: CentralSettings, name: str) -> dict[str, object]:
    from central.imports.comparison import states

    with database.begin() as transaction:
        found = next(one for one in states(transaction, settings.imports) if one.name == name)
    return {"condition": found.condition, "problem": found.problem, "bad": found.bad}


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, said: str
) -> argparse.ArgumentParser:
    added = actions.add_parser(name, help=said, description=said)
    added.set_defaults(command="imports", action=name)
    added.add_argument("--config", type=Path, default=Path("central.toml"))
    return added


_ACTIONS = {"read": _read, "compare": _compare, "accept-gone": _accept_gone}
