"""A simulated Freja eID: authentication 1.0 on one side, a person's app on the other.

Answers are signed (JWS, RS256) with a key of its own, as Freja signs its own.
https://frejaeid.com/rest-api/
"""

import base64
import datetime
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import RSAKey

DAY = datetime.timedelta(days=1)


@dataclass(slots=True)
class Asked:
    """One authentication as Freja keeps it."""

    level: str
    ref: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    status: str = "STARTED"
    number: str | None = None


class SimulatedFreja:
    """Orders, the API's answers, and what an app does."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._orders: dict[str, Asked] = {}

    def add_routes(self, app: web.Application) -> None:
        """The API below /authentication/1.0."""
        app.router.add_post("/authentication/1.0/initAuthentication", self._start)
        app.router.add_post("/authentication/1.0/getOneResult", self._result)
        app.router.add_post("/authentication/1.0/cancel", self._cancel)

    def certificate(self) -> bytes:
        """What its answers are checked with, PEM."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated Freja")])
        now = datetime.datetime.now(datetime.UTC)
        made = x509.CertificateBuilder(name, name, self._key.public_key(), 1, now - DAY, now + DAY)
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def open(self, link: str) -> Asked:
        """The app opens by its link or QR code; KeyError for one that nobody asked for."""
        asked = self._orders[parse_qs(urlsplit(link).query)["transactionReference"][0]]
        asked.status = "DELIVERED_TO_MOBILE"
        return asked

    def approve(self, asked: Asked, number: str) -> None:
        """The person approves."""
        asked.number, asked.status = number, "APPROVED"

    def refuse(self, asked: Asked) -> None:
        """The person cancels in the app."""
        asked.status = "CANCELED"

    def signed(self, **told: Any) -> str:
        """``told`` with Freja's signature."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return jws.serialize_compact({"alg": "RS256"}, json.dumps(told), RSAKey.import_key(pem))

    def details(self, asked: Asked) -> dict[str, Any]:
        """What Freja signs of an approved authentication."""
        ssn = {"ssn": asked.number, "country": "SE"}
        return {
            "authRef": asked.ref,
            "status": asked.status,
            "userInfoType": "INFERRED",
            "minRegistrationLevel": asked.level,
            "requestedAttributes": {"ssn": ssn},
        }

    async def _start(self, request: web.Request) -> web.Response:
        told = await _unpacked(request, "initAuthRequest")
        asked = Asked(str(told["minRegistrationLevel"]))
        self._orders[asked.ref] = asked
        return web.json_response({"authRef": asked.ref})

    async def _result(self, request: web.Request) -> web.Response:
        asked = await self._asked(request, "getOneAuthResultRequest")
        if asked is None:
            return web.json_response({"code": 1100, "message": "Invalid reference"}, status=422)
        told = {"authRef": asked.ref, "status": asked.status}
        if asked.status == "APPROVED":
            told["details"] = self.signed(**self.details(asked))
        return web.json_response(told)

    async def _cancel(self, request: web.Request) -> web.Response:
        asked = await self._asked(request, "cancelAuthRequest")
        if asked is not None:
            asked.status = "RP_CANCELED"
        return web.json_response({})

    async def _asked(self, request: web.Request, name: str) -> Asked | None:
        return self._orders.get(str((await _unpacked(request, name)).get("authRef")))


async def _unpacked(request: web.Request, name: str) -> dict[str, Any]:
    """The one parameter of a request: base64 of JSON."""
    packed = (await request.text()).removeprefix(f"{name}=")
    told: dict[str, Any] = json.loads(base64.b64decode(packed))
    return told
