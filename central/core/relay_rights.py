"""The right to use a relay for a while, as coturn reads it (``use-auth-secret``, TURN REST API)."""

import hmac
from base64 import b64encode


def right(secret: bytes, who: str, until: float) -> tuple[str, str]:
    """User name and password that a relay with the same ``secret`` takes until Unix ``until``.

    ``who`` only tells one user from another in the relay's log: never a person.
    """
    name = f"{int(until)}:{who}"
    return name, b64encode(hmac.digest(secret, name.encode(), "sha1")).decode()
