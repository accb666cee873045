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
RECEIVE_BUFFER = 32_768
"""Little more than this does the kernel take of an answer that nobody reads on."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that IANA gives out for the whole world; a site's translators and old habits lie outside."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Counted(socket.socket):
    """A socket that counts every byte that comes in: headers and packing too."""

    line: "Line"

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As a socket's, but never more than is left and one byte."""
        data = super().recv(min(size, self.line.most()), flags)
        self.line.came(len(data))
        return data

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
        """As ``recv``."""
        came = super().recv_into(buffer, min(size or len(buffer), self.line.most()), flags)
        self.line.came(came)
        return came


class Line:
    """One poll's way to one source; every answer counts against the poll's bytes."""

    def __init__(self, *, private_addresses: bool, ca: Path | None = None) -> None:
        self.left = POLL_LIMIT
        self._wire = POLL_LIMIT
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

    def most(self) -> int:
        """How many bytes one look at the wire may bring."""
        return max(self._wire, 0) + 1

    def came(self, size: int) -> None:
        """So many bytes came; OSError where that is more than a poll may read."""
        self._wire -= size
        if self._wire < 0:
            raise OSError("more than a poll may read")

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
        try:
            answer = await self._exchange(method, url, headers, data)
        except SourceError:
            if self._wire < 0:
                raise SourceError("too-large") from None
            raise
        if self._wire < 0:  # a body that ends with its connection looks whole when we end that
            raise SourceError("too-large")
        return answer

    async def _exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        data: bytes | Mapping[str, str] | None,
    ) -> Answer:
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
        if not (is_of_a_site if self._allowed else is_public)(address[0]):
            self._met_private = True
            raise OSError("private address")
        counted = _Counted(family, kind, protocol)
        counted.line = self
        counted.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        return counted


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, however it is dressed up."""
    found = _undressed(address)
    if isinstance(found, ipaddress.IPv6Address) and found not in _UNICAST:
        return False
    return found.is_global and not found.is_multicast


def is_of_a_site(address: str) -> bool:
    """Whether it may be where private nets are allowed: no group, no link's own (metadata)."""
    found = _undressed(address)
    outside = found.is_link_local or found.is_multicast or found.is_unspecified
    return not (outside or (found.is_reserved and not found.is_loopback))


def _undressed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address inside an IPv6 one, where there is one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64 or (found in _COMPATIBLE and int(found) > 1):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    teredo = found.teredo[1] if found.teredo else None
    return found.ipv4_mapped or found.sixtofour or teredo or found


def parse_json(body: bytes) -> object:
    """JSON that nobody vouches for; SourceError garbled or too-many, however deep or wide."""
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > MAX_PARTS:
        raise SourceError("too-many")
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError("garbled") from None
