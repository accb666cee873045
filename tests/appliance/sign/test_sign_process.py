"""The sign process as it runs: leases over its socket, kill -9, a bad state file, a dead lamp."""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.core.words import SignFault, SignState
from appliance.link.lines import connect
from appliance.link.messages import Hello
from hardware.sign_kinds import KINDS
from tests.support.devices import control
from tests.support.links import sign_line

CLEAR, OCCUPIED, PAUSED, UNKNOWN = (
    SignState.CLEAR,
    SignState.OCCUPIED,
    SignState.PAUSED,
    SignState.UNKNOWN,
)

UNIT = str(Path(sys.executable).with_name("ostord-unit"))


class Unit:
    """One sign process after another over the same folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runtime = folder / "run"
        self.socket = self.runtime / "sign.sock"
        self.state_file = folder / "sign.json"
        self.config = folder / "sign.toml"
        self.config.write_text('runtime = "run"\nstate_file = "sign.json"\nlamp = "simulated"\n')
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Everything the processes recorded."""
        text = (self.folder / "journal").read_text()
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def recorded(self, what: str) -> list[dict[str, Any]]:
        """The records of ``what``."""
        return [line for line in self.journal if line["what"] == what]

    def start(self) -> None:
        """Start a sign process."""
        with (self.folder / "journal").open("ab") as journal:
            self.process = subprocess.Popen(
                [UNIT, "sign", "--config", str(self.config)],
                stderr=journal,
            )

    def end(self, how: signal.Signals) -> int:
        """Send it ``how``; return its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(5)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    unit = Unit(tmp_path)
    unit.start()
    yield unit
    if unit.process is not None and unit.process.poll() is None:
        unit.end(signal.SIGKILL)


def lamp(unit: Unit) -> dict[str, Any]:
    """What the lamp by the door is told just now."""
    with control(unit.runtime, "lamp") as wire:
        return wire.hear()


async def test_what_room_says_is_shown_and_pushed_to_everybody(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        assert (await room.want(CLEAR)).state is CLEAR
        assert (await stage.shown()).state is CLEAR
        assert lamp(unit)["state"] == "clear"
        assert [line["state"] for line in unit.recorded("sign.shown")] == ["unknown", "clear"]


async def test_capturing_is_answered_once_the_lamp_says_occupied(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        await room.want(CLEAR)
        await stage.shown()
        answer = await stage.capture(on=True, planned_end=time.time() + 60)
        assert (answer.state, answer.capturing, answer.lamp_ok) == (OCCUPIED, True, True)
        assert lamp(unit)["state"] == "occupied"
        assert not (await room.shown()).capturing
        assert (await room.want(PAUSED)).state is OCCUPIED
        answer = await stage.capture(on=False)
        assert (answer.state, answer.capturing) == (PAUSED, False)


async def test_killed_it_says_occupied_again_within_a_second_before_anybody_connects(
    unit: Unit,
) -> None:
    async with sign_line(unit.socket, "stage") as stage:
        await stage.capture(on=True, planned_end=time.time() + 60)
        unit.end(signal.SIGKILL)
    killed = time.monotonic()
    unit.start()
    async with sign_line(unit.socket, "room") as room:
        shown = unit.recorded("sign.shown")[-1]
        listens = unit.recorded("sign.listens")[-1]
        assert shown["state"] == "occupied"
        assert shown["mono"] <= listens["mono"]
        assert shown["mono"] - killed < 1
        assert (await room.want(CLEAR)).state is OCCUPIED
        async with sign_line(unit.socket, "stage") as stage:
            assert (await stage.capture(on=False)).state is CLEAR


async def test_killed_while_paused_it_says_paused_again(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room:
        await room.want(PAUSED)
        unit.end(signal.SIGKILL)
    unit.start()
    async with sign_line(unit.socket, "stage") as stage:
        assert (await stage.capture(on=False)).state is PAUSED


async def test_stage_that_vanishes_with_room_dead_leaves_the_sign_occupied(unit: Unit) -> None:
    async with sign_line(unit.socket, "stage") as stage:
        await stage.capture(on=True, planned_end=time.time() + 60)
    async with sign_line(unit.socket, "room") as room:
        answer = await room.want(CLEAR)
        assert (answer.state, answer.capturing) == (OCCUPIED, False)
    assert lamp(unit)["state"] == "occupied"


async def test_room_that_falls_silent_leaves_unknown_not_clear(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        await room.want(CLEAR)
        await stage.shown()
        said = time.monotonic()
        assert (await stage.shown()).state is UNKNOWN
        assert 2.5 < time.monotonic() - said < 3.5


async def test_each_may_say_only_what_is_its_own(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        assert (await room.capture(on=True)).capturing is False
        assert (await stage.want(CLEAR)).state is UNKNOWN
        problems = [line["problem"] for line in unit.recorded("link.refused")]
        assert problems == [
            "room: type: capturing is not this process's to say",
            "stage: type: sign-wanted is not this process's to say",
        ]


async def test_a_bad_message_harms_nobody(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room:
        await room.want(OCCUPIED)
        for text in (
            b"\n",
            b"{}\n",
            b'{"type":"capturing","on":"yes"}\n',
            b"\xff\n",
            b"x" * 300_000,
        ):
            line = await connect(unit.socket)
            line.send(Hello(process="stage"))
            line._writer.write(text)
            with contextlib.suppress(OSError):
                await line._writer.drain()
            await line.close()
        assert (await room.want(OCCUPIED)).state is OCCUPIED
    assert unit.process is not None
    assert unit.process.poll() is None


async def test_a_dead_lamp_is_told_within_a_second_and_a_mended_one_too(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room:
        with control(unit.runtime, "lamp") as wire:
            wire.hear()
            wire.do("kill")
            told = await asyncio.wait_for(room.shown(), 1.5)
            assert (told.lamp_ok, told.state) == (False, UNKNOWN)
            wire.do("mend")
            assert (await asyncio.wait_for(room.shown(), 1.5)).lamp_ok


async def test_a_persons_own_occupied_gives_way_to_r10s_words_while_stage_captures(
    unit: Unit,
) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        assert (await room.want(OCCUPIED, own=True)).state is OCCUPIED
        await stage.shown()
        assert lamp(unit)["own"] is True
        await stage.capture(on=True, planned_end=time.time() + 60)
        assert (lamp(unit)["state"], lamp(unit)["own"]) == ("occupied", False)
        await stage.capture(on=False)
        assert lamp(unit)["own"] is True
        unit.end(signal.SIGKILL)
    unit.start()
    async with sign_line(unit.socket, "stage"):
        assert (lamp(unit)["state"], lamp(unit)["own"]) == ("occupied", True)


@pytest.mark.parametrize(
    ("verbs", "fault"),
    [
        (("kill", "mend"), SignFault.LAMP_DARK),
        (("stick-off", "mend"), SignFault.LAMP_DARK),
        (("unplug", "plug"), SignFault.SIGN_UNPLUGGED),
    ],
)
async def test_what_is_wrong_is_told_to_it_and_mends_itself(
    unit: Unit, verbs: tuple[str, str], fault: SignFault
) -> None:
    async with sign_line(unit.socket, "stage") as stage:
        await stage.capture(on=True, planned_end=time.time() + 60)
        with control(unit.runtime, "lamp") as wire:
            wire.hear()
            wire.do(verbs[0])
            told = await stage.shown()
            assert (told.lamp_ok, told.fault) == (False, fault)
            wire.do(verbs[1])
        told = await stage.shown()
        assert (told.lamp_ok, told.fault, told.state) == (True, None, OCCUPIED)


@pytest.mark.parametrize("kind", ["one-lamp", "three-lamps", "rgb", "relay", "busylight"])
async def test_each_kind_of_sign_is_chosen_by_the_settings(tmp_path: Path, kind: str) -> None:
    unit = Unit(tmp_path)
    with unit.config.open("a") as config:
        config.write(f'[lamp_options]\nkind = "{kind}"\n')
    unit.start()
    async with sign_line(unit.socket, "room") as room:
        for state in SignState:
            assert (await room.want(state)).state == KINDS[kind][state]
        assert lamp(unit)["kind"] == kind
    assert unit.end(signal.SIGTERM) == 0


async def test_stopped_it_says_unknown_and_the_next_one_knows(unit: Unit) -> None:
    async with sign_line(unit.socket, "stage") as stage:
        await stage.capture(on=True, planned_end=time.time() + 60)
        with control(unit.runtime, "lamp") as wire:
            assert unit.end(signal.SIGTERM) == 0
            assert wire.hear_until(state="unknown")
    assert not unit.socket.exists()
    assert [line["state"] for line in unit.recorded("sign.shown")][-2:] == ["occupied", "unknown"]
    assert not [line for line in unit.journal if line["level"] not in ("info",)]
    unit.start()
    async with sign_line(unit.socket, "room") as room:
        assert (await room.want(CLEAR)).state is OCCUPIED


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00" * 512, b'{"version":2}', b'{"lost_until":1}x']
)
async def test_a_spoilt_state_file_is_one_clear_line_and_never_clear(
    unit: Unit, content: bytes
) -> None:
    async with sign_line(unit.socket, "room"):
        unit.end(signal.SIGTERM)
    unit.state_file.write_bytes(content)
    unit.start()
    async with sign_line(unit.socket, "room") as room:
        assert (await room.want(CLEAR)).state is UNKNOWN
        assert (await room.want(OCCUPIED)).state is OCCUPIED
        async with sign_line(unit.socket, "stage") as stage:
            assert (await stage.capture(on=False)).state is OCCUPIED
        assert (await room.want(CLEAR)).state is CLEAR
    assert [line["problem"] for line in unit.recorded("state-file.unreadable")] != []
    assert len(unit.recorded("state-file.unreadable")) == 1


async def test_a_disk_that_refuses_does_not_darken_the_sign(unit: Unit) -> None:
    async with sign_line(unit.socket, "stage") as stage:
        unit.state_file.unlink()
        unit.state_file.mkdir()
        answer = await stage.capture(on=True, planned_end=time.time() + 60)
        assert (answer.state, answer.capturing) == (OCCUPIED, True)
        await stage.capture(on=True, planned_end=time.time() + 90)
        assert len(unit.recorded("state-file.unwritable")) == 1


async def test_the_file_is_written_only_when_something_must_survive(unit: Unit) -> None:
    async with sign_line(unit.socket, "room") as room, sign_line(unit.socket, "stage") as stage:
        await room.want(CLEAR)
        await stage.shown()
        await stage.capture(on=True, planned_end=2_000_000_000.5)
        written = unit.state_file.stat()
        assert json.loads(unit.state_file.read_text()) == {
            "version": 1,
            "planned_end": 2_000_000_000.5,
        }
        await stage.capture(on=True, planned_end=2_000_000_000.5)
        assert unit.state_file.stat() == written


def test_readiness_and_the_watchdog_are_told_to_the_supervisor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("systemd.daemon", reason="systemd's library is not installed")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "400000")
        unit = Unit(tmp_path)
        unit.start()
        assert supervisor.recv(99) == b"READY=1"
        begun = time.monotonic()
        assert [supervisor.recv(99) for _ in range(4)] == [b"WATCHDOG=1"] * 4
        assert time.monotonic() - begun < 2
        assert unit.end(signal.SIGTERM) == 0


def test_it_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, appliance.sign.main as m, hardware.choose as c, pathlib;"
        "c.lamp('simulated', pathlib.Path(sys.argv[1])).close();"
        "print([n for n in ('numpy', 'cv2', 'sounddevice', 'pygame', 'gpiozero', 'aiohttp',"
        " 'av', 'PIL', 'busylight_core', 'smbus2')"
        " if n in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('lamp = "neon"', "lamp"),
        ("lamp_pin = 99", "lamp_pin"),
        ('[lamp_options]\nkind = "neon"', "lamp_options.kind"),
        ("[lamp_options]\nenable_pin = 28", "lamp_options.enable_pin"),
        ("[lamp_options]\ni2c_address = 3", "lamp_options.i2c_address"),
        ('lamp = "relay"\n[lamp_options]\nclear_pin = 17', "lamp_options: clear_pin is the same"),
        ('lamp = "rgb"\n[lamp_options]\nsense_pin = 24', "blue_pin is the same line as sense_pin"),
        ('lamp = "relay"\nlamp_pin = 24', "lamp_options: clear_pin is the same line as lamp_pin"),
        ("colour = 1", "colour"),
        ("[lamp_options]\nsense = 4", "lamp_options.sense"),
        ("lamp = ", "is not TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, line: str, named: str) -> None:
    config = tmp_path / "sign.toml"
    config.write_text(line)
    done = subprocess.run(
        [UNIT, "sign", "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert str(config) in done.stderr
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1


async def test_s3_what_a_killed_sign_left_is_let_go(unit: Unit) -> None:
    """``ExecStopPost``: after a crash or a hang the lines are given back."""
    async with sign_line(unit.socket, "room") as room:
        assert (await room.want(CLEAR)).state is CLEAR
    unit.end(signal.SIGKILL)
    command = [UNIT, "release", "--config", str(unit.config)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in said.stderr.splitlines()]
    assert [entry["what"] for entry in told] == ["sign.shown", "sign.released"]
    assert told[0]["state"] == "unknown"
