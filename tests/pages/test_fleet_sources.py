"""The fleet page tells of foreign booking systems: how each is, what to put right, no name."""

import contextlib
import json
import os
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tests.pages.patient_page import PatientPage, patient
from tests.pages.running_central import FLEET_KEY, RunningCentral
from tests.pages.test_layout import fits

SOURCE = """
[[import]]
name = "{name}"
kind = "csv"
path = "{name}.csv"
rooms = {{ "Rum 12" = "room-12" }}
poll_seconds = 86400
"""
HEAD = "id;start;minutes;room;status;kind;practitioner;name;personnummer;phone;email\n"
CANARIES = ("anaria", "apegoj", "19121212", "1234588", "123 45 88", "@bur")
PERSON = "Kanaria Papegoj;{number};{phone};kanaria@bur.example"
WELL = PERSON.format(number="19121212-1212", phone="070-123 45 88")
DAY = (datetime.now(ZoneInfo("Europe/Stockholm")) + timedelta(days=2)).date()


def row(number: int, room: str, person: str, start: str | None = None) -> str:
    """One booking of the day after tomorrow, the later the higher its number."""
    at = start or f"{DAY} {8 + number // 2:02}:{number % 2 * 30:02}"
    return f"4{number:02};{at};20;{room};Bokad;Återbesök;Maria Ek;{person}\n"


TWELVE = HEAD + "".join(
    (
        row(0, "Rum 12", WELL),
        row(1, "Rum 12", ";;;"),
        row(2, "Rum 12", PERSON.format(number="", phone="ring Kanaria")),
        *(row(number, "Rum 99", WELL) for number in range(3, 11)),
        row(11, "Rum 12", WELL, "när Kanaria kan"),
    )
)
"""One that is well; no patient; no number, nor a phone's; eight in no room of ours; no time."""


def write(central: RunningCentral, text: str | None) -> None:
    """What the clinic's system has written a while ago, or its file gone; read once."""
    path = central.folder / "tidbok.csv"
    path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text)
        os.utime(path, (0, 0))
    central.run("imports", "read", "--config", "central.toml")


def configure(central: RunningCentral, *names: str) -> None:
    """Add these sources to the settings."""
    with (central.folder / "central.toml").open("a") as settings:
        settings.writelines(SOURCE.format(name=name) for name in names)


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[RunningCentral]:
    """Central without a source, not yet serving."""
    running = RunningCentral(tmp_path)
    running.prepare()
    try:
        yield running
    finally:
        running.stop()


@asynccontextmanager
async def at_the_page(
    browser: Browser, central: RunningCentral, **more: Any
) -> AsyncIterator[PatientPage]:
    """Somebody of IT at the fleet page, with a clock that can be put forward."""
    async with patient(browser, **more) as person:
        await person.page.clock.install()
        async with person.page.expect_response("**/api/fleet/imports"):
            await person.page.goto(f"{central.url}/fleet#{FLEET_KEY}")
        await person.page.locator(".room").wait_for()
        yield person


async def answer(person: PatientPage) -> dict[str, Any]:
    """What central tells this page of its sources."""
    ask = "fetch('/api/fleet/imports').then((answer) => answer.json())"
    told: dict[str, Any] = await person.told(ask)
    return told


async def minutes_until(person: PatientPage, condition: str) -> str:
    """Minutes pass until the source's line has this shape; what the line says then."""
    line = person.page.locator(f"[data-source='tidbok'][data-condition='{condition}']")
    mark = line.locator(f"svg.leaf.{condition}")
    deadline = time.monotonic() + 15
    while True:
        with contextlib.suppress(PlaywrightTimeout):
            await mark.wait_for(state="attached", timeout=1000)
            return await line.inner_text()
        assert time.monotonic() < deadline, await person.told("document.body.innerText")
        async with person.page.expect_response("**/api/fleet/imports"):
            await person.page.clock.fast_forward(61_000)


async def test_r65_what_is_on_one_side_only_is_said(
    prepared: RunningCentral, browser: Browser
) -> None:
    """R65: each thing with what to do, five at first; by keyboard all; no patient's name (S6)."""
    configure(prepared, "tidbok")
    write(prepared, TWELVE)
    prepared.start()
    async with at_the_page(browser, prepared) as person:
        told = person.page.locator("#sources-todo li")
        await told.first.wait_for()
        assert await told.count() == 5
        assert "har ingen patient. Lägg till patienten i tidbok" in await told.first.inner_text()

        await person.page.get_by_role("button", name="12 saker att rätta").press("Enter")
        assert await person.told("document.activeElement.id") == "sources-head"
        await person.page.keyboard.press("Tab")
        assert await person.told("document.activeElement.innerText") == "och 7 till"
        await person.page.keyboard.press("Enter")
        assert await told.count() == 12
        assert await person.told("document.activeElement.id") == "sources-rest"
        await fits(person)
        await person.press("English")
        await person.reads("has no patient. Add the patient in tidbok")
        await person.press("Show fewer")
        assert await told.count() == 5
        assert await person.told("document.activeElement.innerText") == "and 7 more"

        await person.press("and 7 more")
        everything = await person.page.content() + json.dumps(await answer(person))
        assert [word for word in CANARIES if word in everything] == []
    with sqlite3.connect(prepared.folder / "central.sqlite") as database:
        names = {name for (name,) in database.execute("select name from person")}
    assert "Kanaria Papegoj" in names, "who is nowhere cannot be hidden"


async def test_a_source_is_followed_each_minute(prepared: RunningCentral, browser: Browser) -> None:
    """Absent, never read, well, one failure, more, silence: each in words and in a shape."""
    prepared.start()
    async with at_the_page(browser, prepared) as person:
        assert (await answer(person))["sources"] == []
        assert not await person.page.locator(".sources").is_visible()
        assert await person.page.locator("#to-sources").count() == 0
    prepared.stop()
    configure(prepared, "tidbok")
    prepared.start()
    async with at_the_page(browser, prepared) as person:
        never = await minutes_until(person, "degraded")
        assert "CSV-fil" in never
        assert "aldrig läst" in never
        await person.reads("Bokningarna har inte kunnat läsas än.")

        write(prepared, HEAD)
        assert "läses som den ska" in await minutes_until(person, "ok")
        await person.reads("Inget att rätta: bokningarna stämmer på båda sidor.")
        assert await person.page.locator("#to-sources").count() == 0

        write(prepared, None)
        once = await minutes_until(person, "degraded")
        assert "senaste läsningen misslyckades" in once
        assert "senast läst" in once
        write(prepared, None)
        failed = await minutes_until(person, "failed")
        assert "kan inte läsas" in failed
        assert "Filen finns inte. Se efter" in failed
        await person.page.locator("#to-sources", has_text="1 bokningssystem").wait_for()
        await person.reads("Inget att rätta i det som har kunnat läsas.")

        prepared.stop()
        await person.page.clock.fast_forward("24:00:00")
        await person.reads("Så här var det")
        silent = await minutes_until(person, "none")
        assert "ingen uppgift just nu" in silent
        assert re.search(r"senast läst [a-zåäö]+ \d+ [a-z]+ \d\d:\d\d", silent), silent
        assert await person.page.locator("#to-sources").count() == 0
        prepared.start()
        assert "kan inte läsas" in await minutes_until(person, "failed")
