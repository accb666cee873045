"""What a process tells its supervisor, as the supervisor's socket gets it."""

import socket
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.link import watchdog


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The reading end of NOTIFY_SOCKET, of one who wants a word each 0.4 s."""
    pytest.importorskip("systemd.daemon", reason="systemd-python is not installed")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "400000")
    monkeypatch.setattr(watchdog, "_told_at", float("-inf"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(0)
        yield end


def heard(supervisor: socket.socket) -> list[bytes]:
    """Everything that waits to be read."""
    words = []
    try:
        while True:
            words.append(supervisor.recv(4096))
    except BlockingIOError:
        return words


def test_a_supervisor_that_reads_nothing_stops_nobody(supervisor: socket.socket) -> None:
    watchdog.ready()
    for _ in range(1000):
        watchdog.earned()
    assert heard(supervisor)[:2] == [b"READY=1", b"WATCHDOG=1"]


def test_rounds_that_go_on_are_told_twice_as_often_as_one_must_come(
    supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_at = []
    for now in range(0, 1000, 20):
        monkeypatch.setattr(watchdog, "time", SimpleNamespace(monotonic=lambda: now / 1000))  # noqa: B023
        watchdog.earned()
        told_at += [now] * len(heard(supervisor))
    assert max(after - at for at, after in pairwise(told_at)) <= 200
    assert len(told_at) <= 20


def test_where_nobody_watches_nothing_is_told(
    supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WATCHDOG_USEC")
    watchdog.earned()
    assert heard(supervisor) == []
