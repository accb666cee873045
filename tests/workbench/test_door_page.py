"""The door on the workbench's page, in a real browser: every kind of sign in every state."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from hardware.lamp import STATES
from hardware.lamp_simulated import SimulatedLamp
from hardware.sign_kinds import KINDS
from hardware.sign_words import OWN, WORDS
from tests.support.chromium import chromium
from workbench.bench import Bench
from workbench.desk import SIGNS, VERBS
from workbench.ports import choose_ports


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path, choose_ports(0)[0].workbench, frozenset())
    await bench.start()
    yield bench
    await bench.stop()


@pytest.fixture
async def lamp(tmp_path: Path) -> AsyncIterator[SimulatedLamp]:
    lamp = SimulatedLamp(tmp_path)
    yield lamp
    lamp.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


def at(bench: Bench, page: str) -> str:
    """The address of the bench's ``page``."""
    return f"http://localhost:{bench._port}/{page}?lang=sv"


def test_the_desk_knows_every_kind_of_sign() -> None:
    assert set(SIGNS) == set(KINDS)
    assert {f"be-{kind}" for kind in KINDS} <= set(VERBS["lamp"])


async def test_the_wall_chart_shows_what_each_sign_tells(bench: Bench, browser: Browser) -> None:
    """R10, S3: as hardware's own table says, dark where it can only be dark."""
    page = await browser.new_page()
    await page.goto(at(bench, "page/signs.html"))
    for kind, tells in KINDS.items():
        for state in STATES:
            cell = page.locator(f"tr[data-kind={kind}] td[data-wanted={state}]")
            seen = await cell.get_attribute("data-seen")
            assert seen == tells[state] or (seen, tells[state]) == ("dark", "unknown")
    assert await page.locator("td[data-seen=clear]:not([data-wanted=clear])").count() == 0


async def shows(page: Page, seen: str, says: str) -> None:
    """The door shows ``seen``, and says it to who cannot see it."""
    await expect(page.locator("#sign")).to_have_attribute("data-seen", seen)
    await expect(page.locator("#sign")).to_have_attribute("aria-label", says)


async def test_the_door_shows_words_and_every_way_to_break_it(
    bench: Bench, lamp: SimulatedLamp, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(at(bench, ""))
    await shows(page, "dark", "Skylten är släckt")
    for state in STATES:
        lamp.show(state)
        await shows(page, state, WORDS[state])
        await expect(page.locator("#sign .display p")).to_have_text(WORDS[state])
    lamp.show("occupied", own=True)
    await shows(page, "occupied", OWN)
    for pressed, seen, note in (
        ("Ta sönder skylten", "dark", "Skylten är trasig och lyser inte"),
        ("Laga skylten", "occupied", "Skylten visar det den ska"),
        ("Fastna släckt", "dark", "Skylten tänds inte"),
        ("Laga skylten", "occupied", "Skylten visar det den ska"),
        ("Dra ur", "dark", "Skylten är urdragen"),
        ("Anslut", "occupied", "Skylten visar det den ska"),
    ):
        await page.locator("#lamp-breaks").get_by_role("button", name=pressed).click()
        await expect(page.locator("#sign")).to_have_attribute("data-seen", seen)
        await expect(page.locator("#sign-note")).to_have_text(note)


async def test_another_kind_of_sign_is_chosen_on_the_page(
    bench: Bench, lamp: SimulatedLamp, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(at(bench, ""))
    lamp.show("occupied")
    await shows(page, "occupied", WORDS["occupied"])
    for kind in KINDS:
        await page.locator("#sign-kind").select_option(kind)
        await expect(page.locator("#sign .fitted")).to_have_attribute("data-kind", kind)
        lamp.show("paused")
        told = KINDS[kind]["paused"]
        await shows(page, told, WORDS[told])
        lit = page.locator(".panel[data-lit=true]")
        assert await lit.count() == (1 if kind in ("three-lamps", "relay") else 0)
