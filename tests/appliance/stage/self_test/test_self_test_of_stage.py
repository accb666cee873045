"""A whole self-test of stage: its devices, its sign, its lease, and a call with itself (S1)."""

import asyncio
import logging
import math
import time
from pathlib import Path

import pytest

from appliance.core.views import SelfTestView, StageView
from appliance.core.words import Fault, Proven, Reason
from appliance.stage import capture
from appliance.stage.self_test import runner
from tests.support.devices import control
from tests.support.stage_call import stage_view, until
from tests.support.stage_works import WorksBench, recorded, works_bench

ALL = tuple(Proven)
PATIENCE = 30.0


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "ostord")
    return caplog


def view_of(*parts: Proven, number: int = 1, tone: bool = True) -> StageView:
    """What room wants of stage for a self-test."""
    opens = set(parts) - {Proven.CALL}
    view = stage_view(call=False, capture=Reason.SELF_TEST if opens else None)
    return view.model_copy(
        update={
            "camera": Proven.CAMERA in opens,
            "microphone": bool(opens - {Proven.CAMERA}),
            "test": SelfTestView(number=number, parts=parts, tone=tone),
        }
    )


def results(bench: WorksBench, number: int = 1) -> dict[Proven, Fault | None]:
    test = bench.room.doing.test
    found = test.results if test is not None and test.number == number else ()
    return {one.part: one.fault for one in found}


async def done(bench: WorksBench, *parts: Proven, number: int = 1) -> dict[Proven, Fault | None]:
    """What it found, once all ``parts`` are told and everything is closed."""
    await until(lambda: set(results(bench, number)) == set(parts), PATIENCE)
    await until(lambda: not bench.handles(), PATIENCE)
    return results(bench, number)


def openings(caplog: pytest.LogCaptureFixture) -> dict[str, list[float]]:
    """When each device was opened and closed, by the journal."""
    times: dict[str, list[float]] = {}
    for entry in caplog.records:
        if entry.getMessage() in ("capture.opened", "capture.closed"):
            times.setdefault(entry.facts["device"], []).append(entry.created)  # type: ignore[attr-defined]
    return times


async def test_s1_a_whole_test_with_the_sign_before_and_nothing_left_open(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(*ALL))
        assert await done(bench, *ALL) == dict.fromkeys(ALL)
        assert bench.board.own is None
        assert bench.board.remote is None
        await until(lambda: "unknown" in recorded(told.records, "sign.shown")[-1], PATIENCE)
    order = recorded(told.records, "sign.shown", "capture.opened", "capture.closed")
    assert order.index("sign.shown occupied") < order.index("capture.opened camera")
    last = max(i for i, one in enumerate(order) if one.startswith("capture.closed"))
    assert last < max(i for i, one in enumerate(order) if one == "sign.shown unknown")
    times = openings(told)
    assert set(times) == {"camera", "microphone"}
    assert all(len(both) == 2 for both in times.values())


async def test_s1_a_second_test_opens_anew_what_the_first_one_had_open(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(Proven.CAMERA, Proven.MICROPHONE))
        await until(lambda: bench.handles() == {"camera", "headset"}, PATIENCE)
        bench.room.want(view_of(Proven.CAMERA, Proven.MICROPHONE, number=2))
        await done(bench, Proven.CAMERA, Proven.MICROPHONE, number=2)
    assert {device: len(times) for device, times in openings(told).items()} == {
        "camera": 4,
        "microphone": 4,
    }


async def test_s1_what_a_self_test_sees_is_never_on_the_screens_board(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(Proven.CAMERA))
        await until(lambda: bench.handles() == {"camera"}, PATIENCE)
        while not results(bench):
            assert bench.board.own is None
            await asyncio.sleep(0.02)
        bench.room.want(stage_view(call=False, capture=Reason.LOBBY))
        await until(lambda: bench.board.own is not None, PATIENCE)


async def test_s1_who_comes_in_ends_it_at_once(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(*ALL))
        await until(lambda: bench.handles() == {"camera", "headset"}, PATIENCE)
        bench.room.want(stage_view(call=False, capture=None))
        await until(lambda: not bench.handles(), PATIENCE)
        await until(lambda: bench.room.doing.test is None, PATIENCE)


async def test_s1_a_test_that_nobody_ends_is_over_by_itself(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    """Room goes away in the middle: stage closes, for nobody could say that somebody came."""
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(*ALL))
        await until(lambda: bench.handles() == {"camera", "headset"}, PATIENCE)
        await bench.room.stop()
        await until(lambda: not bench.handles(), PATIENCE)


async def test_without_the_signs_word_nothing_opens_and_nothing_is_told(tmp_path: Path) -> None:
    async with works_bench(tmp_path, sign=False) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(*ALL))
        assert await done(bench, Proven.CALL) == {Proven.CALL: None}


@pytest.mark.parametrize(
    ("verb", "fault"), [("freeze", Fault.CAMERA_FROZEN), ("close-lid", Fault.CAMERA_COVERED)]
)
async def test_what_is_wrong_with_the_camera_is_found_and_when_it_is_mended(
    tmp_path: Path, verb: str, fault: Fault
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        with control(tmp_path, "camera") as wire:
            wire.do(verb)
            bench.room.want(view_of(Proven.CAMERA))
            assert await done(bench, Proven.CAMERA) == {Proven.CAMERA: fault}
            wire.do({"freeze": "thaw", "close-lid": "open-lid"}[verb])
            bench.room.want(view_of(Proven.CAMERA, number=2))
            assert await done(bench, Proven.CAMERA, number=2) == {Proven.CAMERA: None}


async def test_a_headset_whose_key_says_mute_is_found(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        with control(tmp_path, "headset") as wire:
            wire.do("hear-silence")
            bench.room.want(view_of(Proven.MICROPHONE, Proven.LOUDSPEAKER))
            found = await done(bench, Proven.MICROPHONE, Proven.LOUDSPEAKER)
    assert found == {Proven.MICROPHONE: Fault.MICROPHONE_SILENT, Proven.LOUDSPEAKER: None}


async def test_a_headset_that_goes_is_told_of_both_its_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "OPEN_S", PATIENCE)
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(Proven.MICROPHONE, Proven.LOUDSPEAKER))
        await until(lambda: bench.handles() == {"headset"}, PATIENCE)
        with control(tmp_path, "headset") as wire:
            wire.do("unplug")
            found = await done(bench, Proven.MICROPHONE, Proven.LOUDSPEAKER)
    assert found == dict.fromkeys(found, Fault.HEADSET_FAILED)


@pytest.mark.parametrize(
    ("loudspeaker", "gain", "tone", "fault"),
    [
        (True, 0.5, True, None),
        (True, 0.0, True, Fault.LOUDSPEAKER_UNHEARD),
        (True, 0.0, False, None),
        (False, 0.0, True, None),
    ],
    ids=["heard", "unheard", "at night", "a headset on a hook"],
)
async def test_the_tone_goes_from_the_loudspeaker_to_the_microphone(
    tmp_path: Path, loudspeaker: bool, gain: float, tone: bool, fault: Fault | None
) -> None:
    async with works_bench(tmp_path, loudspeaker=loudspeaker) as bench:
        await until(lambda: bench.room.connected)
        with control(tmp_path, "headset") as wire:
            wire.do("couple", gain=gain)
            bench.room.want(view_of(Proven.MICROPHONE, Proven.LOUDSPEAKER, tone=tone))
            found = await done(bench, Proven.MICROPHONE, Proven.LOUDSPEAKER)
    assert found == {Proven.MICROPHONE: None, Proven.LOUDSPEAKER: fault}


async def test_a_central_that_sends_nothing_back_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.stage.net.loop_call.PATIENCE_S", 1.0)
    async with works_bench(tmp_path) as bench:
        bench.room.echoes = False
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(Proven.CALL))
        assert await done(bench, Proven.CALL) == {Proven.CALL: Fault.CALL_FAILS}


async def test_stage_ends_when_room_says_so(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.say(b'{"type":"restart"}')
        await until(bench.board.stopped.is_set, PATIENCE)


async def test_s1_a_measuring_that_never_ends_keeps_nothing_open(
    tmp_path: Path, told: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its seat closes each device once and for all, and what came until then is judged."""
    monkeypatch.setattr(runner, "OPEN_S", math.inf)
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        parts = (Proven.CAMERA, Proven.MICROPHONE, Proven.LOUDSPEAKER)
        bench.room.want(view_of(*parts))
        assert await done(bench, *parts) == dict.fromkeys(parts)
        bench.room.want(view_of(*parts, number=2))
        assert await done(bench, *parts, number=2) == dict.fromkeys(parts)
    assert {device: len(times) for device, times in openings(told).items()} == {
        "camera": 4,
        "microphone": 4,
    }


async def test_s1_a_round_that_hangs_keeps_nothing_open(
    tmp_path: Path, told: pytest.LogCaptureFixture
) -> None:
    """Stage's whole loop stands still with camera and microphone open: they close without it."""
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(view_of(Proven.CAMERA, Proven.MICROPHONE))
        await until(lambda: bench.handles() == {"camera", "headset"}, PATIENCE)
        end = time.monotonic() + PATIENCE
        while bench.handles() and time.monotonic() < end:
            time.sleep(0.02)
        assert not bench.handles()
    assert all(len(times) == 2 for times in openings(told).values())


def test_s1_no_device_may_be_open_for_more_than_3_s() -> None:
    """Its seat's bound, and the longest that a step takes before it closes."""
    assert capture.SELF_TEST_S + 0.3 <= 3.0
    assert runner.OPEN_S + 0.1 + 0.3 < capture.SELF_TEST_S
