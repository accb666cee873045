"""The bookings' reader against central and against servers that mean harm."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
from appliance.room.feed.agenda import window
from appliance.room.feed.reader import Feed
from tests.support.small_central import SmallCentral
from wire.appointment import Booking, Status, write_booking

DAY = window(datetime(2026, 11, 24, 9, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))
Serve = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


def booking(number: int = 1) -> Booking:
    """One of today's."""
    return Booking(
        id=f"a{number}",
        status=Status.BOOKED,
        start=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        end=datetime(2026, 11, 24, 10, tzinfo=UTC),
        location="room-12",
    )


def bundle(*bookings: Booking, following: str | None = None) -> bytes:
    """A searchset."""
    links = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": write_booking(each)} for each in bookings]
    return json.dumps({"resourceType": "Bundle", "link": links, "entry": entries}).encode()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A plain HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[str]:
    """A raw HTTP server; ``serve`` gets the path and writes what it likes."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await serve(head.split()[1].decode(), writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def always(body: bytes) -> Serve:
    """A server with one answer."""

    async def serve(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(body)

    return serve


async def test_the_day_is_asked_for_with_the_units_token(
    session: aiohttp.ClientSession, central: SmallCentral, token: AccessToken
) -> None:
    central.book(booking())
    feed = Feed(session, f"{central.base}/fhir/R4", "room-12", token.get, token.refused)
    reading = await feed.poll(DAY)
    assert reading.complete
    assert [each.id for each in reading.bookings] == ["a1"]
    assert central.asked == [
        "GET /fhir/R4/Appointment?location=Location/room-12&date=ge2026-11-23T15:00:00Z"
        "&date=lt2026-11-24T23:00:00Z&_count=500"
    ]


async def test_an_unchanged_agenda_is_read_from_its_tag(
    session: aiohttp.ClientSession, central: SmallCentral, token: AccessToken
) -> None:
    central.book(booking())
    feed = Feed(session, f"{central.base}/fhir/R4", "room-12", token.get, token.refused)
    assert await feed.poll(DAY) == await feed.poll(DAY)
    central.book(booking(2))
    assert len((await feed.poll(DAY)).bookings) == 2


async def test_a_token_that_is_not_taken_is_fetched_anew_next_time(
    session: aiohttp.ClientSession, central: SmallCentral, token: AccessToken
) -> None:
    feed = Feed(session, f"{central.base}/fhir/R4", "room-12", token.get, token.refused)
    await feed.poll(DAY)
    central.tokens.clear()
    with pytest.raises(FarEndError, match="refused"):
        await feed.poll(DAY)
    assert (await feed.poll(DAY)).complete


async def test_pages_are_followed_on_the_same_server(session: aiohttp.ClientSession) -> None:
    async def serve(path: str, writer: asyncio.StreamWriter) -> None:
        second = path.startswith("/page2")
        body = bundle(booking(2)) if second else bundle(booking(1), following="/page2?x=1")
        writer.write(answer(body))

    async with server(serve) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert reading.complete
    assert [each.id for each in reading.bookings] == ["a1", "a2"]


async def test_more_than_500_entries_over_all_pages_are_too_many(
    session: aiohttp.ClientSession,
) -> None:
    async def serve(path: str, writer: asyncio.StreamWriter) -> None:
        number = int(path.removeprefix("/p")) if path.startswith("/p") else 0
        page = bundle(*map(booking, range(200)), following=f"/p{number + 1}")
        writer.write(answer(page))

    async with server(serve) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert (reading.problem, len(reading.bookings)) == ("too-many", 400)


async def test_a_bad_entry_is_named_and_harms_no_other(session: aiohttp.ClientSession) -> None:
    body = json.loads(bundle(booking(1), booking(2)))
    del body["entry"][0]["resource"]["start"]
    async with server(always(answer(json.dumps(body).encode()))) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert reading.complete
    assert [each.id for each in reading.bookings] == ["a2"]
    assert [(bad.id, bad.field) for bad in reading.bad] == [("a1", "start")]


async def test_a_packed_answer_is_unpacked(session: aiohttp.ClientSession) -> None:
    packed = gzip.compress(bundle(booking()))
    async with server(always(answer(packed, "Content-Encoding: gzip"))) as base:
        assert len((await Feed(session, base, "room-12").poll(DAY)).bookings) == 1


# Servers that mean harm: test_torture_feed.py.


@pytest.mark.parametrize("body", [b"{}", b'{"resourceType": "Bundle", "entry": 7}', b"null", b"7"])
async def test_json_that_is_no_bundle_is_garbled(
    session: aiohttp.ClientSession, body: bytes
) -> None:
    async with server(always(answer(body))) as base:
        with pytest.raises(FarEndError, match="garbled"):
            await Feed(session, base, "room-12").poll(DAY)


async def test_an_absent_server_is_unreachable(session: aiohttp.ClientSession) -> None:
    with pytest.raises(FarEndError, match="unreachable"):
        await Feed(session, "http://127.0.0.1:1", "room-12").poll(DAY)
