"""Jumps of the wall clock, and whether it can be trusted."""

import asyncio

from appliance.core.events import ClockSet, ClockTrusted, Event
from appliance.room.clock import ClockWatch


class Clocks:
    """A wall clock and a monotonic one, set by hand."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.mono = 50.0
        self.told: list[Event] = []
        self.watch = ClockWatch(self.told.append, lambda: self.wall, lambda: self.mono)

    def lapse(self, seconds: float, jump: float = 0.0) -> None:
        """Time passes, and the wall clock jumps."""
        self.mono += seconds
        self.wall += seconds + jump
        self.watch.look()


def test_time_that_only_passes_is_no_news() -> None:
    clocks = Clocks()
    clocks.lapse(3600, jump=0.9)
    assert clocks.told == []


def test_a_jump_is_told_once_and_the_anchor_follows() -> None:
    clocks = Clocks()
    clocks.lapse(1, jump=1.1)
    clocks.lapse(1)
    clocks.lapse(1, jump=-3600)
    assert clocks.told == [ClockSet(1_000_002.1), ClockSet(1_000_004.1 - 3600)]


def test_the_clock_is_trusted_within_two_seconds_of_central() -> None:
    clocks = Clocks()
    clocks.watch.heard(clocks.wall + 1.9)
    assert clocks.told == [ClockTrusted(True)]  # noqa: FBT003


def test_an_hour_off_is_not_trusted_until_it_is_set() -> None:
    clocks = Clocks()
    clocks.watch.heard(clocks.wall + 3600)
    assert clocks.told == []
    clocks.lapse(1, jump=3600)
    assert [type(event) for event in clocks.told] == [ClockSet, ClockTrusted]
    clocks.lapse(1, jump=-10)
    assert clocks.told[-1] == ClockTrusted(False)  # noqa: FBT003


async def test_the_duty_looks_by_itself() -> None:
    clocks = Clocks()
    watching = asyncio.create_task(clocks.watch.run())
    clocks.wall += 100
    async with asyncio.timeout(2):
        while not clocks.told:
            await asyncio.sleep(0.01)
    watching.cancel()
