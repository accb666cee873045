"""The demo as a person runs it: taken ports, a second start, and every way to end it."""

import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.scene, pytest.mark.timeout(120)]

ENDS_WITHIN_S = 15


class Terminal:
    """A demo in a terminal of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._master, slave = pty.openpty()
        command = (sys.executable, "-m", "workbench.command", "demo", "--folder", str(folder))
        self.process = subprocess.Popen(
            [*command, *options],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
        )
        os.close(slave)
        self.shown = ""

    def read_until(self, text: str) -> str:
        """Everything shown up to the line that holds ``text``."""
        deadline = time.monotonic() + 60
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            try:
                self.shown += os.read(self._master, 4096).decode()
            except OSError:  # nobody holds the other end any more
                raise AssertionError(f"it ended: {self.shown}") from None
        return self.shown

    def ctrl_c(self) -> None:
        """As the keyboard sends it: to the whole foreground group."""
        os.write(self._master, b"\x03")

    def close(self) -> None:
        """Close the terminal's window."""
        os.close(self._master)

    def processes(self) -> list[psutil.Process]:
        """All processes whose command line names this demo's folder."""
        named = psutil.process_iter(["cmdline"])
        return [one for one in named if str(self.folder) in " ".join(one.info["cmdline"] or [])]

    def runtime(self) -> Path:
        """The folder of the sockets."""
        return (self.folder / "run").resolve()


@contextmanager
def _terminal(folder: Path, *options: str) -> Iterator[Terminal]:
    terminal = Terminal(folder, *options)
    try:
        yield terminal
    finally:
        for one in terminal.processes():
            one.kill()
        terminal.process.wait()


def _all_gone(terminal: Terminal) -> None:
    _, alive = psutil.wait_procs(terminal.processes(), timeout=ENDS_WITHIN_S)
    assert [one.cmdline() for one in alive] == []


def test_a_taken_port_a_second_start_and_ctrl_c(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        base = other.getsockname()[1]
        with _terminal(tmp_path / "demo", "--port-base", str(base)) as terminal:
            shown = terminal.read_until("Ctrl-C ends all of it")
            assert str(base) in shown.split("taken")[0]
            link = next(line.split()[-1] for line in shown.splitlines() if "Workbench:" in line)
            second = subprocess.run(
                [sys.executable, "-m", "workbench.command", "demo", "--folder", terminal.folder],
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            assert second.returncode == 0
            assert "already runs" in second.stdout
            assert link in second.stdout
            assert len(terminal.processes()) >= 6
            runtime = terminal.runtime()
            terminal.ctrl_c()
            assert terminal.process.wait(ENDS_WITHIN_S) == 0
            _all_gone(terminal)
            assert not runtime.exists()


def test_a_closed_terminal_ends_everything(tmp_path: Path) -> None:
    with _terminal(tmp_path / "demo", "--port-base", "0") as terminal:
        terminal.read_until("Ctrl-C ends all of it")
        runtime = terminal.runtime()
        terminal.close()
        assert terminal.process.wait(ENDS_WITHIN_S) == 0
        _all_gone(terminal)
        assert not runtime.exists()


def test_a_demo_that_is_killed_leaves_no_process_and_the_next_one_starts(tmp_path: Path) -> None:
    with _terminal(tmp_path / "demo", "--port-base", "0") as terminal:
        terminal.read_until("Ctrl-C ends all of it")
        runtime = terminal.runtime()
        terminal.process.kill()
        terminal.process.wait()
        _all_gone(terminal)
    with _terminal(tmp_path / "demo", "--port-base", "0") as terminal:
        terminal.read_until("Ctrl-C ends all of it")
        assert not runtime.exists()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(ENDS_WITHIN_S) == 0
        _all_gone(terminal)


def test_ctrl_c_while_it_starts_ends_what_had_started(tmp_path: Path) -> None:
    with _terminal(tmp_path / "demo", "--port-base", "0") as terminal:
        terminal.read_until("Starting the room")
        terminal.ctrl_c()
        assert terminal.process.wait(ENDS_WITHIN_S) == 0
        _all_gone(terminal)
