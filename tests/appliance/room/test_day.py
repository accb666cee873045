"""The loop that lives the room's day."""

import asyncio
import time
from collections.abc import Callable

import pytest

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.room_views import phase
from appliance.core.words import Button, Phase
from appliance.room import day as day_module
from appliance.room.day import Doors, RoomLoop
from tests.support.room import RULES, in_phase
from tests.support.room_process import until
from wire.visits import Outcome


class House:
    """Everything around the loop."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.reported: list[tuple[str, Outcome | None]] = []
        self.rung: list[str] = []
        self.admitted: list[tuple[str, str]] = []
        self.identified: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.talked: list[e.Talking] = []
        self.doors = Doors(
            admit=lambda visit, peer: self.admitted.append((visit, peer)),
            identified=lambda visit, peer: self.identified.append((visit, peer)),
            talk=self.talked.append,
            report_outcome=self._report,
            ring=self.rung.append,
            rate=lambda visit, worked: self.order.append(f"rate {visit} {worked}"),
            restart_stage=lambda: self.order.append("restart stage"),
            replug=lambda part: self.order.append(f"replug {part}"),
            note=lambda note: self.notes.append(note.code),
            remember=self._remember,
            show=(lambda _day, _now: self.order.append("show"),),
        )

    async def _report(self, told: e.ReportOutcome) -> None:
        self.reported.append((told.visit, told.outcome))

    async def _remember(self, _day: Day, _now: float) -> None:
        self.order.append("remember")


def clock_from(now: float) -> Callable[[], float]:
    """A monotonic clock that reads ``now`` at first."""
    began = time.monotonic()
    return lambda: now + time.monotonic() - began


@pytest.fixture
def house() -> House:
    """A house that only listens."""
    return House()


async def test_what_is_remembered_is_safe_before_it_is_shown(house: House) -> None:
    loop = RoomLoop(new_day(RULES, time.monotonic(), time.time()))
    running = asyncio.create_task(loop.run(house.doors))
    await until(lambda: len(house.order) >= 4, "two rounds")
    assert house.order[:4] == ["remember", "show", "remember", "show"]
    running.cancel()


async def test_every_round_earns_the_watchdog(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(day_module, "earned", lambda: said.append("earned"))
    monkeypatch.setattr(day_module, "ready", lambda: said.append("ready"))
    loop = RoomLoop(new_day(RULES, time.monotonic(), time.time()))
    running = asyncio.create_task(loop.run(house.doors))
    await until(lambda: len(said) >= 4, "rounds without any event", within_s=2.5)
    assert said[:2] == ["ready", "earned"]
    running.cancel()


async def test_r60_an_identity_that_was_checked_is_told_to_central(house: House) -> None:
    day, now = in_phase(Phase.IN_CALL)
    loop = RoomLoop(day, clock_from(now))
    running = asyncio.create_task(loop.run(house.doors))
    loop.tell(e.Pressed(Button.IDENTIFIED))
    await until(lambda: house.identified, "told")
    assert house.identified == [("a1", "patient-1")]
    running.cancel()


async def test_a_deadline_of_the_core_is_kept(house: House) -> None:
    day, now = in_phase(Phase.READY)
    assert day.focus is not None
    assert day.focus.countdown is not None
    loop = RoomLoop(day, clock_from(day.focus.countdown - 0.2))
    running = asyncio.create_task(loop.run(house.doors))
    began = time.monotonic()
    await until(lambda: phase(loop.day) == ("a1", Phase.JOINING), "joining")
    assert time.monotonic() - began < 0.45
    running.cancel()
    assert now < day.focus.countdown


async def test_a_confirmed_outcome_is_reported_and_the_phase_recorded(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    day, now = in_phase(Phase.ENDED)
    loop = RoomLoop(day, clock_from(now))
    running = asyncio.create_task(loop.run(house.doors))
    loop.tell(e.Pressed(Button.HELD))
    await until(lambda: house.reported, "reported")
    assert house.reported == [("a1", Outcome.HELD)]
    recorded = [getattr(entry, "facts", {}) for entry in caplog.records]
    assert {"visit": "a1", "phase": "closed"} in recorded
    running.cancel()
