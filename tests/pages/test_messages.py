"""A visit's letters on the staff's page: an invitation that did not arrive, and *Skicka igen*."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from central.bookings import Booked
from central.core.access import StaffRole
from central.staff.session import COOKIE
from tests.support.central_house import House, make_house, serving
from tests.support.messages import by, messages
from tests.support.post_offices import SmsGateway, sms_gateway
from tests.support.staff import sign_in

AXE = Path(".venv/axe/node_modules/axe-core/axe.min.js")
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"


@pytest.fixture
async def gateway() -> AsyncIterator[SmsGateway]:
    async with sms_gateway() as opened:
        yield opened


@pytest.fixture
async def house(tmp_path: Path, gateway: SmsGateway) -> AsyncIterator[House]:
    """Its SMS leave by the gateway, which takes none just now."""
    house = make_house(tmp_path / "house")
    house.clock.now = time.time()
    gateway.status = 400
    by(house, messages(gateway))
    async with serving(house):
        yield house
    house.database.close()


@pytest.fixture
async def booked(house: House) -> Booked:
    return house.book(at=3600)


@pytest.fixture
async def page(house: House, booked: Booked, browser: Browser) -> AsyncIterator[Page]:
    """The place of the visit, for a clinician."""
    cookie = sign_in(house.database, house.clock.now, StaffRole.CLINICIAN)
    context = await browser.new_context(locale="sv-SE", viewport={"width": 390, "height": 844})
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
    opened = await context.new_page()
    await opened.goto(f"{house.url}/rum#today/{booked.appointment}")
    yield opened
    await context.close()


async def test_r03_an_invitation_that_did_not_arrive_is_said_and_sent_again_by_a_press(
    page: Page, gateway: SmsGateway
) -> None:
    await expect(page.get_by_text("Inbjudan kom inte fram. Ring patienten.")).to_be_visible()
    await expect(page.get_by_text("SMS till ··88")).to_be_visible()
    await expect(page.get_by_text("Kom inte fram. Mottagaren tar inte emot det.")).to_be_visible()
    await page.evaluate(AXE.read_text())
    assert await page.evaluate(VIOLATIONS) == []
    for width in (320, 390, 1440):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    gateway.status = 200
    await page.get_by_role("button", name="Skicka igen").click()
    sent = page.get_by_text("Skickat")
    await expect(sent).to_be_visible(timeout=15_000)
    await expect(page.get_by_role("button", name="Skicka igen")).to_have_count(0)
    await expect(page.get_by_text("Ring patienten.", exact=False)).to_have_count(0)
    assert len(gateway.sent) == 1
