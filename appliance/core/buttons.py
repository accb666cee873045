"""The buttons that work now, the primary one first; a button that would do nothing is not there."""

from appliance.core.day import Day, Focus, parties_at
from appliance.core.start import is_watched, may_press, missing, resume_until, sign_confirmed
from appliance.core.words import Button, DeviceState, Missing, Phase
from wire.visits import Outcome, Seat

OUTCOME_BUTTONS = {
    Outcome.HELD: (Button.HELD, Button.TECHNICAL, Button.NO_SHOW, Button.CANCELLED),
    Outcome.TECHNICAL: (Button.TECHNICAL, Button.HELD, Button.NO_SHOW, Button.CANCELLED),
}


def proposed(focus: Focus) -> Outcome:
    """The outcome that is proposed, confirmed by one press (R05)."""
    return Outcome.HELD if focus.connected is not None else Outcome.TECHNICAL


def buttons(day: Day, now: float) -> tuple[Button, ...]:
    """The buttons that work now, the primary one first."""
    focus = day.focus
    if focus is None or focus.phase is Phase.OPEN:
        return (Button.TODAY, Button.AWAY) if day.here else (Button.HERE,)
    return _BUTTONS[focus.phase](day, focus, now)


def _checking_buttons(day: Day, focus: Focus, now: float) -> tuple[Button, ...]:
    chosen: list[Button] = []
    if any(party.seat is Seat.KNOCKING for party in parties_at(day, focus.visit.id)):
        chosen.append(Button.ADMIT)
    if may_press(day, focus):
        chosen.append(Button.START if sign_confirmed(day) else Button.START_ANYWAY)
    waits_by_itself = missing(day, focus, now) is not Missing.PRESS and day.rules.automatic
    if may_press(day, focus) and waits_by_itself and not focus.on_press:
        chosen.append(Button.WAIT)
    if sign_confirmed(day) and day.stage.camera is DeviceState.OK and is_watched(day, now):
        chosen.append(Button.HIDE_ME if focus.see_me else Button.SEE_ME)
    return (*chosen, Button.TODAY, Button.AWAY)


def _seated_buttons(day: Day, focus: Focus, _now: float) -> tuple[Button, ...]:
    knocking = any(p.seat is Seat.KNOCKING for p in parties_at(day, focus.visit.id))
    admit = (Button.ADMIT,) if knocking else ()
    return (*admit, Button.LEAVE, Button.MICROPHONE, Button.CAMERA, Button.PAUSE)


def _ended_buttons(day: Day, focus: Focus, now: float) -> tuple[Button, ...]:
    resumable = may_press(day, focus) and now < resume_until(day, focus, now)
    restart = (Button.RESTART,) if resumable else ()
    return (*OUTCOME_BUTTONS[proposed(focus)], *restart)


_BUTTONS = {
    Phase.CHECKING: _checking_buttons,
    Phase.READY: lambda *_: (Button.WAIT, Button.START),
    Phase.JOINING: _seated_buttons,
    Phase.IN_CALL: _seated_buttons,
    Phase.INTERRUPTED: _seated_buttons,
    Phase.PAUSED: lambda *_: (Button.CONTINUE, Button.LEAVE),
    Phase.ENDED: _ended_buttons,
}
