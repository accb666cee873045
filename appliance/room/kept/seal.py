"""The store's key: made anew each local day, in RAM only, gone at a reboot; it seals initials."""

import contextlib
import json
import os
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.link.files import write_whole

NONCE = 12


class DayKey:
    """One day's AES-256-GCM key in ``file`` (0600, on tmpfs)."""

    def __init__(self, file: Path, day: date) -> None:
        """Take the day's key from ``file``, or make one there where it holds none of ``day``."""
        found = _read(file, day)
        self.is_new = found is None
        """Whatever was sealed before cannot be opened any more."""
        key = found or AESGCM.generate_key(256)
        if found is None:
            with contextlib.suppress(FileNotFoundError):
                file.unlink()
            content = {"day": day.isoformat(), "key": key.hex()}
            write_whole(file, json.dumps(content).encode(), 0o600)
        self._cipher = AESGCM(key)

    def seal(self, words: str, bound_to: str) -> bytes:
        """``words`` sealed; they open only together with ``bound_to``."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, words.encode(), bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> str | None:
        """What was sealed, or None where this key does not open it."""
        try:
            words = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
        except (InvalidTag, ValueError):
            return None
        return words.decode()


def _read(file: Path, day: date) -> bytes | None:
    try:
        held = json.loads(file.read_bytes())
        key = bytes.fromhex(held["key"])
        return key if held["day"] == day.isoformat() and len(key) == 32 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
