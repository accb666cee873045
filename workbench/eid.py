"""A simulated BankID: the relying party's API v6 on one side, a person's app on the other.

It keeps BankID's own times: an order that no app opened within 30 s fails as ``startFailed``, one
that nobody answered within 3 min as ``expiredTransaction``; a QR code is good for its second and
the few after it. https://developers.bankid.com/api-references
"""

import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

START_S, ANSWER_S, KEPT_S = 30.0, 180.0, 180.0
QR_S = 5
"""So many seconds old a scanned code may be."""
PAGE = Path(__file__).parent / "page"


@dataclass(slots=True)
class Order:
    """One order as BankID keeps it."""

    made: float
    ref: str = field(default_factory=lambda: str(uuid.uuid4()))
    autostart: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    qr_secret: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "pending"
    hint: str = "outstandingTransaction"
    number: str | None = None
    ended: float | None = None

    def end(self, status: str, hint: str, now: float) -> None:
        """It is over."""
        self.status, self.hint, self.ended = status, hint, now


class SimulatedBankId:
    """Orders, the API's answers, and what an app does; ``asked`` are the bodies that came."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._orders: dict[str, Order] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def add_routes(self, app: web.Application, prefix: str = "") -> None:
        """The API below ``prefix``/rp/v6.0, the app's page at ``prefix``/."""
        api = f"{prefix}/rp/v6.0"
        app.router.add_post(f"{api}/auth", self._auth)
        app.router.add_post(f"{api}/collect", self._collect)
        app.router.add_post(f"{api}/cancel", self._cancel)
        app.router.add_get(f"{prefix}/", self._page)
        app.router.add_get(f"{prefix}/orders", self._waiting)
        app.router.add_post(f"{prefix}/act", self._act)

    # What a person's app does ------------------------------------------------------------

    def open(self, link: str) -> Order:
        """The app opens by a link on the same device; KeyError for a token of no waiting order."""
        token = parse_qs(urlsplit(link).query)["autostarttoken"][0]
        return self._opened(lambda order: order.autostart == token)

    def scan(self, content: str) -> Order:
        """The app reads a QR code; KeyError for one that is forged or too old."""
        kind, token, seconds, code = content.split(".")
        order = self._opened(lambda order: order.qr_token == token)
        right = hmac.new(order.qr_secret.encode(), seconds.encode(), hashlib.sha256).hexdigest()
        fresh = 0 <= self._clock() - order.made - int(seconds) <= QR_S
        if kind != "bankid" or code != right or not fresh:
            order.hint = "outstandingTransaction"
            raise KeyError("this QR code is no good")
        return order

    def waiting(self) -> list[Order]:
        """The orders that nobody answered yet."""
        self._pass_time()
        return [order for order in self._orders.values() if order.status == "pending"]

    def approve(self, order: Order, number: str) -> None:
        """The person gives their security code."""
        order.number = number
        order.end("complete", "", self._clock())

    def refuse(self, order: Order) -> None:
        """The person cancels in the app."""
        order.end("failed", "userCancel", self._clock())

    def _opened(self, fits: Callable[[Order], bool]) -> Order:
        self._pass_time()
        for order in self._orders.values():
            if order.status == "pending" and fits(order):
                order.hint = "userSign"
                return order
        raise KeyError("no order waits for this")

    # The relying party's API ---------------------------------------------------------------

    async def _auth(self, request: web.Request) -> web.Response:
        body = await self._body("auth", request)
        if not isinstance(body.get("endUserIp"), str):
            return _problem(400, "invalidParameters", "endUserIp")
        order = Order(self._clock())
        self._orders[order.ref] = order
        return web.json_response(
            {
                "orderRef": order.ref,
                "autoStartToken": order.autostart,
                "qrStartToken": order.qr_token,
                "qrStartSecret": order.qr_secret,
            }
        )

    async def _collect(self, request: web.Request) -> web.Response:
        order = self._order(await self._body("collect", request))
        if order is None:
            return _problem(400, "invalidParameters", "No such order")
        told: dict[str, Any] = {"orderRef": order.ref, "status": order.status}
        if order.status != "complete":
            return web.json_response(told | {"hintCode": order.hint})
        del self._orders[order.ref]
        return web.json_response(told | {"completionData": _completion(order)})

    async def _cancel(self, request: web.Request) -> web.Response:
        order = self._order(await self._body("cancel", request))
        if order is None:
            return _problem(400, "invalidParameters", "No such order")
        order.end("failed", "cancelled", self._clock())
        return web.json_response({})

    async def _body(self, name: str, request: web.Request) -> dict[str, Any]:
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = {}
        told = body if isinstance(body, dict) else {}
        self.asked.append((name, told))
        return told

    def _order(self, body: dict[str, Any]) -> Order | None:
        self._pass_time()
        return self._orders.get(str(body.get("orderRef")))

    def _pass_time(self) -> None:
        now = self._clock()
        for order in list(self._orders.values()):
            unopened = order.hint == "outstandingTransaction"
            if order.status == "pending" and unopened and now >= order.made + START_S:
                order.end("failed", "startFailed", now)
            elif order.status == "pending" and now >= order.made + ANSWER_S:
                order.end("failed", "expiredTransaction", now)
            elif order.ended is not None and now >= order.ended + KEPT_S:
                del self._orders[order.ref]

    # The app's page -----------------------------------------------------------------------

    async def _page(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "eid.html")

    async def _waiting(self, _: web.Request) -> web.Response:
        now = self._clock()
        shown = [{"autostart": o.autostart, "age": int(now - o.made)} for o in self.waiting()]
        return web.json_response(shown)

    async def _act(self, request: web.Request) -> web.Response:
        asked = await request.json()
        try:
            order = self.open(f"?autostarttoken={asked['autostart']}")
        except KeyError:
            return _problem(404, "notFound", "No such order")
        if asked.get("number"):
            self.approve(order, str(asked["number"]))
        elif asked.get("refuse"):
            self.refuse(order)
        return web.json_response({})


def _completion(order: Order) -> dict[str, Any]:
    return {
        "user": {
            "personalNumber": order.number,
            "name": "Test Testsson",
            "givenName": "Test",
            "surname": "Testsson",
        },
        "device": {"ipAddress": "127.0.0.1", "uhi": secrets.token_urlsafe(16)},
        "bankIdIssueDate": "2026-01-01Z",
        "signature": "",
        "ocspResponse": "",
    }


def _problem(status: int, code: str, details: str) -> web.Response:
    return web.json_response({"errorCode": code, "details": details}, status=status)
