"""Examples of what a whole day brings: somebody missing, numbers, cards, notices, what is late."""

from appliance.core.views import NoShow, Undo, VisitLine
from appliance.core.words import Button, Fault, Missing, Notice, NotJoined, Reason, SignState
from appliance.stage.screen.example_kit import (
    ADDRESS,
    ASKING,
    BEFORE,
    BOTH,
    CONTROLS,
    GOING,
    GUARDIAN,
    INTERPRETER,
    KNOCKING,
    LATE,
    LOBBY_BUTTONS,
    MONO,
    NUMBER,
    OUTCOMES,
    OWN,
    PATIENT,
    SEATED,
    TODAY,
    VISIT,
    WITH_INTERPRETER,
    WITH_ME,
    Example,
    at,
    like,
    screen,
    visit,
)
from wire.report import Heading
from wire.visits import Outcome

UNDO = Undo(start=at("09:45"), outcome=Outcome.HELD, until=at("10:43"))
NO_SHOW = NoShow(heading=Heading.NO_SHOW, since=at("10:30"))
TRIED = NoShow(heading=Heading.TRIED, why=("tried", "unit"), since=at("10:30"), rung=True)
_CARD = screen(
    "10:35",
    name="no-show",
    sign=SignState.SOON,
    checked_in=True,
    visit=VISIT,
    today=TODAY,
    no_show=NO_SHOW,
    resume_until=at("11:05"),
    buttons=(Button.CALL_PATIENT, *LATE, Button.AWAY),
)
_RUNG = like(
    _CARD,
    no_show=NO_SHOW.model_copy(update={"rung": True}),
    buttons=(
        Button.CALL_PATIENT,
        Button.NO_SHOW,
        Button.TECHNICAL,
        Button.CANCELLED,
        *LATE,
        Button.AWAY,
    ),
)
_SOON = screen(
    "10:20",
    name="soon",
    sign=SignState.SOON,
    checked_in=True,
    visit=VISIT,
    today=TODAY,
    buttons=(Button.SEE_ME, *BEFORE),
)
_LOBBY = like(_SOON, name="lobby", parties=(PATIENT,), missing=Missing.TIME, buttons=LOBBY_BUTTONS)
_CALL = screen(
    "10:47",
    name="call",
    sign=SignState.OCCUPIED,
    checked_in=True,
    visit=VISIT.model_copy(update={"phone_tail": "88"}),
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
    proposed=Outcome.TECHNICAL,
    resume_until=at("11:05"),
    buttons=(*OUTCOMES, Button.RESTART, Button.CALL_PATIENT),
)
_SHOWN = {"phone": NUMBER, "phone_until_mono": MONO + 47.2}
_HIDING = (Button.HIDE_NUMBER,)
_IDLE = screen("10:12", name="idle", today=TODAY, buttons=(Button.HERE, Button.OCCUPY))


def _missed(start: str, end: str, why: NotJoined, kind: str, who: str) -> VisitLine:
    return visit(start, end, not_joined=why, kind=kind, initials=who)


MISSED = (
    _missed("08:00", "08:30", NotJoined.NO_PATIENT, "Återbesök", "B. K."),
    _missed("08:30", "09:00", NotJoined.NO_CLINICIAN, "Nybesök", "E. S."),
    _missed("09:00", "09:30", NotJoined.ROOM_FAULT, "Återbesök", "J. T."),
    visit("10:30", "11:00", kind="Nybesök", protected=True),
)
MISSED_TOO = (
    _missed("08:00", "08:30", NotJoined.NO_INTERPRETER, "Återbesök", "B. K."),
    _missed("08:30", "09:00", NotJoined.ROOM_BUSY, "Nybesök", "E. S."),
    _missed("09:00", "09:30", NotJoined.CENTRAL_AWAY, "Återbesök", "J. T."),
    _missed("09:30", "10:00", NotJoined.NOT_STARTED, "Återbesök", "P. Å."),
)
KINDS = (
    visit("10:30", "11:00", not_joined=NotJoined.UNCONFIRMED, kind="Nybesök", initials="A. L."),
    visit("11:15", "11:45", practice=True),
    visit("13:00", "14:00", kind="Rökavvänjning", patients=3),
    visit("14:15", "14:45", kind="Återbesök", protected=True, interpreter=True),
)

CARDS: dict[str, Example] = {
    "no-show": Example(_CARD),
    "no-show-number": Example(
        like(_RUNG, **_SHOWN, buttons=(*_HIDING, *_RUNG.buttons[1:]))
    ),
    "no-show-rung": Example(_RUNG),
    "no-show-tried": Example(
        like(_RUNG, no_show=TRIED, faults=(Fault.HEADSET_MISSING,), undo=UNDO,
             buttons=(Button.CALL_PATIENT, Button.ADMIT, *OUTCOMES, Button.UNDO, *GOING),
             parties=(KNOCKING,))
    ),
    "no-show-central": Example(
        like(_CARD, no_show=TRIED.model_copy(update={"why": ("lobby", "central"), "rung": False}))
    ),
    "no-show-interpreter": Example(
        like(_CARD, visit=WITH_INTERPRETER, parties=(PATIENT,),
             no_show=NoShow(who="interpreter", heading=Heading.NO_SHOW, since=at("10:30"),
                            number="+46705556677"),
             buttons=(Button.CALL_PATIENT, Button.TECHNICAL, Button.CANCELLED, Button.BY_PHONE,
                      *LATE, Button.AWAY))
    ),
    "soon-late": Example(
        like(_SOON, late_until=at("10:40"), undo=UNDO, notices=(Notice.UNSETTLED,),
             buttons=(Button.SEE_ME, *BEFORE, Button.UNDO, Button.SETTLE))
    ),
    "soon-number": Example(
        like(_SOON, **_SHOWN, buttons=(Button.SEE_ME, *LATE, *_HIDING, *GOING))
    ),
    "soon-practice": Example(
        like(_SOON, visit=visit("10:30", "11:00", practice=True), buttons=(Button.SEE_ME, *GOING))
    ),
    "soon-group": Example(
        like(_SOON, visit=visit("10:30", "11:30", kind="Rökavvänjning", patients=3))
    ),
    "soon-protected": Example(
        like(_SOON, visit=visit("10:30", "11:00", kind="Nybesök", protected=True))
    ),
    "lobby-late": Example(
        like(_LOBBY, visit=WITH_INTERPRETER, late_until=at("10:40"), missing=Missing.LATE,
             buttons=(*LOBBY_BUTTONS, Button.BY_PHONE))
    ),
    "lobby-undo": Example(
        like(_LOBBY, parties=(), undo=UNDO, missing=Missing.PATIENT,
             buttons=(Button.START, Button.WAIT, Button.SEE_ME, Button.UNDO, *BEFORE))
    ),
    "lobby-crowded": Example(
        like(_LOBBY, visit=WITH_INTERPRETER, parties=(PATIENT, INTERPRETER, KNOCKING),
             late_until=at("10:40"), missing=Missing.PRESS, rings=True,
             faults=(Fault.LAMP_DEAD,),
             buttons=(Button.ADMIT, Button.START_ANYWAY, Button.WAIT, *BEFORE,
                      Button.VACATE))
    ),
    "lobby-number": Example(
        like(_LOBBY, **_SHOWN,
             buttons=(Button.START, Button.WAIT, Button.SEE_ME, *LATE, *_HIDING, *GOING))
    ),
    "lobby-picture-number": Example(
        like(_LOBBY, **_SHOWN, capture=Reason.LOBBY, undo=UNDO,
             buttons=(*(b for b in WITH_ME if b is not Button.CALL_PATIENT), *_HIDING,
                      Button.UNDO)), OWN
    ),
    "call-number": Example(
        like(_CALL, **_SHOWN, buttons=(*CONTROLS, *_HIDING, Button.EMERGENCY)), BOTH
    ),
    "call-emergency": Example(
        like(_CALL, phone=NUMBER, emergency=True, patient_place=ADDRESS,
             buttons=(*CONTROLS, Button.EMERGENCY_CLOSE)), BOTH
    ),
    "call-emergency-unknown": Example(
        like(_CALL, emergency=True, picture=False,
             buttons=(*CONTROLS, Button.EMERGENCY_CLOSE)), BOTH
    ),
    "call-opening-child": Example(
        like(_CALL, start_card=True, patient_place=ADDRESS, parties=(PATIENT, GUARDIAN),
              buttons=(*SEATED, Button.CARD_DONE)), BOTH
    ),
    "call-opening": Example(
        like(_CALL, start_card=True, patient_place=ADDRESS,
             buttons=(*ASKING, Button.CARD_DONE)), BOTH
    ),
    "call-next": Example(
        like(_CALL, anchor=_CALL.anchor + 31 * 60,
             notices=(Notice.WITHDRAWN, Notice.NEXT_WAITS),
             next_start=at("11:15"), next_late_until=at("11:25"), buttons=(*SEATED, *LATE)), BOTH
    ),
    "call-elsewhere": Example(
        like(_CALL, notices=(Notice.PHONING, Notice.PAGE_HIDDEN), sound=False), BOTH
    ),
    "call-weak": Example(like(_CALL, notices=(Notice.WEAK_SENDING,)), BOTH),
    "call-weak-there": Example(like(_CALL, notices=(Notice.WEAK_RECEIVING,)), BOTH),
    "call-weak-relay": Example(like(_CALL, notices=(Notice.WEAK_RELAY,)), BOTH),
    "call-lid": Example(
        like(_CALL, faults=(Fault.CAMERA_COVERED,), buttons=(*CONTROLS, Button.EMERGENCY)), BOTH
    ),
    "call-full": Example(
        like(_CALL, visit=WITH_INTERPRETER, parties=(PATIENT, INTERPRETER, KNOCKING),
             start_card=True, sound=False, faults=(Fault.LAMP_DEAD,),
             buttons=(Button.ADMIT, *ASKING, Button.CARD_DONE)), BOTH
    ),
    "joining-rings": Example(
        like(_CALL, name="joining", picture=False, sound=False, parties=(),
             notices=(Notice.RANG,), start_card=True, buttons=(*SEATED, Button.CARD_DONE)), OWN
    ),
    "reconnecting-number": Example(
        like(_CALL, name="reconnecting", picture=False, sound=False, phone=NUMBER,
             buttons=(*CONTROLS, *_HIDING, Button.EMERGENCY)), OWN
    ),
    "paused-emergency": Example(
        like(_CALL, name="paused", sign=SignState.PAUSED, capture=None, picture=False, sound=False,
             emergency=True, phone=NUMBER,
             buttons=(Button.EMERGENCY_CLOSE, Button.CONTINUE, Button.LEAVE))
    ),
    "paused-next": Example(
        like(_CALL, name="paused", sign=SignState.PAUSED, capture=None, picture=False,
             sound=False, notices=(Notice.NEXT_BEGAN,), next_start=at("11:15"), **_SHOWN,
             buttons=(Button.CONTINUE, Button.LEAVE, *_HIDING, Button.EMERGENCY, *LATE))
    ),
    "ended-nobody": Example(
        like(_ENDED, no_show=TRIED, notices=(Notice.UNANSWERED,), **_SHOWN,
             buttons=(Button.TECHNICAL, Button.NO_SHOW, Button.HELD, Button.CANCELLED,
                      Button.RESTART, *_HIDING))
    ),
    "ended-missed": Example(
        like(_ENDED, no_show=NO_SHOW, undo=UNDO, next_start=at("11:00"),
             buttons=(Button.NO_SHOW, Button.TECHNICAL, Button.CANCELLED, Button.HELD,
                      Button.CALL_PATIENT, Button.UNDO, *LATE))
    ),
    "ended-alone": Example(
        like(_ENDED, proposed=Outcome.HELD, notices=(Notice.ALONE, Notice.NEXT_WAITS),
             next_start=at("11:00"))
    ),
    "ended-practice": Example(
        like(_ENDED, visit=visit("10:30", "11:00", practice=True), proposed=None,
             buttons=(Button.DONE, Button.RESTART))
    ),
    "idle-undo": Example(
        like(_IDLE, checked_in=True, undo=UNDO, notices=(Notice.UNSETTLED,),
             buttons=(*GOING, Button.OCCUPY, Button.UNDO, Button.SETTLE))
    ),
    "idle-waits": Example(
        like(_IDLE, notices=(Notice.PATIENT_WAITS,), faults=(Fault.FEED_FAILING,), rings=True)
    ),
    "idle-own": Example(
        like(_IDLE, sign=SignState.OCCUPIED, own_until=at("11:09"), faults=(Fault.STORE_FAILING,),
             buttons=(Button.HERE, Button.OCCUPY, Button.VACATE))
    ),
    "idle-own-ends": Example(
        like(_IDLE, sign=SignState.OCCUPIED, own_until=at("10:16"), notices=(Notice.OWN_ENDS,),
             checked_in=True, buttons=(*GOING, Button.OCCUPY, Button.VACATE))
    ),
    "idle-own-ended": Example(
        like(_IDLE, sign=SignState.UNKNOWN, notices=(Notice.OWN_ENDED,),
             faults=(Fault.BOOKING_ELSEWHERE,),
             buttons=(Button.HERE, Button.OCCUPY, Button.VACATE))
    ),
    "today-missed": Example(
        like(_IDLE, checked_in=True, today=MISSED, today_open=True, buttons=GOING)
    ),
    "today-missed-too": Example(
        like(_IDLE, checked_in=True, today=MISSED_TOO, today_open=True, buttons=GOING)
    ),
    "today-kinds": Example(
        like(_IDLE, checked_in=True, today=KINDS, today_open=True, buttons=GOING)
    ),
}  # fmt: skip
"""By name."""
