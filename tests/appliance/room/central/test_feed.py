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

from appliance.room.central import feed as feed_module
from appliance.room.central.agenda import window
from appliance.room.central.feed import Feed
from appliance.room.central.token import AccessToken
from appliance.room.faults import FarEndError
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


async def problem_with(session: aiohttp.ClientSession, serve: Serve) -> str:
    """The code that a poll of such a server ends with."""
    async with server(serve) as base:
        with pytest.raises(FarEndError) as caught:
            await Feed(session, base, "room-12").poll(DAY)
    return caught.value.code


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


@pytest.mark.parametrize(
    "following",
    ["http://169.254.169.254/latest", "https://127.0.0.1/x", "http://localhost:1/x", "file:///etc"],
)
async def test_a_page_elsewhere_is_never_asked_for(
    session: aiohttp.ClientSession, following: str
) -> None:
    async with server(always(answer(bundle(booking(), following=following)))) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert (reading.complete, reading.problem) == (False, "page-elsewhere")
    assert len(reading.bookings) == 1


async def test_a_failed_second_page_leaves_the_agenda_incomplete(
    session: aiohttp.ClientSession,
) -> None:
    async def serve(path: str, writer: asyncio.StreamWriter) -> None:
        if path.startswith("/page2"):
            writer.write(answer(b"", status="500 Oh"))
        else:
            writer.write(answer(bundle(booking(), following="/page2")))

    async with server(serve) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert (reading.complete, reading.problem, len(reading.bookings)) == (False, "failing", 1)


async def test_pages_in_a_circle_end(session: aiohttp.ClientSession) -> None:
    async with server(always(answer(bundle(booking(), following="/again")))) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert reading.problem == "pages-in-a-circle"


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


# --- servers that mean harm -------------------------------------------------------------------


async def test_a_redirect_is_refused(session: aiohttp.ClientSession) -> None:
    away = answer(b"", "Location: http://127.0.0.1:1/admin", status="302 Found")
    assert await problem_with(session, always(away)) == "redirected"


async def test_a_bomb_is_not_unpacked(session: aiohttp.ClientSession) -> None:
    bomb = answer(gzip.compress(b"\0" * (200 << 20), 9), "Content-Encoding: gzip")
    assert await problem_with(session, always(bomb)) == "too-large"


async def test_an_endless_answer_is_cut(session: aiohttp.ClientSession) -> None:
    async def serve(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    assert await problem_with(session, serve) == "too-large"


async def test_deep_json_is_garbled_and_no_more(session: aiohttp.ClientSession) -> None:
    assert await problem_with(session, always(answer(b"[" * 50_000))) == "garbled"


@pytest.mark.parametrize(
    "body",
    [
        answer(b"<html>"),
        answer(b"{}"),
        answer(b'{"resourceType": "Bundle", "entry": 7}'),
        answer(b"x" * 10, "Content-Encoding: gzip"),
        answer(gzip.compress(bundle(booking()))[:-20], "Content-Encoding: gzip"),
        answer(b"x", "Content-Encoding: br"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
async def test_garbage_is_garbled(session: aiohttp.ClientSession, body: bytes) -> None:
    assert await problem_with(session, always(body)) == "garbled"


async def test_a_next_page_that_is_no_address_cuts_the_agenda(
    session: aiohttp.ClientSession,
) -> None:
    async with server(always(answer(bundle(booking(), following="http://[/")))) as base:
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert (reading.complete, reading.problem) == (False, "garbled")


async def drip_body(_path: str, writer: asyncio.StreamWriter) -> None:
    """A byte at a time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(_path: str, writer: asyncio.StreamWriter) -> None:
    """The same, in the headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Pad: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(_path: str, _writer: asyncio.StreamWriter) -> None:
    """Nothing at all."""
    await asyncio.sleep(30)


async def many_slow_pages(path: str, writer: asyncio.StreamWriter) -> None:
    """Each page is quick enough, all together are not."""
    await asyncio.sleep(0.15)
    number = int(path.removeprefix("/p")) if path.startswith("/p") else 0
    writer.write(answer(bundle(following=f"/p{number + 1}")))


@pytest.mark.parametrize("serve", [drip_body, drip_headers, silence])
async def test_slowness_ends_with_the_polls_time(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    monkeypatch.setattr(feed_module, "POLL_S", 0.4)
    async with asyncio.timeout(2):
        assert await problem_with(session, serve) == "too-slow"


async def test_the_bound_is_of_the_whole_poll(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "POLL_S", 0.5)
    async with server(many_slow_pages) as base, asyncio.timeout(2):
        reading = await Feed(session, base, "room-12").poll(DAY)
    assert (reading.complete, reading.problem) == (False, "too-slow")


async def test_an_absent_server_is_unreachable(session: aiohttp.ClientSession) -> None:
    with pytest.raises(FarEndError, match="unreachable"):
        await Feed(session, "http://127.0.0.1:1", "room-12").poll(DAY)
