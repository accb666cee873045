"""The buttons that work now, the primary one first; a button that would do nothing is not there."""

from collections.abc import Callable

from appliance.core import function_test
from appliance.core.check_in import may_show_code
from appliance.core.day import Day, Focus, mono, number_of, parties_at, patient_at
from appliance.core.visit.agenda import may_set_aside
from appliance.core.visit.identity import to_identify
from appliance.core.visit.late import late_for
from appliance.core.visit.no_show import no_show, nobody_met
from appliance.core.visit.over import may_settle, proposed, to_settle, to_undo
from appliance.core.visit.start import (
    interpreter_lacks,
    may_press,
    may_resume,
    sign_confirmed,
)
from appliance.core.visit.times import expected, is_watched, resume_until
from appliance.core.visit.writing import SEES, may_ask_still, may_write, to_see
from appliance.core.words import Button, DeviceState, Phase
from wire.visits import Outcome, Seat

Buttons = tuple[Button, ...]

OUTCOMES: dict[Outcome, Buttons] = {
    Outcome.HELD: (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED),
    Outcome.TECHNICAL: (Button.TECHNICAL, Button.HELD, Button.NO_SHOW, Button.CANCELLED),
    Outcome.NO_SHOW: (Button.NO_SHOW, Button.TECHNICAL, Button.HELD, Button.CANCELLED),
}
"""By what is proposed: the proposed one first."""
RATES = (Button.RATE_WELL, Button.RATE_SO_SO, Button.RATE_BADLY)
LATE = (Button.LATE_5, Button.LATE_10, Button.LATE_20)


def buttons(day: Day, now: float) -> Buttons:
    """The buttons that work now, the primary one first."""
    focus = day.focus
    if day.test is not None:
        return function_test.LAW[day.test.step].buttons
    if focus is None or focus.phase is Phase.OPEN:
        if day.code_since is not None:
            return (Button.CODE_CLOSE,)
        room = (Button.TODAY, Button.AWAY) if day.here else _come(day)
        first, last = _test(day, now)
        asks = RATES if day.here and day.rate is not None else ()
        return (*_earlier(day, now), *first, *room, *last, *_door(day), *asks)
    return _BUTTONS[focus.phase](day, focus, now)


def _come(day: Day) -> Buttons:
    """R18: to check in, where there is a way to."""
    return (Button.HERE,) if not day.staff or may_show_code(day) else ()


def _test(day: Day, now: float) -> tuple[Buttons, Buttons]:
    """R20, R21: the function test; first while it is due, else last."""
    offered = (Button.TEST,) if function_test.may_offer(day, now) else ()
    return (offered, ()) if day.test_due else ((), offered)


def _earlier(day: Day, now: float) -> Buttons:
    """What an earlier visit still asks for, of a clinician who is here."""
    if not day.here or not may_set_aside(day):
        return ()
    undo = (Button.UNDO,) if to_undo(day, now) else ()
    return (*((Button.SETTLE,) if to_settle(day) else ()), *undo)


def _door(day: Day) -> Buttons:
    """S3: a person's own *occupied*."""
    if day.own_at is None and not day.own_ended:
        return (Button.OCCUPY,)
    return (Button.OCCUPY, Button.VACATE)


def _checking_buttons(day: Day, focus: Focus, now: float) -> Buttons:
    if no_show(day, focus, now) is not None:
        return _no_show_buttons(day, focus, now)
    chosen: list[Button] = [*_admit(day, focus)]
    if may_press(day, focus):
        chosen.append(Button.START if sign_confirmed(day) else Button.START_ANYWAY)
    if may_press(day, focus) and day.rules.automatic and not focus.on_press:
        chosen.append(Button.WAIT)
    if interpreter_lacks(day, focus):
        chosen.append(Button.BY_PHONE)
    works = sign_confirmed(day) and day.stage.camera is DeviceState.OK
    if focus.see_me:
        chosen.append(Button.HIDE_ME)
    elif works and is_watched(day, now):
        chosen.append(Button.SEE_ME)
    if patient_at(day, focus.visit.id) is None and now < mono(day, focus.visit.start):
        chosen += _earlier(day, now)
    needed = now >= expected(day, focus.visit) and not may_press(day, focus)
    if needed or focus.phone_until is not None:
        chosen += _phone(day, focus)
    door = () if focus.see_me else _door(day)
    first, last = _test(day, now)
    return (*chosen, *first, *LATE, Button.TODAY, Button.AWAY, *last, *door)


def _no_show_buttons(day: Day, focus: Focus, now: float) -> Buttons:
    """R05: only *Ring* at first; the outcomes come after the call."""
    card = no_show(day, focus, now)
    outcomes = OUTCOMES[proposed(focus, card)] if may_settle(day, focus, now) else ()
    by_phone = (Button.BY_PHONE,) if interpreter_lacks(day, focus) else ()
    if focus.connected is None:
        outcomes = tuple(button for button in outcomes if button is not Button.HELD)
    return (*_phone(day, focus), *_admit(day, focus), *outcomes, *by_phone, *LATE, Button.AWAY)


def _admit(day: Day, focus: Focus) -> Buttons:
    knocking = any(p.seat is Seat.KNOCKING for p in parties_at(day, focus.visit.id))
    return (Button.ADMIT,) if knocking else ()


def _phone(day: Day, focus: Focus) -> Buttons:
    """R44: *Ring patienten*, or put the number away."""
    if number_of(day, focus) is None:
        return ()
    shown = (focus.phone_until or 0) > 0
    return (Button.HIDE_NUMBER,) if shown else (Button.CALL_PATIENT,)


def _seated_buttons(day: Day, focus: Focus, now: float) -> Buttons:
    media = (Button.LEAVE, Button.MICROPHONE, Button.CAMERA)
    if focus.emergency:
        return (Button.EMERGENCY_CLOSE, *media)
    read = focus.card_until is not None and (focus.phone_until or 0) <= 0
    card = (Button.CARD_DONE,) if read else ()
    late = LATE if late_for(day, now) else ()
    help_ = (*_phone(day, focus), Button.EMERGENCY)
    ask = (Button.IDENTIFIED,) if to_identify(day, focus) is not None else ()
    aloud = (Button.ALOUD,) if day.stage.aloud is DeviceState.OK else ()
    see = tuple(SEES[what] for what in to_see(day, focus))
    if focus.chat:
        return (*_admit(day, focus), *media, *aloud, Button.PAUSE, *_writing(day, focus), *help_)
    write = (Button.CHAT,) if may_write(day, focus) else ()
    works = (*media, *aloud, Button.PAUSE, *write)
    return (*_admit(day, focus), *works, *help_, *ask, *see, *card, *late)


def _writing(day: Day, focus: Focus) -> Buttons:
    """R31, R33: while what is written lies open."""
    still = (Button.STILL,) if may_ask_still(day, focus) else ()
    return (Button.CHAT_CLOSE, *still)


def _paused_buttons(day: Day, focus: Focus, _now: float) -> Buttons:
    if focus.emergency:
        return (Button.EMERGENCY_CLOSE, Button.CONTINUE, Button.LEAVE)
    return (Button.CONTINUE, Button.LEAVE, *_phone(day, focus), Button.EMERGENCY)


def _ended_buttons(day: Day, focus: Focus, now: float) -> Buttons:
    resumable = may_resume(day, focus) and now < resume_until(day, focus, now)
    restart = (Button.RESTART,) if resumable else ()
    if focus.visit.practice:
        return (Button.DONE, *restart)
    outcomes = OUTCOMES[proposed(focus, nobody_met(day, focus))]
    return (*outcomes, *restart, *_phone(day, focus))


_BUTTONS: dict[Phase, Callable[[Day, Focus, float], Buttons]] = {
    Phase.CHECKING: _checking_buttons,
    Phase.READY: lambda *_: (Button.WAIT, Button.START),
    Phase.JOINING: _seated_buttons,
    Phase.IN_CALL: _seated_buttons,
    Phase.INTERRUPTED: _seated_buttons,
    Phase.PAUSED: _paused_buttons,
    Phase.ENDED: _ended_buttons,
}
