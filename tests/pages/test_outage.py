"""Stage and the patient's page over a network that goes away: S8 with both ends' own code."""

import asyncio
import time

import pytest
from playwright.async_api import Browser

from appliance.core.words import Link
from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.stage_peer import stage_peer
from tests.pages.unit_peer import until
from tests.support.impaired import impaired

pytestmark = pytest.mark.timeout(120)


async def test_s8_five_seconds_without_a_network(central: RunningCentral, browser: Browser) -> None:
    """The old connection is taken back; what was begun meanwhile is dropped on both sides."""
    link = central.book()
    with impaired() as network:
        async with patient(browser) as person:
            await network.join_page(person.page)
            await person.go_to_lobby(link)
            await person.screen("lobby")
            async with stage_peer(central, await person.visit()) as unit:
                await unit.talk()
                await person.pictures(5)
                bench = unit.bench
                network.cut()
                await until(lambda: bench.doing.link is Link.SILENT, 10)
                await until(lambda: bench.doing.generation == 2, 10)
                await asyncio.sleep(2.5)
                network.mend()
                mended, heard = time.monotonic(), bench.heard
                await until(lambda: bench.doing.proven and bench.heard > heard, 5)
                here = time.monotonic() - mended
                await person.pictures(1)
                there = time.monotonic() - mended
                print(f"back after {here:.2f} s, seen by the page after {there:.2f} s")
                assert bench.doing.generation == 1
                await person.pictures(15)
                assert await person.told("window.ostord.screen") == "call"

                network.cut()
                await until(lambda: bench.doing.generation > 2, 10)
                network.mend()
                await until(lambda: bench.doing.proven, 10)
                await person.pictures(15)
