"""``ostord-unit reset``: a unit that is given away forgets its keys and all that it kept."""

import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.link.files import keep_folder
from appliance.link.relays import FILE as RELAYS
from appliance.room.settings import RoomSettings, load
from appliance.sign.settings import read_sign_settings
from wire.faults import WireError

CREDENTIALS = Path("/run/credentials")
"""Systemd's copies, in memory; their originals lie in ``keys`` beside the settings."""
KEYS = "keys"
SOCKETS = ("sign.sock", "room.sock")
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a unit has of its own."""

    unit: str
    files: tuple[Path, ...]


def belongings(room_file: Path) -> Belongings:
    """Keys, certificates, log-ins, the store and its key, the sign's state; never settings.

    Raises WireError where the unit still runs or its settings are wrong, OSError where they cannot
    be read.
    """
    room = load(room_file)
    if any(_answers(room.runtime / name) for name in SOCKETS):
        raise WireError("command", "unit", "still runs: systemctl stop ostord.target")
    return Belongings(room.unit, tuple(sorted(set(_files(room_file.absolute().parent, room)))))


def destroy(files: tuple[Path, ...]) -> None:
    """Overwrite each file, then take its name away; a link is taken away, not followed.

    Raises OSError where one could not be destroyed; those before it are.
    """
    for path in files:
        if not path.is_symlink():
            _overwrite(path)
        path.unlink()
        keep_folder(path.parent)


def _files(folder: Path, room: RoomSettings) -> Iterator[Path]:
    named = [room.key, room.certificate, room.proxy_login, room.feed and room.feed.key]
    kept = [room.runtime / "store.key", room.runtime / RELAYS]
    if (sign := folder / "sign.toml").is_file():
        kept.append(Path(read_sign_settings(sign).state_file))
    yield from (one for one in (*named, *kept) if one and one.is_file() and _stays(one))
    for whole in (folder / KEYS, room.store):
        yield from (one for one in whole.rglob("*") if one.is_file() or one.is_symlink())


def _stays(path: Path) -> bool:
    return CREDENTIALS not in path.parents


def _overwrite(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        for _ in range(0, os.fstat(descriptor).st_size, BLOCK):
            os.write(descriptor, secrets.token_bytes(BLOCK))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
