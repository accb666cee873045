"""A patient in a real browser: follows the link, answers what the page asks, waits, talks, leaves.

What the browser itself counts (W3C webrtc-stats) is sampled ten times a second in the page.
"""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.browser import chromium
from workbench.faults import WorkbenchError

if TYPE_CHECKING:
    from playwright.async_api import Page

ONWARD = re.compile(
    r"^(Gå vidare|Ja, jag kommer|Jag samtycker|Slå på kamera och mikrofon|Gå till lobbyn)$"
)
IN_LOBBY = "Du är i lobbyn"
LEAVE = "Lämna videobesök"
PHONE = {"width": 1280, "height": 800}

SAMPLER = """
(() => {
  const all = [];
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); all.push(this); }
  };
  window.samples = [];
  setInterval(async () => {
    const sample = { at: performance.now(), frames: 0, packets: 0, energy: 0, width: 0, height: 0 };
    for (const pc of all) {
      if (pc.connectionState === "closed") { sample.frames += pc.frames ?? 0; sample.packets +=
        pc.packets ?? 0; sample.energy += pc.energy ?? 0; continue; }
      pc.frames = pc.packets = pc.energy = 0;
      for (const report of (await pc.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        pc.packets += report.packetsReceived;
        if (report.kind === "audio") pc.energy += report.totalAudioEnergy ?? 0;
        if (report.kind === "video") {
          pc.frames += report.framesDecoded ?? 0;
          sample.width = report.frameWidth ?? sample.width;
          sample.height = report.frameHeight ?? sample.height;
        }
      }
      sample.frames += pc.frames; sample.packets += pc.packets; sample.energy += pc.energy;
    }
    if (all.length) window.samples.push(sample);
  }, 100);
})();
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the page had received by ``at`` (seconds of the page's clock), over all connections."""

    at: float
    frames: int
    packets: int
    energy: float
    width: int
    height: int


class Patient:
    """One person at one page."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    async def enter(
        self, link: str, birth_date: str, timeout_s: float = 40.0, until_reads: str = IN_LOBBY
    ) -> None:
        """From the link in the invitation to the lobby, one press after the other."""
        await self.page.goto(link)
        await self.page.get_by_label("Ditt födelsedatum").fill(birth_date)
        onward = self.page.get_by_role("button", name=ONWARD)
        lobby = self.page.get_by_text(until_reads)
        deadline = time.monotonic() + timeout_s
        while not await lobby.is_visible():
            if time.monotonic() > deadline:
                raise WorkbenchError(f"The patient stands still at: {await self._reads()}")
            if await onward.count() and await onward.first.is_enabled():
                await onward.first.click()
            await self.page.wait_for_timeout(200)

    async def wait_for_call(self, timeout_s: float = 60.0) -> None:
        """Wait until the page has decoded the first picture of the room."""
        await self.page.wait_for_function(
            "() => (window.samples.at(-1)?.frames ?? 0) > 0", timeout=timeout_s * 1000
        )

    async def leave(self) -> None:
        """*Lämna videobesök*"""
        await self.page.get_by_role("button", name=LEAVE).click()

    async def samples(self, since: float = 0.0) -> list[Sample]:
        """What was sampled after ``since``, seconds of the page's clock: a long call has many."""
        taken: list[dict[str, Any]] = await self.page.evaluate(
            "(since) => window.samples.filter(({ at }) => at > since)", since * 1000
        )
        return [Sample(**{**one, "at": one["at"] / 1000}) for one in taken]

    async def now(self) -> float:
        """The page's clock, seconds."""
        return float(await self.page.evaluate("() => performance.now()")) / 1000

    async def _reads(self) -> str:
        text = await self.page.locator("body").inner_text()
        return " / ".join(text.split("\n"))[:200]


@asynccontextmanager
async def patient(film: Path | None = None) -> AsyncIterator[Patient]:
    """A patient with a fresh browser, before whose camera ``film`` (.y4m) runs if given.

    What the page complains of is raised at the end.
    """
    camera = () if film is None else (f"--use-file-for-fake-video-capture={film}",)
    async with chromium(*camera) as browser:
        context = await browser.new_context(
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport=PHONE,  # type: ignore[arg-type]
            permissions=["camera", "microphone"],
        )
        await context.add_init_script(SAMPLER)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Patient(page)
        if complaints:
            raise WorkbenchError(f"The page broke: {complaints[0]}")


def between(samples: list[Sample], begin: float, end: float) -> list[Sample]:
    """The samples from ``begin`` to ``end``, seconds of the page's clock."""
    return [sample for sample in samples if begin <= sample.at <= end]


def longest_gap(samples: list[Sample], what: str) -> float:
    """The longest time, in seconds, in which ``what`` (frames or packets) did not grow."""
    longest, last = 0.0, samples[0] if samples else None
    for sample in samples:
        assert last is not None
        longest = max(longest, sample.at - last.at)
        if getattr(sample, what) > getattr(last, what):
            last = sample
    return longest


def longest_pause(samples: list[Sample]) -> float:
    """The longest time between two samples, seconds: a page that stands still measures nothing."""
    times = [sample.at for sample in samples]
    return max((later - sooner for sooner, later in pairwise(times)), default=0.0)
