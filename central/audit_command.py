"""``ostord-central audit …``: the log as FHIR AuditEvents, one a line, and whether it is whole."""

import argparse
import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from central.faults import BadInputError, CentralError
from central.settings import CentralSettings, load_settings

if TYPE_CHECKING:
    from central.store.database import Database


def add_audit(root: argparse.ArgumentParser) -> None:
    """The actions under ``audit``."""
    actions = root.add_subparsers(required=True, metavar="action")
    export = _action(actions, "export", "Print what was done in some days, as NDJSON.")
    export.add_argument("--from", dest="first", required=True, help="YYYY-MM-DD")
    export.add_argument("--to", dest="last", required=True, help="YYYY-MM-DD, that day too")
    _action(actions, "verify", "Say whether a row was changed or taken away.")


def run_audit(chosen: argparse.Namespace) -> None:
    """Carry out one action."""
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    try:
        database.require_schema()
        _ACTIONS[chosen.action](chosen, settings, database)
    finally:
        database.close()


def _export(chosen: argparse.Namespace, settings: CentralSettings, database: "Database") -> None:
    from central.core.audit_event import audit_event
    from central.store import audit

    first, last = _day("from", chosen.first), _day("to", chosen.last)
    midnight = datetime.min.time()
    since = datetime.combine(first, midnight, settings.zone).timestamp()
    until = datetime.combine(last + timedelta(days=1), midnight, settings.zone).timestamp()
    with database.begin() as transaction:
        for seq, entry in audit.entries(transaction, since, until):
            line = json.dumps(audit_event(seq, entry), ensure_ascii=False)
            sys.stdout.write(line + "\n")


def _verify(_: argparse.Namespace, __: CentralSettings, database: "Database") -> None:
    from central.store import audit

    with database.begin() as transaction:
        fault = audit.broken(transaction)
        rows = audit.count(transaction)
    if fault is not None:
        raise CentralError(f"audit: row {fault} was changed, or is missing")
    sys.stdout.write(json.dumps({"rows": rows, "whole": True}) + "\n")


def _day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError(field, "must be a day such as 2026-11-24") from None


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, said: str
) -> argparse.ArgumentParser:
    added = actions.add_parser(name, help=said, description=said)
    added.set_defaults(command="audit", action=name)
    added.add_argument("--config", type=Path, default=Path("central.toml"))
    return added


_ACTIONS = {"export": _export, "verify": _verify}
