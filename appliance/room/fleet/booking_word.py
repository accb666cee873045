"""What a booking is called on the broker: a word that only this unit can make or recognise."""

import hashlib
import hmac
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization


def secret_of(key: Path) -> bytes:
    """A key of its own for these words, made from the unit's private key in ``key`` (PEM)."""
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    inside = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return hmac.digest(hashlib.sha256(inside).digest(), b"ostord booking word 1", "sha256")


@lru_cache(maxsize=256)
def booking_word(secret: bytes, appointment: str) -> str:
    """HMAC-SHA256 of the appointment's id, 32 hex digits."""
    return hmac.digest(secret, appointment.encode(), "sha256").hex()[:32]
