"""What central's tests share: a served house, a plain HTTP client, a real broker, a PostgreSQL.

``make postgresql`` (ON=postgresql) lets every house of these tests stand on PostgreSQL.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from central.broker import write_broker_config
from tests.support.central_house import Browser, House, databases, free_port, make_house, serving
from tests.support.postgres import Cluster, running_postgres

ON_POSTGRESQL = os.environ.get("ON") == "postgresql"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this run."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
def _on_postgresql(request: pytest.FixtureRequest) -> None:
    if ON_POSTGRESQL:
        databases.append(request.getfixturevalue("postgres").make_migrated)


@pytest.fixture(autouse=True)
def _about_sqlite(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is about SQLite's file is passed over; a test's own databases go with it."""
    if not ON_POSTGRESQL:
        yield
        return
    if request.node.get_closest_marker("sqlite"):
        pytest.skip("about SQLite's own file")
    cluster: Cluster = request.getfixturevalue("postgres")
    before = cluster.made()
    yield
    cluster.drop_since(before)


@pytest.fixture
def closed_house(tmp_path: Path) -> Iterator[House]:
    """A central that does not serve."""
    house = make_house(tmp_path / "house")
    yield house
    house.database.close()


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    """A central that serves."""
    async with serving(closed_house):
        yield closed_house


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client without cookies."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    """A patient's browser."""
    async with Browser(house) as opened:
        yield opened


@dataclass
class RealBroker:
    """A Mosquitto with the settings that central writes; it can be stopped and started."""

    config: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        with ExitStack() as stack:
            log = stack.enter_context((self.config.parent / "log").open("ab"))
            self.process = subprocess.Popen(
                [_mosquitto(), "-c", str(self.config)], stdout=log, stderr=log
            )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError((self.config.parent / "log").read_text())

    def stop(self) -> None:
        """Stop it and wait."""
        if self.process:
            self.process.terminate()
            self.process.wait(5)
            self.process = None


@contextmanager
def running_broker(folder: Path, keys: Path) -> Iterator[RealBroker]:
    """A broker that runs while the block does."""
    port = free_port()
    broker = RealBroker(write_broker_config(folder, keys, port), port)
    try:
        yield broker
    finally:
        broker.stop()


def _mosquitto() -> str:
    found = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    if not Path(found).exists():
        pytest.skip("Mosquitto is not installed")
    return found
