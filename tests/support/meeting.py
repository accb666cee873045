"""A visit that runs over real sockets: unit, a patient whom somebody vouched for, the clinician."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from central.store.tables import Appointment, Session
from tests.support.central_house import Browser, House, Wire
from tests.support.staff import SUBJECT, Colleague

PAGE = "page-client-1"


def vouch(house: House, visit: str) -> None:
    """Somebody checked who sits there (R60)."""
    with house.database.begin() as transaction:
        transaction.query(Session).filter_by(appointment=visit).update({"vouched_at": 1.0})


def give(house: House, visit: str, subject: str = SUBJECT) -> None:
    """The visit is this clinician's."""
    with house.database.begin() as transaction:
        transaction.get_one(Appointment, visit).practitioner_id = subject


async def beside(person: Colleague, house: House, visit: str, client: str = "desk-1") -> Wire:
    """A staff's page that asks to stand beside the visit."""
    wire = await Wire.open(person.http, house)
    await wire.say("hello", client=f"{client}-client", visit=visit)
    return wire


@dataclass
class Meeting:
    """One visit and everybody's end of it."""

    house: House
    visit: str
    unit: Wire
    page: Wire
    desk: Wire
    browser: Browser
    colleague: Colleague

    async def hand_over(
        self, content: bytes, name: str = "bild.jpg", kind: str = "file", *, staff: bool = False
    ) -> tuple[int, Any]:
        """Hand something over from one of the pages; status and answer."""
        http = self.colleague.http if staff else self.browser.http
        path = f"/api/staff/visits/{self.visit}/files" if staff else "/api/visit/files"
        asked = {"name": name, "kind": kind}
        async with http.post(
            self.house.url + path, params=asked, data=io.BytesIO(content)
        ) as answer:
            return answer.status, await answer.json()

    async def fetch(
        self, file: str, *, staff: bool = False, save: bool = False
    ) -> tuple[int, bytes, dict[str, str]]:
        """Get a file at one of the pages; status, content, headers."""
        http = self.colleague.http if staff else self.browser.http
        path = f"/api/staff/visits/{self.visit}/files" if staff else "/api/visit/files"
        asked = {"save": "true"} if save else {}
        async with http.get(f"{self.house.url}{path}/{file}", params=asked) as answer:
            return answer.status, await answer.read(), dict(answer.headers)


@asynccontextmanager
async def meeting(house: House, *, vouched: bool = True, **wish: Any) -> AsyncIterator[Meeting]:
    """The unit and the patient sit, the clinician's page stands beside them."""
    booked = house.book(**wish)
    visit = booked.appointment
    give(house, visit)
    async with (
        Browser(house) as browser,
        Colleague(house) as colleague,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        unit = await Wire.open(http, house)
        await unit.hello("unit-client-1", await house.token(http))
        await unit.say("join", visit=visit)
        await browser.settle(booked)
        if vouched:
            vouch(house, visit)
        page = await browser.page(PAGE)
        await page.say("join", visit=visit)
        desk = await beside(colleague, house, visit)
        await desk.until("welcome")
        await desk.until_seen(visit, role="patient", seat="lobby")
        yield Meeting(house, visit, unit, page, desk, browser, colleague)
        for wire in (unit, page, desk):
            await wire.close()
