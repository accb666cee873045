"""What a part of the product needs of other packages, as it is installed here, and its hashes."""

import importlib.metadata as metadata
import re
from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PARTS = {"ostord-unit": ("unit", "loudspeaker"), "ostord-central": ("central",)}
"""Each shipped part and the extras that it is."""


def needed(extras: Iterable[str]) -> dict[str, metadata.Distribution]:
    """By canonical name what ``ostord`` with ``extras`` needs on this machine, without itself.

    Raises PackageNotFoundError where one is not installed.
    """
    seen: dict[tuple[str, str], metadata.Distribution] = {}
    waiting = [("ostord", extra) for extra in extras]
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
    return {name: one for (name, _), one in sorted(seen.items()) if name != "ostord"}


def locked(text: str) -> dict[str, str]:
    """The entries of a lock file, each with its version and hashes, by canonical name."""
    entries = re.split(r"\n(?=[a-z0-9])", text)
    return {canonicalize_name(one.split("==")[0]): one for one in entries if "==" in one}


def sums(entry: str) -> list[str]:
    """The SHA-256 sums in an entry of a lock file."""
    return re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
