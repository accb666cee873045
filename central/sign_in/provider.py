"""The identity provider as central asks it: where it is, its keys, a code for what it knows.

Every answer is bounded (``central.imports.reading.bounded``): 8 s and 2 MB at most, no redirect,
no private address unless the settings allow it. Neither codes nor tokens are ever logged.
"""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from central.imports.reading.access import ASSERTION_TYPE, assertion
from central.imports.reading.bounded import Answer, Line, parse_json
from central.imports.reading.found import SourceError
from central.imports.settings import Credentials
from central.sign_in.id_token import Expected, TokenError, proven_claims
from central.sign_in.settings import SignInSettings
from central.sign_in.trip import Trip

KEPT_S = 600.0
"""So long discovery and keys are taken as read; a token signed with another key asks anew."""
ANEW_S = 30.0
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class _Known:
    endpoints: dict[str, str]
    keys: KeySet
    at: float


class Provider:
    """One OpenID provider; SourceError: it cannot be asked, TokenError: it is not believed."""

    def __init__(
        self, settings: SignInSettings, back: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._back = back
        self._clock = clock
        self._known: _Known | None = None

    async def way(self, trip: Trip) -> str:
        """Where the browser goes to sign in."""
        known = await self._look(KEPT_S)
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._back,
            "scope": self._settings.scope,
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": trip.challenge,
            "code_challenge_method": "S256",
        }
        if self._settings.acr:
            asked["acr_values"] = " ".join(self._settings.acr)
        address = known.endpoints["authorization_endpoint"]
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"

    async def claims(self, code: str, trip: Trip) -> dict[str, Any]:
        """What the provider says of whoever came back with ``code``."""
        known = await self._look(KEPT_S)
        async with self._line() as line:
            tokens = _object(await self._exchange(line, known, code, trip))
            token = tokens.get("id_token")
            if not isinstance(token, str):
                raise TokenError("id_token")
            told = await self._proven(token, trip)
            if self._settings.subject_claim in told:
                return told
            more = await self._more(line, known, tokens)
            return (more if more.get("sub") == told["sub"] else {}) | told

    async def _proven(self, token: str, trip: Trip) -> dict[str, Any]:
        """A key that is not known yet is looked for once."""
        expected = Expected(self._settings.issuer, self._settings.client_id, trip.nonce)
        now = self._clock()
        try:
            return proven_claims(token, (await self._look(KEPT_S)).keys, expected, now)
        except TokenError as error:
            if error.claim != "signature":
                raise
        return proven_claims(token, (await self._look(ANEW_S)).keys, expected, now)

    async def _exchange(self, line: Line, known: _Known, code: str, trip: Trip) -> Answer:
        settings, address = self._settings, known.endpoints["token_endpoint"]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": trip.verifier,
        }
        if settings.secret_file:
            secret = _secret(settings)
            shown = f"{quote_plus(settings.client_id)}:{quote_plus(secret)}".encode()
            headers = {"Authorization": f"Basic {base64.b64encode(shown).decode()}"}
            return await line.ask("POST", address, headers, form)
        client = Credentials(
            kind="smart",
            client_id=settings.client_id,
            key_file=settings.key_file,
            key_id=settings.key_id,
            token_url=address,
        )
        form |= {
            "client_id": settings.client_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion(client, self._clock()),
        }
        return await line.ask("POST", address, data=form)

    async def _more(self, line: Line, known: _Known, tokens: dict[str, Any]) -> dict[str, Any]:
        """What the userinfo endpoint adds, where there is one (OpenID Connect Core, 5.3)."""
        address, access = known.endpoints.get("userinfo_endpoint"), tokens.get("access_token")
        if address is None or not isinstance(access, str) or not access.isascii():
            return {}
        answer = await line.ask("GET", address, {"Authorization": f"Bearer {access}"})
        return _object(answer)

    async def _look(self, age_s: float) -> _Known:
        now = self._clock()
        if self._known and now - self._known.at < age_s:
            return self._known
        base = self._settings.issuer.rstrip("/")
        async with self._line() as line:
            told = _object(await line.ask("GET", f"{base}/.well-known/openid-configuration"))
            if told.get("issuer") != self._settings.issuer:
                raise SourceError("garbled")
            endpoints = _endpoints(told, secure=base.startswith("https:"))
            keys = _object(await line.ask("GET", endpoints["jwks_uri"]))
        try:
            found = KeySet.import_key_set({"keys": list(keys.get("keys", ()))})
        except (JoseError, ValueError, TypeError, KeyError):
            raise SourceError("garbled") from None
        self._known = _Known(endpoints, found, now)
        return self._known

    def _line(self) -> Line:
        settings = self._settings
        return Line(private_addresses=settings.private_addresses, ca=settings.ca)


def _endpoints(told: dict[str, Any], *, secure: bool) -> dict[str, str]:
    """The addresses that discovery names; none that is less secure than the issuer's own."""
    found = {name: told.get(name) for name in (*ENDPOINTS, "userinfo_endpoint")}
    right = {
        name: address
        for name, address in found.items()
        if isinstance(address, str)
        and len(address) <= 2000
        and address.startswith("https://" if secure else ("https://", "http://"))
    }
    if not right.keys() >= set(ENDPOINTS):
        raise SourceError("garbled")
    return right


def _object(answer: Answer) -> dict[str, Any]:
    if answer.status != 200:
        raise SourceError("refused" if answer.status < 500 else "failing")
    told = parse_json(answer.body)
    if not isinstance(told, dict):
        raise SourceError("garbled")
    return told


def _secret(settings: SignInSettings) -> str:
    assert settings.secret_file is not None
    try:
        return settings.secret_file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise SourceError("credentials") from None
