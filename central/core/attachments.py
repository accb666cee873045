"""What may lie beside a visit: photos and a form before it, files and snapshots in it."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1_000_000


class Kind(StrEnum):
    """What an attachment is."""

    PHOTO = "photo"
    """Sent before the visit (R27)."""
    FORM = "form"
    """The answers to the clinic's questions (R27)."""
    FILE = "file"
    """Sent in the call (R34)."""
    SNAPSHOT = "snapshot"
    """A still of the patient, taken in the call (R33)."""
    SHARED = "shared"
    """A picture that the clinician shows beside themselves in the call (R35)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of one kind a visit holds, and how large one may be, in bytes."""

    count: int
    size: int


LIMITS: dict[Kind, Limit] = {
    Kind.PHOTO: Limit(8, 10 * MEGABYTE),
    Kind.FORM: Limit(1, 32_768),
    Kind.FILE: Limit(10, 10 * MEGABYTE),
    Kind.SNAPSHOT: Limit(12, 4 * MEGABYTE),
    Kind.SHARED: Limit(40, 10 * MEGABYTE),
}

BEFORE = (Kind.PHOTO, Kind.FORM)
"""What the patient sends before the visit, and may take back until it begins."""
IN_THE_CALL = (Kind.FILE, Kind.SNAPSHOT, Kind.SHARED)
"""What is handed over in the visit, and gone soon after it (R34)."""

NAME_LIMIT = 120
_LAST_RESORT = "fil"


def harmless_name(name: str) -> str:
    """A file's name as a person may read it: one line, no folder, nothing that turns text around.

    For a list on a screen alone; nothing is ever stored or found under it.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter if letter.isprintable() else " " for letter in last)
    plain = " ".join(seen.split()).strip(". ")
    if len(plain) > NAME_LIMIT:
        stem, dot, ending = plain.rpartition(".")
        kept = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
        plain = (stem if kept else plain)[: NAME_LIMIT - len(kept)] + kept
    return plain or _LAST_RESORT
