"""``ostord-central units …``: who waits to be let in, let in by code, turn away, withdraw."""

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from central.faults import BadInputError
from central.settings import CentralSettings, load_settings

if TYPE_CHECKING:
    from central.store.database import Database

ACTOR = "central"
"""Whoever has a shell here."""


def add_units(root: argparse.ArgumentParser) -> None:
    """The actions under ``units``."""
    actions = root.add_subparsers(required=True, metavar="action")
    _action(actions, "waiting", "Print the units that wait to be let in.")
    approve = _action(actions, "approve", "Let a unit in by the code on its screen.")
    approve.add_argument("code", help="such as K7QP-3XWM")
    approve.add_argument("--unit", required=True, help="site/name: its name from now on")
    approve.add_argument("--location", required=True, help="the room's id in bookings")
    approve.add_argument("--room", required=True, help="what people call the room")
    approve.add_argument("--certificate", type=Path, help="of another PKI, for this unit's key")
    request = _action(actions, "request", "Print a waiting unit's request, for another PKI.")
    request.add_argument("code")
    refuse = _action(actions, "refuse", "Turn a unit away.")
    refuse.add_argument("id")
    withdraw = _action(actions, "withdraw", "Believe a unit no more; its name never comes back.")
    withdraw.add_argument("unit")


def run_units(chosen: argparse.Namespace) -> None:
    """Carry out one action."""
    from central.store.database import Database

    settings = load_settings(chosen.config)
    database = Database(settings.database)
    try:
        database.require_schema()
        _ACTIONS[chosen.action](chosen, settings, database)
    finally:
        database.close()


def _waiting(_: argparse.Namespace, __: CentralSettings, database: "Database") -> None:
    from central.store import enrolments

    with database.begin() as session:
        for row in enrolments.waiting(session, time.time()):
            said = {"id": row.id, "address": row.address, "asked_at": row.asked_at}
            print(json.dumps(said))


def _approve(chosen: argparse.Namespace, settings: CentralSettings, database: "Database") -> None:
    from central.enrolment import Place, approve

    given = None
    if chosen.certificate:
        try:
            given = chosen.certificate.read_text()
        except OSError as error:
            raise BadInputError("certificate", error.strerror or "cannot be read") from None
    place = Place(chosen.unit, chosen.location, chosen.room)
    approve(settings, database, chosen.code, place, ACTOR, time.time(), given)
    print(json.dumps({"unit": chosen.unit, "location": chosen.location}))


def _request(chosen: argparse.Namespace, _: CentralSettings, database: "Database") -> None:
    from central.enrolment import request_of

    print(request_of(database, chosen.code, time.time()), end="")


def _refuse(chosen: argparse.Namespace, _: CentralSettings, database: "Database") -> None:
    from central.enrolment import refuse

    refuse(database, chosen.id, ACTOR, time.time())
    print(json.dumps({"id": chosen.id}))


def _withdraw(chosen: argparse.Namespace, settings: CentralSettings, database: "Database") -> None:
    from central.enrolment import withdraw

    told = withdraw(settings, database, chosen.unit, ACTOR, time.time())
    print(json.dumps({"unit": chosen.unit, "broker": told}))


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, said: str
) -> argparse.ArgumentParser:
    added = actions.add_parser(name, help=said, description=said)
    added.set_defaults(command="units", action=name)
    added.add_argument("--config", type=Path, default=Path("central.toml"))
    return added


_ACTIONS = {
    "waiting": _waiting,
    "approve": _approve,
    "request": _request,
    "refuse": _refuse,
    "withdraw": _withdraw,
}
