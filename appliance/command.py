"""The command ``ostord-unit``: one of the unit's processes, what stands in for it, or a tool."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from wire.faults import WireError

PROCESSES: dict[str, tuple[str, str]] = {
    "sign": ("run the sign process", "appliance.sign.main"),
    "room": ("run the room process", "appliance.room.main"),
    "stage": ("run the stage process", "appliance.stage.main"),
    "release": ("let go of a sign whose process was killed (sign.toml)", "appliance.sign.release"),
    "replug": ("let a hung device begin anew, as root (stage.toml)", "appliance.replug"),
    "help": ("stand on the screen while stage cannot (stage.toml)", "appliance.stage.screen.help"),
}
"""What each command is for and the module whose ``main`` it runs: nothing else is imported."""


def main(arguments: list[str] | None = None) -> int:
    """Run the process named on the command line; imports only what that process needs."""
    parser = argparse.ArgumentParser(prog="ostord-unit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (purpose, _) in PROCESSES.items():
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    key = commands.add_parser("key", help="make the unit's key and a signing request for it")
    key.add_argument("--unit", required=True, metavar="SITE/UNIT")
    key.add_argument("--folder", type=Path, required=True)
    out = commands.add_parser("egress", help="list what the unit asks of a network")
    out.add_argument("room", type=Path, metavar="room.toml")
    out.add_argument("stage", type=Path, metavar="stage.toml")
    out.add_argument("--relay", action="append", default=[], metavar="URL", help="central's relay")
    out.add_argument("--json", action="store_true")
    reset = commands.add_parser("reset", help="destroy keys and all that the unit kept; asks first")
    reset.add_argument("--config", type=Path, required=True, metavar="room.toml")
    reset.add_argument("--yes", metavar="SITE/UNIT", help="the unit's name; it is not asked for")
    enrol = commands.add_parser("enroll", help="ask central to let this unit in, by a code")
    enrol.add_argument("--central", required=True, metavar="URL", help="central's base URL")
    enrol.add_argument("--folder", type=Path, required=True, help="of key and certificate")
    enrol.add_argument("--settings", type=Path, metavar="room.toml", help="written, where none is")
    enrol.add_argument("--ca", type=Path, help="who signed central's https, if not a known one")
    enrol.add_argument("--proxy", metavar="URL", help="the site's proxy, as in room.toml")
    enrol.add_argument("--proxy-login", type=Path, metavar="FILE", help="one line name:password")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "enroll":
            from appliance.room.enrol import enrol_unit

            proxy = chosen.proxy, chosen.proxy_login
            return enrol_unit(chosen.central, chosen.folder, chosen.settings, chosen.ca, *proxy)
        if chosen.command in TOOLS:
            TOOLS[chosen.command](chosen)
            return 0
        process = import_module(PROCESSES[chosen.command][1])
        return int(process.main(chosen.config))
    except (WireError, OSError) as error:
        print(f"ostord-unit {chosen.command}: {error}", file=sys.stderr)
        return 2


def _key(chosen: argparse.Namespace) -> None:
    from appliance.room.key import make_key

    make_key(chosen.unit, chosen.folder)


def _egress(chosen: argparse.Namespace) -> None:
    from appliance.egress import show

    print(show(chosen.room, chosen.stage, chosen.relay, as_json=chosen.json))


def _reset(chosen: argparse.Namespace) -> None:
    from appliance.reset import belongings, destroy

    own = belongings(chosen.config)
    print("\n".join(["These files are destroyed:", *map(str, own.files)]))
    if (chosen.yes or _typed("Type the unit's name to go on: ")) != own.unit:
        raise WireError("command", "unit", f"is not {own.unit}; nothing was touched")
    destroy(own.files)
    print("Destroyed. Withdraw the unit at central too: a copy of its key would still be let in.")


def _typed(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""


TOOLS: dict[str, Callable[[argparse.Namespace], None]] = {
    "key": _key,
    "egress": _egress,
    "reset": _reset,
}
