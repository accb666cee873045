"""What IT may know, in the words of the wire."""

from pathlib import Path

from appliance.core.health import PartHealth
from appliance.core.readiness import VisitReady
from appliance.core.words import Fault, SignState
from appliance.room.fleet.booking_word import booking_word, secret_of
from appliance.room.fleet.metrics import Machine
from appliance.room.fleet.report import UNITS, Report
from appliance.room.key import make_key
from hardware.board_linux import LinuxBoard
from wire.fleet import Birth, Condition, Health, Readiness, Ready, SignReport, State, UnitState

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


def test_a_clock_that_is_set_moves_what_stands_along_with_it() -> None:
    """A unit that began in 1970 did not fail its camera there."""
    made = report()
    broken = [PartHealth("camera", Condition.FAILED, "camera-frozen")]
    made.state(UnitState.ALERT, 10.0)
    made.health(broken, 20.0)
    made.clock_was_set(1e9)
    told = State.from_json("unit", made.state(UnitState.ALERT, 1e9 + 30)[1])
    assert told.since == 1e9 + 10
    (payload,) = made.health(broken, 1e9 + 40).values()
    assert Health.from_json("unit", payload).since == 1e9 + 20


def test_a_booking_is_told_by_its_time_and_a_word_that_names_nobody() -> None:
    made = Report("north/room12", "Videorum 12", BOOT, {}, {}, b"secret")
    risk = VisitReady("appointment-17", 100.0, 200.0, Readiness.AT_RISK, "camera", "camera-frozen")
    ((name, (payload, until)),) = made.ready([risk], 10.0).items()
    word = name.removeprefix("ostord/1/north/room12/ready/")
    assert word == booking_word(b"secret", "appointment-17")
    assert len(word) == 32
    assert "17" not in payload
    assert until == 200.0 + 3600
    told = Ready.from_json("unit", payload)
    assert (told.state, told.start, told.end) == (Readiness.AT_RISK, 100.0, 200.0)
    assert (told.part, told.code, told.since) == ("camera", "camera-frozen", 10.0)
    assert made.ready([risk], 20.0)[name][0] == payload
    well = VisitReady("appointment-17", 100.0, 200.0, Readiness.READY)
    told = Ready.from_json("unit", made.ready([well], 30.0)[name][0])
    assert (told.state, told.code, told.since) == (Readiness.READY, None, 30.0)
    assert made.ready([], 40.0) == {}
    told = Ready.from_json("unit", made.ready([well], 50.0)[name][0])
    assert told.since == 50.0


def test_another_unit_calls_the_same_booking_otherwise(tmp_path: Path) -> None:
    words = set()
    for unit in ("north/room12", "north/room13"):
        make_key(unit, tmp_path / unit)
        secret = secret_of(tmp_path / unit / "unit.key")
        assert secret == secret_of(tmp_path / unit / "unit.key")
        words.add(booking_word(secret, "appointment-17"))
        words.add(booking_word(secret, "appointment-18"))
    assert len(words) == 4


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


def test_evidence_is_told_in_numbers_and_moves_no_since() -> None:
    made = report()
    for at, level in ((1.0, -48.0), (9.0, -51.0)):
        one = PartHealth("headset", Condition.OK, None, (("level_db", level),))
        payload = made.health([one], at)["ostord/1/north/room12/health/headset"]
        told = Health.from_json("unit", payload)
        assert (told.since, told.evidence) == (1.0, {"level_db": level})


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
