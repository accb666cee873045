"""The command ``ostord-unit``: one of the unit's processes, what stands in for it, or its key."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from wire.faults import WireError

PROCESSES: dict[str, tuple[str, str]] = {
    "sign": ("run the sign process", "appliance.sign.main"),
    "room": ("run the room process", "appliance.room.main"),
    "stage": ("run the stage process", "appliance.stage.main"),
    "release": ("let go of a sign whose process was killed (sign.toml)", "appliance.sign.release"),
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
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "key":
            from appliance.room.key import make_key

            make_key(chosen.unit, chosen.folder)
            return 0
        process = import_module(PROCESSES[chosen.command][1])
        return int(process.main(chosen.config))
    except (WireError, OSError) as error:
        print(f"ostord-unit {chosen.command}: {error}", file=sys.stderr)
        return 2
