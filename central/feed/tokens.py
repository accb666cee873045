"""The token endpoint for units: SMART App Launch 2, Backend Services (client assertions, ES256)."""

import json
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from pydantic import BaseModel, TypeAdapter

from central.journal import record
from central.store import units
from central.store.tables import Unit
from central.web.clerk import Clerk, clerk_of
from wire.ids import UnitId

router = APIRouter(tags=["units"])

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
READ, UPDATE = "system/Appointment.rs", "system/Appointment.u"
SCOPES = (READ, UPDATE)
"""SMART App Launch 2.2, scopes: read and search, update."""
TOKEN_S = 15 * 60
ASSERTION_S = 5 * 60
LEEWAY_S = 30
FORM_LIMIT = 16_384
STRANGER = "the client is not known, or the signature is not its own"
_UNIT: TypeAdapter[str] = TypeAdapter(UnitId)


class Token(BaseModel):
    """An access token; ``expires_in`` in seconds."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the type's name
    expires_in: int = TOKEN_S
    scope: str


class OAuthProblem(BaseModel):
    """RFC 6749, 5.2."""

    error: str
    error_description: str


class Denied(Exception):  # noqa: N818 - a refusal is not an error of ours
    """``error`` is RFC 6749's word; ``why`` is for the record where a stranger learns less."""

    def __init__(self, error: str, description: str, why: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.why = why or description


@router.post(
    "/oauth/token",
    responses={400: {"model": OAuthProblem}, 401: {"model": OAuthProblem}},
    response_model=Token,
    summary="Exchange a unit's signed assertion for an access token",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["grant_type", "client_assertion_type", "client_assertion"],
                        "properties": {
                            "grant_type": {"const": "client_credentials"},
                            "client_assertion_type": {"const": ASSERTION},
                            "client_assertion": {"type": "string"},
                            "scope": {"type": "string"},
                        },
                    }
                }
            },
        }
    },
)
async def token(request: Request) -> JSONResponse:
    """The assertion's iss and sub are the unit's id, aud is this address, exp at most 5 min off."""
    clerk = clerk_of(request)
    try:
        form = _form(await request.body())
        made = await run_in_threadpool(_give_token, clerk, form)
    except Denied as denied:
        record("token.refused", error=denied.error, why=denied.why)
        said = OAuthProblem(error=denied.error, error_description=denied.description)
        return JSONResponse(said.model_dump(), 401 if denied.error == "invalid_client" else 400)
    return JSONResponse(made.model_dump(), headers={"Cache-Control": "no-store"})


def token_address(clerk: Clerk) -> str:
    """The address that an assertion must be made for."""
    return f"{clerk.settings.base_url}/oauth/token"


def _form(body: bytes) -> dict[str, str]:
    try:
        if len(body) > FORM_LIMIT:
            raise ValueError
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=16)
    except ValueError:
        raise Denied("invalid_request", "the body is no form") from None
    return {name: values[0] for name, values in fields.items()}


def _give_token(clerk: Clerk, form: dict[str, str]) -> Token:
    if form.get("grant_type") != "client_credentials":
        raise Denied("unsupported_grant_type", "grant_type must be client_credentials")
    if form.get("client_assertion_type") != ASSERTION:
        raise Denied("invalid_request", "client_assertion_type must be jwt-bearer")
    scopes = form.get("scope", " ".join(SCOPES)).split()
    granted = [scope for scope in SCOPES if scope in scopes]
    if not granted:
        raise Denied("invalid_scope", f"scope must be of {' '.join(SCOPES)}")
    now = clerk.clock()
    assertion = form.get("client_assertion", "")
    with clerk.database.begin() as session:
        unit = units.active(session, _claimed(assertion))
        if unit is None:
            raise Denied("invalid_client", STRANGER, "the client is not known")
        claims = _proven(assertion, unit, token_address(clerk), now)
        if not units.use_assertion(session, unit.id, claims["jti"], claims["exp"] + LEEWAY_S, now):
            raise Denied("invalid_client", "jti was used before")
        made = f"{secrets.token_urlsafe(32)}.{_marks(granted)}"
        units.add_token(session, made, unit.id, now, TOKEN_S)
    return Token(access_token=made, scope=" ".join(granted))


def _marks(scopes: Iterable[str]) -> str:
    """What a token ends with: only the whole of it is known here, so nobody changes its end."""
    return "".join(scope.rpartition(".")[2] for scope in SCOPES if scope in scopes)


def may(token: str, scope: str) -> bool:
    """Whether a token that is known was given for ``scope``."""
    return scope.rpartition(".")[2] in token.rpartition(".")[2]


def _claimed(assertion: str) -> str:
    """Who the assertion says it is from; nothing of it is believed before the signature."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
        return _UNIT.validate_python(claims["sub"])
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise Denied("invalid_client", "client_assertion is no JWT with sub") from None


def _proven(assertion: str, unit: Unit, audience: str, now: float) -> dict[str, Any]:
    """The claims, once signature, issuer, audience, age and the unit's certificate are right."""
    certificate = x509.load_pem_x509_certificate(unit.certificate.encode())
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        claims = jwt.decode(assertion, ECKey.import_key(public), algorithms=["ES256"]).claims
    except (JoseError, ValueError):
        raise Denied("invalid_client", STRANGER, "the signature is not the unit's") from None
    if certificate.not_valid_after_utc.timestamp() < now:
        raise Denied("invalid_client", "the unit's certificate has expired")
    checks = {
        "iss": claims.get("iss") == unit.id,
        "sub": claims.get("sub") == unit.id,
        "aud": audience in (claims.get("aud"), *_listed(claims.get("aud"))),
        "exp": _is_number(claims.get("exp"))
        and now - LEEWAY_S < claims["exp"] <= now + ASSERTION_S + LEEWAY_S,
        "jti": isinstance(claims.get("jti"), str) and 8 <= len(claims["jti"]) <= 128,
    }
    wrong = [name for name, right in checks.items() if not right]
    if wrong:
        raise Denied("invalid_client", f"{wrong[0]} is wrong")
    return dict(claims)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
