"""The store's key: made anew each local day, in RAM only, gone at a reboot; it seals words.

A card cannot be made to forget: flash moves what is overwritten, and a freed block keeps its bytes.
So what tells of a person reaches the card sealed only, and the key never does: when it is gone,
at midnight or with the power, whatever the card still holds is noise.
"""

import contextlib
import json
import logging
import os
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.link.files import write_whole
from appliance.link.journal import record

NONCE = 12


class DayKey:
    """One day's AES-256-GCM key in ``file`` (0600, on tmpfs)."""

    def __init__(self, file: Path, day: date) -> None:
        """Take the day's key from ``file``, or make one there where it holds none of ``day``.

        A file that cannot be written leaves the key in this process alone.
        """
        self.day = day
        self.folder = file.parent
        """It lies on a tmpfs."""
        found, of_day = _read(file)
        self.is_new = of_day != day
        """What was sealed before cannot be opened any more, but by ``former``."""
        key = found if found is not None and not self.is_new else AESGCM.generate_key(256)
        self._former = AESGCM(found) if found is not None and self.is_new else None
        """The key that stood in the file, of another day: a visit may run over midnight."""
        self._cipher = AESGCM(key)
        if self.is_new:
            _replace(file, day, key)

    def seal(self, words: str, bound_to: str) -> bytes:
        """``words`` sealed; they open only together with ``bound_to``."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, words.encode(), bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> str | None:
        """What was sealed, or None where this key does not open it."""
        for cipher in (self._cipher, self._former):
            if cipher is not None:
                with contextlib.suppress(InvalidTag, ValueError):
                    words = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
                    return words.decode()
        return None

    def forget_former(self) -> None:
        """What had to be sealed anew is: the other day's key is gone for good."""
        self._former = None


def _read(file: Path) -> tuple[bytes | None, date | None]:
    """The key in ``file`` and its day; nothing of a file that makes no sense."""
    try:
        held = json.loads(file.read_bytes())
        key, day = bytes.fromhex(held["key"]), date.fromisoformat(held["day"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
    return (key, day) if len(key) == 32 else (None, None)


def _replace(file: Path, day: date, key: bytes) -> None:
    content = json.dumps({"day": day.isoformat(), "key": key.hex()}).encode()
    try:
        file.unlink(missing_ok=True)  # a former day's key goes, whatever comes after it
        write_whole(file, content, 0o600)
    except OSError as error:
        record("store.key-unkept", logging.ERROR, code=error.errno)
