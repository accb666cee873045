"""Guests in real browsers: invited through the desk's door, in by their link and the code."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.request import Request, urlopen

from playwright.async_api import Browser

from central.core.access import StaffRole
from central.staff.session import COOKIE
from central.store.database import Database
from tests.pages.patient_page import PatientPage, patient
from tests.pages.running_central import RunningCentral
from tests.support.guests import FATIMA, link_of
from tests.support.staff import sign_in


def letters(central: RunningCentral, kind: str) -> list[str]:
    """The letters of this kind, oldest first."""
    return [path.read_text() for path in sorted((central.folder / "outbox").glob(f"*-{kind}-*"))]


def invite(central: RunningCentral, visit: str, **wish: str) -> str:
    """Invite a guest as the desk does; the link of their letter."""
    database = Database(f"sqlite:///{central.folder / central.database}")
    cookie = sign_in(database, time.time(), StaffRole.CLINICIAN)
    database.close()
    before = set(letters(central, "guest.invitation"))
    asked = Request(
        f"{central.url}/api/staff/visits/{visit}/guests",
        json.dumps(FATIMA | wish).encode(),
        {"Content-Type": "application/json", "Cookie": f"{COOKIE}={cookie}"},
    )
    with urlopen(asked, timeout=10) as answer:
        assert answer.status == 201
    (letter,) = set(letters(central, "guest.invitation")) - before
    return link_of(letter)


async def come_in(central: RunningCentral, guest: PatientPage, link: str) -> None:
    """From the link to the lobby: the code, the consent, the devices."""
    await guest.page.goto(link)
    before = set(letters(central, "code"))
    await guest.press("Skicka en kod")
    await guest.reads("Koden som du har fått")
    (letter,) = set(letters(central, "code")) - before
    await guest.page.get_by_label("Koden som du har fått").fill(letter.split("#")[-1].strip())
    await guest.press("Gå vidare")
    await guest.screen("consent")
    await guest.press("Jag samtycker")
    await guest.check_devices()
    await guest.screen("lobby")


@asynccontextmanager
async def guest_page(
    central: RunningCentral, browser: Browser, link: str, **options: Any
) -> AsyncIterator[PatientPage]:
    """A guest who stands in the lobby."""
    async with patient(browser, **options) as guest:
        await come_in(central, guest, link)
        yield guest


async def meets(page: PatientPage, *roles: str) -> None:
    """Wait until this page sees and hears each of these others."""
    for role in roles:
        met = f"({{frames, heard}}) => frames > 5 && heard > 0)({'{'}...all['{role}']{'}'})"
        await page.until(f"window.ostord.beside().then((all) => all['{role}'] && ({met})", 60)
