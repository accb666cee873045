"""The unit files as they are shipped, under a systemd that is process 1 of namespaces of its own.

Its root is an overlay of this machine's: what is installed there is the package's layout
(``/usr/lib/ostord``, ``/etc/ostord``, the unit files with their accounts and folders), and nothing
of it outlives the namespace. Needs root, overlayfs and a version 2 cgroup. The network stays the
machine's, so that central and a browser can stand outside.
"""

import asyncio
import contextlib
import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from tests.support.central_house import free_port

ROOT = Path(__file__).parents[2]
RUNTIME = Path("/run/ostord")
SETTINGS = Path("/etc/ostord")
UP_S = 60.0
MASKED = (
    "getty@.service",
    "console-getty.service",
    "systemd-logind.service",
    "systemd-networkd.service",
    "systemd-udevd.service",
    "systemd-update-utmp.service",
)
BOOT = r"""
set -e
mount --make-rprivate /
mount -t tmpfs ostord "$PLACE"
mkdir "$PLACE/upper" "$PLACE/work" "$PLACE/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$PLACE/upper,workdir=$PLACE/work" "$PLACE/root"
cd "$PLACE/root"
rm -rf etc/systemd/system etc/ostord usr/lib/ostord var/lib/ostord etc/machine-id
mkdir -p etc/systemd/system etc/ostord/keys usr/lib/ostord/bin usr/lib/ostord/packages
mkdir -p usr/lib/sysusers.d usr/lib/tmpfiles.d
: > etc/fstab
head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' > etc/machine-id
for name in $MASKED; do ln -s /dev/null "etc/systemd/system/$name"; done
cp "$UNITS"/*.service "$UNITS"/*.target "$UNITS"/*.path usr/lib/systemd/system/
cp "$UNITS"/sysusers.d/*.conf usr/lib/sysusers.d/
cp "$UNITS"/tmpfiles.d/ostord-unit.conf usr/lib/tmpfiles.d/
cp -r "$FILES"/etc/. etc/
cp -r "$FILES"/bin/. usr/lib/ostord/bin/
mkdir usr/lib/ostord/python
mount --bind "$PYTHON" usr/lib/ostord/python
mount -t overlay overlay -o "lowerdir=$FILES/packages:$LIBRARIES" usr/lib/ostord/packages
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run -o mode=755
mkdir -p run/ostord
mount --bind "$RUNTIME" run/ostord
mount -t tmpfs tmpfs tmp -o mode=1777
mount -t tmpfs tmpfs dev -o mode=755
mkdir dev/pts dev/shm
mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666
mount -t tmpfs tmpfs dev/shm -o mode=1777
for name in null zero full random urandom tty; do
  touch "dev/$name"; mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
mkdir srv/log
mount --bind "$LOG" srv/log
systemd-sysusers --root="$PLACE/root" ostord-unit.conf ostord-central.conf
chmod -R go= etc/ostord/keys
mkdir former
pivot_root . former
umount -l former
mount --make-rshared /
exec env -i container=ostord PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --log-level=warning --unit=multi-user.target
"""
LOGGED = """\
[Service]
StandardError=append:/srv/log/{name}.jsonl
Environment=LD_LIBRARY_PATH=/usr/lib/ostord/python/lib
"""
"""A Python that was built for a home folder looks for its library there, where no service sees."""
PROGRAM = """\
#!/usr/lib/ostord/python/bin/python3.11 -I
import os, sys
os.environ["PYTHONPATH"] = "/usr/lib/ostord/packages"
sys.path.insert(0, os.environ["PYTHONPATH"])
from {module} import main
sys.exit(main())
"""
PROGRAMS = {"ostord-unit": "appliance.command", "ostord-central": "central.command"}
NAMES = ("sign", "room", "stage", "help", "replug", "central")


class NoUnitsError(RuntimeError):
    """Why the units cannot be booted, or what systemctl refused."""


@functools.cache
def why_not() -> str | None:
    """Why the units cannot be booted on this machine, or None where they can."""
    if os.geteuid() != 0:
        return "booting the units needs root"
    if _cgroup() is None:
        return "this machine has no version 2 cgroup"
    if RUNTIME.exists():
        return f"{RUNTIME} is there already: another unit runs on this machine"
    return None


def _cgroup() -> Path | None:
    found = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    return next((Path(where) for _, where, kind, *_ in found if kind == "cgroup2"), None)


class BootedUnits:
    """Keeps the unit's three processes by their own unit files; one at a time on a machine."""

    settings = SETTINGS

    def __init__(
        self, folder: Path, runtime: Path, log: Path, _watchdogs_s: Mapping[str, float]
    ) -> None:
        assert runtime == RUNTIME
        self._folder, self._log = folder, log
        self.central_port = free_port()
        """Where central listens where it is started here too."""
        self._place = Path(tempfile.mkdtemp(prefix="ostord-units-"))
        self._boots: subprocess.Popen[bytes] | None = None
        self._lock = asyncio.Lock()

    async def start(self, name: str) -> None:
        """Start one of them and wait until it is ready."""
        async with self._lock:
            if self._boots is None:
                await self.boot()
        await self.systemctl("start", f"ostord-{name}.service")

    async def stop(self, name: str) -> None:
        """End it and keep it no more."""
        await self.systemctl("stop", f"ostord-{name}.service")

    def pid(self, name: str) -> int | None:
        """Its process id as seen from here, None while there is none."""
        config = str(SETTINGS / f"{'stage' if name == 'help' else name}.toml")
        for one in self._inside():
            with contextlib.suppress(psutil.Error):
                words = one.cmdline()
                if name in words and config in words and "-c" not in words:
                    return one.pid
        return None

    async def boot(self) -> None:
        """Put the layout together and bring systemd up, none of ours started."""
        files = self._place / "files"
        await asyncio.to_thread(self._lay_out, files)
        (self._place / "root").mkdir()
        group = _cgroup()
        assert group is not None
        self._group = group / f"ostord-{os.getpid()}-{self._place.name[-6:]}"
        self._group.mkdir()
        environment = os.environ | {
            "PLACE": str(self._place / "root"),
            "FILES": str(files),
            "UNITS": str(ROOT / "systemd"),
            "PYTHON": sys.base_prefix,
            "LIBRARIES": sysconfig.get_path("purelib"),
            "RUNTIME": str(RUNTIME),
            "LOG": str(self._log),
            "MASKED": " ".join(MASKED),
        }
        apart = ("--pid", "--fork", "--mount", "--uts", "--ipc", "--cgroup", "--kill-child=KILL")
        into = f'echo $$ > {self._group}/cgroup.procs; exec "$@"'
        with (self._log / "systemd.txt").open("ab") as out:
            self._boots = subprocess.Popen(
                ("sh", "-c", into, "sh", "unshare", *apart, "--", "sh", "-c", BOOT),
                env=environment,
                stdout=out,
                stderr=out,
            )
        deadline = time.monotonic() + UP_S
        while not await self._is_up():
            if self._boots.poll() is not None or time.monotonic() > deadline:
                said = (self._log / "systemd.txt").read_text(errors="replace")
                raise NoUnitsError(f"systemd does not come up: {said.strip()[-600:]}")
            await asyncio.sleep(0.1)

    async def systemctl(self, *words: str) -> str:
        """What systemctl says inside; NoUnitsError with its words where it refuses."""
        code, out, error = await self.inside("systemctl", *words)
        if code:
            why = await self.inside("systemctl", "status", "--no-pager", *words[1:])
            raise NoUnitsError(f"systemctl {' '.join(words)}: {error.strip()}\n{why[1]}")
        return out

    async def inside(self, *command: str) -> tuple[int, str, str]:
        """Run a command in the namespaces: its exit status, output and errors."""
        first = self._first()
        if first is None:
            return 1, "", "systemd is not running"
        enter = ("nsenter", "-t", str(first), "-m", "-p", "-u", "-i", "-C", "--")
        process = await asyncio.create_subprocess_exec(
            *enter, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, error = await process.communicate()
        return process.returncode or 0, out.decode(), error.decode()

    async def told(self, unit: str, *names: str) -> dict[str, str]:
        """Properties of a unit, as ``systemctl show`` tells them."""
        said = await self.systemctl("show", unit, "--property", ",".join(names))
        return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)

    async def close(self) -> None:
        """End everything."""
        boots, self._boots = self._boots, None
        if boots is not None:
            boots.kill()
            for one in self._inside_of(boots.pid):
                with contextlib.suppress(psutil.Error):
                    one.kill()
            await asyncio.to_thread(boots.wait)
            await asyncio.to_thread(_sweep, self._group)
        shutil.rmtree(self._place, ignore_errors=True)

    # --- what is laid out -----------------------------------------------------------------------

    def _lay_out(self, files: Path) -> None:
        settings, keys, programs = files / "etc/ostord", files / "etc/ostord/keys", files / "bin"
        for folder in (settings, keys, programs):
            folder.mkdir(parents=True)
        given = {name: self._folder / f"{name}.toml" for name in ("sign", "room", "stage")}
        for name, file in given.items():
            (settings / f"{name}.toml").write_text(_placed(file.read_text(), keys))
        if not (keys / "ca.crt").exists():
            (keys / "ca.crt").write_text("")
        for name in NAMES:
            drop_in = files / f"etc/systemd/system/ostord-{name}.service.d"
            drop_in.mkdir(parents=True)
            (drop_in / "log.conf").write_text(LOGGED.format(name=name))
        example = (ROOT / "image/examples/central.toml").read_text()
        port = f"listen_port = {self.central_port}"
        (settings / "central.toml").write_text(example.replace("listen_port = 8080", port))
        for program, module in PROGRAMS.items():
            programs.joinpath(program).write_text(PROGRAM.format(module=module))
            programs.joinpath(program).chmod(0o755)
        # Else what is gone from the tree comes along.
        shutil.rmtree(ROOT / "build", ignore_errors=True)
        command = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
        into = ("--disable-pip-version-check", "--no-build-isolation", "--target")
        packages = str(files / "packages")
        subprocess.run((*command, *into, packages, str(ROOT)), check=True, capture_output=True)

    # --- who runs -------------------------------------------------------------------------------

    async def _is_up(self) -> bool:
        code, said, _ = await self.inside("systemctl", "is-system-running")
        return said.strip() in ("running", "degraded") or (code == 0 and bool(said.strip()))

    def _first(self) -> int | None:
        if self._boots is None:
            return None
        for one in self._inside():
            with contextlib.suppress(psutil.Error):
                if one.name() == "systemd":
                    return one.pid
        return None

    def _inside(self) -> list[psutil.Process]:
        return [] if self._boots is None else self._inside_of(self._boots.pid)

    def _inside_of(self, pid: int) -> list[psutil.Process]:
        with contextlib.suppress(psutil.Error):
            return psutil.Process(pid).children(recursive=True)
        return []


def _placed(text: str, keys: Path) -> str:
    """A process's settings with the places that the unit files give it; its keys are copied."""
    for name in ("key", "certificate", "ca"):
        if found := re.search(rf'^{name} = "(.+)"$', text, re.MULTILINE):
            credential = {"key": "unit.key", "certificate": "unit.crt", "ca": "ca.crt"}[name]
            shutil.copy(found[1], keys / credential)
            text = text.replace(
                found[0], f'{name} = "/run/credentials/ostord-room.service/{credential}"'
            )
    text = re.sub(r'^state_file = ".*"\n', "", text, flags=re.M)
    return re.sub(r'^store = ".*"$', 'store = "/var/lib/ostord/room"', text, flags=re.M)


def _sweep(group: Path) -> None:
    """The groups that systemd made, once nobody is in them."""
    for _ in range(50):
        for folder in sorted(group.rglob("*"), key=lambda one: -len(one.parts)):
            if folder.is_dir():
                with contextlib.suppress(OSError):
                    folder.rmdir()
        with contextlib.suppress(OSError):
            group.rmdir()
        if not group.exists():
            return
        time.sleep(0.1)
