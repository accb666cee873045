"""What a room shows and asks of stage, sign and central: functions of its day and the time."""

from appliance.core.buttons import buttons, proposed
from appliance.core.day import Day, Focus, mono, parties_at
from appliance.core.health import faults
from appliance.core.start import (
    is_watched,
    missing,
    opens,
    resume_until,
)
from appliance.core.views import (
    CallView,
    PartyLine,
    Screen,
    ScreenName,
    SeatView,
    SignView,
    StageView,
    VisitLine,
)
from appliance.core.visit_table import BEFORE, HOLDING, SEATED
from appliance.core.visits import Standing, Visit
from appliance.core.words import NotJoined, Phase, Reason, SignState
from wire.visits import Seat


def reason(day: Day) -> Reason | None:
    """Why capture shall be open now, or None (S1)."""
    focus = day.focus
    if focus is None:
        return None
    if focus.phase in HOLDING:
        return Reason.VISIT
    return Reason.LOBBY if focus.see_me else None


# --- the door ---------------------------------------------------------------------------------


def sign_view(day: Day, now: float) -> SignView:
    """What the room wants the door to say."""
    end = day.focus.visit.end.timestamp() if day.focus else None
    return SignView(state=sign_state(day, now), planned_end=end)


def sign_state(day: Day, now: float) -> SignState:
    """Occupied before capture opens and until it is closed; clear only when everything is known."""
    focus = day.focus
    if reason(day) is not None or day.stage.capture is not None:
        return SignState.OCCUPIED
    if focus is not None and focus.phase is Phase.PAUSED:
        return SignState.PAUSED
    if day.hold_until is not None and now < day.hold_until:
        return SignState.OCCUPIED
    if not day.clock_trusted or day.read_at is None:
        return SignState.UNKNOWN
    if any(_is_soon(day, visit, now) for visit in day.visits):
        return SignState.SOON
    return SignState.CLEAR


def _is_soon(day: Day, visit: Visit, now: float) -> bool:
    if visit.standing is not Standing.JOINABLE or visit.id in day.closed:
        return False
    focus = day.focus
    if focus is not None and focus.visit.id == visit.id:
        return focus.phase in BEFORE
    return opens(day, visit) <= now < mono(day, visit.end)


# --- the screen -------------------------------------------------------------------------------


def screen(day: Day, now: float) -> Screen:
    """Everything the screen may know just now; what may not be seen (R71) is not in it."""
    focus = day.focus
    lacking = missing(day, focus, now) if focus and focus.phase in BEFORE else None
    return Screen(
        name=_screen_name(day, now),
        anchor=day.anchor,
        place=day.rules.place,
        sign=sign_state(day, now),
        sole_use=day.rules.sole_use,
        checked_in=day.here,
        clock_trusted=day.clock_trusted,
        visit=_focus_line(day, focus, now) if focus else None,
        today=tuple(
            _line(visit, private=day.today_until is None) for visit in day.visits if _listed(visit)
        ),
        today_open=day.today_until is not None,
        updated_at=day.anchor + day.read_at if day.read_at is not None else None,
        missing=lacking,
        countdown_mono=focus.countdown if focus else None,
        resume_until=_resume_wall(day, focus, now),
        parties=tuple(
            PartyLine(
                peer=party.peer,
                role=party.role,
                level=party.level,
                seat=party.seat,
                camera=party.camera,
                microphone=party.microphone,
            )
            for party in (parties_at(day, focus.visit.id) if focus else ())
        ),
        camera=focus.camera if focus else True,
        microphone=focus.microphone if focus else True,
        capture=reason(day) or day.stage.capture,
        picture=day.stage.call is not None and day.stage.call.picture,
        sound=day.stage.call is not None and day.stage.call.sound,
        proposed=proposed(focus) if focus and focus.phase is Phase.ENDED else None,
        faults=faults(day, now),
        buttons=buttons(day, now),
    )


def _screen_name(day: Day, now: float) -> ScreenName:
    focus = day.focus
    if focus is None or focus.phase is Phase.OPEN:
        return "idle"
    if focus.phase is Phase.CHECKING:
        near = now >= mono(day, focus.visit.start) - day.rules.lobby_before
        someone = any(p.seat is not Seat.LEFT for p in parties_at(day, focus.visit.id))
        return "lobby" if near or someone or focus.see_me else "soon"
    if focus.phase is Phase.JOINING and focus.connected is not None:
        return "reconnecting"
    return _SCREENS[focus.phase]


_SCREENS: dict[Phase, ScreenName] = {
    Phase.READY: "countdown",
    Phase.JOINING: "joining",
    Phase.IN_CALL: "call",
    Phase.PAUSED: "paused",
    Phase.INTERRUPTED: "reconnecting",
    Phase.ENDED: "ended",
}


def _listed(visit: Visit) -> bool:
    return visit.standing is not Standing.DONE


def _focus_line(day: Day, focus: Focus, now: float) -> VisitLine:
    seen = day.here and (is_watched(day, now) or focus.phase in SEATED)
    return _line(focus.visit, private=not seen)


def _line(visit: Visit, *, private: bool) -> VisitLine:
    return VisitLine(
        visit=visit.id,
        start=visit.start.timestamp(),
        end=visit.end.timestamp(),
        kind=None if private else visit.kind,
        initials=None if private else visit.initials,
        confirmed=visit.confirmed,
        interpreter=visit.interpreter,
        not_joined=_NOT_JOINED.get(visit.standing),
    )


_NOT_JOINED = {
    Standing.OTHER_SYSTEM: NotJoined.OTHER_SYSTEM,
    Standing.CANCELLED: NotJoined.CANCELLED,
    Standing.BAD: NotJoined.BAD,
}


def _resume_wall(day: Day, focus: Focus | None, now: float) -> float | None:
    if focus is None or focus.phase in BEFORE:
        return None
    return day.anchor + resume_until(day, focus, now)


# --- stage, central ---------------------------------------------------------------------------


def stage_view(day: Day, now: float) -> StageView:
    """All that stage shall do and show."""
    focus = day.focus
    return StageView(
        screen=screen(day, now),
        capture=reason(day),
        camera=focus.camera if focus else True,
        microphone=(focus.microphone and reason(day) is Reason.VISIT) if focus else True,
        planned_end=focus.visit.end.timestamp() if focus else 0.0,
        without_sign=focus is not None and focus.anyway,
        call=_call_view(day),
    )


def _call_view(day: Day) -> CallView | None:
    focus = day.focus
    if focus is None or focus.phase not in SEATED or focus.peer is None:
        return None
    return CallView(
        visit=focus.visit.id,
        peer=focus.peer,
        ice_servers=day.ice_servers,
        hold=focus.phase is Phase.PAUSED,
    )


def seat_view(day: Day, _now: float) -> SeatView:
    """Where the room sits in central's lobby."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED:
        return SeatView()
    return SeatView(
        visit=focus.visit.id,
        camera=focus.camera,
        microphone=focus.microphone,
        hold=focus.phase is Phase.PAUSED,
    )


def phase(day: Day) -> tuple[str, Phase] | None:
    """The visit in focus and where it stands."""
    return (day.focus.visit.id, day.focus.phase) if day.focus else None
