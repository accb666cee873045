"""Random histories of a room's day, one seed each, and a watch that keeps an account of its own."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import inf

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import reason
from appliance.core.visit.moves import TROUBLE
from appliance.core.visit.table import HOLDING, SEATED
from appliance.core.visits import Standing, Visit
from appliance.core.words import (
    Button,
    DeviceState,
    FarAct,
    Fault,
    Hearing,
    Link,
    Phase,
    Proven,
    Reason,
    SignState,
)
from tests.support.room import (
    AT_LOBBY,
    AWAY,
    CHECKED_IN,
    CODE_SAID,
    CONNECTING_STAGE,
    ELSEWHERE,
    IDLE_STAGE,
    IVO,
    LEFT,
    LIVE_STAGE,
    LOST,
    NOBODY,
    NOBODY_IN,
    PATIENT,
    SILENT_STAGE,
    VISIT,
    a_room,
    in_phase,
    minutes,
    walk,
)
from wire.support import SupportLine
from wire.visits import Role, Seat

NUMBER = "+46 70 174 06 05"
PLACE = "Storgatan 1, uppe till vänster"
HIDDEN = "Q. Q."
"""Initials of protected persons, which a feed should not have told."""
NAMED = replace(VISIT, phone_tail="05", language="so")
KNOCKING = replace(PATIENT, peer="patient-2", seat=Seat.KNOCKING)
PLACED = replace(PATIENT, place=PLACE)
INTERPRETER = replace(PATIENT, peer="tolk-1", role=Role.INTERPRETER)


def booked(name: str, begins: float, lasts: float = 30, **more: object) -> Visit:
    """A booking ``begins`` min after the first one's start."""
    start = VISIT.start + timedelta(minutes=begins)
    made = replace(VISIT, id=name, start=start, end=start + timedelta(minutes=lasts))
    return replace(made, **more)  # type: ignore[arg-type]


FOLLOWING = booked("a2", 30, protected=True, initials=HIDDEN)
OVERLAPPING = booked("a3", 10, 40, interpreter=True, initials="B. B.")
SAME_TIME = booked("a4", 0, 60, patients=3, initials="C. C.")
PRACTICE = booked("a5", 0, practice=True, initials=None)
AT_ONCE = booked("a6", 1, 15, at_once=True, protected=True, initials=HIDDEN)
MOVED = booked("a1", 20, phone_tail="05")
SHORTENED = booked("a1", 0, 5)
PROTECTED = replace(NAMED, protected=True, initials=HIDDEN)
TESTING = e.StageSaid(alive=True, capture=Reason.FUNCTION_TEST)
LINES = (
    SupportLine(fault="technology", name="IT", phone="023-1", open=((0.0, VISIT.end.timestamp()),)),
    SupportLine(
        fault="function", name="Ivo", phone="023-2", open=((VISIT.start.timestamp(), 4e9),)
    ),
)
AGENDAS = (
    e.Agenda((NAMED, FOLLOWING), complete=True),
    e.Agenda((NAMED,), complete=False),
    e.Agenda((), complete=True),
    e.Agenda((), complete=True),
    e.Agenda((replace(VISIT, standing=Standing.CANCELLED), FOLLOWING), complete=True),
    e.Agenda((replace(VISIT, standing=Standing.DONE), FOLLOWING), complete=True),
    e.Agenda((replace(VISIT, confirmed=False), FOLLOWING), complete=True),
    e.Agenda((MOVED, replace(FOLLOWING, standing=Standing.OTHER_SYSTEM)), complete=True, bad=2),
    e.Agenda((SHORTENED, OVERLAPPING, FOLLOWING), complete=True),
    e.Agenda((NAMED, SAME_TIME, OVERLAPPING, FOLLOWING), complete=True),
    e.Agenda((PROTECTED, AT_ONCE), complete=True),
    e.Agenda((replace(NAMED, practice=True), PRACTICE), complete=True),
    e.Agenda((replace(NAMED, interpreter=True), FOLLOWING, PRACTICE), complete=True),
    e.Agenda((AT_ONCE,), complete=False),
)


@dataclass(frozen=True, slots=True)
class Restarted:
    """The process came back with what it remembers; or the whole unit did."""

    rebooted: bool


Happening = e.Event | Restarted

TESTED = tuple(
    replace(IDLE_STAGE, capture=capture, test=e.SelfTestSaid(number, results))
    for number in (1, 2)
    for capture, results in (
        (Reason.SELF_TEST, ()),
        (Reason.SELF_TEST, ((Proven.CAMERA, Fault.CAMERA_FROZEN),)),
        (None, ((Proven.CAMERA, Fault.CAMERA_COVERED), (Proven.MICROPHONE, None))),
        (None, tuple((part, None) for part in Proven)),
    )
)
HAPPENINGS: tuple[Happening, ...] = (
    *(e.Pressed(button, "patient-2") for button in Button),
    *(e.Pressed(button) for button in (Button.HERE, Button.START, Button.OCCUPY, Button.RESTART)),
    *(e.Pressed(button) for button in (Button.TEST, Button.TEST_YES, Button.TEST_YES)),
    *(e.Tick(),) * 24,
    e.DoorBell(),
    *(e.FromAfar(act) for act in FarAct),
    e.BoardSaid(None, second_screen=True),
    *(e.Touched(),) * 2,
    *(AT_LOBBY,) * 2,
    e.AtVisit("a1", (PLACED, KNOCKING)),
    e.AtVisit("a1", (PLACED, INTERPRETER)),
    e.AtVisit("a1", (), tried=True),
    AWAY,
    LEFT,
    LOST,
    NOBODY,
    *(e.AtVisit(name, (PATIENT,)) for name in ("a2", "a3", "a4", "a6")),
    *(replace(ELSEWHERE, visit=name) for name in ("a1", "a2")),
    *(CHECKED_IN,) * 2,
    e.CheckInSaid(required=True, who=IVO),
    NOBODY_IN,
    e.CheckInSaid(required=False),
    *(CODE_SAID,) * 2,
    *(e.NumberSaid("a1", NUMBER),) * 2,
    e.NumberSaid("a1", None),
    *(IDLE_STAGE,) * 2,
    *(LIVE_STAGE,) * 2,
    replace(LIVE_STAGE, aloud=DeviceState.OK),
    replace(IDLE_STAGE, aloud=DeviceState.OK),
    SILENT_STAGE,
    SILENT_STAGE,
    CONNECTING_STAGE,
    e.StageSaid(alive=False),
    e.StageSaid(alive=True, camera=DeviceState.MISSING),
    e.StageSaid(alive=True, capture=Reason.LOBBY),
    *(replace(TESTING, hearing=hearing) for hearing in (None, *Hearing)),
    e.SupportSaid(LINES),
    *(TESTED[0],) * 2,
    *TESTED,
    e.HoursSaid(VISIT.start.timestamp() + 900, ((0.0, VISIT.start.timestamp()),)),
    e.SignSaid(None),
    e.SignSaid(SignState.CLEAR, lamp_ok=True),
    e.SignSaid(SignState.OCCUPIED, lamp_ok=True),
    e.SignSaid(SignState.OCCUPIED, lamp_ok=False),
    *(e.Central(connected=True),) * 2,
    e.Central(connected=False),
    *(e.ClockTrusted(trusted=True),) * 2,
    e.ClockTrusted(trusted=False),
    e.ClockSet(VISIT.start.timestamp() - 5),
    e.ClockSet(VISIT.end.timestamp() - 30),
    e.ClockSet(VISIT.end.timestamp() + 400),
    e.FeedSaid("too-slow", 2),
    e.FeedSaid(None),
    e.StoreSaid("disk-full"),
    *(e.Presence(somebody=True),) * 2,
    *(e.Presence(somebody=False),) * 2,
    e.Presence(somebody=None),
    *AGENDAS,
    e.Midnight(),
    Restarted(rebooted=False),
    Restarted(rebooted=True),
)
LEFT_AT = minutes(-45)
EMPTY_ROOM = walk(
    a_room(), [(LEFT_AT, e.Presence(somebody=True)), (LEFT_AT, e.Presence(somebody=False))]
)
STARTS = [*(in_phase(phase) for phase in Phase), *((EMPTY_ROOM, minutes(-21)),) * 2]


@dataclass(slots=True)
class Watch:
    """What happened, kept without a look at how the core keeps it."""

    touched: float = -inf
    seen: float = -inf
    somebody: bool | None = None
    empty: float | None = None
    """Since when the sensor says empty and nobody touched anything."""
    testing: tuple[int, float] | None = None
    """The self-test that has camera or microphone, and since when."""
    called: float = -inf
    """When *Ring patienten* was pressed."""
    emergency: bool = False
    trouble: float | None = None
    """Since when no media flows in a call without a break."""
    silent: float | None = None
    """Since when a call with capture hears nothing."""
    at_once: float = -inf
    """When bookings that hold a *Boka nu* were told."""
    staff: bool = False
    """Central said that the staff check in themselves (R18)."""
    checked_in: float | None = None
    """The check-in that counts, by when it began."""
    came: float = -inf
    """When it became known."""
    left: set[float] = field(default_factory=set)
    """Check-ins that ended in the room, until central says who else is."""
    code: float = -inf
    """When the newest code came."""

    def happens(self, what: Happening, now: float) -> None:
        """Before the day is asked."""
        if isinstance(what, e.Touched | e.Pressed):
            self.touched = now
            self.empty = None if self.empty is None else now
        if isinstance(what, e.Pressed) and what.button is Button.CALL_PATIENT:
            self.called = now
        if isinstance(what, e.Pressed) and what.button is Button.EMERGENCY:
            self.emergency = True
        if isinstance(what, e.Pressed) and what.button is Button.EMERGENCY_CLOSE:
            self.emergency = False
        if isinstance(what, e.Presence):
            if self.somebody or what.somebody:
                self.seen = now
            self.somebody = what.somebody
            self.empty = (self.empty or now) if what.somebody is False else None
        if isinstance(what, e.Agenda) and AT_ONCE in what.visits:
            self.at_once = now
        if isinstance(what, e.CodeSaid):
            self.code = now
        if isinstance(what, e.CheckInSaid):
            self._checked_in(what, now)
        if isinstance(what, Restarted) and what.rebooted:
            self.came = now
        if isinstance(what, Restarted):
            self.somebody, self.silent, self.empty = None, None, None
            self.emergency, self.at_once = False, -inf
            self.called = -inf

    def _checked_in(self, said: e.CheckInSaid, now: float) -> None:
        who = said.who.since if said.required and said.who else None
        self.staff = said.required
        if who in self.left:
            return
        self.left.clear()
        if who is not None and who != self.checked_in:
            self.came = now
        self.checked_in = who

    def leaves(self) -> None:
        """Who is checked in ended it in the room."""
        if self.checked_in is not None:
            self.left = {self.checked_in}
        self.checked_in = None

    def follows(self, day: Day, now: float) -> None:
        """After it has answered."""
        phase = day.focus.phase if day.focus else None
        call = day.stage.call
        test = day.self_test if reason(day) is Reason.SELF_TEST else None
        if test is None or self.testing is None or self.testing[0] != test.number:
            self.testing = (test.number, now) if test is not None else None
        live = day.stage.alive and call is not None and call.link is Link.LIVE
        self.trouble = (self.trouble or now) if phase in TROUBLE else None
        self.silent = (self.silent or now) if phase in HOLDING and not live else None
        if phase not in SEATED:
            self.emergency = False

    def around(self, now: float) -> float:
        """When somebody was in the room last, as far as anybody knows."""
        return now if self.somebody else max(self.touched, self.seen)


def begin(day: Day) -> Watch:
    """A watch for a history that begins at ``day``."""
    watch = Watch(day.touched or -inf, day.seen or -inf, day.somebody, day.quiet_since)
    if day.focus is not None and day.focus.phase in TROUBLE:
        watch.trouble = watch.silent = day.focus.since
    return watch


def happened(day: Day, what: Happening, now: float) -> tuple[Day, tuple[e.Command, ...]]:
    """The day after ``what``; a restart goes through the line that the store keeps, and a tick."""
    if not isinstance(what, Restarted):
        return step(day, what, now)
    kept = Memory.from_json("store", memory(day).to_json())
    fresh = new_day(day.rules, now, day.anchor + now)
    return step(recall(fresh, kept, now, rebooted=what.rebooted), e.Tick(), now)


def history(seed: int, length: int) -> tuple[Day, float, list[tuple[float, Happening]]]:
    """Where it begins, and what happens how many seconds later."""
    chance = random.Random(seed)
    day, now = chance.choice(STARTS)
    if chance.random() < 0.1:
        day = replace(day, rules=replace(day.rules, automatic=False))
    if chance.random() < 0.3:
        now += 1.0
        day, _ = step(day, e.Presence(somebody=False), now)
    pauses = (0.0, 0.1, 1.0, 5.0, 70.0, 400.0)
    return day, now, [(chance.choice(pauses), chance.choice(HAPPENINGS)) for _ in range(length)]


def live(
    day: Day, now: float, told: Iterable[tuple[float, Happening]]
) -> Iterator[tuple[Day, Happening, Day, tuple[e.Command, ...], float]]:
    """The history as the shell lives it: a tick at each deadline, then what happens.

    Of a tick that is told, time runs to the next deadline, be it hours.
    """
    for pause, what in told:
        until = now + pause
        if isinstance(what, e.Tick):
            until = next_deadline(day, now) or until
        while (due := next_deadline(day, now)) is not None and (
            due < until or (due == until and not isinstance(what, e.Tick))
        ):
            former, now = day, due
            day, asked = step(day, e.Tick(), now)
            yield former, e.Tick(), day, asked, now
        former, now = day, until
        day, asked = happened(day, what, now)
        yield former, what, day, asked, now
