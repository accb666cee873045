"""The command ``ostord-unit``: one of the unit's three processes, or its key."""

import argparse
import sys
from pathlib import Path

from wire.faults import WireError


def main(arguments: list[str] | None = None) -> int:
    """Run the process named on the command line; imports only what that process needs."""
    parser = argparse.ArgumentParser(prog="ostord-unit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for process in ("sign", "room", "stage"):
        command = commands.add_parser(process, help=f"run the {process} process")
        command.add_argument("--config", type=Path, required=True, metavar="FILE.toml")
    key = commands.add_parser("key", help="make the unit's key and a signing request for it")
    key.add_argument("--unit", required=True, metavar="SITE/UNIT")
    key.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "sign":
            from appliance.sign.main import main as run
        elif chosen.command == "room":
            from appliance.room.main import main as run
        elif chosen.command == "stage":
            from appliance.stage.main import main as run
        else:
            from appliance.room.key import make_key

            make_key(chosen.unit, chosen.folder)
            return 0
        return run(chosen.config)
    except (WireError, OSError) as error:
        print(f"ostord-unit {chosen.command}: {error}", file=sys.stderr)
        return 2
