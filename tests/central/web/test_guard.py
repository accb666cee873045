"""Who may change something, and how long a question may take."""

import asyncio

import aiohttp
import pytest

from central import doorway
from central.rooms import add_unit
from central.web.origin import is_own
from tests.support.central_house import Browser, House, Wire

BASE = "https://besok.example.org"


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        (None, True),
        (BASE, True),
        ("http://127.0.0.1:8080", True),
        ("https://evil.example", False),
        ("http://127.0.0.1:8081", False),
        ("https://besok.example.org.evil.example", False),
        ("null", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_a_page_of_this_server_is_told_from_a_foreign_one(origin: str | None, own: bool) -> None:
    assert is_own(origin, "127.0.0.1:8080", BASE) is own


@pytest.mark.parametrize("path", ["/api/leave-session", "/api/entry", "/api/fleet/entry"])
async def test_a_foreign_page_changes_nothing_with_its_visitors_cookie(
    house: House, browser: Browser, path: str
) -> None:
    booked = house.book()
    await browser.settle(booked)
    told = {"Origin": "https://other.example.org"}
    async with browser.http.post(house.url + path, headers=told) as answer:
        assert (answer.status, await answer.json()) == (403, {"code": "refused"})
    assert (await browser.get("/api/visit"))[0] == 200
    async with browser.http.post(
        f"{house.url}/api/leave-session", headers={"Origin": house.url}
    ) as answer:
        assert answer.status == 200


async def test_fleet_keys_do_not_use_up_the_tries_of_patients_at_the_same_address(
    house: House, browser: Browser
) -> None:
    statuses = [(await browser.post("/api/fleet/entry", {"key": "x"}))[0] for _ in range(11)]
    assert statuses == [403] * 10 + [429]
    assert await browser.enter(house.book()) == 200


@pytest.mark.parametrize(
    "dripped",
    [
        b"",
        b"GET /healthz HT",
        b"POST /api/entry HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea",
    ],
)
async def test_a_question_that_does_not_end_is_hung_up(
    house: House, monkeypatch: pytest.MonkeyPatch, dripped: bytes
) -> None:
    monkeypatch.setattr(doorway, "ASKED_S", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.settings.listen_port)
    writer.write(dripped)
    async with asyncio.timeout(3):
        try:
            while await reader.read(4096):
                pass
        except ConnectionResetError:
            pass
    writer.close()


async def test_a_socket_and_a_stream_outlive_the_time_for_their_question(
    house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "ASKED_S", 0.1)
    await browser.settle(house.book())  # each entry takes a quarter of a second
    key = (house.folder / "keys" / "fleet.key").read_text().strip()
    assert (await browser.post("/api/fleet/entry", {"key": key}))[0] == 200
    wire = await Wire.open(browser.http, house)
    async with browser.http.get(f"{house.url}/api/fleet/events") as events:
        assert (await events.content.readline()) == b"event: fleet\n"
        wrong = {"ticket": "unknown", "birth_date": "1912-12-12"}
        assert (await browser.post("/api/entry", wrong))[0] == 403
        await wire.hello("page-client-1")
        certificate = house.folder / "keys" / "north-room12.crt"
        add_unit(house.database, "north/room12", "room-12", "Nytt namn", certificate, 0.0)
        async with asyncio.timeout(5):
            while "Nytt namn" not in (await events.content.readline()).decode():
                pass
    await wire.close()


async def test_a_further_question_on_the_same_connection_is_answered(
    house: House, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "ASKED_S", 0.2)
    for _ in range(3):
        async with http.get(f"{house.url}/healthz") as answer:
            assert await answer.text() == "ok\n"
        wrong = {"ticket": "unknown", "birth_date": "1912-12-12"}
        async with http.post(f"{house.url}/api/entry", json=wrong) as answer:
            assert answer.status == 403
