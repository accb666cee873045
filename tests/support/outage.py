"""A running call whose network can be taken away: the media, or everything."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.pages.running_central import free_port
from tests.support.demo import RunningCall, call_in
from tests.support.frozen_line import FrozenLine, frozen_line
from tests.support.impaired import Impaired, impaired
from workbench.demo import Demo


@dataclass(slots=True)
class Outage:
    """The call, the media's network and both sides' line to central."""

    call: RunningCall
    media: Impaired
    line: FrozenLine | None = None

    async def lasts(self, seconds: float, *, signaling: bool = False) -> tuple[float, float, float]:
        """Nothing gets through for so long; then the seconds until each side is back.

        The page has new pictures, the page has new sound, the room is in the call with both.
        """
        call = self.call
        self.media.cut()
        if signaling:
            assert self.line is not None
            self.line.cut()
        await asyncio.sleep(seconds)
        self.media.mend()
        if self.line is not None:
            self.line.mend()
        mended, here = await call.person.now(), time.monotonic()
        before = (await call.person.samples(mended - 5))[-1]
        room = await self._room_is_back(here)
        deadline = here + 60
        while True:
            samples = await call.person.samples(mended)
            seen = next((one.at for one in samples if one.frames > before.frames), None)
            heard = next((one.at for one in samples if one.energy > before.energy), None)
            if seen is not None and heard is not None:
                return seen - mended, heard - mended, room
            assert time.monotonic() < deadline, "the page's media did not come back"
            await asyncio.sleep(0.1)

    async def _room_is_back(self, since: float) -> float:
        """Seconds until the room is in the call; 0 where it never left it."""
        phases = self.call.records.of("room", "phase")
        if phases[-1]["phase"] == "in-call":
            return max(0.0, float(phases[-1]["mono"]) - since)
        back = await self.call.records.wait(
            "room", "phase", lambda it: it["phase"] == "in-call", since=since, timeout_s=60
        )
        return float(back["mono"]) - since


@asynccontextmanager
async def outage_in(folder: Path) -> AsyncIterator[Outage]:
    """A call of real processes that runs, over a network that can be cut."""
    async with AsyncExitStack() as stack:
        network, behind = stack.enter_context(impaired()), free_port()
        lines: list[asyncio.Future[FrozenLine]] = []

        def move(demo: Demo) -> None:
            """Central listens elsewhere; where everybody looks for it, the line begins."""
            text, own = demo.central_config.read_text(), f"listen_port = {demo.ports.central}"
            assert own in text
            demo.central_config.write_text(text.replace(own, f"listen_port = {behind}"))
            line = frozen_line(demo.ports.central, behind)
            lines.append(asyncio.ensure_future(stack.enter_async_context(line)))

        running = call_in(folder, network=network, before_central=move)
        call = await stack.enter_async_context(running)
        yield Outage(call, network, await lines[0])
