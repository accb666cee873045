"""The report of the checks says what is missed and what is a false alarm."""

from tests.bench.checks_report import CHECKS, FAULTS, Fault, Row, line

DARK = Fault("in the dark", frozenset({"advice"}))


def test_a_fault_that_is_seen_missed_or_not_there() -> None:
    seen = Row(DARK, {"advice": (1.23, "dark")})
    assert not seen.wrong()
    assert "1.2 s dark" in line(seen)
    missed = Row(DARK)
    assert missed.wrong()
    assert "MISSED" in line(missed)
    alarm = Row(DARK, {"advice": (1.0, "dark"), "frozen": (4.0, "frozen")})
    assert alarm.wrong()
    assert "FALSE ALARM" in line(alarm)
    assert not Row(DARK, made=False).wrong()


def test_every_check_has_a_fault_that_it_must_see_and_rows_in_which_it_is_silent() -> None:
    assert {check for fault in FAULTS for check in fault.seen_by} == set(CHECKS)
    assert sum(not fault.seen_by for fault in FAULTS) >= 2
