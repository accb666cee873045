"""What a person's press or touch means. A press that does not fit changes nothing."""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import check_in
from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.presses import (
    at_the_end,
    at_the_room,
    at_the_test,
    at_the_visit,
    in_writing,
    when_it_fails,
)
from appliance.core.visit.moves import Step
from appliance.core.visit.table import Cause
from appliance.core.words import Button, Phase


def touched(day: Day, _event: e.Touched, now: float) -> Step:
    """The screen was touched: somebody is there, and a running countdown stops."""
    day = check_in.show_code(replace(day, touched=now, rings_until=None), now)
    if day.focus is not None and day.focus.phase is Phase.READY:
        return at_the_visit.wait(day, e.Pressed(Button.WAIT), now)
    return day, ()


def pressed(day: Day, event: e.Pressed, now: float) -> Step:
    """One button; it is a touch as well."""
    day = replace(day, touched=now, rings_until=None)
    return PRESSES[event.button](day, event, now)


def wrote(day: Day, event: e.Wrote, now: float) -> Step:
    """Somebody writes at the screen; that is a touch as well."""
    return in_writing.wrote(replace(day, touched=now, rings_until=None), event, now)


PRESSES: dict[Button, Callable[[Day, e.Pressed, float], Step]] = {
    Button.HERE: at_the_room.here,
    Button.CODE_CLOSE: at_the_room.code_close,
    Button.AWAY: at_the_room.away,
    Button.TODAY: at_the_room.today,
    Button.OCCUPY: at_the_room.occupy,
    Button.VACATE: at_the_room.vacate,
    Button.SEE_ME: at_the_visit.see_me,
    Button.HIDE_ME: at_the_visit.hide_me,
    Button.START: at_the_visit.start,
    Button.START_ANYWAY: at_the_visit.start,
    Button.WAIT: at_the_visit.wait,
    Button.BY_PHONE: at_the_visit.by_phone,
    Button.ADMIT: at_the_visit.admit,
    Button.IDENTIFIED: at_the_visit.identified,
    Button.CHILD_SEEN: in_writing.seen,
    Button.TAKES_PART: in_writing.seen,
    Button.CHAT: in_writing.chat,
    Button.CHAT_CLOSE: in_writing.chat,
    Button.STILL: in_writing.still,
    Button.PAUSE: at_the_visit.caused(Cause.PAUSE),
    Button.CONTINUE: at_the_visit.go_on,
    Button.MICROPHONE: at_the_visit.switch,
    Button.CAMERA: at_the_visit.switch,
    Button.ALOUD: at_the_visit.aloud,
    Button.LEAVE: at_the_visit.caused(Cause.LEAVE),
    Button.RESTART: at_the_visit.restart,
    Button.HELD: at_the_end.outcome,
    Button.TECHNICAL: at_the_end.outcome,
    Button.NO_SHOW: at_the_end.outcome,
    Button.CANCELLED: at_the_end.outcome,
    Button.DONE: at_the_end.done,
    Button.UNDO: at_the_end.undo,
    Button.RATE_WELL: at_the_end.rate,
    Button.RATE_SO_SO: at_the_end.rate,
    Button.RATE_BADLY: at_the_end.rate,
    Button.SETTLE: at_the_end.settle_earlier,
    Button.LATE_5: when_it_fails.late,
    Button.LATE_10: when_it_fails.late,
    Button.LATE_20: when_it_fails.late,
    Button.CALL_PATIENT: when_it_fails.call_patient,
    Button.HIDE_NUMBER: when_it_fails.hide_number,
    Button.EMERGENCY: when_it_fails.emergency,
    Button.EMERGENCY_CLOSE: when_it_fails.emergency_close,
    Button.CARD_DONE: when_it_fails.card_done,
    Button.TEST: at_the_test.begin,
    Button.TEST_YES: at_the_test.yes,
    Button.TEST_NO: at_the_test.no,
    Button.TEST_AGAIN: at_the_test.again,
    Button.TEST_CLOSE: at_the_test.close,
}
