"""A process stands still for 5 s, then goes on: what the door says, and what opens (S1, S3).

Nobody restarts anything here: the watchdogs are set far away.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from tests.support.lamp_watch import Seen
from tests.support.trials_patient import TrialPatient
from tests.support.trials_unit import TrialUnit, trial_unit, until
from tests.support.trials_visit import LATER_S, Visit

pytestmark = [
    pytest.mark.scene,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]

FROZEN_S = 5.0
LEASE_S = 3.0
SLACK_S = 0.5
FAR = {"sign": 60.0, "room": 60.0, "stage": 60.0}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TrialUnit]:
    async with trial_unit(tmp_path_factory.mktemp("unit") / "0", watchdogs_s=FAR) as unit:
        yield unit


@asynccontextmanager
async def a_visit(unit: TrialUnit) -> AsyncIterator[Visit]:
    """The patient is in the lobby, and after the block the visit ends as it should."""
    patient = TrialPatient(unit.house)
    try:
        booked = unit.book(LATER_S)
        visit = Visit(unit, patient, booked)
        await patient.enter(booked)
        await visit.comes_to("checking")
        yield visit
        await visit.end()
    finally:
        await patient.close()


async def frozen(
    unit: TrialUnit, *names: str, meanwhile: Callable[[], None] = lambda: None
) -> list[Seen]:
    """Stop ``names`` for 5 s; what was seen at the door in that time and 1 s after."""
    pids = [pid for name in names if (pid := unit.keeping.pid(name))]
    assert len(pids) == len(names)
    begun = time.monotonic()
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        meanwhile()
        await asyncio.sleep(FROZEN_S)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    await asyncio.sleep(1.0)
    assert [unit.keeping.pid(name) for name in names] == pids, "somebody restarted it"
    seen = unit.watch.between(begun, time.monotonic())
    assert len(seen) > FROZEN_S / 0.05 / 2
    return seen


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("sign",), marks=pytest.mark.long),
        pytest.param(("room",), marks=pytest.mark.long),
        pytest.param(("stage",), marks=pytest.mark.long),
        ("sign", "room", "stage"),
    ],
)
async def test_s3_the_door_stays_occupied_in_a_call(
    unit: TrialUnit, names: tuple[str, ...]
) -> None:
    async with a_visit(unit) as visit:
        await visit.to_call()
        seen = await frozen(unit, *names)
        assert {one.shows for one in seen} == {"occupied"}
        assert all(one.driven for one in seen)
        await visit.meet()


@pytest.mark.long
async def test_s3_a_paused_visit_whose_room_hangs_says_unknown_after_its_lease(
    unit: TrialUnit,
) -> None:
    async with a_visit(unit) as visit:
        await visit.to_pause()
        await until(lambda: shows(unit) == "paused", 5, "paused at the door")
        begun = time.monotonic()
        seen = await frozen(unit, "room")
        held = {one.shows for one in seen if one.at < begun + LEASE_S - 1 - SLACK_S}
        over = {one.shows for one in seen if begun + LEASE_S + SLACK_S < one.at < begun + FROZEN_S}
        assert held == {"paused"}
        assert over == {"unknown"}
        await until(lambda: shows(unit) == "paused", 5, "paused at the door again")


async def test_s1_nothing_opens_while_a_frozen_sign_cannot_say_occupied(unit: TrialUnit) -> None:
    async with a_visit(unit) as visit:
        await unit.press("today")
        await until(lambda: shows(unit) == "soon", 5, "soon at the door")
        pressing: list[asyncio.Task[None]] = []
        begun = time.monotonic()
        seen = await frozen(
            unit,
            "sign",
            meanwhile=lambda: pressing.append(asyncio.create_task(unit.press("start", 1.0))),
        )
        await pressing[0]
        assert visit.phases_since(begun), "the press was taken"
        assert {one.shows for one in seen if not one.answers} == {"soon"}
        assert not [one for one in seen if one.handles and one.shows != "occupied"]
        await visit.to_call()


def shows(unit: TrialUnit) -> str | None:
    """What the lamp shows now."""
    seen = unit.watch.look()
    return seen.shows if seen else None
