"""What a visit's start waits for: one sentence says the first thing that is missing."""

from collections.abc import Callable

from appliance.core.day import Day, Focus, interpreter_at, mono, patient_at
from appliance.core.visit.times import expected, is_fresh
from appliance.core.words import DeviceState, Missing, NotJoined
from wire.report import What
from wire.visits import Seat


def sign_confirmed(day: Day) -> bool:
    """Sign answers and its lamp shines as driven."""
    return day.sign is not None and day.lamp_ok


def may_press(day: Day, focus: Focus) -> bool:
    """Whether *Starta besök* works: all who must take part are there and can be called."""
    there = patient_at(day, focus.visit.id) is not None
    return may_ring(day, focus) and there and not interpreter_lacks(day, focus)


def may_ring(day: Day, focus: Focus) -> bool:
    """Whether the patient of a confirmed visit can be called or rung at all."""
    return focus.visit.confirmed and day.central and day.stage.alive


def may_resume(day: Day, focus: Focus) -> bool:
    """Whether *Återuppta samtal* works: by who is checked in, where the staff do so (R18)."""
    return may_ring(day, focus) and (day.here or not day.staff) and not is_elsewhere(day, focus)


def is_elsewhere(day: Day, focus: Focus) -> bool:
    """R18: another room holds the visit."""
    return any(visit == focus.visit.id for visit, _ in day.rooms)


def interpreter_lacks(day: Day, focus: Focus) -> bool:
    """R40: an interpreter is required, is not there, and does not take part by telephone."""
    if not focus.visit.interpreter or focus.by_phone:
        return False
    return interpreter_at(day, focus.visit.id) is None


def is_ready(day: Day) -> bool:
    """The room's own side of a start: a clinician, the devices, the way to central."""
    stage = day.stage
    return day.here and day.central and _works(day, stage.camera, stage.microphone, stage.speaker)


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
    (Missing.INTERPRETER, lambda day, focus, _: interpreter_lacks(day, focus)),
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
    (Missing.LATE, lambda day, focus, now: now < expected(day, focus.visit)),
    (Missing.TOUCH, lambda day, _, now: not is_fresh(day, now)),
)
"""In the order in which they are told: what a person can mend first, time and touch last."""


def missing(day: Day, focus: Focus, now: float) -> Missing | None:
    """The first thing an automatic start waits for, or None when all conditions hold."""
    return next((what for what, lacks in CONDITIONS if lacks(day, focus, now)), None)


_WHY: dict[Missing, NotJoined] = {
    Missing.CONFIRMATION: NotJoined.UNCONFIRMED,
    Missing.CENTRAL: NotJoined.CENTRAL_AWAY,
    Missing.PATIENT: NotJoined.NO_PATIENT,
    Missing.INTERPRETER: NotJoined.NO_INTERPRETER,
    Missing.CLINICIAN: NotJoined.NO_CLINICIAN,
    Missing.SIGN: NotJoined.ROOM_FAULT,
    Missing.CAMERA: NotJoined.ROOM_FAULT,
    Missing.HEADSET: NotJoined.ROOM_FAULT,
    Missing.CLOCK: NotJoined.ROOM_FAULT,
}
"""What was missing last is why a visit was not joined; anything else: nobody pressed."""


def why_not_joined(day: Day, focus: Focus, now: float) -> NotJoined:
    """Why the visit in focus is closed without having been started."""
    lacking = missing(day, focus, now)
    came = any(moment.what is What.PATIENT_CAME for moment in focus.story)
    if lacking is Missing.PATIENT and came and not day.here:
        return NotJoined.NO_CLINICIAN
    return _WHY.get(lacking, NotJoined.NOT_STARTED) if lacking else NotJoined.NOT_STARTED
