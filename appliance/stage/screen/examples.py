"""One example of every screen, and the hardest ones to fit: for pictures in the docs and checks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.core.views import PartyLine, Screen, VisitLine
from appliance.core.words import Button, Fault, Missing, NotJoined, Reason, SignState
from appliance.stage.screen.page import ALONE, Local
from wire.visits import Level, Outcome, Role, Seat

ZONE = ZoneInfo("Europe/Stockholm")
MONO = 50_000.0
PLACE = "Videorum 12 · Borlänge vårdcentral"


@dataclass(frozen=True, slots=True)
class Example:
    """What is on one example screen."""

    view: Screen
    local: Local = ALONE


def _at(clock: str) -> float:
    hour, minute = clock.split(":")
    return datetime(2026, 11, 24, int(hour), int(minute), tzinfo=ZONE).timestamp()


def _visit(start: str, end: str, **more: Any) -> VisitLine:
    return VisitLine(visit=start, start=_at(start), end=_at(end), **more)


def _screen(clock: str, **more: Any) -> Screen:
    more = {"place": PLACE, "sign": SignState.CLEAR, "updated_at": _at(clock)} | more
    return Screen(anchor=_at(clock) - MONO, **more)


VISIT = _visit("10:30", "11:00", kind="Återbesök", initials="A. L.")
WITH_INTERPRETER = VISIT.model_copy(update={"interpreter": True})
PATIENT = PartyLine(
    peer="p1", role=Role.PATIENT, level=Level.LINK, seat=Seat.LOBBY, camera=True, microphone=True
)
IDENTIFIED = PATIENT.model_copy(update={"level": Level.EID})
KNOCKING = PATIENT.model_copy(update={"peer": "p2", "seat": Seat.KNOCKING})
INTERPRETER = PATIENT.model_copy(update={"peer": "i1", "role": Role.INTERPRETER})
TODAY = (
    _visit("10:30", "11:00"),
    _visit("11:15", "11:45", interpreter=True),
    _visit("13:00", "13:30", confirmed=False),
)
LONG_DAY = (
    _visit("10:30", "11:00", confirmed=False, interpreter=True),
    _visit("11:15", "11:45", not_joined=NotJoined.OTHER_SYSTEM),
    _visit("13:00", "13:30", not_joined=NotJoined.CANCELLED),
    _visit("13:45", "14:15", not_joined=NotJoined.BAD),
    _visit("14:30", "15:00"),
    _visit("15:15", "15:45"),
    _visit("16:00", "16:30"),
    _visit("16:45", "17:00"),
)
SEEN = tuple(
    line.model_copy(update={"kind": kind, "initials": initials})
    for line, kind, initials in zip(
        TODAY, ("Återbesök", "Nybesök", "Psykiatrisk bedömning"), ("A. L.", "M. B.", "K. Ö."),
        strict=True,
    )
)  # fmt: skip
LOBBY_BUTTONS = (Button.START, Button.WAIT, Button.SEE_ME, Button.TODAY, Button.AWAY)
WITH_ME = (Button.START, Button.WAIT, Button.HIDE_ME, Button.TODAY, Button.AWAY)
SEATED = (Button.LEAVE, Button.MICROPHONE, Button.CAMERA, Button.PAUSE)
OUTCOMES = (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED)
BOTH = Local(remote=True, own=True)
OWN = Local(own=True)

_SOON = _screen(
    "10:20",
    name="soon",
    sign=SignState.SOON,
    checked_in=True,
    visit=WITH_INTERPRETER,
    today=TODAY,
    buttons=(Button.SEE_ME, Button.TODAY, Button.AWAY),
)
_LOBBY = _screen(
    "10:28",
    name="lobby",
    sign=SignState.SOON,
    checked_in=True,
    visit=WITH_INTERPRETER,
    today=TODAY,
    parties=(PATIENT,),
    missing=Missing.INTERPRETER,
    buttons=LOBBY_BUTTONS,
)
_CALL = _screen(
    "10:47",
    name="call",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=VISIT,
    parties=(PATIENT,),
    capture=Reason.VISIT,
    picture=True,
    sound=True,
    buttons=SEATED,
)
_ENDED = _screen(
    "10:58",
    name="ended",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=VISIT,
    resume_until=_at("11:05"),
    proposed=Outcome.HELD,
    buttons=(*OUTCOMES, Button.RESTART),
)


def _like(view: Screen, **changed: Any) -> Screen:
    return view.model_copy(update=changed)


EXAMPLES: dict[str, Example] = {
    "idle": Example(_screen("10:12", name="idle", today=TODAY, buttons=(Button.HERE,))),
    "idle-free": Example(
        _screen("12:10", name="idle", sole_use=True, checked_in=True, today=TODAY[2:],
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "idle-empty": Example(_screen("16:40", name="idle", buttons=(Button.HERE,))),
    "idle-faults": Example(
        _screen("10:12", name="idle", sign=SignState.UNKNOWN, today=LONG_DAY, clock_trusted=False,
                updated_at=_at("09:31"), buttons=(Button.HERE,),
                faults=(Fault.HEADSET_MISSING, Fault.CLOCK_UNTRUSTED, Fault.FEED_STALE))
    ),
    "idle-hold": Example(
        _screen("11:02", name="idle", sign=SignState.OCCUPIED, today=TODAY[1:], checked_in=True,
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "today": Example(
        _screen("10:05", name="idle", checked_in=True, today=SEEN, today_open=True,
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "soon": Example(_SOON),
    "soon-here": Example(_like(_SOON, parties=(PATIENT, INTERPRETER))),
    "lobby": Example(_LOBBY),
    "lobby-picture": Example(_like(_LOBBY, capture=Reason.LOBBY, buttons=WITH_ME), OWN),
    "lobby-ready": Example(
        _like(_LOBBY, parties=(IDENTIFIED,), visit=VISIT, missing=Missing.TIME)
    ),
    "lobby-full": Example(
        _like(_LOBBY, parties=(PATIENT, KNOCKING), faults=(Fault.LAMP_DEAD,),
              missing=Missing.SIGN,
              buttons=(Button.ADMIT, Button.START_ANYWAY, Button.WAIT, Button.TODAY, Button.AWAY))
    ),
    "lobby-picture-full": Example(
        _like(_LOBBY, parties=(PATIENT, KNOCKING), faults=(Fault.HEADSET_MISSING,),
              capture=Reason.LOBBY, buttons=(Button.ADMIT, *WITH_ME)), OWN
    ),
    "countdown": Example(
        _screen("10:30", name="countdown", sign=SignState.SOON, checked_in=True, visit=VISIT,
                parties=(PATIENT,), countdown_mono=MONO + 6.6,
                buttons=(Button.WAIT, Button.START))
    ),
    "joining": Example(_like(_CALL, name="joining", picture=False, sound=False), OWN),
    "call": Example(_CALL, BOTH),
    "call-identified": Example(_like(_CALL, parties=(IDENTIFIED,)), replace(BOTH, self_view=False)),
    "call-muted": Example(
        _like(_CALL, microphone=False, camera=False, sound=False,
              faults=(Fault.LAMP_DEAD,)), Local(remote=True)
    ),
    "call-knock": Example(
        _like(_CALL, parties=(PATIENT, KNOCKING), buttons=(Button.ADMIT, *SEATED)), BOTH
    ),
    "call-no-picture": Example(
        _like(_CALL, picture=False,
              parties=(PATIENT.model_copy(update={"camera": False, "microphone": False}),)), OWN
    ),
    "paused": Example(
        _like(_CALL, name="paused", sign=SignState.PAUSED, capture=None, picture=False,
              sound=False, buttons=(Button.CONTINUE, Button.LEAVE))
    ),
    "reconnecting": Example(
        _like(_CALL, name="reconnecting", picture=False, sound=False, parties=()), OWN
    ),
    "ended": Example(_ENDED),
    "ended-technical": Example(
        _like(_ENDED, proposed=Outcome.TECHNICAL, capture=Reason.VISIT,
              faults=(Fault.HEADSET_MISSING,),
              buttons=(Button.TECHNICAL, Button.HELD, Button.NO_SHOW, Button.CANCELLED))
    ),
}  # fmt: skip
"""Every screen by name."""
