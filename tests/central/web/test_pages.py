"""Pages, documentation and what every answer carries."""

import json
import logging

import aiohttp
import pytest

from tests.support.central_house import BORN, NAME, Browser, House, ticket_of


@pytest.mark.parametrize("path", ["/", "/besok", "/bekrafta", "/fleet", "/docs"])
async def test_pages_come_with_a_strict_policy(
    house: House, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.get(house.url + path) as answer:
        text = await answer.text()
        assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>" not in text
    assert "style=" not in text
    assert "://" not in text.replace(house.url, "").replace("http://www.w3.org", "")


async def test_the_documentation_names_every_door(
    house: House, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{house.url}/openapi.json") as answer:
        api = await answer.json()
    async with http.get(f"{house.url}/docs") as answer:
        page = await answer.text()
    assert {"/api/entry", "/api/fleet/events", "/oauth/token"} <= api["paths"].keys()
    for path, doors in api["paths"].items():
        assert path in page
        for door in doors.values():
            assert door["tags"]
            assert door["summary"]


async def test_fonts_are_the_two_of_the_house_or_none(
    house: House, http: aiohttp.ClientSession
) -> None:
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        async with http.get(f"{house.url}/fonts/{name}") as answer:
            assert answer.status in (200, 404)
    async with http.get(f"{house.url}/fonts/NotoSans-Italic.ttf") as answer:
        assert answer.status == 404


async def test_an_unknown_address_says_so_shortly(
    house: House, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{house.url}/nowhere") as answer:
        assert (answer.status, await answer.json()) == (404, {"code": "not-found"})


async def test_s6_the_record_holds_no_ticket_cookie_name_or_number(
    house: House, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="ostord")
    booked = house.book(must_confirm=True)
    ticket = ticket_of(booked)
    await browser.enter(booked, "1990-01-01")
    await browser.settle(booked)
    await browser.get(f"/besok/{ticket}?ticket={ticket}&name={NAME.split()[0]}")
    cookie = next(iter(browser.http.cookie_jar)).value
    said = json.dumps([[r.getMessage(), getattr(r, "facts", {})] for r in caplog.records])
    assert '"/api/entry"' in said
    for secret in (ticket, cookie, BORN, "19121212", *NAME.split(), "123 45", "701234"):
        assert secret not in said
