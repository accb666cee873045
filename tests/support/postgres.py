"""A real PostgreSQL for tests: one cluster a run, started when first asked for, a database each.

It listens on a Unix socket in a folder of its own, and is gone with the run. initdb refuses root:
then it runs as Debian's user ``postgres``.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from central.store.migrate import migrate

DEBIAN = Path("/usr/lib/postgresql")
OPTIONS = "-c listen_addresses= -c max_connections=200 -c unix_socket_directories="
HASTY = "-c fsync=off "
"""Enough for tests that kill no database."""
PATTERN = "pattern"
PREFIX = "ostord-postgres-"


class Cluster:
    """A running PostgreSQL; ``make`` gives the URL of a new database."""

    def __init__(self, folder: Path, programs: Path, options: str = "") -> None:
        self._folder, self._programs, self._options = folder, programs, options
        self._made = 0
        self._has_pattern = False

    def start(self) -> None:
        """Start it, after a kill too, and wait until it answers."""
        data, log = self._folder / "data", self._folder / "log"
        options = self._options + OPTIONS + str(self._folder)
        _run([self._programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", log, "start"])

    def kill(self) -> None:
        """Each of its processes at once, as when the power goes."""
        postmaster = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while _lives(postmaster):
            time.sleep(0.02)

    def url(self, name: str) -> str:
        """Of the database ``name``."""
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def make(self) -> str:
        """An empty database."""
        return self._create("")

    def make_migrated(self) -> str:
        """A database with the tables of this version: a copy, since migrating takes a second."""
        if not self._has_pattern:
            migrate(self._create("", PATTERN))
            self._has_pattern = True
        return self._create(f" TEMPLATE {PATTERN}")

    def _create(self, like: str, name: str | None = None) -> str:
        if name is None:
            self._made += 1
            name = f"test{self._made}"
        self._do(f"CREATE DATABASE {name}{like}")
        return self.url(name)

    def made(self) -> int:
        """How many databases were made."""
        return self._made

    def drop_since(self, made: int) -> None:
        """Drop those that were made since: each has some 7 MB."""
        for number in range(made + 1, self._made + 1):
            self._do(f"DROP DATABASE IF EXISTS test{number} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _lives(process: int) -> bool:
    """Whether it runs; one that nobody has asked for yet (a zombie) does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that runs while the block does; without PostgreSQL the test is skipped."""
    found = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        pytest.skip("PostgreSQL is not installed")
    programs = found[-1]
    _end_left_ones(programs)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp"))  # a socket's path
    data = folder / "data"
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        _run([programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"])
        cluster = Cluster(folder, programs, "" if durable else HASTY)
        cluster.start()
        yield cluster
    finally:
        _end(programs, folder)


def _end_left_ones(programs: Path) -> None:
    """End the clusters of runs that were killed: their folders say whose they were."""
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            _end(programs, folder)


def _end(programs: Path, folder: Path) -> None:
    stop: list[str | Path] = [
        programs / "pg_ctl",
        "-D",
        folder / "data",
        "-w",
        "-m",
        "immediate",
        "stop",
    ]
    _run(stop, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str | Path], *, check: bool = True) -> None:
    """Run a program of PostgreSQL's as somebody who is not root."""
    as_user: list[str] = []
    if os.getuid() == 0:
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    quiet = subprocess.DEVNULL  # a pipe would be held open by the server
    subprocess.run([*as_user, *command], stdout=quiet, stderr=quiet, cwd="/", check=check)
