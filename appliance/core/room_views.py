"""What a room shows and asks of stage, sign and central: functions of its day and the time."""

from appliance.core.check_in import code_number
from appliance.core.day import Day
from appliance.core.function_test import wanted
from appliance.core.shown.door import reason, sign_state, sign_view
from appliance.core.shown.screen import screen
from appliance.core.views import CallView, SeatView, SelfTestView, StageView
from appliance.core.visit.beside import beside, called
from appliance.core.visit.late import news
from appliance.core.visit.no_show import no_show
from appliance.core.visit.table import SEATED
from appliance.core.words import Phase, Proven, Reason

__all__ = ["phase", "reason", "screen", "seat_view", "sign_state", "sign_view", "stage_view"]


DAY_S = 86_400.0
HEARING = frozenset({Proven.MICROPHONE, Proven.LOUDSPEAKER})
"""What the microphone proves."""


def stage_view(day: Day, now: float) -> StageView:
    """All that stage shall do and show."""
    focus = day.focus
    camera, microphone = _opened(day)
    return StageView(
        screen=screen(day, now),
        capture=reason(day),
        camera=camera,
        microphone=microphone,
        aloud=focus is not None and focus.aloud,
        planned_end=focus.visit.end.timestamp() if focus else 0.0,
        without_sign=focus is not None and focus.anyway,
        servers=day.ice_servers if focus else (),
        call=_call_view(day),
        guests=_guest_calls(day),
        test=_test_view(day),
    )


def _opened(day: Day) -> tuple[bool, bool]:
    """Whether the reason that holds is one for the camera, and one for the microphone."""
    focus, why = day.focus, reason(day)
    if why is Reason.SELF_TEST and day.self_test is not None:
        parts = day.self_test.parts
        return Proven.CAMERA in parts, bool(parts & HEARING)
    camera, microphone = wanted(day)
    return camera, microphone and (focus is None or why in (Reason.VISIT, Reason.FUNCTION_TEST))


def _test_view(day: Day) -> SelfTestView | None:
    test = day.self_test
    if test is None:
        return None
    parts = tuple(part for part in Proven if part in test.parts)
    return SelfTestView(number=test.number, parts=parts, tone=test.tone)


def _call_view(day: Day) -> CallView | None:
    call, focus = called(day), day.focus
    if call is None or focus is None:
        return None
    visit, peer = call
    hold = focus.phase is Phase.PAUSED
    return CallView(visit=visit, peer=peer, ice_servers=day.ice_servers, hold=hold)


def _guest_calls(day: Day) -> tuple[CallView, ...]:
    """R39: while the patient is talked with, so is everybody else who sits at the visit."""
    call = _call_view(day)
    if call is None:
        return ()
    return tuple(call.model_copy(update={"peer": party.peer}) for party in beside(day))


def seat_view(day: Day, now: float) -> SeatView:
    """Where the room sits in central's lobby, and what the patients who wait are told."""
    focus = day.focus
    told = news(day, now)
    number_of = focus.visit.id if focus is not None and focus.phase is not Phase.OPEN else None
    room = SeatView(
        number_of=number_of,
        interpreter_of=_interpreter_of(day, now),
        news=told,
        code_number=code_number(day, now),
        gone=day.gone,
        support_day=int((day.anchor + now) // DAY_S),
    )
    if focus is None or focus.phase not in SEATED:
        return room
    seat = {
        "visit": focus.visit.id,
        "camera": focus.camera,
        "microphone": focus.microphone and not day.stage.muted,
        "hold": focus.phase is Phase.PAUSED,
    }
    return room.model_copy(update=seat)


def _interpreter_of(day: Day, now: float) -> str | None:
    """R40: the interpreter's number is asked for when they are missing, not before."""
    card = no_show(day, day.focus, now) if day.focus is not None else None
    return day.focus.visit.id if day.focus and card and card.who == "interpreter" else None


def phase(day: Day) -> tuple[str, Phase] | None:
    """The visit in focus and where it stands."""
    return (day.focus.visit.id, day.focus.phase) if day.focus else None
