"""One HTTP exchange that cannot hurt: bounded in time and size, unpacked here, never redirected."""

import json
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from appliance.room.faults import FarEndError

EXCHANGE_S = 10.0
"""Wall-clock bound of one exchange, seconds: name, connection, headers and body together."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a far end answered; ``body`` is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def open_session(ca: Path | None = None) -> aiohttp.ClientSession:
    """The process's one HTTP client: no cookies, no proxies; ``ca`` trusted as the system's."""
    trust = ssl.create_default_context()
    if ca is not None:
        trust.load_verify_locations(cafile=str(ca))
    return aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(ssl=trust),
        timeout=aiohttp.ClientTimeout(total=EXCHANGE_S),
    )


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

    Raises FarEndError: unreachable, too-slow, too-large (over ``limit`` bytes, packed or
    unpacked), redirected, garbled. Only the host of ``url`` itself is ever contacted.
    """
    told = {"Accept-Encoding": "gzip", **(headers or {})}
    try:
        async with session.request(
            method, url, headers=told, data=data, allow_redirects=False
        ) as response:
            if 300 <= response.status < 400 and response.status != 304:
                raise FarEndError(who, "redirected")
            body = await _unpacked(response, who, limit)
            return Answer(response.status, response.headers, body)
    except TimeoutError:
        raise FarEndError(who, "too-slow") from None
    except (aiohttp.ClientConnectionError, OSError):
        raise FarEndError(who, "unreachable") from None
    except (aiohttp.ClientError, zlib.error, ValueError):
        raise FarEndError(who, "garbled") from None


async def _unpacked(response: aiohttp.ClientResponse, who: str, limit: int) -> bytes:
    packing = response.headers.get("Content-Encoding", "identity").lower()
    if packing not in ("identity", "gzip"):
        raise FarEndError(who, "garbled")
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
    return bytes(body)


def parse(who: str, body: bytes) -> object:
    """JSON that nobody vouches for; raises FarEndError garbled, however deep it is."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FarEndError(who, "garbled") from None
