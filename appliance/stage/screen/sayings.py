"""What the screen says of faults, of what a start waits for, and of people; one sentence each."""

from appliance.core.views import PartyLine, VisitLine
from appliance.core.words import Fault, Missing, SignState
from appliance.stage.screen.kit.rings import RingState
from appliance.stage.screen.languages import language_name
from appliance.stage.screen.page import Page
from appliance.stage.screen.words import mark
from wire.visits import Level, Role, Seat

FAULTS: dict[Fault, str] = {
    Fault.CAMERA_MISSING: mark("Plug in the camera – the room does not find it."),
    Fault.CAMERA_FROZEN: mark(
        "Pull out the camera's plug and put it back – the picture stands still."
    ),
    Fault.CAMERA_COVERED: mark("Open the camera's lid – the picture is black."),
    Fault.CAMERA_FAILED: mark("Pull out the camera's plug and put it back – it gives no picture."),
    Fault.CAMERA_BLURRED: mark("Wipe the camera's lens – the picture is blurred."),
    Fault.HEADSET_MISSING: mark("Plug in the headset – the room does not find it."),
    Fault.HEADSET_FAILED: mark("Pull out the headset's plug and put it back – it does not answer."),
    Fault.MICROPHONE_SILENT: mark("Look at the headset's own button – the microphone is silent."),
    Fault.LOUDSPEAKER_UNHEARD: mark("Turn up the loudspeaker – it was not heard in the room."),
    Fault.CALL_FAILS: mark("Tell IT – the room cannot make calls."),
    Fault.LAMP_DEAD: mark("The sign does not shine, put up the paper sign"),
    Fault.SIGN_GONE: mark("The sign does not answer, put up the paper sign"),
    Fault.CLOCK_UNTRUSTED: mark("Look at your own clock – the room's clock is not set."),
    Fault.FEED_STALE: mark("Check your own calendar – the bookings here may be old."),
    Fault.FEED_BAD: mark("Check the booking system – one booking cannot be read."),
    Fault.CENTRAL_UNREACHABLE: mark(
        "Phone the patient if it takes long – no contact with central."
    ),
    Fault.STAGE_GONE: mark("Wait a moment – picture and sound are starting again."),
    Fault.FEED_FAILING: mark("Tell IT – the bookings cannot be fetched."),
    Fault.BOOKING_ELSEWHERE: mark("Check your calendar – a visit is in another video system."),
    Fault.STORE_FAILING: mark("Tell IT – the room cannot keep its bookings."),
}
"""What to do, then why."""

READINESS: dict[Fault, str] = {
    Fault.CAMERA_MISSING: mark("Camera missing"),
    Fault.CAMERA_FROZEN: mark("Picture stands still"),
    Fault.CAMERA_COVERED: mark("Camera lid closed"),
    Fault.CAMERA_FAILED: mark("Camera does not answer"),
    Fault.HEADSET_MISSING: mark("Headset missing"),
    Fault.HEADSET_FAILED: mark("Headset does not answer"),
    Fault.MICROPHONE_SILENT: mark("Microphone silent"),
    Fault.CALL_FAILS: mark("Cannot make calls"),
    Fault.LAMP_DEAD: mark("Sign does not shine"),
    Fault.SIGN_GONE: mark("Sign does not answer"),
    Fault.CLOCK_UNTRUSTED: mark("Clock not set"),
    Fault.CENTRAL_UNREACHABLE: mark("No contact"),
    Fault.STAGE_GONE: mark("Starting again"),
}
"""Why the room is not ready, in short; faults of the bookings leave it ready."""

IN_CALL = frozenset(
    {
        Fault.CAMERA_MISSING,
        Fault.CAMERA_FROZEN,
        Fault.CAMERA_COVERED,
        Fault.HEADSET_MISSING,
        Fault.LAMP_DEAD,
        Fault.SIGN_GONE,
    }
)
"""The faults that matter while people talk."""

MISSING: dict[Missing, str] = {
    Missing.TIME: mark("Starts by itself at {start}"),
    Missing.CONFIRMATION: mark("Does not start by itself: the patient has not confirmed"),
    Missing.CLINICIAN: mark("Does not start by itself: nobody is checked in"),
    Missing.TOUCH: mark("Touch the screen, then the visit starts by itself"),
    Missing.PATIENT: mark("Does not start by itself: the patient is not in the lobby"),
    Missing.INTERPRETER: mark("Does not start by itself: the interpreter is missing"),
    Missing.SIGN: mark("Does not start by itself: the sign does not shine"),
    Missing.CLOCK: mark("Does not start by itself: the clock is not set"),
    Missing.CAMERA: mark("Does not start by itself: the camera is missing"),
    Missing.HEADSET: mark("Does not start by itself: the headset is missing"),
    Missing.FORMER_VISIT: mark("Does not start by itself yet: the former visit ended just now"),
    Missing.LATE: mark("Does not start by itself before {late}: the patient knows you are late"),
    Missing.PRESS: mark("Starts when you press Start visit"),
    Missing.CENTRAL: mark("Does not start by itself: no contact with central"),
}

TOLD_BY_FAULT: dict[Missing, frozenset[Fault]] = {
    Missing.SIGN: frozenset({Fault.LAMP_DEAD, Fault.SIGN_GONE}),
    Missing.CLOCK: frozenset({Fault.CLOCK_UNTRUSTED}),
    Missing.CAMERA: frozenset({Fault.CAMERA_MISSING}),
    Missing.HEADSET: frozenset({Fault.HEADSET_MISSING}),
    Missing.CENTRAL: frozenset({Fault.CENTRAL_UNREACHABLE}),
}
"""What a start waits for that the fault's own sentence says already."""

RINGS: dict[SignState, RingState] = {
    SignState.CLEAR: "clear",
    SignState.SOON: "soon",
    SignState.OCCUPIED: "occupied",
    SignState.PAUSED: "paused",
    SignState.UNKNOWN: "none",
}


def on_the_door(page: Page) -> str:
    """The sign's state in the door's own words (R10); *soon* tells the minutes."""
    state = page.view.sign
    if state is SignState.CLEAR:
        return page.say("Free") if page.view.sole_use else page.say("No video visit")
    if state is SignState.SOON:
        return until_start(page)
    if state is SignState.OCCUPIED and is_own(page):
        return page.say("Occupied")
    if state is SignState.OCCUPIED:
        return page.say("Video meeting in progress – please do not disturb")
    if state is SignState.PAUSED:
        return page.say("Pause – knock")
    return page.say("Knock and wait")


def is_own(page: Page) -> bool:
    """The door says occupied by a person's own press, without a video visit (S3)."""
    view = page.view
    between = view.name in ("idle", "soon") and view.capture is None
    return view.own_until is not None and view.sign is SignState.OCCUPIED and between


def until_start(page: Page) -> str:
    """*Besök om 4 min*, or *Besök 10:30* when that is over."""
    start = next_start(page)
    if start is None:
        return page.say("Visit soon")
    minutes = page.now.minutes_to(start)
    if minutes:
        return page.say("Visit in {minutes} min", minutes=minutes)
    return page.say("Visit {start}", start=page.now.clock(start))


def next_start(page: Page) -> float | None:
    """The start that the ring fills towards."""
    view = page.view
    if view.visit is not None:
        return view.visit.start
    wanted = (v.start for v in view.today if v.not_joined is None and v.end > page.now.wall)
    return next(wanted, None)


def why_not_yet(page: Page) -> str | None:
    """Why the visit does not start by itself, unless a fault's sentence says it already."""
    missing, visit = page.view.missing, page.view.visit
    if (
        missing is None
        or visit is None
        or TOLD_BY_FAULT.get(missing, set()) & set(page.view.faults)
    ):
        return None
    late = page.view.late_until
    return page.say(
        MISSING[missing],
        start=page.now.clock(visit.start),
        late=page.now.clock(visit.start if late is None else late),
    )


def identity(page: Page) -> tuple[str, bool] | None:
    """The patient's identity in words (R60), and whether it is proven."""
    patient = page.patient()
    if patient is None:
        return None
    if patient.level is Level.EID:
        return page.say("Identified with e-ID"), True
    if patient.level is Level.VOUCHED:
        return page.say("The identity is checked"), True
    return page.say("Not identified – ask for name and personal number"), False


def people(page: Page) -> list[tuple[str, str, bool]]:
    """Who is there and who is awaited: icon, sentence, whether there."""
    told = [_patient(page)]
    visit = page.view.visit
    interpreter = page.party(Role.INTERPRETER)
    spoken = f" · {language_name(page, visit.language)}" if visit and visit.language else ""
    if interpreter is not None:
        told.append(("person", page.say("The interpreter is in the lobby") + spoken, True))
    elif visit is not None and visit.interpreter:
        told.append(("person-awaited", page.say("The interpreter is awaited") + spoken, False))
    return told


def _patient(page: Page) -> tuple[str, str, bool]:
    patient = page.patient()
    if patient is None:
        visit = page.view.visit
        if visit is not None and not visit.confirmed:
            return "person-awaited", page.say("The patient has not confirmed yet"), False
        return "person-awaited", page.say("The patient is awaited"), False
    if patient.seat is Seat.AWAY:
        return "person-awaited", page.say("The patient has left the page"), False
    known = patient.level in (Level.EID, Level.VOUCHED)
    icon = "person-identified" if known else "person"
    return icon, _there(page, patient), True


def _there(page: Page, patient: PartyLine) -> str:
    """Who is there for the patient, and for whom (R41, R47)."""
    visit = page.view.visit
    known = visit.initials if visit is not None and not visit.protected else None
    who = known or page.say("the patient")
    if patient.role is Role.PROXY:
        return page.say("Proxy for {who} is in the lobby", who=who)
    if patient.role is Role.GUARDIAN:
        return page.say("Guardian of {who} is in the lobby", who=who)
    return page.say("The patient is in the lobby")


def named(page: Page) -> str:
    """The visit's initials and kind as far as they may be seen: *Återbesök A. L.*, or *Besök*."""
    visit = page.view.visit
    parts = [part for part in (visit.kind, whose(page, visit)) if part] if visit else []
    return " ".join(parts) or page.say("Visit")


def whose(page: Page, visit: VisitLine) -> str | None:
    """Whose visit it is: the initials, or what stands in their place (R26, R39, R70)."""
    if visit.practice:
        return page.say("Practice")
    if visit.patients > 1:
        return page.say("Group visit, {count} patients", count=visit.patients)
    return page.say("Protected data") if visit.protected else visit.initials


def about(page: Page) -> str:
    """*· Besök 10:30 · Återbesök A. L.*, as far as it may be seen: what follows the time."""
    visit = page.view.visit
    if visit is None:
        return ""
    start = page.say("Visit {start}", start=page.now.clock(visit.start))
    known = visit.kind or whose(page, visit)
    return f"· {start} · {named(page)}" if known else f"· {start}"
