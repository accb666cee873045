"""Why capture may be open (S1), and what the door says because of it and of the bookings (S3)."""

from appliance.core.day import Day, mono
from appliance.core.function_test import OPENS_CAPTURE
from appliance.core.self_test import OPENING
from appliance.core.views import SignView
from appliance.core.visit.agenda import opened
from appliance.core.visit.table import BEFORE, HOLDING
from appliance.core.visits import Visit
from appliance.core.words import Phase, Reason, SignState


def reason(day: Day) -> Reason | None:
    """Why capture shall be open now, or None."""
    focus = day.focus
    if focus is not None and focus.phase in HOLDING:
        return Reason.VISIT
    if day.test is not None and day.test.step in OPENS_CAPTURE:
        return Reason.FUNCTION_TEST
    if focus is not None and focus.see_me:
        return Reason.LOBBY
    tested = day.self_test is not None and day.self_test.parts & OPENING
    return Reason.SELF_TEST if tested else None


def sign_view(day: Day, now: float) -> SignView:
    """What the room wants the door to say."""
    end = day.focus.visit.end.timestamp() if day.focus else None
    state = sign_state(day, now)
    own = day.own_at is not None and _of_video(day, now) is None and state is SignState.OCCUPIED
    return SignView(state=state, planned_end=end, own=own)


def sign_state(day: Day, now: float) -> SignState:
    """Occupied before capture opens and until it is closed; clear only when everything is known."""
    video = _of_video(day, now)
    if video is not None:
        return video
    if day.own_at is not None:
        return SignState.OCCUPIED
    if not day.clock_trusted or day.read_at is None or day.own_ended:
        return SignState.UNKNOWN
    if any(_is_soon(day, visit, now) for visit in opened(day, now)):
        return SignState.SOON
    return SignState.CLEAR


def _of_video(day: Day, now: float) -> SignState | None:
    """What a video visit that runs, pauses or just ended makes the door say."""
    if reason(day) is not None or day.stage.capture is not None:
        return SignState.OCCUPIED
    if day.focus is not None and day.focus.phase is Phase.PAUSED:
        return SignState.PAUSED
    if day.hold_until is not None and now < day.hold_until:
        return SignState.OCCUPIED
    return None


def _is_soon(day: Day, visit: Visit, now: float) -> bool:
    focus = day.focus
    if focus is not None and focus.visit.id == visit.id:
        return focus.phase in BEFORE
    return now < mono(day, visit.end)
