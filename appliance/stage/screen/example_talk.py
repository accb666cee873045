"""Examples of what is written in a visit, and of what the clinician sees to."""

from dataclasses import replace

from appliance.core.views import Said, TalkLine
from appliance.core.words import Button, Reason, SignState
from appliance.stage.screen.example_kit import (
    BOTH,
    CONTROLS,
    FOUR,
    GUARDIAN,
    IDENTIFIED,
    KNOCKING,
    LARGE,
    MONO,
    NUMBER,
    OWN,
    PATIENT,
    RELATIVE,
    SEATED,
    TOLK,
    VISIT,
    WITH_INTERPRETER,
    Example,
    like,
    screen,
)
from appliance.stage.screen.page import SHARED
from wire.visits import Role

_HELP = (Button.CALL_PATIENT, Button.EMERGENCY)
_OPEN = (*CONTROLS, Button.CHAT_CLOSE, Button.STILL, *_HELP)
_LINES = (
    Said(role=Role.UNIT, text="Hej! Hör du mig?"),
    Said(role=Role.PATIENT, text="Nej, inget ljud alls. Jag har startat om telefonen två gånger."),
    Said(role=Role.STAFF, text="Ett ögonblick"),
    Said(role=Role.PATIENT, text="Ok"),
)
_TALK = TalkLine(unread=2, role=Role.PATIENT, text="Ok", may_write=True)
_READ = TalkLine(
    open=True,
    may_write=True,
    files=2,
    lines=_LINES,
    now=(Said(role=Role.PATIENT, text="Nu hör jag dig lite"),),
)
_CALL = screen(
    "10:47",
    name="call",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=VISIT.model_copy(update={"visit": "a1"}),
    parties=(IDENTIFIED,),
    capture=Reason.VISIT,
    picture=True,
    sound=True,
    talk=_TALK,
    buttons=(*SEATED, Button.CHAT),
)
_WRITES = replace(BOTH, writing=True, draft="Jag ringer dig på telefonen i stä", upper=False)
_LONG = tuple(Said(role=Role.PATIENT, text="Det gör ont i vänster knä. " * 30) for _ in range(3))
_FOUR = (TOLK, RELATIVE)

_SHARES_IT = _TALK.model_copy(update={"unread": 0, "shown": "shared-page-1"})
_SHARES = like(_CALL, talk=_SHARES_IT)
PAGE = 297 / 210
"""A page that lies: its width by its height (ISO 216)."""

TALKS: dict[str, Example] = {
    "call-unread": Example(_CALL, BOTH),
    "call-write": Example(like(_CALL, talk=_TALK.model_copy(update={"unread": 0})), BOTH),
    "call-chat": Example(like(_CALL, talk=_READ, buttons=_OPEN), BOTH),
    "call-chat-empty": Example(
        like(_CALL, talk=TalkLine(open=True, may_write=True), buttons=_OPEN), BOTH
    ),
    "call-chat-asked": Example(
        like(
            _CALL,
            talk=_READ.model_copy(update={"still": "asked", "lines": _LONG, "now": ()}),
            buttons=(*CONTROLS, Button.CHAT_CLOSE, *_HELP),
        ),
        BOTH,
    ),
    "call-chat-refused": Example(
        like(
            _CALL,
            picture=False,
            parties=(IDENTIFIED, KNOCKING),
            phone=NUMBER,
            talk=_READ.model_copy(update={"still": "no-camera"}),
            buttons=(
                Button.ADMIT,
                *CONTROLS,
                Button.CHAT_CLOSE,
                Button.STILL,
                Button.HIDE_NUMBER,
                Button.EMERGENCY,
            ),
        ),
        OWN,
    ),
    "call-chat-four": Example(
        like(_CALL, visit=WITH_INTERPRETER, beside=_FOUR, talk=_READ, buttons=_OPEN), LARGE
    ),
    "call-writes": Example(like(_CALL, talk=_READ, buttons=_OPEN), _WRITES),
    "call-writes-first": Example(
        like(_CALL, microphone=False, talk=TalkLine(open=True, may_write=True), buttons=_OPEN),
        replace(OWN, writing=True, upper=True),
    ),
    "call-writes-four": Example(
        like(_CALL, visit=WITH_INTERPRETER, beside=_FOUR, talk=_READ, buttons=_OPEN),
        replace(LARGE, writing=True, draft="Hej", upper=False),
    ),
    "call-shares": Example(_SHARES, replace(BOTH, shared=PAGE)),
    "call-shares-small": Example(
        _SHARES, replace(BOTH, shared=PAGE, turned=frozenset({SHARED}))
    ),
    "call-shares-four": Example(
        like(_SHARES, visit=WITH_INTERPRETER, beside=_FOUR), replace(FOUR, shared=PAGE)
    ),
    "call-shares-card": Example(
        like(_SHARES, talk=_SHARES_IT, phone=NUMBER, phone_until_mono=MONO + 47.2,
             buttons=(*CONTROLS, Button.HIDE_NUMBER, Button.EMERGENCY)),
        replace(BOTH, shared=1 / PAGE),
    ),
    "call-shares-chat": Example(
        like(_SHARES, visit=WITH_INTERPRETER, beside=_FOUR, buttons=_OPEN,
             talk=_READ.model_copy(update={"shown": "shared-page-1"})),
        replace(FOUR, shared=PAGE),
    ),
    "call-child": Example(
        like(
            _CALL,
            parties=(IDENTIFIED, GUARDIAN),
            talk=None,
            buttons=(*SEATED, Button.CHILD_SEEN),
        ),
        BOTH,
    ),
    "call-proxy": Example(
        like(
            _CALL,
            parties=(PATIENT,),
            talk=None,
            buttons=(*SEATED, Button.IDENTIFIED, Button.TAKES_PART),
        ),
        BOTH,
    ),
    "call-reconnecting-chat": Example(
        like(
            _CALL,
            name="reconnecting",
            picture=False,
            talk=_READ,
            buttons=(*CONTROLS, Button.CHAT_CLOSE, *_HELP),
        ),
        OWN,
    ),
}  # fmt: skip
