"""Questions over HTTP that cannot hurt: one budget of bytes for a whole poll, no redirects.

The address is judged when the connection is made, whatever its name resolved to before, so that
a name cannot be turned to a private address between a look and the connection.
"""

import ipaddress
import json
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from central.imports.reading.found import SourceError

POLL_LIMIT = 2_000_000
"""Bytes of a whole poll, as they come and unpacked."""
MAX_PARTS = 120_000
"""Values in all the JSON of one answer: ten times what 500 bookings with their patients hold."""
EXCHANGE_S = 8.0

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """One poll's way to one source; every answer counts against the poll's bytes."""

    def __init__(self, *, private_addresses: bool, ca: Path | None = None) -> None:
        self.left = POLL_LIMIT
        self._allowed = private_addresses
        self._met_private = False
        trust = ssl.create_default_context()
        if ca is not None:
            trust.load_verify_locations(cafile=str(ca))
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(ssl=trust, socket_factory=self._socket, limit=4),
            timeout=aiohttp.ClientTimeout(total=EXCHANGE_S),
            trust_env=False,
            max_line_size=8190,
            max_field_size=8190,
        )

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        data: bytes | Mapping[str, str] | None = None,
    ) -> Answer:
        """Exchange one request; an answer of any status but a redirect is an Answer.

        SourceError: unreachable, private-address, too-slow, too-large, redirected, garbled.
        """
        told = {"Accept-Encoding": "gzip", **(headers or {})}
        try:
            async with self._session.request(
                method, url, headers=told, data=data, allow_redirects=False
            ) as response:
                if 300 <= response.status < 400:
                    raise SourceError("redirected")
                return Answer(response.status, response.headers, await self._body(response))
        except TimeoutError:
            raise SourceError("too-slow") from None
        except (aiohttp.ClientConnectionError, OSError):
            raise SourceError("private-address" if self._met_private else "unreachable") from None
        except (aiohttp.ClientError, zlib.error, ValueError):
            raise SourceError("garbled") from None

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        packing = response.headers.get("Content-Encoding", "identity").lower()
        if packing not in ("identity", "gzip"):
            raise SourceError("garbled")
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
        body, came = bytearray(), 0
        async for chunk in response.content.iter_any():
            came += len(chunk)
            body += unpacker.decompress(chunk, self.left + 1 - len(body)) if unpacker else chunk
            if max(came, len(body)) > self.left:
                raise SourceError("too-large")
        if unpacker and came and not unpacker.eof:
            raise SourceError("garbled")
        self.left -= max(came, len(body))
        return bytes(body)

    def _socket(self, info: Any) -> socket.socket:
        """A socket for the very address that will be connected to, if it may be."""
        family, kind, protocol, _, address = info
        if not self._allowed and not is_public(address[0]):
            self._met_private = True
            raise OSError("private address")
        return socket.socket(family, kind, protocol)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, however it is dressed up."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found.sixtofour or found.teredo:
            inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (found, found))[1]
            return is_public(str(inner))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


def parse_json(body: bytes) -> object:
    """JSON that nobody vouches for; SourceError garbled or too-many, however deep or wide."""
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > MAX_PARTS:
        raise SourceError("too-many")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise SourceError("garbled") from None
