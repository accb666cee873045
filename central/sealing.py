"""Seals what people send, so that the database and its copies hold nothing that can be read."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central.faults import SetupError

KEY = "attachment-key"
NONCE = 12


class Seal:
    """AES-256-GCM under one key in central's folder of keys."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, plain: bytes, place: str) -> bytes:
        """Sealed bytes that open only at ``place``: moved to another row they are worthless."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed; SetupError when the key is another one, or a byte was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise SetupError(f"{KEY}: does not open what was sealed") from None


def own_secret(keys: Path, name: str) -> bytes:
    """32 bytes of central's own under ``name``, made at the first start."""
    path = keys / name
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        temporary = path.with_name(f"{name}.new")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
            f.write(secrets.token_bytes(32))
            os.fsync(f.fileno())
        temporary.replace(path)
    return path.read_bytes()
