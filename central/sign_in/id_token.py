"""Whether an ID token is the provider's word about this sign-in (OpenID Connect Core, 3.1.3.7).

Nothing of it is believed before its signature. What is wrong is named by the claim, never quoted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
"""Signatures by the provider's own key alone: never none, never one made with our secret."""
LEEWAY_S = 60
OLDEST_S = 600


class TokenError(Exception):
    """The token is not to be believed; ``claim`` says where it fails."""

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token of this sign-in must say."""

    issuer: str
    client_id: str
    nonce: str


def proven_claims(token: str, keys: KeySet, expected: Expected, now: float) -> dict[str, Any]:
    """The token's claims; TokenError ``signature`` or the first claim at fault."""
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenError("signature") from None
    if not isinstance(claims, dict):
        raise TokenError("signature")
    checks = {
        "iss": claims.get("iss") == expected.issuer,
        "aud": _is_for(claims, expected.client_id),
        "exp": _is_number(claims.get("exp")) and now < claims["exp"] + LEEWAY_S,
        "iat": _is_number(claims.get("iat")) and abs(now - claims["iat"]) < OLDEST_S,
        "nonce": claims.get("nonce") == expected.nonce,
        "sub": isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255,
    }
    wrong = [name for name, right in checks.items() if not right]
    if wrong:
        raise TokenError(wrong[0])
    return dict(claims)


def _is_for(claims: Mapping[str, Any], client: str) -> bool:
    """It names us; one that names others too was given to us (azp)."""
    named = claims.get("aud")
    if isinstance(named, list):
        return client in named and (len(named) == 1 or claims.get("azp") == client)
    return bool(named == client)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
