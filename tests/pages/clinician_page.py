"""A clinician at the staff's page in a real browser, signed in without an identity provider."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store.database import Database
from central.store.tables import Appointment
from tests.pages.running_central import RunningCentral
from tests.support.staff import SUBJECT, sign_in


class ClinicianPage:
    """Presses what a clinician presses."""

    def __init__(self, page: Page, central: RunningCentral, visit: str) -> None:
        self.page = page
        self._central = central
        self._visit = visit

    async def open(self) -> None:
        """Go to the visit's place."""
        await self.page.goto(f"{self._central.url}/rum#today/{self._visit}")
        await self.page.get_by_role("region", name="Chatt och filer").wait_for()

    async def press(self, name: str) -> None:
        """Press the button with these words."""
        await self.page.get_by_role("button", name=name).first.click()

    async def reads(self, text: str) -> None:
        """Wait until these words can be read."""
        await self.page.get_by_text(text).first.wait_for()

    async def vouch(self, peer: str) -> None:
        """*Identitet kontrollerad* (R60), asked at its door."""
        address = f"{self._central.url}/api/staff/visits/{self._visit}/identity"
        said = {"peer": peer, "confirmed": True}
        answer = await self.page.request.post(address, data=said)
        assert answer.ok, answer.status


@asynccontextmanager
async def clinician(
    browser: Browser, central: RunningCentral, visit: str, **options: Any
) -> AsyncIterator[ClinicianPage]:
    """A clinician whose visit it is; what their page complains of fails the test."""
    database = Database(f"sqlite:///{central.folder / 'central.sqlite'}")
    with database.begin() as transaction:
        transaction.get_one(Appointment, visit).practitioner_id = SUBJECT
    cookie = sign_in(database, time.time(), StaffRole.CLINICIAN)
    database.close()
    wanted = {"locale": "sv-SE", "viewport": {"width": 1440, "height": 900}} | options
    context = await browser.new_context(**wanted)
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": central.url}])
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    made = ClinicianPage(page, central, visit)
    await made.open()
    yield made
    await context.close()
    assert not complaints, complaints
