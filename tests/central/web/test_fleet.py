"""The fleet page's doors."""

import asyncio
import json

import pytest

from central.core.fleet import SignLine, UnitLine
from central.web import fleet
from tests.support.central_house import Browser, House


@pytest.fixture
def key(house: House) -> str:
    return (house.folder / "keys" / "fleet.key").read_text().strip()


async def test_the_access_key_opens_the_fleet(house: House, browser: Browser, key: str) -> None:
    assert (await browser.get("/api/fleet"))[0] == 401
    assert await browser.post("/api/fleet/entry", {"key": "wrong"}) == (403, {"code": "refused"})
    assert (await browser.get("/api/fleet"))[0] == 401
    assert (await browser.post("/api/fleet/entry", {"key": key}))[0] == 200
    status, fleet = await browser.get("/api/fleet")
    assert status == 200
    assert [unit["unit"] for unit in fleet["units"]] == ["north/room12", "north/room14"]
    assert {unit["ring"] for unit in fleet["units"]} == {"none"}
    assert fleet["now"] == house.clock.now


async def test_a_patients_cookie_opens_no_fleet(house: House, browser: Browser) -> None:
    await browser.settle(house.book())
    assert (await browser.get("/api/fleet"))[0] == 401
    assert (await browser.get("/api/fleet/events"))[0] == 401


async def test_a_new_access_key_ends_the_old_cookie(
    house: House, browser: Browser, key: str
) -> None:
    await browser.post("/api/fleet/entry", {"key": key})
    (house.folder / "keys" / "fleet.key").write_text("another-key\n")
    assert (await browser.get("/api/fleet"))[0] == 401


async def test_changes_come_as_they_happen(house: House, browser: Browser, key: str) -> None:
    await browser.post("/api/fleet/entry", {"key": key})
    register = house.servers[0].app.state.register
    async with asyncio.timeout(5), browser.http.get(f"{house.url}/api/fleet/events") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        rings = []
        register.hear(listening=True)
        async for line in answer.content:
            if line.startswith(b"data:"):
                rings.append(json.loads(line[5:])["units"][0]["ring"])
                if rings[-1] == "occupied":
                    break
                sign = SignLine("occupied", "occupied", lamp_ok=True)
                register.put([UnitLine("north/room12", "Videorum 12", "ready", 1.0, sign)])
    assert rings[0] == "none"


async def test_an_open_event_stream_does_not_hold_up_the_end(
    house: House, browser: Browser, key: str
) -> None:
    await browser.post("/api/fleet/entry", {"key": key})
    async with browser.http.get(f"{house.url}/api/fleet/events") as answer:
        await answer.content.readline()
        async with asyncio.timeout(4):
            await house.stop()


async def test_many_changes_at_once_are_few_events(
    house: House, browser: Browser, key: str
) -> None:
    await browser.post("/api/fleet/entry", {"key": key})
    register = house.servers[0].app.state.register
    async with browser.http.get(f"{house.url}/api/fleet/events") as events:
        assert await events.content.readline() == b"event: fleet\n"
        for seen in range(200):
            register.put([UnitLine("north/room12", "Videorum 12", seen=float(seen))])
            await asyncio.sleep(0.001)
        told = 0
        async with asyncio.timeout(5):
            while '"seen": 199.0' not in (await events.content.readline()).decode():
                told += 1
    assert told < 20


async def test_a_stream_without_news_is_heard_and_ends_so_that_who_looks_is_judged_anew(
    house: House, browser: Browser, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "KEEP_ALIVE_S", 0.05)
    monkeypatch.setattr(fleet, "LASTS_S", 1.0)
    await browser.post("/api/fleet/entry", {"key": key})
    async with asyncio.timeout(30), browser.http.get(f"{house.url}/api/fleet/events") as answer:
        told = (await answer.text()).split("\n\n")
    assert told[0].startswith("event: fleet\n")
    assert told[1] == "event: still\ndata: {}"
