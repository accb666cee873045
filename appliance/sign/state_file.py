"""What the sign process must still know after a crash or a power cut."""

import logging
from pathlib import Path
from typing import Literal

from appliance.core.sign_leases import KEPT, Now, Sign, restored
from appliance.core.words import SignState
from appliance.link.files import make_folder, write_whole
from appliance.link.journal import record
from wire.faults import WireError
from wire.records import Record


class Kept(Record):
    """The file's content; instants are Unix seconds."""

    version: Literal[1] = 1
    room: SignState | None = None
    """What room said last, where it kept people out."""
    own: bool | None = None
    """That was a person's own *occupied*."""
    planned_end: float | None = None
    """A capturing lease is held, with this planned end."""
    lost_until: float | None = None


class StateFile:
    """One small file, written only when what must survive has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: Kept | None = None
        self._failing = False

    def read(self, now: Now) -> Sign:
        """The sign as its predecessor left it.

        A file that cannot be read may have told of a capture: unknown until stage says.
        """
        try:
            kept = Kept.from_json(str(self._path), self._path.read_bytes())
        except FileNotFoundError:
            return Sign()
        except (OSError, WireError) as error:
            record("state-file.unreadable", logging.ERROR, problem=str(error))
            return Sign(lost_until=now.unix)
        self._written = kept
        return restored(kept.room, kept.planned_end, kept.lost_until, now, own=bool(kept.own))

    def write(self, sign: Sign) -> None:
        """Keep what must survive; a disk that refuses is told once, and the sign goes on."""
        kept = _kept(sign)
        if kept == self._written:
            return
        try:
            make_folder(self._path.parent)
            write_whole(self._path, kept.to_json().encode() + b"\n")
        except OSError as error:
            if not self._failing:
                record("state-file.unwritable", logging.ERROR, problem=str(error))
            self._failing = True
            return
        self._written, self._failing = kept, False


def _kept(sign: Sign) -> Kept:
    said = sign.room if sign.room and sign.room.state in KEPT else None
    ends = [lease.planned_end for lease in sign.held]
    return Kept(
        room=said.state if said else None,
        own=True if said and said.own else None,
        planned_end=max(ends, default=None),
        lost_until=sign.lost_until,
    )
