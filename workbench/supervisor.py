"""A small stand-in for systemd: keeps a few processes alive, as their service files would.

What dies comes back after 0.1 s (after 2 s when it keeps dying), a process with a watchdog that
falls silent gets SIGABRT, and all of them die with this process, however it ends.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.faults import JobFailed, WorkbenchError
from workbench.notices import Notices

RESTART_S = 0.1
RESTART_OFTEN_S = 2.0
OFTEN = 5
OFTEN_WITHIN_S = 10.0
STOP_S = 4.0
ABORT_S = 2.0
START_S = 90.0
"""A process with a watchdog must be ready within this time."""


@dataclass(frozen=True, slots=True)
class Job:
    """One process to keep; ``watchdog_s`` also means that it tells when it is ready."""

    name: str
    command: tuple[str, ...]
    watchdog_s: float | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Keeps jobs running; ``log/{name}.jsonl`` in ``folder`` gets all that a job writes."""

    def __init__(self, log: Path, runtime: Path, tell: Callable[..., None]) -> None:
        self._log = log
        self._runtime = runtime
        self._tell = tell
        self._kept: dict[str, _Kept] = {}

    def start(self, job: Job) -> None:
        """Start ``job`` and keep it; a job of that name must not be kept already."""
        if job.name in self._kept:
            raise WorkbenchError(f"{job.name} is running already.")
        self._kept[job.name] = _Kept(job, self._log, self._runtime, self._tell)

    async def ready(self, name: str, timeout_s: float = 30.0) -> None:
        """Wait until ``name`` said that it is ready; JobFailed when it ends before."""
        await self._kept[name].ready(timeout_s)

    def failed(self, name: str) -> JobFailed | None:
        """How ``name`` ended, if it has never come further than its start."""
        return self._kept[name].failed

    def pid(self, name: str) -> int | None:
        """The process id of ``name`` now, or None between death and restart."""
        kept = self._kept.get(name)
        return kept.pid if kept else None

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to ``name`` as a fault would; return the process id that got it."""
        pid = self.pid(name)
        if pid is None:
            raise WorkbenchError(f"{name} is not running.")
        os.kill(pid, number)
        return pid

    async def stop(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """End ``name`` by a signal and keep it no more."""
        kept = self._kept.pop(name, None)
        if kept is not None:
            await kept.stop(number)

    async def stop_all(self) -> None:
        """End every job, the last started first."""
        for name in reversed(list(self._kept)):
            await self.stop(name)


class _Kept:
    """One job, its process now, and the task that brings it back."""

    def __init__(self, job: Job, log: Path, runtime: Path, tell: Callable[..., None]) -> None:
        self.job = job
        self.pid: int | None = None
        self.failed: JobFailed | None = None
        self._file = log / f"{job.name}.jsonl"
        self._tell = tell
        self._notices = Notices(runtime / f"{job.name}.notify") if job.watchdog_s else None
        self._starts: list[float] = []
        self._changed = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._task = asyncio.create_task(self._keep(), name=f"keep {job.name}")

    async def ready(self, timeout_s: float) -> None:
        """Wait for the first word of readiness."""
        assert self._notices is not None, "a job without watchdog never says that it is ready"
        waits = {
            asyncio.create_task(self._notices.ready.wait()),
            asyncio.create_task(self._changed.wait()),
        }
        try:
            await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._notices.ready.is_set():
            return
        raise self.failed or JobFailed(self.job.name, f"not ready after {timeout_s:.0f} s")

    async def stop(self, number: signal.Signals) -> None:
        """The signal ``number``, then SIGKILL, for the whole process group."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        process = self._process
        if process is not None:
            _signal_group(process.pid, number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_S):
                    await process.wait()
            _signal_group(process.pid, signal.SIGKILL)
            await process.wait()
            self.pid = None
        if self._notices is not None:
            self._notices.close()

    async def _keep(self) -> None:
        while True:
            await self._run_once()
            await asyncio.sleep(self._pause())

    async def _run_once(self) -> None:
        start = self._file.stat().st_size if self._file.exists() else 0
        self._starts = [*self._starts[-OFTEN:], time.monotonic()]
        if self._notices is not None:
            self._notices.new_process()
        with self._file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                "setpriv",
                "--pdeathsig",
                "KILL",
                "--",
                *self.job.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.job.environment, **self._notify()},
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._tell("job.started", job=self.job.name, pid=self.pid)
        watch = asyncio.create_task(self._watch(self._process), name=f"watch {self.job.name}")
        try:
            code = await self._process.wait()
        finally:
            watch.cancel()
        pid, self.pid, self._process = self.pid, None, None
        _signal_group(pid, signal.SIGKILL)
        self._tell("job.ended", job=self.job.name, pid=pid, code=code)
        if self._notices is None or not self._notices.ready.is_set():
            self.failed = JobFailed(self.job.name, _last_line(self._file, start))
            self._changed.set()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """SIGABRT when it is never ready or silent after that, SIGKILL when that is no use.

        As systemd does, SIGCONT follows: a stopped process must run to be aborted.
        """
        if self._notices is None or self.job.watchdog_s is None:
            return
        while await self._notices.earned(self.job.watchdog_s, START_S):
            pass
        self._tell("job.silent", job=self.job.name, pid=process.pid)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGABRT)
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(ABORT_S)
            process.kill()

    def _notify(self) -> dict[str, str]:
        if self._notices is None or self.job.watchdog_s is None:
            return {}
        return {
            "NOTIFY_SOCKET": str(self._notices.path),
            "WATCHDOG_USEC": str(int(self.job.watchdog_s * 1e6)),
        }

    def _pause(self) -> float:
        often = [at for at in self._starts if time.monotonic() - at < OFTEN_WITHIN_S]
        return RESTART_OFTEN_S if len(often) >= OFTEN else RESTART_S


def _signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, number)


def _last_line(file: Path, start: int) -> str:
    """The last thing a process wrote since ``start``, for the sentence about its end."""
    with file.open("rb") as log:
        log.seek(start)
        lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
