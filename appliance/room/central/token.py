"""The unit's access to central and to a foreign FHIR server: a client assertion signed by its key.

HL7 SMART App Launch 2.2, Backend Services; RFC 7523. The key never leaves this process.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from appliance.room.central.bounded import ask, parse
from appliance.room.faults import FarEndError
from appliance.room.settings import Algorithm
from wire.faults import WireError

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = "system/Appointment.rs system/Appointment.u"
"""Reading the bookings and writing their outcomes."""
ASSERTION_S = 240
EARLY_S = 60.0
"""A token is renewed this long before it expires."""
ANSWER_LIMIT = 16_384
TOKEN = re.compile(r"[\x20-\x7e]{1,4096}")
"""RFC 6749, A.12; as long as the signaling socket's ``hello`` takes it."""
LONGEST_LIFE_S = 86_400.0
RSA_BITS = 2048

Key = ECKey | RSAKey
"""EC: central takes ES256; SMART asks servers for ES384 or RS384."""
_CURVES = {"ES256": "P-256", "ES384": "P-384"}


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks for a token, and for what."""

    id: str
    key: Key
    algorithm: Algorithm = "ES256"
    scope: str = SCOPE
    key_id: str | None = None
    """What the server calls the key; None: its thumbprint (RFC 7638)."""

    @property
    def name_of_key(self) -> str:
        """What every assertion calls it."""
        return self.key_id or self.key.thumbprint()


def assertion(client: Client, audience: str, wall: float) -> str:
    """A signed statement (JWT) that the client itself asks ``audience``, good for 4 min."""
    header = {
        "alg": client.algorithm,
        "kid": client.name_of_key,
        "typ": "JWT",
    }
    claims = {
        "iss": client.id,
        "sub": client.id,
        "aud": audience,
        "jti": str(uuid.uuid4()),
        "iat": int(wall),
        "exp": int(wall) + ASSERTION_S,
    }
    return jwt.encode(header, claims, client.key, algorithms=[client.algorithm])


def load_key(file: Path, algorithm: Algorithm = "ES256") -> Key:
    """A private key; raises WireError where ``file`` holds none for it, OSError without it."""
    kind: type[Key] = ECKey if algorithm in _CURVES else RSAKey
    try:
        key = kind.import_key(file.read_bytes())
        fits = key.is_private and (
            key.curve_name == _CURVES.get(algorithm)
            if isinstance(key, ECKey)
            else key.raw_value.key_size >= RSA_BITS
        )
    except (JoseError, ValueError, TypeError):
        fits = False
    if not fits:
        wanted = f"EC {_CURVES[algorithm]}" if algorithm in _CURVES else f"RSA of {RSA_BITS} bits"
        raise WireError(str(file), "key", f"is no private key ({wanted}) in PEM")
    return key


class AccessToken:
    """One server's token for this unit, fetched when needed and kept until shortly before its end.

    ``who`` is at fault where it cannot be had; ``find_endpoint`` tells where it is given.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        who: str,
        find_endpoint: Callable[[], Awaitable[str]],
        client: Client,
    ) -> None:
        self._session = session
        self._who = who
        self._find_endpoint = find_endpoint
        self._client = client
        self._one_at_a_time = asyncio.Lock()
        self._token: str | None = None
        self._good_until = 0.0

    @classmethod
    def of_central(
        cls, session: aiohttp.ClientSession, central: str, unit: str, key: Key
    ) -> "AccessToken":
        """Central's, at its own known place."""

        async def endpoint() -> str:
            return f"{central}/oauth/token"

        return cls(session, "central", endpoint, Client(unit, key))

    async def get(self) -> str:
        """A token good for at least a minute; raises FarEndError, ``refused`` among its codes."""
        async with self._one_at_a_time:
            if self._token is None or time.monotonic() >= self._good_until:
                self._token, lifetime = await self._fetch()
                self._good_until = time.monotonic() + max(lifetime - EARLY_S, lifetime / 2)
            return self._token

    def refused(self, token: str) -> None:
        """The server did not take ``token``: the next ``get`` fetches another."""
        if token == self._token:
            self._token = None

    async def _fetch(self) -> tuple[str, float]:
        endpoint = await self._find_endpoint()
        form = {
            "grant_type": "client_credentials",
            "scope": self._client.scope,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(self._client, endpoint, time.time()),
        }
        answer = await ask(
            self._session, self._who, "POST", endpoint, data=form, limit=ANSWER_LIMIT
        )
        if answer.status != 200:
            raise FarEndError(self._who, "refused" if answer.status < 500 else "failing")
        granted = parse(self._who, answer.body)
        token = granted.get("access_token") if isinstance(granted, dict) else None
        lifetime = granted.get("expires_in") if isinstance(granted, dict) else None
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise FarEndError(self._who, "garbled")
        if not isinstance(lifetime, int | float) or not 0 <= lifetime <= LONGEST_LIFE_S:
            raise FarEndError(self._who, "garbled")
        return token, float(lifetime)
