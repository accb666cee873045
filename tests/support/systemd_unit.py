"""Real systemd in namespaces of its own, keeping the unit's three processes by service files.

A user manager under a private /run: it restarts what dies and kills what does not earn its
watchdog, exactly as on a unit, and all of it ends with the namespace.
"""

import asyncio
import contextlib
import functools
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

import psutil

BOOT = """
mount -t tmpfs tmpfs /run -o mode=755 && mkdir -p /run/systemd/system
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin XDG_RUNTIME_DIR="$1" HOME="$1" XDG_CONFIG_HOME="$1" \
    SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --user
"""
SERVICE = """\
[Service]
Type=notify
ExecStart={command}
WorkingDirectory={folder}
Environment={environment}
WatchdogSec={watchdog_s}
TimeoutAbortSec=2
TimeoutStopSec=4
Restart=always
RestartSec=100ms
StandardError=append:{log}

[Unit]
StartLimitIntervalSec=0
"""
UP_S = 10.0


class NoSystemdError(RuntimeError):
    """Why real systemd cannot be had on this machine."""


@functools.cache
def why_not() -> str | None:
    """Why there is no systemd in a namespace here, or None where there is."""
    if not Path("/lib/systemd/systemd").exists():
        return "systemd is not installed"
    try:
        import systemd.daemon  # noqa: F401
    except ImportError:
        return "systemd-python is not installed"
    with tempfile.TemporaryDirectory(prefix="ostord-") as folder:
        tried = _boot_in(Path(folder), subprocess.PIPE)
        try:
            deadline = time.monotonic() + UP_S
            while not _is_up(Path(folder)):
                if tried.poll() is not None:
                    assert tried.stdout is not None
                    said = tried.stdout.read().decode(errors="replace").strip()
                    return f"systemd in namespaces does not start here: {said or 'no cgroup'}"
                if time.monotonic() > deadline:
                    return "systemd in namespaces does not come up here"
                time.sleep(0.02)
        finally:
            tried.kill()
            tried.communicate()
            _sweep_cgroups()
    return None


def _boot_in(folder: Path, out: IO[bytes] | int) -> subprocess.Popen[bytes]:
    rootless = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    apart = ("--mount", "--pid", "--fork", "--mount-proc", "--kill-child=KILL")
    command = ("unshare", *rootless, *apart, "sh", "-c", BOOT, "sh", str(folder))
    return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)


def _is_up(folder: Path) -> bool:
    return (folder / "systemd" / "private").exists()


class SystemdUnit:
    """Keeps processes by real systemd; ``folder`` is its own."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder, self._log = folder, log
        self._services = folder / "systemd" / "user"
        self._services.mkdir(parents=True)
        self._prefix = f"ostord-{os.getpid()}-"
        self._configs: dict[str, str] = {}
        self._manager: subprocess.Popen[bytes] | None = None
        self._lock = asyncio.Lock()

    async def start(
        self, name: str, command: tuple[str, ...], watchdog_s: float, environment: dict[str, str]
    ) -> None:
        """Start one process and wait until it says that it is ready."""
        async with self._lock:
            if self._manager is None:
                await self._boot()
        self._configs[name] = command[-1]
        text = SERVICE.format(
            command=" ".join(f'"{part}"' for part in command),
            folder=self._folder,
            environment=" ".join(f'"{key}={value}"' for key, value in environment.items()),
            watchdog_s=watchdog_s,
            log=self._log / f"{name}.jsonl",
        )
        (self._services / f"{self._prefix}{name}.service").write_text(text)
        await self._systemctl("daemon-reload")
        await self._systemctl("start", f"{self._prefix}{name}.service")

    def pid(self, name: str) -> int | None:
        """Its process id as seen from here, None while there is none."""
        for one in self._inside():
            with contextlib.suppress(psutil.Error):
                if self._configs[name] in one.cmdline():
                    return one.pid
        return None

    async def stop(self, name: str) -> None:
        """End it and keep it no more."""
        await self._systemctl("stop", f"{self._prefix}{name}.service")

    async def close(self) -> None:
        """End everything."""
        manager, self._manager = self._manager, None
        if manager is None:
            return
        with contextlib.suppress(NoSystemdError, psutil.Error):
            self._systemd(manager).send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(manager.wait, 10)
        manager.kill()
        manager.wait()
        _sweep_cgroups()

    async def _boot(self) -> None:
        refused = await asyncio.to_thread(why_not)
        if refused is not None:
            raise NoSystemdError(refused)
        with (self._log / "systemd.txt").open("ab") as out:
            self._manager = _boot_in(self._folder, out)
        deadline = asyncio.get_running_loop().time() + UP_S
        while not _is_up(self._folder):
            if asyncio.get_running_loop().time() > deadline or self._manager.poll() is not None:
                said = (self._log / "systemd.txt").read_text(errors="replace")
                raise NoSystemdError(f"systemd does not come up: {said.strip()[-300:]}")
            await asyncio.sleep(0.05)

    def _inside(self) -> list[psutil.Process]:
        if self._manager is None:
            return []
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self._manager.pid).children(recursive=True)
        return []

    def _systemd(self, manager: subprocess.Popen[bytes]) -> psutil.Process:
        for one in psutil.Process(manager.pid).children(recursive=True):
            if one.name() == "systemd":
                return one
        raise NoSystemdError("systemd is not running")

    async def _systemctl(self, *words: str) -> None:
        assert self._manager is not None
        inside = self._systemd(self._manager).pid
        enter = ["nsenter", "-t", str(inside), "-m", "-p"]
        if os.geteuid() != 0:
            enter += ["--user", "--preserve-credentials"]
        process = await asyncio.create_subprocess_exec(
            *enter,
            "--",
            *("env", f"XDG_RUNTIME_DIR={self._folder}", "systemctl", "--user", *words),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        if process.returncode:
            raise NoSystemdError(f"systemctl {' '.join(words)}: {said.decode().strip()}")


def _sweep_cgroups() -> None:
    """What a user manager leaves in the machine's groups, where it is empty."""
    for group in Path("/sys/fs/cgroup").glob("*/app.slice"):
        for folder in (*group.glob("*"), group):
            with contextlib.suppress(OSError):
                folder.rmdir()
