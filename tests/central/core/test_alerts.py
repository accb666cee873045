"""Alerts: damped, grouped by cause, silent for what a room mends itself, told to be over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from central.core.alert_told import Quiet, Stage, to_tell
from central.core.alerts import AWAY_S, BROKER, SETTLES_S, Alert, begin, look
from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine

LEAD_S = 3600.0
STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "07:00-17:00")


def room(number: int = 12, *, state: str = "ready", **faults: str) -> UnitLine:
    """A room whose parts have these faults."""
    health = {
        part: PartLine(part, "failed" if code else "ok", code or None, 0.0)
        for part, code in faults.items()
    }
    unit, sign = f"north/room{number}", SignLine("clear", "clear", lamp_ok=True)
    return UnitLine(unit, f"Videorum {number}", state, 0.0, sign, health)


def booked(line: UnitLine, start: float, code: str | None) -> UnitLine:
    """With one visit, at risk by ``code``."""
    state = "at-risk" if code else "ready"
    return replace(line, ready={"a": ReadyLine(state, start, start + 1800, "camera", code, 0.0)})


class Day:
    """Looks each second from the moment at which everything has settled."""

    def __init__(self) -> None:
        self.now = 0.0
        self.watching = begin(0.0)
        self.told: list[Alert] = []
        self.run(SETTLES_S, lambda _: [room()])

    def run(
        self, seconds: float, lines: Callable[[float], list[UnitLine]], *, listening: bool = True
    ) -> list[Alert]:
        """What changed in these seconds; ``lines`` is given the seconds since they began."""
        found: list[Alert] = []
        began = self.now
        while self.now < began + seconds:
            self.now += 1
            shown = lines(self.now - began)
            self.watching, changed = look(
                self.watching, shown, listening=listening, lead_s=LEAD_S, now=self.now
            )
            found += changed
        self.told += found
        return found


@pytest.fixture
def day() -> Day:
    return Day()


def test_a_blip_is_told_to_nobody(day: Day) -> None:
    day.run(28, lambda _: [room(call="call-fails")])
    assert day.run(300, lambda _: [room()]) == []
    assert day.watching.watches == {}


def test_what_stands_is_told_once_and_is_over_once(day: Day) -> None:
    (opened,) = day.run(600, lambda _: [room(call="call-fails")])
    assert (opened.site, opened.code, opened.units) == ("north", "call-fails", ("north/room12",))
    assert day.run(100, lambda _: [room()]) == []
    (over,) = day.run(100, lambda _: [room()])
    assert over.resolved_at is not None
    assert over.name == opened.name


@pytest.mark.parametrize("period", [5, 25, 40, 65, 110, 250])
def test_ten_minutes_of_flapping_are_at_most_one_alert(day: Day, period: int) -> None:
    """On and off, however fast: opened once at most, and at last over."""

    def flapping(at: float) -> list[UnitLine]:
        return [room(call="call-fails")] if at // period % 2 == 0 else [room()]

    day.run(600, flapping)
    day.run(1500, lambda _: [room()])
    opened = {alert.name for alert in day.told}
    assert len(opened) <= 1
    assert day.watching.alerts == {}
    assert sum(alert.resolved_at is not None for alert in day.told) == len(opened)


def test_a_thousand_units_that_start_anew_together_alarm_nobody(day: Day) -> None:
    """All gone at once, each back within a minute."""

    def restart(at: float) -> list[UnitLine]:
        return [
            room(n, state="lost" if at < 1 + n % 60 else "ready" if at > 5 + n % 60 else "init")
            for n in range(1000)
        ]

    assert day.run(70, restart) == []
    assert day.run(60, lambda _: [room(n) for n in range(1000)]) == []


def test_many_of_one_cause_are_one_alert(day: Day) -> None:
    (opened,) = day.run(AWAY_S + 5, lambda _: [room(n, state="lost") for n in range(40)])
    assert len(opened.units) == 40
    assert opened.code == "lost"


def test_a_silent_broker_is_one_alert_and_nothing_is_said_of_the_rooms(day: Day) -> None:
    (opened,) = day.run(600, lambda _: [room(state="lost")], listening=False)
    assert (opened.site, opened.code, opened.units) == ("", BROKER, ("",))
    (over,) = day.run(200, lambda _: [room()])
    assert over.resolved_at is not None


def test_what_a_nurse_can_mend_is_shown_in_the_room_first(day: Day) -> None:
    assert day.run(290, lambda _: [room(headset="headset-missing")]) == []
    (opened,) = day.run(20, lambda _: [room(headset="headset-missing")])
    assert not opened.urgent


def test_near_a_visit_it_is_told_after_a_blip(day: Day) -> None:
    ill = booked(room(headset="headset-missing"), day.now + 700, "headset-missing")
    (opened,) = day.run(40, lambda _: [ill])
    assert opened.urgent


def test_the_same_fault_becomes_urgent_when_its_visit_comes_near(day: Day) -> None:
    ill = booked(room(call="call-fails"), day.now + LEAD_S + 600, "call-fails")
    (opened,) = day.run(300, lambda _: [ill])
    assert not opened.urgent
    (nearer,) = day.run(600, lambda _: [ill])
    assert nearer.urgent
    assert nearer.name == opened.name


def test_a_silent_unit_puts_its_next_visit_at_risk(day: Day) -> None:
    gone = booked(room(state="lost"), day.now + 1800, None)
    (opened,) = day.run(AWAY_S + 5, lambda _: [gone])
    assert opened.urgent


def test_open_alerts_are_known_after_a_restart(day: Day) -> None:
    (opened,) = day.run(60, lambda _: [room(call="call-fails")])
    day.watching = begin(day.now, [opened])
    assert day.run(300, lambda _: [room(call="call-fails")]) == []
    (over,) = day.run(200, lambda _: [room()])
    assert over.name == opened.name


def at(clock: str, weekday: int = 24) -> datetime:
    """A time of Tuesday 24 November 2026, or of another day of that month."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, weekday, hour, minute, tzinfo=STOCKHOLM)


LATER = Alert("north", "call-fails", ("north/room12",), 0.0)
URGENT = replace(LATER, urgent=True)
OVER = replace(LATER, resolved_at=900.0)


@pytest.mark.parametrize(
    ("alert", "told", "moment", "stage"),
    [
        (LATER, None, "22:00", None),
        (LATER, None, "06:59", None),
        (LATER, None, "07:00", Stage.OPEN),
        (URGENT, None, "06:50", Stage.URGENT),
        (URGENT, Stage.OPEN, "07:50", Stage.URGENT),
        (URGENT, Stage.URGENT, "07:55", None),
        (LATER, Stage.OPEN, "12:00", None),
        (OVER, None, "12:00", None),
        (OVER, Stage.OPEN, "22:00", Stage.RESOLVED),
        (OVER, Stage.RESOLVED, "22:01", None),
    ],
)
def test_quiet_hours(alert: Alert, told: Stage | None, moment: str, stage: Stage | None) -> None:
    """Silent at 22:00, a page at 07:50 for a room that is booked at 08:00."""
    assert to_tell(alert, told, Quiet(WEEK), at(moment)) is stage


def test_a_weekend_is_quiet_and_no_hours_are_always() -> None:
    assert to_tell(LATER, None, Quiet(WEEK), at("12:00", 28)) is None
    assert to_tell(LATER, None, Quiet({}), at("03:00", 28)) is Stage.OPEN
