"""The demo's BankID: central's orders come to the workbench, a test person approves there (R60)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from central.eid.settings import BankIdSettings
from tests.support.central_house import Browser as Patient
from tests.support.central_house import House, free_port, make_house, serving, ticket_of
from tests.support.chromium import chromium
from workbench.bench import Bench


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A central whose BankID is the workbench's."""
    port = free_port()
    base = f"http://localhost:{port}/bankid"
    bench = Bench(tmp_path / "devices", port)
    bankid = BankIdSettings(address=f"{base}/rp/v6.0", app=base)
    house = make_house(tmp_path / "house", ways=("birth-date", "bankid"), bankid=bankid)
    await bench.start()
    async with serving(house):
        yield house
    await bench.stop()
    house.database.close()


async def test_r60_a_test_person_approves_on_the_workbenchs_page(
    house: House, browser: Browser
) -> None:
    async with Patient(house) as patient:
        booked = house.book()
        _, state = await patient.post("/api/eid/start", {"provider": "bankid"})
        page = await browser.new_page()
        await page.goto(state["link"])
        await page.get_by_label("Personnummer").fill("191212121212")
        await page.get_by_role("button", name="Legitimera").click()
        await page.get_by_text("Ingen väntar på dig just nu.").wait_for()
        await house.servers[-1].app.state.orders.look()
        entered = await patient.post("/api/eid/enter", {"ticket": ticket_of(booked)})
        assert entered == (200, {"code": "entered"})
