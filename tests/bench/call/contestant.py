"""What every contestant can do: join the far end, and tell what it cost, saw and heard."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.bench.call.browsers import BrowserEnd
from tests.bench.call.evidence import Evidence
from tests.support.impaired import Impaired

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the far end, directly or over a bad network."""

    far: BrowserEnd
    network: Impaired | None = None

    async def answer(self, offer: str) -> str:
        """The far end's answer."""
        if self.network is not None:
            offer = await asyncio.to_thread(self.network.rewrite_sdp, "unit", offer)
        answer: str = await self.far.call("answer", offer)
        if self.network is not None:
            answer = await asyncio.to_thread(self.network.rewrite_sdp, "page", answer)
        return answer

    async def candidate(self, text: str) -> None:
        """One candidate more of the contestant's."""
        if self.network is not None and text:
            told = await asyncio.to_thread(self.network.rewrite_candidate, "unit", text)
            text = told or ""
        if text:
            await self.far.call("candidate", text)


class Contestant(Protocol):
    """One kind of room, started and ready for calls one after the other."""

    name: str

    async def join(self, line: Line) -> float | None:
        """Begin a call; seconds until the first picture was decoded, None where none came."""

    async def leave(self) -> None:
        """End it."""

    def pids(self) -> dict[str, list[int]]:
        """Its processes now, by what they are."""

    async def watch(self) -> None:
        """Note from now on what is sent, seen, said and heard."""

    async def notes(self) -> Evidence:
        """What was noted since ``watch``, which ends here."""

    async def sound(self) -> Rows:
        """``at`` (monotonic), ``concealed``, ``samples``, ``discarded`` since joining."""


async def until(look: Callable[[], Awaitable[Any]], within_s: float, each_s: float = 0.05) -> Any:
    """What ``look`` finds as soon as it finds anything; None when it does not in time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while not (found := await look()) and loop.time() < deadline:
        await asyncio.sleep(each_s)
    return found or None
