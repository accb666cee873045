"""The computer as its kernel tells it; this machine is one of those that are read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware import choose
from hardware.board import Board, Readings
from hardware.board_linux import FIRMWARE, LinuxBoard
from hardware.board_simulated import CHANGES, WELL, SimulatedBoard
from hardware.faults import DeviceUnknown
from tests.support.devices import control

ROUTES = """Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
wlan0 00000000 0101A8C0 0003 0 0 600 00000000 0 0 0
eth0 00000000 0101A8C0 0003 0 0 100 00000000 0 0 0
eth0 0001A8C0 00000000 0001 0 0 100 00FFFFFF 0 0 0
"""


@pytest.fixture(params=["linux", "simulated"])
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Board]:
    board = choose.board(request.param, tmp_path)
    yield board
    board.close()


def put(root: Path, **files: str) -> None:
    """Files under ``root``; ``__`` in a name stands for a slash."""
    for name, text in files.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_every_board_tells_of_itself_and_may_be_asked_again(board: Board) -> None:
    one, two = board.read(), board.read()
    assert isinstance(one, Readings)
    assert one.memory_free is not None
    assert 0 < one.memory_free <= 1
    assert one.link == two.link


def test_an_unknown_board_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnknown, match="linux, simulated"):
        choose.board("pi", tmp_path)


def test_a_pi_tells_what_is_so_now_apart_from_what_was_so_since_its_start(tmp_path: Path) -> None:
    put(tmp_path, **{FIRMWARE: "50005\n"})
    now = LinuxBoard(tmp_path).read()
    assert (now.under_voltage, now.throttled) == (True, True)
    put(tmp_path, **{FIRMWARE: "50000\n"})
    now = LinuxBoard(tmp_path).read()
    assert (now.under_voltage, now.throttled) == (False, False)
    assert (now.under_voltage_seen, now.throttled_seen) == (True, True)
    put(tmp_path, **{FIRMWARE: "0\n"})
    now = LinuxBoard(tmp_path).read()
    assert (now.under_voltage_seen, now.throttled_seen) == (False, False)


def test_the_hottest_place_the_worn_card_and_the_free_memory(tmp_path: Path) -> None:
    put(
        tmp_path,
        sys__class__thermal__thermal_zone0__temp="48300\n",
        sys__class__thermal__thermal_zone1__temp="61250\n",
        sys__block__mmcblk0__device__life_time="0x03 0x0b\n",
        proc__meminfo="MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable: 250 kB\n",
    )
    now = LinuxBoard(tmp_path).read()
    assert (now.temperature_c, now.disk_worn, now.memory_free) == (61.25, 1.1, 0.25)


def test_the_link_is_that_of_the_best_way_out(tmp_path: Path) -> None:
    put(
        tmp_path,
        proc__net__route=ROUTES,
        sys__class__net__eth0__speed="100\n",
        sys__class__net__wlan0__wireless__x="",
    )
    now = LinuxBoard(tmp_path).read()
    assert (now.link, now.link_mbit_s) == ("wired", 100.0)
    put(tmp_path, proc__net__route="\n".join(ROUTES.splitlines()[:2]))
    now = LinuxBoard(tmp_path).read()
    assert (now.link, now.link_mbit_s) == ("wireless", None)
    put(tmp_path, proc__net__route=ROUTES.splitlines()[0])
    assert LinuxBoard(tmp_path).read().link is None


def test_a_screen_is_told_where_a_socket_can_tell(tmp_path: Path) -> None:
    assert LinuxBoard(tmp_path).read().screen is None
    put(tmp_path, **{"sys/class/drm/card0-HDMI-A-1/status": "disconnected\n"})
    assert LinuxBoard(tmp_path).read().screen is False
    put(tmp_path, **{"sys/class/drm/card0-HDMI-A-2/status": "connected\n"})
    assert LinuxBoard(tmp_path).read().screen is True
    assert LinuxBoard(tmp_path).read().second_screen is False
    put(tmp_path, **{"sys/class/drm/card0-HDMI-A-3/status": "connected\n"})
    assert LinuxBoard(tmp_path).read().second_screen is True, "R16"
    put(tmp_path / "other", **{"sys/class/drm/card0-Writeback-1/status": "unknown\n"})
    assert LinuxBoard(tmp_path / "other").read().screen is None


@pytest.mark.parametrize("text", ["", "\0\xff", "-1\n", "unknown", "0x00 0x00", "9" * 400])
def test_what_cannot_be_read_or_makes_no_sense_stays_unknown(tmp_path: Path, text: str) -> None:
    names = (
        "sys__class__thermal__thermal_zone0__temp",
        "sys__class__net__eth0__speed",
        "sys__block__mmcblk0__device__life_time",
        "proc__meminfo",
    )
    put(tmp_path, proc__net__route=ROUTES, **dict.fromkeys(names, text))
    now = LinuxBoard(tmp_path).read()
    assert (now.link_mbit_s, now.disk_worn, now.memory_free) == (None, None, None)
    assert LinuxBoard(tmp_path / "nothing").read() == Readings()


def test_a_simulated_one_becomes_ill_and_well_again(tmp_path: Path) -> None:
    board = SimulatedBoard(tmp_path / "devices")
    try:
        with control(tmp_path, "board") as wire:
            wire.hear()
            for verb, values in CHANGES.items():
                wire.do(verb)
                now = board.read()
                assert {name: getattr(now, name) for name in values} == values
        still = board.read()
        assert (still.under_voltage_seen, still.throttled_seen) == (True, True)
        assert (still.temperature_c, still.link) == (WELL.temperature_c, WELL.link)
    finally:
        board.close()
