"""One browser's trip to the provider and back: all its secrets follow from the seed in its cookie.

The cookie is what binds the answer to the browser that asked: state, nonce and the PKCE verifier
(RFC 7636) are made of it with central's own secret, so that nothing is kept here meanwhile.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

COOKIE = "ostord_sign_in"
LASTS_S = 600
_SEED = re.compile(r"[A-Za-z0-9_-]{43}\.(\d{10,11})")


@dataclass(frozen=True, slots=True)
class Trip:
    """What goes along with the browser."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The verifier's S256 challenge."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())


def trip_of(secret: bytes, cookie: str, now: float) -> Trip | None:
    """The trip that ``cookie`` belongs to; None for no such cookie, or one older than 10 min."""
    found = _SEED.fullmatch(cookie)
    if found is None or not 0 <= now - int(found[1]) + 1 < LASTS_S:
        return None
    return Trip(*(_made(secret, word, cookie) for word in ("state", "nonce", "verifier")))


def _made(secret: bytes, word: str, cookie: str) -> str:
    return _text(hmac.new(secret, f"sign-in {word} {cookie}".encode(), hashlib.sha256).digest())


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
