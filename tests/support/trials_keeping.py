"""Who brings back what died in the fault trials: the workbench's supervisor, or real systemd."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.support.booted_units import BootedUnits
from tests.support.systemd_unit import SystemdUnit
from tests.support.trials import Keeper
from workbench.supervisor import Job, Supervisor

ROOT = Path(__file__).parents[2]
WATCHDOGS_S = {"sign": 3.0, "room": 10.0, "stage": 5.0}
RUN = "import sys; from appliance.command import main; sys.exit(main())"


class Keeping(Protocol):
    """Whoever brings back what died."""

    settings: Path
    """The folder of the settings, as its processes name it."""

    async def start(self, name: str) -> None:
        """Start and wait until it is ready."""

    async def stop(self, name: str) -> None:
        """End it and keep it no more."""

    def pid(self, name: str) -> int | None:
        """Its process id now."""

    async def close(self) -> None:
        """End everything."""


class _Supervised:
    """Kept by the workbench's supervisor."""

    def __init__(
        self,
        folder: Path,
        runtime: Path,
        log: Path,
        watchdogs_s: Mapping[str, float],
        within: tuple[str, ...] = (),
    ) -> None:
        notices = runtime.parent / "notices"
        notices.mkdir()
        self.settings, self._watchdogs_s, self._within = folder, watchdogs_s, within
        self._supervisor = Supervisor(log, notices, lambda *_, **__: None)

    async def start(self, name: str) -> None:
        command = (*self._within, *_command(self.settings, name))
        job = Job(name, command, self._watchdogs_s[name], _environment())
        self._supervisor.start(job)
        await self._supervisor.ready(name)

    async def stop(self, name: str) -> None:
        await self._supervisor.stop(name, signal.SIGKILL)

    def pid(self, name: str) -> int | None:
        return self._supervisor.pid(name)

    async def close(self) -> None:
        await self._supervisor.stop_all()


class _BySystemd:
    """Kept by real systemd."""

    def __init__(
        self, folder: Path, runtime: Path, log: Path, watchdogs_s: Mapping[str, float]
    ) -> None:
        own = runtime.parent / "systemd"
        own.mkdir()
        self.settings, self._watchdogs_s = folder, watchdogs_s
        self._systemd = SystemdUnit(own, log)

    async def start(self, name: str) -> None:
        command = _command(self.settings, name)
        await self._systemd.start(name, command, self._watchdogs_s[name], _environment())

    async def stop(self, name: str) -> None:
        await self._systemd.stop(name)

    def pid(self, name: str) -> int | None:
        return self._systemd.pid(name)

    async def close(self) -> None:
        await self._systemd.close()


Keep = Callable[[Path, Path, Path, Mapping[str, float]], Keeping]
"""Of settings, runtime, logs and watchdogs."""
KEEPINGS: dict[Keeper, Keep] = {
    Keeper.SUPERVISOR: _Supervised,
    Keeper.SYSTEMD: _BySystemd,
    Keeper.UNITS: BootedUnits,
}


def supervised_within(within: tuple[str, ...]) -> Keep:
    """As the supervisor keeps them, each behind a command that becomes it."""
    return partial(_Supervised, within=within)


def _command(folder: Path, name: str) -> tuple[str, ...]:
    return (sys.executable, "-c", RUN, name, "--config", str(folder / f"{name}.toml"))


def _environment() -> dict[str, str]:
    """One arena: else glibc has 64 MB a thread in reserve, and nobody ever runs out of memory."""
    paths = (str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": os.pathsep.join(paths), "MALLOC_ARENA_MAX": "1"}
