"""What room may ask of root: that one hung device begins anew (``appliance.replug``)."""

import contextlib
from pathlib import Path

from appliance.link.files import write_whole

ASKED = "replug"
"""The file in the runtime folder; it is there whole or not at all."""
PARTS = ("camera", "headset", "screen")


def ask(runtime: Path, part: str) -> None:
    """Ask that ``part`` of ``PARTS`` begins anew; nothing happens where nobody looks for it."""
    with contextlib.suppress(OSError):  # another account left one: the device waits for a hand
        write_whole(runtime / ASKED, part.encode())
