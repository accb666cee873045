"""What a visit's start waits for: one sentence says the first thing that is missing."""

from collections.abc import Callable

from appliance.core.day import Day, Focus, interpreter_at, mono, patient_at
from appliance.core.visits import Standing, Visit
from appliance.core.words import DeviceState, Missing, Phase
from wire.visits import Seat


def opens(day: Day, visit: Visit) -> float:
    """Monotonic time at which the room opens (R01)."""
    return mono(day, visit.start) - day.rules.opens_before


def next_start(day: Day, visit: Visit) -> float | None:
    """Monotonic start of the next visit of this room after ``visit``."""
    later = (
        mono(day, other.start)
        for other in day.visits
        if other.standing is Standing.JOINABLE
        and other.id not in day.closed
        and other.id != visit.id
        and other.start > visit.start
    )
    return min(later, default=None)


def closes(day: Day, visit: Visit) -> float:
    """Monotonic time at which a visit that nobody started closes (R02)."""
    end = mono(day, visit.end) + day.rules.closes_after
    return min(end, next_start(day, visit) or end)


def resume_until(day: Day, focus: Focus, now: float) -> float:
    """Monotonic time until which the call can be restarted (R02)."""
    rules, end = day.rules, mono(day, focus.visit.end)
    last = now if focus.phase is Phase.IN_CALL else focus.connected
    wished = max(end, last if last is not None else end) + rules.closes_after
    latest = min(wished, end + rules.closes_latest)
    if focus.phase in (Phase.INTERRUPTED, Phase.JOINING, Phase.PAUSED):
        return max(latest, focus.since + rules.glitch)
    return latest


def outcome_until(day: Day, focus: Focus) -> float:
    """Monotonic time until which an ended visit asks for its outcome."""
    latest = mono(day, focus.visit.end) + day.rules.closes_latest
    following = next_start(day, focus.visit)
    asked = latest if following is None else min(latest, following)
    return max(asked, focus.since + day.rules.outcome_shown)


def is_fresh(day: Day, now: float) -> bool:
    """Whether somebody is there: presence or a touch within the last 60 s."""
    return is_around(day, now, day.rules.fresh)


def is_around(day: Day, now: float, lately: float) -> bool:
    """Whether somebody is in the room, or was there or touched it less than ``lately`` s ago."""
    times = [at for at in (day.touched, day.seen) if at is not None]
    return day.somebody is True or any(now < at + lately for at in times)


def is_watched(day: Day, now: float) -> bool:
    """Whether the screen may show more than times: touched within the last 2 min (R71)."""
    return day.touched is not None and now < day.touched + day.rules.private_after


def sign_confirmed(day: Day) -> bool:
    """Sign answers and its lamp shines as driven."""
    return day.sign is not None and day.lamp_ok


def may_press(day: Day, focus: Focus) -> bool:
    """Whether *Starta besök* would work: a confirmed patient is there and can be called."""
    patient = patient_at(day, focus.visit.id)
    return focus.visit.confirmed and patient is not None and day.central and day.stage.alive


def _former_visit(day: Day, _focus: Focus, now: float) -> bool:
    return day.former_ended is not None and now < day.former_ended + day.rules.between


def _patient_lacks(day: Day, focus: Focus, _now: float) -> bool:
    patient = patient_at(day, focus.visit.id)
    return patient is None or patient.seat is not Seat.LOBBY


def _works(day: Day, *states: DeviceState) -> bool:
    return day.stage.alive and set(states) == {DeviceState.OK}


Lacks = Callable[[Day, Focus, float], bool]

CONDITIONS: tuple[tuple[Missing, Lacks], ...] = (
    (Missing.CONFIRMATION, lambda _, focus, __: not focus.visit.confirmed),
    (Missing.CENTRAL, lambda day, _, __: not day.central),
    (Missing.PATIENT, _patient_lacks),
    (
        Missing.INTERPRETER,
        lambda day, focus, _: (
            focus.visit.interpreter and interpreter_at(day, focus.visit.id) is None
        ),
    ),
    (Missing.CLINICIAN, lambda day, _, __: not day.here),
    (Missing.SIGN, lambda day, _, __: not sign_confirmed(day)),
    (Missing.CAMERA, lambda day, _, __: not _works(day, day.stage.camera)),
    (
        Missing.HEADSET,
        lambda day, _, __: not _works(day, day.stage.microphone, day.stage.speaker),
    ),
    (Missing.CLOCK, lambda day, _, __: not day.clock_trusted),
    (Missing.PRESS, lambda day, focus, _: focus.on_press or not day.rules.automatic),
    (Missing.FORMER_VISIT, _former_visit),
    (Missing.TIME, lambda day, focus, now: now < mono(day, focus.visit.start)),
    (Missing.TOUCH, lambda day, _, now: not is_fresh(day, now)),
)
"""In the order in which they are told: what a person can mend first, time and touch last."""


def missing(day: Day, focus: Focus, now: float) -> Missing | None:
    """The first thing an automatic start waits for, or None when all conditions hold."""
    return next((what for what, lacks in CONDITIONS if lacks(day, focus, now)), None)
