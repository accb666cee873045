"""SMS by a gateway: one bounded HTTP request a message, shaped by the settings.

A gateway that was asked and did not answer may have taken the message: it is asked again only
where it drops repeats by the key, which is the same at every try.
"""

import asyncio
import json
import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import aiohttp

from central.core.addresses import is_number
from central.core.delivery import SENT, Result, later, refused, unsure
from central.core.sms import MOST_SEGMENTS, segments
from central.delivery.net import may_be, trust
from central.delivery.port import TRY_S, Message, Sending
from central.delivery.settings import GatewaySettings, secret

ANSWER_LIMIT = 65_536
_PLACE = re.compile(r"\{(\w+)\}")
_LATER = {401: "credentials", 403: "credentials", 407: "credentials", 408: "busy", 429: "busy"}
"""Statuses that another try may better, and that surely sent nothing."""
_UNSURE = frozenset({500, 502, 504})
"""Somewhere behind the door something broke, perhaps after the message went."""


class Gateway:
    """One request a try, one connection a request."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._trust = trust(settings.ca)
        self.drops_repeats = settings.drops_repeats

    async def deliver(self, message: Message, sending: Sending) -> Result:
        """Try once."""
        if not is_number(message.address):
            return refused("address")
        if segments(message.text) > MOST_SEGMENTS:
            return refused("too-long")
        ask = _Ask(sending, private=self._settings.private_addresses)
        try:
            async with asyncio.timeout(TRY_S):
                return await self._ask(ask, message)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return ask.result(error)

    async def _ask(self, ask: "_Ask", message: Message) -> Result:
        settings = self._settings
        placed = _placed(message)
        headers = {key: _fill(text, placed) for key, text in settings.headers.items()}
        headers |= await asyncio.to_thread(self._shown)
        fields = {key: _fill(text, placed) for key, text in settings.fields.items()}
        body: dict[str, Any] = (
            {"json": _nested(fields)} if settings.form == "json" else {"data": fields}
        )
        async with ask.session(self._trust) as session:
            request = session.request(
                settings.method, settings.url, headers=headers, allow_redirects=False, **body
            )
            async with request as response:
                return await self._judge(response)

    async def _judge(self, response: aiohttp.ClientResponse) -> Result:
        status, field = response.status, self._settings.answer_field
        if status in _LATER:
            return later(_LATER[status])
        if 300 <= status < 400:
            return later("redirected")
        if status in _UNSURE:
            return unsure("broken")
        if status >= 500:
            return later("busy")
        if status >= 400:
            return refused("refused")
        if field is None:
            return SENT
        said = _said(await _read(response), field)
        if said is None:
            return unsure("garbled")
        return SENT if said in self._settings.answer_values else refused("refused")

    def _shown(self) -> dict[str, str]:
        """The header with the secret; ValueError where its file holds none."""
        settings = self._settings
        if settings.secret_file is None or settings.auth == "none":
            return {}
        try:
            kept = secret(settings.secret_file)
        except OSError:
            raise ValueError("a secret cannot be read") from None
        if not kept.isprintable():
            raise ValueError("a secret is one line")
        if settings.auth == "basic":
            pair = b64encode(f"{settings.user}:{kept}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        if settings.auth == "bearer":
            return {"Authorization": f"Bearer {kept}"}
        return {str(settings.auth_header): kept}


class _Ask:
    """One try: whether the request has left, and why it could not."""

    def __init__(self, sending: Sending, *, private: bool) -> None:
        self._sending = sending
        self._private = private
        self._met_private = False
        self._begun = False

    def session(self, context: ssl.SSLContext) -> aiohttp.ClientSession:
        """A session for one request; it says when there is a connection to send it by."""
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._connected)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=context, socket_factory=self._socket, force_close=True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=TRY_S),
            trust_env=False,
            trace_configs=[trace],
        )

    async def _connected(self, *_: object) -> None:
        await self._sending()
        self._begun = True

    def _socket(self, info: Any) -> socket.socket:
        """A socket for the very address that will be connected to, if it may be."""
        family, kind, protocol, _, address = info
        if not may_be(address[0], private=self._private):
            self._met_private = True
            raise OSError("private address")
        return socket.socket(family, kind, protocol)

    def result(self, error: Exception) -> Result:
        """What is certain after ``error``."""
        if self._begun:
            return unsure("no-answer")
        if self._met_private:
            return later("private-address")
        if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
            return later("tls")
        if isinstance(error, TimeoutError):
            return later("too-slow")
        if isinstance(error, aiohttp.ClientError | OSError):
            return later("unreachable")
        return later("credentials")


def _placed(message: Message) -> Mapping[str, str]:
    return {
        "number": message.address,
        "digits": message.address.removeprefix("+"),
        "text": message.text,
        "key": message.id,
    }


def _fill(text: str, placed: Mapping[str, str]) -> str:
    """``text`` with its places filled, each once: what is put in is not looked at again."""
    return _PLACE.sub(lambda place: placed[place[1]], text)


def _nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    made: dict[str, Any] = {}
    for name, value in fields.items():
        *outer, last = name.split(".")
        place = made
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = value
    return made


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The answer's first ANSWER_LIMIT bytes: no more is needed to know."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) >= ANSWER_LIMIT:
            break
    return bytes(body[:ANSWER_LIMIT])


def _said(body: bytes, name: str) -> str | None:
    """What a field of a JSON answer holds; None where it is not there."""
    try:
        found = json.loads(body)
        for part in name.split("."):
            found = found[int(part)] if isinstance(found, list) else found[part]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
    return str(found)
