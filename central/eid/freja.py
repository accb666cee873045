"""Freja eID's relying party API: authentication 1.0, answers signed by Freja (JWS).

https://frejaeid.com/rest-api/ (Authentication Service). A number counts only from ``details``
whose signature is Freja's, for this order, APPROVED, at the level PLUS, from Sweden.
"""

import base64
import json
from typing import Annotated, Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import Field, StringConstraints, ValidationError

from central.eid.line import Line
from central.eid.port import Answer, EidFault, Progress, Started
from central.eid.settings import FrejaSettings
from central.faults import SetupError

M = TypeVar("M", bound=Answer)
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=_-]{8,128}$")]
ASKED = {
    "userInfoType": "INFERRED",
    "userInfo": "N/A",
    "minRegistrationLevel": "PLUS",
    "attributesToReturn": [{"attribute": "SSN"}],
}
STATES: dict[str, tuple[str, str]] = {
    "STARTED": ("pending", "outstandingTransaction"),
    "DELIVERED_TO_MOBILE": ("pending", "userSign"),
    "CANCELED": ("failed", "userCancel"),
    "RP_CANCELED": ("failed", "cancelled"),
    "EXPIRED": ("failed", "expiredTransaction"),
    "REJECTED": ("failed", "userCancel"),
    "APPROVED": ("complete", ""),
}
"""Freja's states in the port's words."""


class _Order(Answer):
    ref: Ref = Field(alias="authRef")


class _Result(_Order):
    status: str
    details: str | None = None


class _Ssn(Answer):
    ssn: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    country: str


class _Attributes(Answer):
    ssn: _Ssn


class _Details(_Result):
    level: str = Field(alias="minRegistrationLevel")
    attributes: _Attributes = Field(alias="requestedAttributes")


class Freja:
    """The real Freja, or whoever speaks its protocol at the configured address."""

    def __init__(self, settings: FrejaSettings) -> None:
        self._line = Line(settings)
        self._signer = _public_key(settings)

    async def start(self, end_user_ip: str) -> Started:  # noqa: ARG002 - the port's own shape
        """``initAuthentication``; Freja does not ask where the person sits."""
        told = _read(_Order, await self._ask("initAuthentication", "initAuthRequest", ASKED))
        link = f"frejaeid://bindUserToTransaction?transactionReference={told.ref}"
        return Started(told.ref, link, lambda _: link)

    async def collect(self, order: Started) -> Progress:
        """``getOneResult``"""
        asked = {"authRef": order.ref}
        answer = await self._ask("getOneResult", "getOneAuthResultRequest", asked)
        told = _read(_Result, answer)
        state, hint = STATES.get(told.status, ("pending", told.status))
        if told.ref != order.ref:
            raise EidFault("garbled")
        if state == "complete":
            return Progress("complete", number=self._number(order, told.details or ""))
        return Progress("failed" if state == "failed" else "pending", hint)

    async def cancel(self, order: Started) -> None:
        """``cancel``"""
        await self._ask("cancel", "cancelAuthRequest", {"authRef": order.ref})

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    async def _ask(self, path: str, name: str, asked: dict[str, Any]) -> bytes:
        packed = base64.b64encode(json.dumps(asked).encode()).decode()
        body = f"{name}={packed}".encode()
        status, answer = await self._line.post(f"authentication/1.0/{path}", data=body)
        if status != 200:
            raise EidFault("refused" if status < 500 else "unreachable")
        return answer

    def _number(self, order: Started, details: str) -> str:
        try:
            signed = jws.deserialize_compact(details, self._signer, algorithms=["RS256"])
        except (JoseError, ValueError):
            raise EidFault("garbled") from None
        told = _read(_Details, signed.payload)
        right = told.ref == order.ref and told.status == "APPROVED" and told.level == "PLUS"
        if not right or told.attributes.ssn.country != "SE":
            raise EidFault("garbled")
        return told.attributes.ssn.ssn


def _public_key(settings: FrejaSettings) -> RSAKey:
    try:
        certificate = x509.load_pem_x509_certificate(settings.signer.read_bytes())
    except (OSError, ValueError):
        raise SetupError(f"{settings.signer}: is no certificate") from None
    pem = certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return RSAKey.import_key(pem)


def _read(kind: type[M], answer: bytes) -> M:
    try:
        return kind.model_validate_json(answer)
    except ValidationError:
        raise EidFault("garbled") from None
