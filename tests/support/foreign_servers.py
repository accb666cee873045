"""Booking systems that nobody here wrote, on free ports: a FHIR server, radicale, xandikos."""

import contextlib
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.support.central_house import free_port

HERE = Path(__file__).parent / "foreign_fhir"
INSTALLED = Path(sys.prefix) / "foreign-fhir"


@dataclass
class Foreign:
    """A running server; ``base`` is what a source's address is built on."""

    port: int

    @property
    def base(self) -> str:
        """Its root, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def send(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        """Ask it something, as its own users do."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def put_resource(self, resource: dict[str, Any]) -> None:
        """Put a FHIR resource in place."""
        path = f"/{resource['resourceType']}/{resource['id']}"
        kind = {"Content-Type": "application/fhir+json"}
        status, said = self.send("PUT", path, json.dumps(resource), **kind)
        assert status in (200, 201), said

    def drop_resource(self, kind: str, name: str) -> None:
        """Delete a FHIR resource."""
        status, said = self.send("DELETE", f"/{kind}/{name}")
        assert status < 300, said

    def put_event(self, collection: str, uid: str, calendar: str) -> None:
        """Put a calendar object in a CalDAV collection."""
        kind = {"Content-Type": "text/calendar; charset=utf-8"}
        status, said = self.send("PUT", f"{collection}{uid}.ics", calendar, **kind)
        assert status in (200, 201, 204), said

    def drop_event(self, collection: str, uid: str) -> None:
        """Delete a calendar object."""
        status, said = self.send("DELETE", f"{collection}{uid}.ics")
        assert status < 300, said


@contextmanager
def foreign_fhir() -> Iterator[Foreign]:
    """Medplum's FHIR router with its repository in memory."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed; workbench/install.sh tests installs it")
    if not (INSTALLED / "installed").is_file():
        pytest.skip("the foreign FHIR server is not installed; workbench/install.sh tests does it")
    command = [node, str(HERE / "server.mjs"), str(INSTALLED)]
    with _running(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.strip().isdigit(), first
        yield Foreign(int(first))


@contextmanager
def radicale(folder: Path) -> Iterator[Foreign]:
    """Radicale, with its calendars in ``folder``."""
    _require("radicale")
    port = free_port()
    options = ["--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none"]
    options += ["--storage-filesystem-folder", str(folder), "--rights-type", "authenticated"]
    with _running([sys.executable, "-m", "radicale", "--config", "", *options]):
        yield _ready(Foreign(port))


@contextmanager
def xandikos(folder: Path) -> Iterator[Foreign]:
    """Xandikos, with its calendars in ``folder``."""
    _require("xandikos")
    port = free_port()
    command = [sys.executable, "-m", "xandikos", "serve", "-l", "127.0.0.1", "-p", str(port)]
    with _running([*command, "-d", str(folder), "--defaults"]):
        yield _ready(Foreign(port))


def make_collection(server: Foreign, path: str) -> None:
    """A new calendar in a CalDAV server."""
    status, said = server.send("MKCALENDAR", path)
    assert status == 201, said


def _require(module: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")


@contextmanager
def _running(command: list[str], **streams: int) -> Iterator["subprocess.Popen[bytes]"]:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    quiet |= streams
    process = subprocess.Popen(
        command, stdin=quiet["stdin"], stdout=quiet["stdout"], stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _ready(server: Foreign) -> Foreign:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return server
        threading.Event().wait(0.025)
    raise AssertionError("the server did not come up")
