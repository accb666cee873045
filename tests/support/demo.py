"""The whole demo as a library for scenes: real processes, a real browser, a call that runs."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.impaired import Impaired
from workbench.choices import Choices
from workbench.demo import Demo, book_today, running
from workbench.patient import Patient, between, longest_gap, longest_pause, patient
from workbench.records import Records


def quiet(_: str) -> None:
    """Nobody reads the demo's progress in a test."""


@asynccontextmanager
async def demo_in(
    folder: Path,
    *,
    start_in_s: int,
    somebody: bool = True,
    before_central: Callable[[Demo], None] = lambda _: None,
) -> AsyncIterator[Demo]:
    """A demo on free ports with today's bookings in place."""
    choices = Choices(folder=folder, port_base=0, start_in_s=start_in_s, somebody=somebody)
    async with running(choices, quiet, before_central) as demo:
        await book_today(demo, quiet)
        yield demo


async def until(holds: Callable[[], bool], within_s: float, what: str) -> float:
    """Seconds until ``holds``; fails with ``what`` when it does not in time."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def until_async(holds: Callable[[], Awaitable[bool]], within_s: float, what: str) -> None:
    """Wait until what ``holds`` asks for is true; fails with ``what`` when it is not in time."""
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.1)


@dataclass(slots=True)
class RunningCall:
    """A visit in the middle of its call."""

    demo: Demo
    person: Patient
    records: Records

    def lamp(self) -> str:
        """What the door says now; ``undriven`` while nothing drives the lamp."""
        state = self.demo.bench.desk.states()["lamp"]
        return str(state["state"]) if state and state["driven"] else "undriven"

    def is_occupied(self) -> bool:
        """Whether the door says occupied."""
        return self.lamp() == "occupied"

    async def flows(self, seconds: float = 3.0) -> None:
        """Wait until picture and sound have flowed for ``seconds`` without a gap over 0.5 s."""
        deadline = time.monotonic() + 30
        while True:
            begin = await self.person.now()
            await asyncio.sleep(seconds)
            if max(await self.gaps(begin, begin + seconds)) < 0.5:
                return
            assert time.monotonic() < deadline, "the call does not flow"

    async def pause(self, begin: float, end: float) -> float:
        """The longest time between two of the page's own samples: what a busy machine adds."""
        return longest_pause(between(await self.person.samples(begin), begin, end))

    async def gaps(self, begin: float, end: float) -> tuple[float, float]:
        """The longest time without a decoded picture, and without any packet, in the page."""
        samples = between(await self.person.samples(begin), begin, end)
        assert len(samples) > 5, "the page took no samples"
        return longest_gap(samples, "frames"), longest_gap(samples, "packets")


@asynccontextmanager
async def call_in(
    folder: Path,
    *,
    start_in_s: int = 20,
    network: Impaired | None = None,
    before_central: Callable[[Demo], None] = lambda _: None,
) -> AsyncIterator[RunningCall]:
    """A demo whose next visit has started by itself, with both talking, over ``network``."""
    async with (
        demo_in(folder, start_in_s=start_in_s, before_central=before_central) as demo,
        patient() as person,
    ):
        assert demo.booked is not None
        records = Records(demo.places.log)
        if network is not None:
            await network.join_page(person.page)
        await person.enter(demo.booked.link, demo.booked.person.birth_date)
        await records.wait("room", "phase", lambda it: it["phase"] == "in-call", timeout_s=90)
        await person.wait_for_call()
        call = RunningCall(demo, person, records)
        await call.flows()
        yield call
