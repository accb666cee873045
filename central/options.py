"""What ``ostord-central`` can be told, word by word."""

import argparse
from pathlib import Path

from central.audit_command import add_audit
from central.clinics import DEFAULT
from central.core.access import StaffRole
from central.core.cancelling import REASONS
from central.delivery.command import add_messages
from central.fleet_command import add_units
from central.imports.command import add_imports


def parser() -> argparse.ArgumentParser:
    """The options of every command; ``command`` names the one that was chosen."""
    root = argparse.ArgumentParser(
        prog="ostord-central",
        description="Ostörd's server: bookings, units, keys, and the night's work.",
    )
    commands = root.add_subparsers(required=True, metavar="command")
    _add(commands, "serve", "Serve units, pages and the fleet.")
    _add(commands, "ingest", "Take in the units' numbers and events beside `serve`.")
    _add(commands, "migrate", "Bring the database to this version.")
    _add(commands, "anonymise", "Forget people of visits that ended 14 days ago.")
    _add_book(_add(commands, "book", "Book a visit and write its invitation."))
    cancel = _add(commands, "cancel", "Cancel a booking and tell the patient.")
    cancel.add_argument("--appointment", required=True)
    cancel.add_argument("--reason", choices=REASONS, help="FHIR's code (R23)")
    renew = _add(commands, "new-link", "Send the patient a new link; the old one ends.")
    renew.add_argument("--appointment", required=True)
    move = _add(commands, "move", "Give a booking a new time and tell the patient.")
    move.add_argument("--appointment", required=True)
    _add_times(move)
    text = _add(commands, "journal-text", "Print the text for the patient's record.")
    text.add_argument("appointment")
    text.add_argument("--language", choices=("sv", "en"), default="sv")
    text.add_argument("--copied", action="store_true", help="it stands in the record: forget it")
    _add_staff_link(_add(commands, "staff-link", "Make a colleague's one-time sign-in link."))
    unit = _add(commands, "add-unit", "Make a unit known, or change its room or certificate.")
    unit.add_argument("--unit", required=True, help="site/unit, as in its certificate")
    unit.add_argument("--location", required=True, help="the room's id in bookings")
    unit.add_argument("--room", required=True, help="what people call the room")
    unit.add_argument("--certificate", required=True, type=Path)
    broker = _add(commands, "broker-config", "Write Mosquitto's settings.", config=False)
    broker.add_argument("--folder", required=True, type=Path)
    broker.add_argument("--port", type=int, default=8883)
    broker.add_argument("--websocket-port", type=int, help="MQTT over a WebSocket here as well")
    broker.add_argument("--keys", type=Path, help="what `pki init` made; default: the folder")
    _add_pki(commands.add_parser("pki", help="The site's certificate authority."))
    add_messages(commands.add_parser("messages", help="Letters that have not arrived."))
    add_units(commands.add_parser("units", help="Let units in, and withdraw them."))
    add_audit(commands.add_parser("audit", help="The log of who did what."))
    add_imports(commands.add_parser("imports", help="Foreign booking systems (R65)."))
    return root


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    said: str,
    *,
    config: bool = True,
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=said, description=said)
    added.set_defaults(command=name)
    if config:
        added.add_argument("--config", type=Path, default=Path("central.toml"))
    return added


def _add_times(command: argparse.ArgumentParser) -> "argparse._MutuallyExclusiveGroup":
    start = command.add_mutually_exclusive_group()
    start.add_argument("--start", help="local time, such as 2026-11-24T10:30, or with an offset")
    start.add_argument("--in", dest="in_seconds", type=float, help="seconds from now")
    end = command.add_mutually_exclusive_group()
    end.add_argument("--end", help="as --start")
    end.add_argument("--minutes", type=float)
    return start


def _add_book(command: argparse.ArgumentParser) -> None:
    start = _add_times(command)
    start.add_argument("--now", action="store_true", help="Boka nu: begin at once (R04)")
    command.add_argument("--location", required=True)
    command.add_argument(
        "--person", help="a JSON file, or - for standard input: these five options stay unseen"
    )
    command.add_argument("--name")
    command.add_argument("--personnummer")
    command.add_argument("--birth-date", help="of a colleague, or where no number holds it")
    command.add_argument("--phone")
    command.add_argument("--email")
    command.add_argument("--practice", action="store_true", help="a test visit with a colleague")
    command.add_argument("--invited-by", help="your own e-mail, for a test visit")
    command.add_argument("--kind")
    command.add_argument("--practitioner")
    command.add_argument("--practitioner-id", help="the clinician's HSA-id")
    command.add_argument("--confirm", choices=("required", "not-needed"), default="not-needed")
    command.add_argument("--protected", action="store_true", help="no initials anywhere (R70)")
    command.add_argument("--language", default="sv", help="BCP 47")
    command.add_argument("--interpreter", action="store_true")
    command.add_argument("--guardian", action="store_true", help="med vårdnadshavare (R41)")
    command.add_argument("--proxy", action="store_true", help="an ombud may take part (R47)")
    command.add_argument("--regional", action="store_true", help="a region's own reserve number")


def _add_staff_link(command: argparse.ArgumentParser) -> None:
    command.add_argument("--subject", required=True, help="the HSA-id")
    command.add_argument("--name", required=True)
    command.add_argument("--title")
    command.add_argument("--clinic", default=DEFAULT, help="its id; default: the only clinic")
    roles = [role.value for role in StaffRole]
    command.add_argument("--role", required=True, action="append", choices=roles)


def _add_pki(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(required=True, metavar="action")
    init = _add(actions, "init", "Make authority, broker and central keys.", config=False)
    init.set_defaults(command="pki init")
    init.add_argument("--folder", required=True, type=Path)
    init.add_argument("--site", required=True)
    init.add_argument("--days", type=_days, default=90)
    init.add_argument(
        "--broker-host", action="append", default=[], help="a name that units know the broker by"
    )
    sign = _add(actions, "sign", "Sign a unit's request.", config=False)
    sign.set_defaults(command="pki sign")
    sign.add_argument("--folder", required=True, type=Path)
    sign.add_argument("--request", required=True, type=Path)
    sign.add_argument("--out", required=True, type=Path)
    sign.add_argument("--days", type=_days, default=90)


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 825:
        raise ValueError
    return days
