"""The kiosk: Chromium with ``--kiosk`` and one page, which joins with one video codec."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.call.browsers import BrowserEnd, browser_end
from tests.bench.call.contestant import Line, Rows
from tests.bench.call.evidence import Evidence

FIRST_PICTURE_S = 15.0


class Kiosk:
    """``codec``: VP8 or H264."""

    def __init__(self, end: BrowserEnd, codec: str) -> None:
        self.name = f"kiosk {codec}"
        self._end = end
        self._mime = f"video/{codec}"

    async def join(self, line: Line) -> float | None:
        """Offer, take the answer, wait for the picture."""
        await self._end.call("reset")
        offer = await self._end.call("offer", self._mime)
        await self._end.call("accept", await line.answer(offer))
        return await self._end.first_picture_s(FIRST_PICTURE_S)

    async def leave(self) -> None:
        """Close the connection; the browser stays."""
        await self._end.call("hangUp")

    def pids(self) -> dict[str, list[int]]:
        """All of the browser's."""
        return {"chromium": self._end.pids()}

    async def watch(self) -> None:
        """Note what passes."""
        await self._end.call("watch")

    async def notes(self) -> Evidence:
        """What passed."""
        return await self._end.notes()

    async def sound(self) -> Rows:
        """As the browser counts."""
        return await self._end.stats()


@asynccontextmanager
async def kiosk(folder: Path, film: Path, speech: Path, codec: str) -> AsyncIterator[Kiosk]:
    """A kiosk for as long as the block runs."""
    async with browser_end(folder, "kiosk", film, speech, "--kiosk", own=True) as end:
        yield Kiosk(end, codec)
