"""The room process as it is, but for one number: S1's ten minutes of an empty room are one second.

Usage: python -m tests.support.quick_room CONFIG. A scene has no ten minutes to wait.
"""

import dataclasses
import sys
from pathlib import Path

from appliance.room import main as room

EMPTY_S = 1.0
_rules = room._rules

if __name__ == "__main__":
    room._rules = lambda settings: dataclasses.replace(_rules(settings), untouched=EMPTY_S)
    sys.exit(room.main(Path(sys.argv[1])))
