"""What room may ask of root: that one hung device begins anew (``appliance.replug``)."""

from pathlib import Path

ASKED = "replug"
"""The file in the runtime folder; it is there whole or not at all."""
PARTS = ("camera", "headset", "screen")


def ask(runtime: Path, part: str) -> None:
    """Ask that ``part`` of ``PARTS`` begins anew; nothing happens where nobody looks for it."""
    new = runtime / f"{ASKED}.new"
    try:
        new.write_text(part)
        new.chmod(0o640)
        new.rename(runtime / ASKED)
    except OSError:  # an old one that another account left: the device waits for a hand
        return
