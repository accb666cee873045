"""What IT may know, in the words of the wire."""

from pathlib import Path

from appliance.core.health import PartHealth
from appliance.core.words import Fault, SignState
from appliance.room.fleet.metrics import Machine
from appliance.room.fleet.report import UNITS, Report
from hardware.board_linux import LinuxBoard
from wire.fleet import Birth, Condition, Health, SignReport, State, UnitState

BOOT = "0123456789abcdef"


def report() -> Report:
    """A unit's."""
    return Report("north/room12", "Videorum 12", BOOT, {"feed": "fhir-r4"}, {"ostord": "1"})


def test_a_state_keeps_its_beginning_until_it_changes() -> None:
    made = report()
    topic, first = made.state(UnitState.READY, 10.0)
    assert topic == "ostord/1/north/room12/state"
    assert made.state(UnitState.READY, 20.0)[1] == first
    changed = State.from_json("unit", made.state(UnitState.ALERT, 30.0)[1])
    assert (changed.state, changed.since, changed.boot) == (UnitState.ALERT, 30.0, BOOT)


def test_the_will_says_lost() -> None:
    topic, payload = report().will(5.0)
    assert topic == "ostord/1/north/room12/state"
    assert State.from_json("unit", payload).state is UnitState.LOST


def test_a_mended_part_says_so() -> None:
    made = report()
    name = "ostord/1/north/room12/health/camera"
    gone = PartHealth("camera", Condition.FAILED, Fault.CAMERA_MISSING)
    told = Health.from_json("unit", made.health([gone], 1.0)[name])
    assert (told.condition, told.code) == (Condition.FAILED, "camera-missing")
    well = PartHealth("camera", Condition.OK, None)
    told = Health.from_json("unit", made.health([well], 2.0)[name])
    assert (told.condition, told.code, told.since) == (Condition.OK, None, 2.0)


def test_a_sign_that_does_not_answer_is_unknown() -> None:
    _, payload = report().sign(SignState.CLEAR, None, 1.0, lamp_ok=False)
    told = SignReport.from_json("unit", payload)
    assert (told.wanted, told.actual, told.lamp_ok) == ("clear", "unknown", False)


def test_birth_names_every_metric_that_the_machine_gives() -> None:
    told = Birth.from_json("unit", report().birth()[1])
    assert {metric.name for metric in told.metrics} == set(UNITS)
    machine = Machine(LinuxBoard())
    machine.read()
    assert set(machine.read()) <= set(UNITS)


def test_the_machines_numbers(tmp_path: Path) -> None:
    proc, sys = tmp_path / "proc", tmp_path / "sys"
    (proc / "self").mkdir(parents=True)
    zone = sys / "class" / "thermal" / "thermal_zone0"
    zone.mkdir(parents=True)
    (proc / "stat").write_text("cpu  100 0 100 800 0 0 0 0 0 0\n")
    (proc / "meminfo").write_text("MemTotal: 1000 kB\nMemAvailable: 250 kB\n")
    (proc / "self" / "status").write_text("VmRSS:\t  2048 kB\n")
    (proc / "uptime").write_text("12.5 3.0\n")
    (zone / "temp").write_text("48300\n")
    machine = Machine(LinuxBoard(tmp_path), proc)
    (proc / "stat").write_text("cpu  130 0 120 850 0 0 0 0 0 0\n")
    assert machine.read() == {
        "system.cpu.utilization": 0.5,
        "system.memory.utilization": 0.75,
        "process.memory.usage": 2048 * 1024,
        "hw.temperature": 48.3,
        "system.uptime": 12.5,
    }


def test_what_a_machine_has_not_is_left_out(tmp_path: Path) -> None:
    assert Machine(LinuxBoard(tmp_path), tmp_path).read() == {}
