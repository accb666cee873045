"""What comes in is counted on the wire, also inside TLS, and ends where it was said to end."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from appliance.room.central.bounded import ask, open_session
from appliance.room.central.meter import Meter
from appliance.room.faults import FarEndError
from central.pki import init_site

BODY = b"x" * 100_000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + BODY


@asynccontextmanager
async def server(keys: Path | None) -> AsyncIterator[str]:
    """A server of one answer; with the certificates in ``keys`` over TLS."""
    trust = None
    if keys is not None:
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trust.load_cert_chain(keys / "broker.crt", keys / "broker.key")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    listening = await asyncio.start_server(connected, "localhost", 0, ssl=trust)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if keys else 'http'}://localhost:{port}/"
    finally:
        listening.close()


@pytest.mark.parametrize("secret", [False, True])
async def test_every_byte_is_counted_and_no_more_is_taken_in(tmp_path: Path, secret: bool) -> None:
    keys = tmp_path if secret else None
    if keys:
        init_site(keys, "north", 7)
    meter = Meter(150_000)
    ca = keys / "ca.crt" if keys else None
    async with server(keys) as base, open_session(ca, meter=meter) as session:
        answer = await ask(session, "feed", "GET", base, limit=1 << 20)
        assert answer.body == BODY
        overhead = 150_000 - meter.left - len(BODY)
        assert 0 < overhead < (8_000 if secret else 100)
        with pytest.raises(FarEndError) as caught:
            await ask(session, "feed", "GET", base, limit=1 << 20)
        assert caught.value.code in ("unreachable", "garbled")
        assert -2 <= meter.left < 0  # one byte too many, and the try on a new connection
        meter.left = 150_000
        assert (await ask(session, "feed", "GET", base, limit=1 << 20)).body == BODY


async def test_without_a_meter_nothing_is_counted(session: aiohttp.ClientSession) -> None:
    async with server(None) as base:
        assert (await ask(session, "feed", "GET", base, limit=1 << 20)).size == len(BODY)
