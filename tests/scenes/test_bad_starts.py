"""Something is missing or wrong when the processes start: one clear line, and it mends itself."""

import json
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.support.demo import demo_in, until
from workbench.choices import UNIT
from workbench.demo import Demo
from workbench.listener import Listener
from workbench.records import Records
from workbench.tools import program

pytestmark = [pytest.mark.scene, pytest.mark.timeout(120)]
in_the_demo = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    folder = tmp_path_factory.mktemp("demo") / "starts"
    async with demo_in(folder, start_in_s=1500, somebody=False) as demo:
        yield demo


class Heard:
    """The newest level of each topic of the unit."""

    def __init__(self, demo: Demo) -> None:
        self.listener = Listener(demo.places.keys, demo.ports.broker)
        self.listener.start()

    def has(self, topic: str, holds: Callable[[dict[str, object]], bool]) -> Callable[[], bool]:
        """Whether the newest message on ``topic`` ``holds``."""

        def newest() -> bool:
            found = [it for it in self.listener.heard if it.topic == f"ostord/1/{UNIT}/{topic}"]
            return bool(found) and bool(found[-1].payload) and holds(json.loads(found[-1].payload))

        return newest


@in_the_demo
async def test_a_camera_missing_at_start_is_told_and_comes_back(demo: Demo) -> None:
    heard = Heard(demo)
    await demo.bench.desk.do("camera", "unplug")
    await demo.supervisor.stop("stage")
    await demo.start("stage")
    pid = demo.supervisor.pid("stage")
    missing = heard.has("health/camera", lambda it: it.get("code") == "camera-missing")
    await until(missing, 15, "the missing camera is on the broker")
    await demo.bench.desk.do("camera", "plug")
    well = heard.has("health/camera", lambda it: it["condition"] == "ok")
    await until(well, 15, "the camera is well again on the broker")
    assert demo.supervisor.pid("stage") == pid
    heard.listener.stop()


@in_the_demo
async def test_a_broker_absent_at_start_is_found_later(demo: Demo) -> None:
    for name in ("room", "broker"):
        await demo.supervisor.stop(name)
    await demo.start("room")
    pid = demo.supervisor.pid("room")
    await demo.start("broker")
    began = time.monotonic()
    heard = Heard(demo)
    ready = heard.has("state", lambda it: it["state"] in ("ready", "alert"))
    await until(ready, 30, "the unit's state is on the broker")
    records = Records(demo.places.log)
    await records.wait("room", "broker.connected", since=began - 5)
    assert demo.supervisor.pid("room") == pid
    heard.listener.stop()


@in_the_demo
async def test_central_absent_at_start_is_found_later(demo: Demo) -> None:
    records = Records(demo.places.log)
    for name in ("room", "central"):
        await demo.supervisor.stop(name)
    began = time.monotonic()
    await demo.start("room")
    pid = demo.supervisor.pid("room")
    await records.wait("room", "central.gone", since=began)
    await records.wait("room", "feed.failed", since=began)
    await demo.start("central")
    came = time.monotonic()
    await records.wait("room", "central.connected", since=came)
    await records.wait("room", "feed.read", lambda it: it["visits"] > 0, since=came)
    assert demo.supervisor.pid("room") == pid


@in_the_demo
async def test_central_without_its_broker_serves_and_finds_it_later(demo: Demo) -> None:
    for name in ("central", "broker"):
        await demo.supervisor.stop(name)
    await demo.start("central")
    pid = demo.supervisor.pid("central")
    await demo.start("broker")
    base = f"http://127.0.0.1:{demo.ports.central}"
    key = (demo.places.keys / "fleet.key").read_text().strip()
    jar = aiohttp.CookieJar(unsafe=True)
    states: list[str] = []
    async with aiohttp.ClientSession(base, cookie_jar=jar, raise_for_status=True) as client:
        await client.post("/api/fleet/entry", json={"key": key})
        deadline = time.monotonic() + 30
        while "ready" not in states and "alert" not in states:
            assert time.monotonic() < deadline, f"the fleet page knows only {states}"
            async with client.get("/api/fleet") as answer:
                states = [unit["state"] for unit in (await answer.json())["units"]]
    assert demo.supervisor.pid("central") == pid


@pytest.mark.parametrize(
    ("command", "file"),
    [
        (("ostord-unit", "sign"), "unit/sign.toml"),
        (("ostord-unit", "room"), "unit/room.toml"),
        (("ostord-unit", "stage"), "unit/stage.toml"),
        (("ostord-central", "serve"), "central/central.toml"),
    ],
)
@in_the_demo
async def test_a_wrong_key_in_the_settings_is_one_line(
    demo: Demo, command: tuple[str, str], file: str, tmp_path: Path
) -> None:
    bad = tmp_path / Path(file).name
    bad.write_text('colour = "red"\n' + (demo.places.folder / file).read_text())
    ended = subprocess.run(
        [program(command[0]), command[1], "--config", str(bad)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert str(bad) in lines[0]
    assert "colour" in lines[0]
