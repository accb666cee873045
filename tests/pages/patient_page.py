"""A person at the patient's page in a real browser, and what that page tells of itself."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

from tests.pages.running_central import BIRTH_DATE
from tests.support.chromium import chromium

PHONE = {"width": 390, "height": 844}
__all__ = ["BIRTH_DATE", "PHONE", "PatientPage", "chromium", "patient"]


class PatientPage:
    """Presses what a person presses; reads window.ostord."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, name: str) -> None:
        """Press the button with these words."""
        await self.page.get_by_role("button", name=name).first.click()

    async def reads(self, text: str) -> None:
        """Wait until these words can be read."""
        await self.page.get_by_text(text).first.wait_for()

    async def told(self, expression: str) -> Any:
        """A value of the page's diagnostics."""
        return await self.page.evaluate(f"() => {expression}")

    async def until(self, expression: str, seconds: float = 15.0) -> Any:
        """Wait until the expression is true; asked from here, as the page's policy forbids eval."""
        deadline = time.monotonic() + seconds
        while not (value := await self.told(expression)):
            where = await self.told("document.body.innerText")
            assert time.monotonic() < deadline, (
                f"{expression} stayed false; the page reads: {where}"
            )
            await asyncio.sleep(0.05)
        return value

    async def screen(self, name: str) -> None:
        """Wait for a screen."""
        await self.until(f'window.ostord?.screen === "{name}"')

    async def frames(self) -> int:
        """Frames decoded of the generation that is shown."""
        stats = await self.told("window.ostord.stats()")
        return int(stats["framesDecoded"])

    async def visit(self) -> str:
        """The id of the visit that this browser's session is for."""
        ask = "fetch('/api/visit').then((answer) => answer.json()).then(({visit}) => visit)"
        return str(await self.told(ask))

    async def pictures(self, more: int) -> None:
        """Wait until so many more frames of the room have been decoded."""
        frames = await self.frames() + more
        await self.until(f"window.ostord.stats().then((s) => s.framesDecoded > {frames})")

    async def enter(self, link: str, birth_date: str = BIRTH_DATE) -> None:
        """Follow the link and give the date of birth."""
        await self.page.goto(link)
        await self.page.get_by_label("Ditt födelsedatum").fill(birth_date)
        await self.press("Gå vidare")

    async def go_to_lobby(self, link: str) -> None:
        """Everything from the link to the lobby (or the knock)."""
        await self.enter(link)
        await self.screen("consent")
        await self.press("Jag samtycker")
        await self.check_devices()

    async def check_devices(self) -> None:
        """The device check, passed."""
        await self.screen("check")
        await self.press("Slå på kamera och mikrofon")
        await self.press("Gå till lobbyn")

    async def fits(self) -> bool:
        """Nothing is wider than the window."""
        return bool(await self.told("document.documentElement.scrollWidth <= innerWidth"))


@asynccontextmanager
async def patient(browser: Browser, **options: Any) -> AsyncIterator[PatientPage]:
    """A fresh person with a phone; what their page complains of fails the test."""
    wanted = {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "viewport": PHONE} | options
    context = await browser.new_context(**wanted)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield PatientPage(page)
    await context.close()
    assert not complaints, complaints
