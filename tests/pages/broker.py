"""The real broker with central's own settings, and a unit's word on it through mosquitto_pub."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.pages.running_central import BROKER, UNIT, RunningCentral, free_port
from wire.fleet import Topic, topic
from wire.records import Record


@contextmanager
def broker(central: RunningCentral) -> Iterator[int]:
    """Mosquitto on a free port, and central's settings pointing at it."""
    port = free_port()
    config = ("--folder", "broker", "--keys", "pki", "--port", str(port))
    central.run("broker-config", *config)
    files = {"ca": "ca.crt", "certificate": "central.crt", "key": "central.key"}
    with (central.folder / "central.toml").open("a") as settings:
        settings.write(BROKER.format(port=port, **files))
    process = subprocess.Popen(
        ["/usr/sbin/mosquitto", "-c", str(central.folder / "broker/mosquitto.conf")],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def say(
    central: RunningCentral, port: int, name: Topic, what: Record, part: str | None = None
) -> None:
    """Publish one retained record as the unit."""
    command = ["mosquitto_pub", "-h", "localhost", "-p", str(port), "-V", "5", "-r", "-q", "1"]
    keys = ["--cafile", "pki/ca.crt", "--cert", "unit.crt", "--key", "unit.key"]
    said = ["-t", topic(UNIT, name, part), "-m", what.to_json()]
    deadline = time.monotonic() + 10
    while subprocess.run([*command, *keys, *said], cwd=central.folder, check=False).returncode:
        assert time.monotonic() < deadline, "the broker takes nothing"
        time.sleep(0.1)
