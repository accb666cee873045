"""The supervisor keeps, restarts, aborts and ends processes as systemd would."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from workbench.faults import JobFailed, WorkbenchError
from workbench.supervisor import Job, Supervisor

PATIENT = """
import os, socket, sys, time
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.connect(os.environ["NOTIFY_SOCKET"])
print("here", flush=True)
notify.send(b"READY=1")
while True:
    if sys.argv[1] == "lives":
        notify.send(b"WATCHDOG=1")
    time.sleep(0.05)
"""


class Watched:
    """A supervisor with what it told."""

    def __init__(self, folder: Path) -> None:
        self.told: list[tuple[str, dict[str, object]]] = []
        self.log = folder
        self.supervisor = Supervisor(folder, folder, lambda what, **f: self.told.append((what, f)))

    async def until(self, holds: Callable[[], bool], within_s: float = 5.0) -> float:
        """Seconds until ``holds``; fails when it never does."""
        begun = time.monotonic()
        async with asyncio.timeout(within_s):
            while not holds():
                await asyncio.sleep(0.01)
        return time.monotonic() - begun

    def start(self, *arguments: str, watchdog_s: float | None = 0.5) -> None:
        """Keep a Python script under the name ``job``."""
        command = (sys.executable, "-c", *arguments)
        self.supervisor.start(Job("job", command, watchdog_s))


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    await watched.supervisor.stop_all()


def _gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


async def test_what_dies_is_back_at_once(watched: Watched) -> None:
    watched.start(PATIENT, "lives")
    await watched.supervisor.ready("job")
    killed = watched.supervisor.kill("job")
    await watched.until(lambda: watched.supervisor.pid("job") not in (killed, None))
    assert [what for what, _ in watched.told] == ["job.started", "job.ended", "job.started"]


async def test_a_silent_one_is_aborted_and_comes_back(watched: Watched) -> None:
    watched.start(PATIENT, "hangs")
    await watched.supervisor.ready("job")
    first = watched.supervisor.pid("job")
    await watched.until(lambda: watched.supervisor.pid("job") not in (first, None))
    ends = [facts for what, facts in watched.told if what == "job.ended"]
    assert ends[0]["code"] == -signal.SIGABRT


async def test_a_stopped_one_is_aborted_and_comes_back(watched: Watched) -> None:
    watched.start(PATIENT, "lives")
    await watched.supervisor.ready("job")
    stopped = watched.supervisor.kill("job", signal.SIGSTOP)
    await watched.until(lambda: watched.supervisor.pid("job") not in (stopped, None))
    ends = [facts for what, facts in watched.told if what == "job.ended"]
    assert ends[0]["code"] == -signal.SIGABRT


async def test_one_that_never_is_ready_is_aborted_and_comes_back(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.supervisor.START_S", 0.3)
    watched.start("import time; time.sleep(60)")
    await watched.until(lambda: "job.ended" in [what for what, _ in watched.told])
    assert watched.told[1][0] == "job.silent"


async def test_one_that_renews_its_watchdog_is_left_alone(watched: Watched) -> None:
    watched.start(PATIENT, "lives", watchdog_s=0.3)
    await watched.supervisor.ready("job")
    first = watched.supervisor.pid("job")
    with pytest.raises(TimeoutError):
        await watched.until(lambda: watched.supervisor.pid("job") != first, within_s=1.0)


async def test_one_that_cannot_start_is_named_with_its_last_word(watched: Watched) -> None:
    watched.start("import sys; sys.exit('stage.toml: colour: is unknown')")
    with pytest.raises(JobFailed, match=r"job did not start: stage.toml: colour: is unknown"):
        await watched.supervisor.ready("job")


async def test_stopping_ends_the_grandchildren_too(watched: Watched) -> None:
    watched.start(
        "import subprocess, time; p = subprocess.Popen(['sleep', '60']);"
        "print(p.pid, flush=True); time.sleep(60)",
        watchdog_s=None,
    )
    log = watched.log / "job.jsonl"
    await watched.until(lambda: log.exists() and log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    await watched.supervisor.stop("job")
    await watched.until(lambda: _gone(grandchild))
    assert watched.supervisor.pid("job") is None


async def test_the_log_keeps_what_every_life_said(watched: Watched) -> None:
    watched.start(PATIENT, "lives")
    await watched.supervisor.ready("job")
    log = watched.log / "job.jsonl"
    watched.supervisor.kill("job")
    await watched.until(lambda: log.read_text().split() == ["here", "here"])


async def test_a_job_is_kept_once(watched: Watched) -> None:
    watched.start("import time; time.sleep(60)")
    with pytest.raises(WorkbenchError, match="running already"):
        watched.start("import time; time.sleep(60)")


async def test_everything_dies_with_the_supervisors_process(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "from workbench.supervisor import Job, Supervisor\n"
        "async def main():\n"
        "    folder = Path(sys.argv[1])\n"
        "    kept = Supervisor(folder, folder, lambda *_, **__: None)\n"
        "    kept.start(Job('job', ('sleep', '60')))\n"
        "    while kept.pid('job') is None: await asyncio.sleep(0.01)\n"
        "    await asyncio.sleep(0.2)\n"
        "    print(kept.pid('job'), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    keeper = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert keeper.stdout is not None
    child = int(await keeper.stdout.readline())
    assert not _gone(child)
    os.kill(keeper.pid, signal.SIGKILL)
    await keeper.wait()
    watched = Watched(tmp_path)
    await watched.until(lambda: _gone(child))
