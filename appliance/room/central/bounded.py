"""One HTTP exchange that cannot hurt: bounded in time and size, unpacked here, never redirected."""

import json
import socket
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

from appliance.room.central.meter import Meter, MeteredSocket
from appliance.room.central.proxy import guard
from appliance.room.central.reach import OutOfReachError, Reach
from appliance.room.faults import FarEndError

EXCHANGE_S = 10.0
"""Wall-clock bound of one exchange, seconds: name, connection, headers and body together."""
READ_BUFFER = 16_384
MAX_HEADERS = 64
MAX_HEADER_SIZE = 4096
MOST_VALUES = 60_000
"""Of a JSON text: about 100 for each of 500 bookings. Each may take 250 bytes of memory."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a far end answered; ``body`` is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int
    """Bytes of the body, packed or unpacked, whichever is more."""


def open_session(
    ca: Path | None = None,
    reach: Reach | None = None,
    meter: Meter | None = None,
    proxy: str | None = None,
) -> aiohttp.ClientSession:
    """An HTTP client: no cookies, no proxy but ``proxy``; ``ca`` trusted as the system's.

    ``reach`` says which addresses it may connect to, ``meter`` how much may come in; None: any.
    """
    trust = ssl.create_default_context()
    if ca is not None:
        trust.load_verify_locations(cafile=str(ca))
    return aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(
            ssl=trust, socket_factory=partial(_open_socket, None if proxy else reach, meter)
        ),
        proxy=proxy,
        middlewares=[guard(reach)] if proxy and reach else [],
        timeout=aiohttp.ClientTimeout(total=EXCHANGE_S),
        read_bufsize=READ_BUFFER,
        max_headers=MAX_HEADERS,
        max_field_size=MAX_HEADER_SIZE,
        max_line_size=MAX_HEADER_SIZE,
    )


def _open_socket(
    reach: Reach | None, meter: Meter | None, found: aiohttp.connector.AddrInfoType
) -> socket.socket:
    """A socket for one address found for a name; raises OutOfReachError."""
    family, kind, protocol, _, address = found
    if reach is not None and not reach(str(address[0])):
        raise OutOfReachError("out of reach")
    if meter is None:
        return socket.socket(family, kind, protocol)
    return MeteredSocket(meter, family, kind, protocol)


async def ask(
    session: aiohttp.ClientSession,
    who: str,
    method: str,
    url: str,
    *,
    limit: int,
    headers: Mapping[str, str] | None = None,
    data: bytes | Mapping[str, str] | None = None,
) -> Answer:
    """Exchange one request; an answer of any status is an Answer.

    Raises FarEndError: a code of ``code_of``, too-slow, too-large (a body over ``limit`` bytes,
    packed or unpacked), redirected, garbled. Only the host of ``url`` is ever contacted, or the
    session's proxy.
    """
    told = {"Accept-Encoding": "gzip", **(headers or {})}
    try:
        async with session.request(
            method, url, headers=told, data=data, allow_redirects=False
        ) as response:
            if 300 <= response.status < 400 and response.status != 304:
                raise FarEndError(who, "redirected")
            body, size = await _unpacked(response, who, limit)
            return Answer(response.status, response.headers, body, size)
    except TimeoutError:
        raise FarEndError(who, "too-slow") from None
    except (aiohttp.ClientError, OSError) as error:
        raise FarEndError(who, code_of(error)) from None
    except (zlib.error, ValueError):
        raise FarEndError(who, "garbled") from None


def code_of(error: aiohttp.ClientError | OSError) -> str:
    """What went wrong: out-of-reach, one of ``_CODES``, or garbled."""
    if isinstance(error.__cause__, OutOfReachError):
        return "out-of-reach"
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), "garbled")


_CODES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((aiohttp.ClientProxyConnectionError,), "no-proxy"),
    ((aiohttp.ClientHttpProxyError,), "proxy-refused"),
    ((aiohttp.WSServerHandshakeError,), "no-websocket"),
    ((aiohttp.ClientConnectionError, OSError), "unreachable"),
)


async def _unpacked(response: aiohttp.ClientResponse, who: str, limit: int) -> tuple[bytes, int]:
    """The body and the bytes that it took; raises FarEndError beyond ``limit``."""
    packing = response.headers.get("Content-Encoding", "identity").lower()
    if packing not in ("identity", "gzip"):
        raise FarEndError(who, "garbled")
    if (response.content_length or 0) > limit:
        raise FarEndError(who, "too-large")
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
    body = bytearray()
    received = 0
    async for chunk in response.content.iter_any():
        received += len(chunk)
        body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
        if received > limit or len(body) > limit:
            raise FarEndError(who, "too-large")
    if unpacker and received and not unpacker.eof:
        raise FarEndError(who, "garbled")
    return bytes(body), max(received, len(body))


def parse(who: str, body: bytes) -> object:
    """JSON (UTF-8, RFC 8259) that nobody vouches for.

    Raises FarEndError garbled, however deep it is; too-large with more than ``MOST_VALUES``.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise FarEndError(who, "too-large")
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FarEndError(who, "garbled") from None
