"""Whatever process is killed while a patient talks: the call, the door and the visit survive it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.demo import RunningCall, call_in, until

pytestmark = [
    pytest.mark.scene,
    pytest.mark.timeout(240),
    pytest.mark.asyncio(loop_scope="module"),
]

GAP_S = 1.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def call(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningCall]:
    async with call_in(tmp_path_factory.mktemp("demo") / "killed") as call:
        yield call


async def _kill_and_watch(call: RunningCall, name: str, watch_s: float) -> tuple[float, float]:
    """The longest gaps in picture and packets around a kill -9 of ``name``."""
    await call.flows()
    begin = await call.person.now()
    killed = call.demo.supervisor.kill(name)
    await asyncio.sleep(watch_s)
    assert call.demo.supervisor.pid(name) not in (None, killed), f"{name} was not restarted"
    pause = await call.pause(begin - 0.5, begin + watch_s)
    print(f"the page itself stood still for {pause:.2f} s at most")
    return await call.gaps(begin - 0.5, begin + watch_s)


async def test_s1_sign_killed_is_re_asserted_within_a_second(call: RunningCall) -> None:
    await call.flows()
    killed = time.monotonic()
    call.demo.supervisor.kill("sign")
    shown = await call.records.wait("sign", "sign.shown", since=killed, timeout_s=5)
    print(f"sign killed: shown again after {shown['mono'] - killed:.2f} s")
    assert shown["state"] == "occupied"
    assert shown["mono"] - killed <= 1.0
    assert call.records.of("stage", "capture.closed", killed) == []
    await call.flows()


@pytest.mark.parametrize("name", ["broker", "central", "room"])
async def test_the_call_goes_on_when_another_process_is_killed(
    call: RunningCall, name: str
) -> None:
    killed = time.monotonic()
    picture, packets = await _kill_and_watch(call, name, 8.0)
    print(f"{name} killed: no picture for {picture:.2f} s, no packet for {packets:.2f} s")
    assert picture <= GAP_S, f"no picture for {picture:.2f} s"
    assert packets <= GAP_S, f"no packet for {packets:.2f} s"
    assert call.is_occupied()
    assert call.records.of("stage", "capture.closed", killed) == []


async def test_room_killed_is_back_in_the_same_visit(call: RunningCall) -> None:
    await call.flows()
    former = call.records.of("room", "phase")[-1]
    killed = time.monotonic()
    call.demo.supervisor.kill("room")
    back = await call.records.wait("room", "phase", since=killed, timeout_s=10)
    assert back["visit"] == former["visit"]
    await call.records.wait(
        "room", "phase", lambda it: it["phase"] == "in-call", since=killed, timeout_s=10
    )
    await call.flows()


async def test_stage_killed_is_back_in_the_same_visit_within_5_s(call: RunningCall) -> None:
    await call.flows()
    visit = call.records.of("room", "phase")[-1]["visit"]
    begin = await call.person.now()
    frames = (await call.person.samples())[-1].frames
    killed = time.monotonic()
    call.demo.supervisor.kill("stage")
    back = await call.records.wait(
        "room", "phase", lambda it: it["phase"] == "in-call", since=killed, timeout_s=15
    )
    first = await call.records.wait("stage", "call.first-frame", since=killed, timeout_s=15)
    await asyncio.sleep(2.0)
    seen = [it for it in await call.person.samples() if it.at > begin + 0.5 and it.frames > frames]
    picture, _ = await call.gaps(begin, begin + 15)
    print(
        f"stage killed: in the call after {back['mono'] - killed:.2f} s, "
        f"the patient without picture for {picture:.2f} s"
    )
    assert back["visit"] == visit
    assert back["mono"] - killed <= 5.0
    assert first["mono"] - killed <= 5.0
    assert seen, "the patient sees the room again"
    assert picture <= 5.0
    assert call.is_occupied()


async def test_s3_stage_killed_with_room_dead_leaves_the_sign_occupied(call: RunningCall) -> None:
    await call.flows()
    began = time.monotonic()
    await call.demo.supervisor.stop("room", signal.SIGKILL)
    await asyncio.sleep(4.0)  # longer than room's lease
    assert call.is_occupied()
    await call.demo.supervisor.stop("stage", signal.SIGKILL)
    for _ in range(30):
        assert call.is_occupied()
        await asyncio.sleep(0.2)
    states = {it["state"] for it in call.records.of("sign", "sign.shown", began)}
    assert states <= {"occupied"}
    await call.demo.start("room")
    await call.demo.start("stage")
    await until(call.is_occupied, 1.0, "the sign says occupied")
    await call.records.wait(
        "room", "phase", lambda it: it["phase"] == "in-call", since=began, timeout_s=20
    )
    await call.flows()


async def test_nothing_of_the_patient_is_left_in_logs_and_files(call: RunningCall) -> None:
    from workbench.traces import file_contents, traces

    booked, places = call.demo.booked, call.demo.places
    assert booked is not None
    assert traces(booked.person, file_contents(places.unit, places.log)) == []
