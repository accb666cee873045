"""The one way a real browser is started: Debian's Chromium with a fake camera and microphone."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from workbench.faults import WorkbenchError

if TYPE_CHECKING:
    from playwright.async_api import Browser

ARGUMENTS = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=30",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns,Translate",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
)


@asynccontextmanager
async def chromium(*arguments: str) -> AsyncIterator["Browser"]:
    """A headless Chromium for as long as the block runs; more ``arguments`` are added."""
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        raise WorkbenchError(
            "Playwright is missing: the check needs the extra 'dev' (make demo-check installs it)."
        ) from None
    program = shutil.which("chromium")
    if program is None:
        raise WorkbenchError("Chromium is missing: apt-get install -y chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program,
            args=[*ARGUMENTS, *arguments],
            chromium_sandbox=os.geteuid() != 0,
        )
        try:
            yield browser
        finally:
            await browser.close()
