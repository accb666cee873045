"""The unit's access to central: SMART Backend Services, a client assertion signed by its own key.

HL7 SMART App Launch 2.2, Backend Services; RFC 7523. The key never leaves this process.
"""

import asyncio
import re
import time
import uuid
from pathlib import Path

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from appliance.room.central.bounded import ask, parse
from appliance.room.faults import FarEndError
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


def assertion(key: ECKey, unit: str, audience: str, wall: float) -> str:
    """A signed statement (JWT, ES256) that ``unit`` itself asks ``audience``, good for 4 min."""
    claims = {
        "iss": unit,
        "sub": unit,
        "aud": audience,
        "jti": str(uuid.uuid4()),
        "iat": int(wall),
        "exp": int(wall) + ASSERTION_S,
    }
    return jwt.encode({"alg": "ES256"}, claims, key, algorithms=["ES256"])


def load_key(file: Path) -> ECKey:
    """The unit's key; raises WireError where ``file`` holds none, OSError where it is missing."""
    try:
        return ECKey.import_key(file.read_bytes())
    except (JoseError, ValueError, TypeError):
        raise WireError(str(file), "key", "is not an EC private key in PEM") from None


class AccessToken:
    """Central's token for this unit, fetched when needed and kept until shortly before its end."""

    def __init__(self, session: aiohttp.ClientSession, central: str, unit: str, key: ECKey) -> None:
        self._session = session
        self._endpoint = f"{central}/oauth/token"
        self._unit = unit
        self._key = key
        self._one_at_a_time = asyncio.Lock()
        self._token: str | None = None
        self._good_until = 0.0

    async def get(self) -> str:
        """A token good for at least a minute; raises FarEndError, ``refused`` among its codes."""
        async with self._one_at_a_time:
            if self._token is None or time.monotonic() >= self._good_until:
                self._token, lifetime = await self._fetch()
                self._good_until = time.monotonic() + max(lifetime - EARLY_S, lifetime / 2)
            return self._token

    def refused(self, token: str) -> None:
        """Central did not take ``token``: the next ``get`` fetches another."""
        if token == self._token:
            self._token = None

    async def _fetch(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "scope": SCOPE,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(self._key, self._unit, self._endpoint, time.time()),
        }
        answer = await ask(
            self._session, "central", "POST", self._endpoint, data=form, limit=ANSWER_LIMIT
        )
        if answer.status != 200:
            raise FarEndError("central", "refused" if answer.status < 500 else "failing")
        granted = parse("central", answer.body)
        token = granted.get("access_token") if isinstance(granted, dict) else None
        lifetime = granted.get("expires_in") if isinstance(granted, dict) else None
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise FarEndError("central", "garbled")
        if not isinstance(lifetime, int | float) or not 0 <= lifetime <= LONGEST_LIFE_S:
            raise FarEndError("central", "garbled")
        return token, float(lifetime)
