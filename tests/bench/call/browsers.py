"""Chromium as the far end and as a kiosk: one page, which notes what it sees and hears."""

import base64
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Page, async_playwright

from tests.bench.call.evidence import Evidence
from tests.bench.call.processes import family
from tests.bench.call.sounds import RATE_HZ, Piece, resampled
from tests.bench.call.time_code import read
from workbench.browser import ARGUMENTS

PAGE = Path(__file__).parent / "page.html"
SIZE = {"width": 1280, "height": 800}
PROGRAM = Path("/usr/lib/chromium")


class BrowserEnd:
    """A Chromium with the bench's page."""

    def __init__(self, page: Page, pid: int) -> None:
        self._page = page
        self._pid = pid
        self._ahead = 0.0

    def pids(self) -> list[int]:
        """All its processes."""
        return family(self._pid)

    async def call(self, name: str, *given: Any) -> Any:
        """Run one of the page's functions."""
        return await self._page.evaluate(
            "([name, given]) => window.eval(name)(...given)", [name, list(given)]
        )

    async def set_clock(self) -> None:
        """Learn how far the machine's monotonic clock is ahead of the page's."""
        tries = []
        for _ in range(15):
            before = time.monotonic()
            page = await self._page.evaluate("performance.now()") / 1000
            after = time.monotonic()
            tries.append((after - before, (before + after) / 2 - page))
        self._ahead = min(tries)[1]

    async def first_picture_s(self, timeout_s: float = 15.0) -> float | None:
        """Seconds from the page's beginning to the first picture; None if none came."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found = await self._page.evaluate("first()")
            if found is not None:
                return float(found) / 1000
            await self._page.wait_for_timeout(20)
        return None

    async def stats(self) -> list[dict[str, Any]]:
        """The page's samples of its connection, by the machine's monotonic clock."""
        rows: list[dict[str, Any]] = await self._page.evaluate("stats")
        return [{**row, "at": row["at"] / 1000 + self._ahead} for row in rows]

    async def notes(self) -> Evidence:
        """What the page noted since ``watch``."""
        found = await self._page.evaluate("notes()")

        def codes(rows: list[Any]) -> list[tuple[float, int | None]]:
            times = self._times([row[0] for row in rows], [row[1] for row in rows])
            return [(at, read(row[2])) for at, row in zip(times, rows, strict=True)]

        return Evidence(
            sent=codes(found["sent"]),
            seen=codes(found["seen"]),
            said=self._pieces(found["said"]),
            heard=self._pieces(found["heard"]),
        )

    def _times(self, noted: list[float], stamps: list[float]) -> list[float]:
        """When media was there: its own stamps, put where they were noted with the least delay."""
        late = min((at - stamp for at, stamp in zip(noted, stamps, strict=True)), default=0.0)
        return [(stamp + late) / 1000 + self._ahead for stamp in stamps]

    def _pieces(self, found: dict[str, Any]) -> list[Piece]:
        samples = np.frombuffer(base64.b64decode(found["data"]), "<i2").astype(np.int16)
        sizes = np.array(found["sizes"], dtype=int)
        if found["rate"] != RATE_HZ:  # whole blocks of 10 ms, at any rate
            samples = resampled(samples, found["rate"])
            sizes = sizes * RATE_HZ // found["rate"]
        ends = np.cumsum(sizes)
        parts = np.split(samples, ends[:-1]) if len(ends) else []
        times = self._times(found["at"], found["stamps"])
        return [Piece(at, part) for at, part in zip(times, parts, strict=True)]


@asynccontextmanager
async def browser_end(
    folder: Path, name: str, film: Path, speech: Path, *more: str, own: bool = False
) -> AsyncIterator[BrowserEnd]:
    """A Chromium whose program is a copy: no memory is shared with another one's."""
    program = folder / f"chromium-{name}"
    if not program.exists():
        shutil.copytree(PROGRAM, program)
    mark = f"--ostord-bench={name}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program / "chromium",
            args=[
                *ARGUMENTS,
                f"--use-file-for-fake-video-capture={film}",
                f"--use-file-for-fake-audio-capture={speech}",
                f"--window-size={SIZE['width']},{SIZE['height']}",
                mark,
                *more,
            ],
            chromium_sandbox=False,
        )
        try:
            page = await browser.new_page(viewport=SIZE)  # type: ignore[arg-type]

            async def serve(route: Any) -> None:
                await route.fulfill(body=PAGE.read_text(), content_type="text/html")

            await page.route("**/*", serve)
            await page.goto("http://localhost/")
            end = BrowserEnd(page, _pid(mark))
            await end.call("prepare", own)
            await end.set_clock()
            yield end
        finally:
            await browser.close()


def _pid(mark: str) -> int:
    """The oldest process that was started with ``mark``."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark.encode() in words and not any(word.startswith(b"--type=") for word in words):
                found.append(int(entry.name))
    return min(found)
