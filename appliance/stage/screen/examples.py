"""One example of every screen, and the hardest ones to fit: for pictures in the docs and checks."""

from dataclasses import replace

from appliance.core.views import Undo
from appliance.core.words import Button, Fault, Missing, Notice, Reason, SignState
from appliance.stage.checks.advice import Advice
from appliance.stage.screen.example_cards import CARDS
from appliance.stage.screen.example_check_in import CHECK_INS
from appliance.stage.screen.example_guests import GUESTS
from appliance.stage.screen.example_kit import (
    ASKING,
    BEFORE,
    BOTH,
    IDENTIFIED,
    INTERPRETER,
    KNOCKING,
    LOBBY_BUTTONS,
    LONG_DAY,
    MONO,
    OUTCOMES,
    OWN,
    PATIENT,
    SEATED,
    SEEN,
    TODAY,
    VISIT,
    WITH_INTERPRETER,
    WITH_ME,
    WITH_SPEAKER,
    ZONE,
    Example,
    at,
    like,
    screen,
)
from appliance.stage.screen.example_talk import TALKS
from appliance.stage.screen.example_tests import TESTS
from appliance.stage.screen.page import Local
from wire.visits import Outcome

__all__ = ["EXAMPLES", "MONO", "ZONE", "Example"]

_SOON = screen(
    "10:20",
    name="soon",
    sign=SignState.SOON,
    checked_in=True,
    visit=WITH_INTERPRETER,
    today=TODAY,
    buttons=(Button.SEE_ME, *BEFORE),
)
_LOBBY = screen(
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
_CALL = screen(
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
_ENDED = screen(
    "10:58",
    name="ended",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=VISIT,
    resume_until=at("11:05"),
    proposed=Outcome.HELD,
    buttons=(*OUTCOMES, Button.RESTART, Button.CALL_PATIENT),
)


EXAMPLES: dict[str, Example] = {
    "idle": Example(
        screen("10:12", name="idle", today=TODAY, buttons=(Button.HERE, Button.OCCUPY))
    ),
    "idle-free": Example(
        screen("12:10", name="idle", sole_use=True, checked_in=True, today=TODAY[2:],
                buttons=(Button.TODAY, Button.AWAY, Button.OCCUPY))
    ),
    "idle-empty": Example(screen("16:40", name="idle", buttons=(Button.HERE,))),
    "idle-faults": Example(
        screen("10:12", name="idle", sign=SignState.UNKNOWN, today=LONG_DAY, clock_trusted=False,
                updated_at=at("09:31"), buttons=(Button.HERE,),
                faults=(Fault.HEADSET_MISSING, Fault.CLOCK_UNTRUSTED, Fault.FEED_STALE))
    ),
    "idle-sought": Example(
        screen("10:02", name="idle", checked_in=True, today=TODAY, notices=(Notice.SOUGHT,),
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "idle-hold": Example(
        screen("11:02", name="idle", sign=SignState.OCCUPIED, today=TODAY[1:], checked_in=True,
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "idle-rate": Example(
        screen("11:02", name="idle", today=TODAY[1:], checked_in=True,
                undo=Undo(start=at("10:30"), outcome=Outcome.HELD, until=at("11:17")),
                buttons=(Button.UNDO, Button.TODAY, Button.AWAY, Button.OCCUPY,
                         Button.RATE_WELL, Button.RATE_SO_SO, Button.RATE_BADLY))
    ),
    "today": Example(
        screen("10:05", name="idle", checked_in=True, today=SEEN, today_open=True,
                buttons=(Button.TODAY, Button.AWAY))
    ),
    "soon": Example(_SOON),
    "soon-here": Example(like(_SOON, parties=(PATIENT, INTERPRETER))),
    "lobby": Example(_LOBBY),
    "lobby-picture": Example(like(_LOBBY, capture=Reason.LOBBY, buttons=WITH_ME), OWN),
    "lobby-picture-advice": Example(
        like(_LOBBY, capture=Reason.LOBBY, buttons=WITH_ME),
        replace(OWN, advice=Advice.BACKLIT, sure=True),
    ),
    "lobby-ready": Example(
        like(_LOBBY, parties=(IDENTIFIED,), visit=VISIT, missing=Missing.TIME)
    ),
    "lobby-full": Example(
        like(_LOBBY, parties=(PATIENT, KNOCKING), faults=(Fault.LAMP_DEAD,),
              missing=Missing.SIGN,
              buttons=(Button.ADMIT, Button.START_ANYWAY, Button.WAIT, *BEFORE))
    ),
    "lobby-picture-full": Example(
        like(_LOBBY, parties=(PATIENT, KNOCKING), faults=(Fault.HEADSET_MISSING,),
              capture=Reason.LOBBY, buttons=(Button.ADMIT, *WITH_ME)), OWN
    ),
    "countdown": Example(
        screen("10:30", name="countdown", sign=SignState.SOON, checked_in=True, visit=VISIT,
                parties=(PATIENT,), countdown_mono=MONO + 6.6,
                buttons=(Button.WAIT, Button.START))
    ),
    "joining": Example(like(_CALL, name="joining", picture=False, sound=False), OWN),
    "call": Example(_CALL, BOTH),
    "call-identified": Example(like(_CALL, parties=(IDENTIFIED,)), replace(BOTH, self_view=False)),
    "call-ask": Example(like(_CALL, buttons=ASKING), BOTH),
    "call-door-bell": Example(like(_CALL, notices=(Notice.DOOR_BELL,)), BOTH),
    "call-it-works": Example(like(_CALL, notices=(Notice.IT_WORKS,)), BOTH),
    "call-summarise": Example(like(_CALL, notices=(Notice.SUMMARISE,)), BOTH),
    "call-muted": Example(
        like(_CALL, microphone=False, camera=False, sound=False,
              faults=(Fault.LAMP_DEAD,)), Local(remote=True)
    ),
    "call-unheard": Example(like(_CALL, microphone=False), replace(BOTH, unheard=True)),
    "call-muted-headset": Example(like(_CALL, muted=True), replace(BOTH, volume=0.7)),
    "call-headset": Example(like(_CALL, buttons=WITH_SPEAKER), BOTH),
    "call-aloud": Example(like(_CALL, aloud=True, buttons=WITH_SPEAKER), BOTH),
    "call-knock": Example(
        like(_CALL, parties=(PATIENT, KNOCKING), buttons=(Button.ADMIT, *SEATED)), BOTH
    ),
    "call-no-picture": Example(
        like(_CALL, picture=False,
              parties=(PATIENT.model_copy(update={"camera": False, "microphone": False}),)), OWN
    ),
    "paused": Example(
        like(_CALL, name="paused", sign=SignState.PAUSED, capture=None, picture=False,
              sound=False, buttons=(Button.CONTINUE, Button.LEAVE, Button.CALL_PATIENT))
    ),
    "reconnecting": Example(
        like(_CALL, name="reconnecting", picture=False, sound=False, parties=()), OWN
    ),
    "ended": Example(_ENDED),
    "ended-technical": Example(
        like(_ENDED, proposed=Outcome.TECHNICAL, capture=Reason.VISIT,
              faults=(Fault.HEADSET_MISSING,),
              buttons=(Button.TECHNICAL, Button.HELD, Button.NO_SHOW, Button.CANCELLED))
    ),
} | GUESTS | CARDS | CHECK_INS | TESTS | TALKS  # fmt: skip
"""Every screen by name."""
