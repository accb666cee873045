"""BankID's relying party API v6: auth, collect, cancel (https://developers.bankid.com/api-references).

An answer that is not as the API says counts as none; nothing of it is logged.
"""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from central.core.eid import qr_content
from central.eid.line import Line
from central.eid.port import Answer, EidFault, Progress, Started
from central.eid.settings import BankIdSettings

Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
M = TypeVar("M", bound=Answer)
ERRORS = {"alreadyInProgress": "alreadyInProgress", "canceled": "cancelled"}


class _Order(Answer):
    order_ref: Token = Field(alias="orderRef")
    autostart: Token = Field(alias="autoStartToken")
    qr_token: Token = Field(alias="qrStartToken")
    qr_secret: Token = Field(alias="qrStartSecret")


class _User(Answer):
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        alias="personalNumber"
    )


class _Completion(Answer):
    user: _User


class _Collected(Answer):
    order_ref: Token = Field(alias="orderRef")
    status: Literal["pending", "complete", "failed"]
    hint: Annotated[str, StringConstraints(max_length=64)] = Field(default="", alias="hintCode")
    completion: _Completion | None = Field(default=None, alias="completionData")


class BankId:
    """The real BankID, or whoever speaks its protocol at the configured address."""

    def __init__(self, settings: BankIdSettings) -> None:
        self._line, self._app = Line(settings), settings.app

    async def start(self, end_user_ip: str) -> Started:
        """``auth``: an order that nobody's number is said for: the person proves their own."""
        told = _read(_Order, await self._ask("auth", {"endUserIp": end_user_ip}))
        token, secret = told.qr_token, told.qr_secret
        link = f"{self._app}/?autostarttoken={told.autostart}&redirect=null"
        return Started(told.order_ref, link, lambda at: qr_content(token, secret, at))

    async def collect(self, order: Started) -> Progress:
        """Only the order that was asked for counts, and complete only with somebody's number."""
        told = _read(_Collected, await self._ask("collect", {"orderRef": order.ref}))
        if told.order_ref != order.ref or (told.status == "complete") != bool(told.completion):
            raise EidFault("garbled")
        number = told.completion.user.number if told.completion else None
        return Progress(told.status, told.hint, number)

    async def cancel(self, order: Started) -> None:
        """``cancel``; one that is over already says no, which is as good."""
        await self._line.post("cancel", json={"orderRef": order.ref})

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    async def _ask(self, path: str, body: dict[str, Any]) -> bytes:
        status, answer = await self._line.post(path, json=body)
        if status == 200:
            return answer
        raise EidFault(_error(answer) if status < 500 else "unreachable")


class _Error(Answer):
    code: str = Field(alias="errorCode")


def _error(answer: bytes) -> str:
    try:
        return ERRORS.get(_Error.model_validate_json(answer).code, "refused")
    except ValidationError:
        return "refused"


def _read(kind: type[M], answer: bytes) -> M:
    try:
        return kind.model_validate_json(answer)
    except ValidationError:
        raise EidFault("garbled") from None
