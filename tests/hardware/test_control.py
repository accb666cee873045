"""The control socket: state on connect and change, verbs, bad lines, who reads nothing."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.control import LINE_LIMIT, ControlSocket, hold
from tests.support.devices import control, held_open


class Toy:
    """A device with one number."""

    def __init__(self, runtime: Path) -> None:
        self.number = 0
        self.asked = 0
        verbs = {"set": self._set, "big": lambda _: {"big": "x" * 1_000_000}}
        self.socket = ControlSocket(runtime / "devices", "toy", verbs, self._state)

    def _set(self, asked: dict[str, Any]) -> None:
        self.number = int(asked["to"])

    def _state(self) -> dict[str, Any]:
        self.asked += 1
        return {"device": "toy", "number": self.number}


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Toy]:
    toy = Toy(tmp_path)
    yield toy
    toy.socket.close()


def test_the_state_comes_on_connect_and_on_each_change(toy: Toy, tmp_path: Path) -> None:
    with control(tmp_path, "toy") as one, control(tmp_path, "toy") as other:
        assert one.hear() == other.hear() == {"device": "toy", "number": 0}
        toy.number = 5
        toy.socket.changed()
        assert one.hear() == other.hear() == {"device": "toy", "number": 5}


def test_a_verb_is_answered_with_the_state_and_everybody_else_is_told(
    toy: Toy, tmp_path: Path
) -> None:
    with control(tmp_path, "toy") as one, control(tmp_path, "toy") as other:
        one.hear(), other.hear()
        assert one.do("set", to=7)["number"] == 7
        assert other.hear()["number"] == 7
        assert one.do("set", to=7)["number"] == 7
        assert one.do("set", to=8)["number"] == 8


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "send one JSON object"),
        ("7", "send one JSON object"),
        ("[]", "send one JSON object"),
        ('{"do":["set"]}', "send one JSON object"),
        ("{}", "toy knows only big, set"),
        ('{"do":"jump"}', "toy knows only big, set"),
        ('{"do":"set"}', "set: 'to'"),
        ('{"do":"set","to":"much"}', "set: invalid literal"),
        ('{"do":"set","to":Infinity}', "set: cannot convert"),
        ("[" * 60_000, "send one JSON object"),
    ],
)
def test_a_bad_line_is_an_error_and_changes_nothing(
    toy: Toy, tmp_path: Path, line: str, said: str
) -> None:
    with control(tmp_path, "toy") as wire:
        wire.hear()
        assert said in wire.say(line)["error"]
        assert wire.do("set", to=1)["number"] == 1


def test_large_answers_arrive_whole_and_in_order(toy: Toy, tmp_path: Path) -> None:
    with control(tmp_path, "toy") as wire:
        wire.hear()
        assert len(wire.do("big")["big"]) == 1_000_000
        assert wire.do("set", to=3)["number"] == 3


def test_who_never_reads_or_never_ends_a_line_is_cut_off(toy: Toy, tmp_path: Path) -> None:
    path = str(tmp_path / "devices" / "toy.sock")
    with socket.socket(socket.AF_UNIX) as deaf, socket.socket(socket.AF_UNIX) as endless:
        deaf.connect(path)
        deaf.sendall(b'{"do":"big"}\n' * 12)
        endless.connect(path)
        endless.settimeout(5)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # noqa: PT012
            for _ in range(LINE_LIMIT):
                endless.sendall(b"x" * 1000)
        with control(tmp_path, "toy") as wire:
            assert wire.hear()["number"] == 0


def test_the_socket_is_for_the_group_and_replaces_a_dead_ones(tmp_path: Path) -> None:
    path = tmp_path / "devices" / "toy.sock"
    path.parent.mkdir()
    path.write_text("left by a dead process")
    toy = Toy(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    toy.socket.close()
    toy.socket.close()
    toy.socket.changed()
    assert not path.exists()


def test_what_is_held_is_seen_in_proc_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "devices" / "toy.capturing"
    with hold(tmp_path / "devices", "toy") as one:
        assert held_open(path) == 1
        with hold(tmp_path / "devices", "toy"):
            assert held_open(path, os.getpid()) == 2
        assert not one.closed
    assert held_open(path) == 0
