"""What the examples are made of: times, visits, people, and the buttons of each screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.core.views import PartyLine, Screen, VisitLine
from appliance.core.words import Button, NotJoined, SignState
from appliance.stage.screen.page import Local
from wire.visits import Level, Role, Seat

ZONE = ZoneInfo("Europe/Stockholm")
MONO = 50_000.0
PLACE = "Videorum 12 · Borlänge vårdcentral"


QUIET = Local(voice=True)
"""No picture, nothing pressed; a voice that could read."""


@dataclass(frozen=True, slots=True)
class Example:
    """What is on one example screen."""

    view: Screen
    local: Local = QUIET


def at(clock: str) -> float:
    """Unix seconds of that time on the examples' day."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, 24, int(hour), int(minute), tzinfo=ZONE).timestamp()


def visit(start: str, end: str, **more: Any) -> VisitLine:
    """A visit of the examples' day."""
    return VisitLine(visit=start, start=at(start), end=at(end), **more)


def screen(clock: str, **more: Any) -> Screen:
    """A screen at that time."""
    more = {"place": PLACE, "sign": SignState.CLEAR, "updated_at": at(clock)} | more
    return Screen(anchor=at(clock) - MONO, **more)


VISIT = visit("10:30", "11:00", kind="Återbesök", initials="A. L.")
WITH_INTERPRETER = VISIT.model_copy(update={"interpreter": True, "language": "ar"})
PATIENT = PartyLine(
    peer="p1", role=Role.PATIENT, level=Level.LINK, seat=Seat.LOBBY, camera=True, microphone=True
)
IDENTIFIED = PATIENT.model_copy(update={"level": Level.EID})
KNOCKING = PATIENT.model_copy(update={"peer": "p2", "seat": Seat.KNOCKING})
INTERPRETER = PATIENT.model_copy(update={"peer": "i1", "role": Role.INTERPRETER})
TOLK = INTERPRETER.model_copy(update={"level": Level.SMS_CODE})
RELATIVE = TOLK.model_copy(update={"peer": "r1", "role": Role.RELATIVE})
GUARDIAN = RELATIVE.model_copy(
    update={"role": Role.GUARDIAN, "level": Level.LINK, "camera": False, "microphone": False}
)
TODAY = (
    visit("10:30", "11:00"),
    visit("11:15", "11:45", interpreter=True),
    visit("13:00", "13:30", confirmed=False),
)
ELSEWHERE = visit("13:00", "13:30", not_joined=NotJoined.OTHER_ROOM, room="Videorum 14")
LONG_DAY = (
    visit("10:30", "11:00", confirmed=False, interpreter=True),
    visit("11:15", "11:45", not_joined=NotJoined.OTHER_SYSTEM),
    visit("13:00", "13:30", not_joined=NotJoined.CANCELLED),
    visit("13:45", "14:15", not_joined=NotJoined.BAD),
    visit("14:30", "15:00"),
    visit("15:15", "15:45"),
    visit("16:00", "16:30"),
    visit("16:45", "17:00"),
)
SEEN = tuple(
    line.model_copy(update={"kind": kind, "initials": initials})
    for line, kind, initials in zip(
        TODAY, ("Återbesök", "Nybesök", "Psykiatrisk bedömning"), ("A. L.", "M. B.", "K. Ö."),
        strict=True,
    )
)  # fmt: skip
LATE = (Button.LATE_5, Button.LATE_10, Button.LATE_20)
GOING = (Button.TODAY, Button.AWAY)
BEFORE = (*LATE, Button.CALL_PATIENT, *GOING, Button.OCCUPY)
LOBBY_BUTTONS = (Button.START, Button.WAIT, Button.SEE_ME, *BEFORE)
WITH_ME = (Button.START, Button.WAIT, Button.HIDE_ME, *BEFORE)
CONTROLS = (Button.LEAVE, Button.MICROPHONE, Button.CAMERA, Button.PAUSE)
SEATED = (*CONTROLS, Button.CALL_PATIENT, Button.EMERGENCY)
WITH_SPEAKER = (*SEATED, Button.CHAT, Button.ALOUD)
ASKING = (*SEATED, Button.IDENTIFIED)
OUTCOMES = (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED)
TESTING = (Button.TEST_YES, Button.TEST_NO, Button.TEST_CLOSE)
BOTH = Local(remote=True, own=True, voice=True)
OWN = Local(own=True, voice=True)
GUESTS = frozenset({"i1", "r1"})
FOUR = Local(remote=True, own=True, guests=GUESTS)
LARGE = Local(remote=True, own=True, guests=GUESTS, turned=frozenset({"i1"}))
NUMBER = "+46701234588"
ADDRESS = "Storgatan 14 B, 2 tr, 784 31 Borlänge"


def like(view: Screen, **changed: Any) -> Screen:
    """``view`` with some of it changed."""
    return view.model_copy(update=changed)
