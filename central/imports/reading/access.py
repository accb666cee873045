"""How a source is shown who asks: a password, a fixed token, or SMART Backend Services.

HL7 SMART App Launch 2.2, Backend Services; RFC 7523. Secrets are read from their files at each
poll, so that a new one counts at once; none is ever written down or told.
"""

import base64
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from central.imports.reading.bounded import Line, parse_json
from central.imports.reading.found import SourceError
from central.imports.settings import Credentials

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_S = 240
SECRET_LIMIT = 65_536
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384"}

Headers = dict[str, str]


async def headers(credentials: Credentials, line: Line) -> Headers:
    """The Authorization header of ``credentials``; SourceError credentials or refused."""
    return await _WAYS[credentials.kind](credentials, line)


async def _none(_: Credentials, __: Line) -> Headers:
    return {}


async def _basic(credentials: Credentials, _: Line) -> Headers:
    shown = f"{credentials.user}:{_secret(credentials.password_file)}".encode()
    return {"Authorization": f"Basic {base64.b64encode(shown).decode()}"}


async def _bearer(credentials: Credentials, _: Line) -> Headers:
    return {"Authorization": f"Bearer {_token(_secret(credentials.token_file))}"}


async def _smart(credentials: Credentials, line: Line) -> Headers:
    assert credentials.token_url is not None
    form = {
        "grant_type": "client_credentials",
        "scope": credentials.scope,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(credentials, time.time()),
    }
    answer = await line.ask("POST", credentials.token_url, data=form)
    if answer.status != 200:
        raise SourceError("refused" if answer.status < 500 else "failing")
    granted = parse_json(answer.body)
    token = granted.get("access_token") if isinstance(granted, dict) else None
    return {"Authorization": f"Bearer {_token(token)}"}


_WAYS: dict[str, Callable[[Credentials, Line], Awaitable[Headers]]] = {
    "none": _none,
    "basic": _basic,
    "bearer": _bearer,
    "smart": _smart,
}


def assertion(credentials: Credentials, wall: float) -> str:
    """A signed statement (JWT) that we are the client, good for 4 min, for this server alone."""
    key, algorithm = _key(credentials.key_file)
    head = {"alg": algorithm, "typ": "JWT"}
    if credentials.key_id:
        head["kid"] = credentials.key_id
    claims = {
        "iss": credentials.client_id,
        "sub": credentials.client_id,
        "aud": credentials.token_url,
        "jti": str(uuid.uuid4()),
        "iat": int(wall),
        "exp": int(wall) + ASSERTION_S,
    }
    return jwt.encode(head, claims, key, algorithms=[algorithm])


def _key(file: Path | None) -> tuple[ECKey | RSAKey, str]:
    """The key and the algorithm that SMART names for it."""
    pem = _secret(file)
    try:
        key = ECKey.import_key(pem)
        return key, _ALGORITHMS[key.curve_name]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        pass
    try:
        return RSAKey.import_key(pem), "RS384"
    except (JoseError, ValueError, TypeError, AttributeError):
        raise SourceError("credentials") from None


def _secret(file: Path | None) -> str:
    assert file is not None
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(SECRET_LIMIT).rstrip("\r\n")
    except (OSError, ValueError):
        raise SourceError("credentials") from None


def _token(token: object) -> str:
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise SourceError("credentials")
    return token
