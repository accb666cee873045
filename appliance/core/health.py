"""How the unit's parts are: what the room and IT must know, without any person in it."""

from dataclasses import dataclass, replace

from appliance.core.day import Day, mono, proof_of
from appliance.core.events import Numbers
from appliance.core.words import DeviceState, Fault, Proven, Sight
from wire.fleet import Condition, UnitState

BOARD, BUTTONS = "board", "buttons"
"""Parts that nobody in the room is told of."""
SEEN_LIVE = frozenset({Fault.CAMERA_FAILED, Fault.CAMERA_FROZEN, Fault.CAMERA_COVERED})
"""A camera that a person has open tells these itself."""
FAILURES_TOLD = 2
"""So many polls in a row that were not whole are told to IT."""


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One part of the unit; ``code`` is None while it is well."""

    part: str
    condition: Condition
    code: str | None
    """A slug: the fault, or what exactly is wrong where a part can tell."""
    evidence: Numbers = ()
    """What was measured, by names that ``wire.fleet`` lists."""


_PARTS: dict[Fault, tuple[str, Condition]] = {
    Fault.CAMERA_MISSING: ("camera", Condition.FAILED),
    Fault.CAMERA_FROZEN: ("camera", Condition.FAILED),
    Fault.CAMERA_COVERED: ("camera", Condition.DEGRADED),
    Fault.CAMERA_FAILED: ("camera", Condition.FAILED),
    Fault.CAMERA_BLURRED: ("camera", Condition.DEGRADED),
    Fault.HEADSET_MISSING: ("headset", Condition.FAILED),
    Fault.HEADSET_FAILED: ("headset", Condition.FAILED),
    Fault.MICROPHONE_SILENT: ("headset", Condition.FAILED),
    Fault.LOUDSPEAKER_UNHEARD: ("headset", Condition.DEGRADED),
    Fault.CALL_FAILS: ("call", Condition.FAILED),
    Fault.LAMP_DEAD: ("sign", Condition.FAILED),
    Fault.SIGN_GONE: ("sign", Condition.FAILED),
    Fault.STAGE_GONE: ("stage", Condition.FAILED),
    Fault.CLOCK_UNTRUSTED: ("clock", Condition.FAILED),
    Fault.CENTRAL_UNREACHABLE: ("central", Condition.FAILED),
    Fault.FEED_STALE: ("feed", Condition.DEGRADED),
    Fault.FEED_FAILING: ("feed", Condition.DEGRADED),
    Fault.FEED_BAD: ("feed", Condition.DEGRADED),
    Fault.BOOKING_ELSEWHERE: ("feed", Condition.DEGRADED),
    Fault.STORE_FAILING: ("store", Condition.FAILED),
}
"""Which part each fault belongs to, and how bad it is; the first one of a part counts."""


def faults(day: Day, now: float) -> tuple[Fault, ...]:
    """What is wrong now, the worst for a visit first."""
    stage = day.stage
    stale = day.read_at is None or now >= day.read_at + day.rules.stale
    wrong = {
        Fault.CAMERA_MISSING: stage.alive and stage.camera is not DeviceState.OK,
        Fault.CAMERA_FROZEN: stage.alive and stage.sight is Sight.FROZEN,
        Fault.CAMERA_COVERED: stage.alive and stage.sight is Sight.COVERED,
        Fault.HEADSET_MISSING: stage.alive
        and {stage.microphone, stage.speaker} != {DeviceState.OK},
        Fault.LAMP_DEAD: day.sign is not None and not day.lamp_ok,
        Fault.SIGN_GONE: day.sign is None,
        Fault.STAGE_GONE: not stage.alive,
        Fault.CLOCK_UNTRUSTED: not day.clock_trusted,
        Fault.CENTRAL_UNREACHABLE: not day.central,
        Fault.FEED_STALE: stale,
        Fault.FEED_FAILING: day.feed_failures >= FAILURES_TOLD,
        Fault.FEED_BAD: day.bad > 0,
        Fault.BOOKING_ELSEWHERE: day.elsewhere is not None and now < mono(day, day.elsewhere),
        Fault.STORE_FAILING: day.store_problem is not None,
    }
    tested = _found_by_test(day, now)
    return tuple(fault for fault in _PARTS if wrong.get(fault) or fault in tested)


def _found_by_test(day: Day, now: float) -> set[Fault]:
    """What the last look at each part found; nobody is asked to open a lid long before a visit."""
    found = {proof.fault for _, proof in day.proofs if proof.fault is not None}
    asked_at = lid_asked_at(day)
    if asked_at is None or now < asked_at:
        found.discard(Fault.CAMERA_COVERED)
    if day.open_since is not None:
        found -= SEEN_LIVE
    return found if day.stage.alive else set()


def health(day: Day, now: float) -> tuple[PartHealth, ...]:
    """Every part of the unit with its worst fault, or well."""
    worst: dict[str, PartHealth] = {}
    for fault in faults(day, now):
        if fault is Fault.CAMERA_COVERED and not _forgotten(day, now):
            continue
        part, condition = _PARTS[fault]
        exact = _exactly(day, fault) or fault.value
        worst.setdefault(part, PartHealth(part, _EASED.get(exact, condition), exact))
    evidence = _evidence(day)
    for part, trouble in ((BOARD, day.board), (BUTTONS, day.buttons)):
        if trouble is not None:
            worst[part] = PartHealth(part, Condition.DEGRADED, trouble.value)
    parts = dict.fromkeys([*(part for part, _ in _PARTS.values()), BOARD, BUTTONS])
    found = (worst.get(part, PartHealth(part, Condition.OK, None)) for part in parts)
    return tuple(replace(one, evidence=evidence.get(one.part, ())) for one in found)


def _evidence(day: Day) -> dict[str, Numbers]:
    """The numbers behind each part's health: what the last test measured, what a live look saw.

    They stand until another test or another finding: nothing here moves with a person.
    """
    stage = day.stage
    tested = {part: proof.numbers for part in Proven if (proof := proof_of(day, part)) is not None}
    seen = stage.seen if stage.alive else ()
    feed = {"failed_polls": day.feed_failures, "bad_bookings": day.bad}
    return {
        "camera": seen or tested.get(Proven.CAMERA, ()),
        "headset": _together(tested.get(Proven.MICROPHONE), tested.get(Proven.LOUDSPEAKER)),
        "call": tested.get(Proven.CALL, ()),
        "feed": tuple((name, float(value)) for name, value in feed.items() if value),
    }


def _together(*of_each: Numbers | None) -> Numbers:
    """Of a name that both have the later one counts."""
    return tuple({name: value for one in of_each for name, value in one or ()}.items())


def _forgotten(day: Day, now: float) -> bool:
    """A lid that is still closed when the visit has begun is no longer meant so."""
    told_at = lid_told_at(day)
    return told_at is not None and now >= told_at


def lid_asked_at(day: Day) -> float | None:
    """When the room asks to open a lid that was found closed; None while no visit is in focus."""
    return None if day.focus is None else mono(day, day.focus.visit.start) - day.rules.lid_asked


def lid_told_at(day: Day) -> float | None:
    """When IT hears that the camera's lid is closed; None while there is no visit in focus."""
    return None if day.focus is None else mono(day, day.focus.visit.start) + day.rules.lid_borne


_EASED = {"store-damaged": Condition.DEGRADED, "disk-full": Condition.DEGRADED}
"""The store goes on: a damaged file was set aside, or the ballast made way."""


def _exactly(day: Day, fault: Fault) -> str | None:
    """What a part itself tells of its fault."""
    if fault is Fault.STORE_FAILING:
        return day.store_problem
    return day.sign_fault.value if fault is Fault.LAMP_DEAD and day.sign_fault else None


def unit_state(day: Day, now: float) -> UnitState:
    """``ready``, or ``alert`` while any part has failed."""
    failed = any(part.condition is Condition.FAILED for part in health(day, now))
    return UnitState.ALERT if failed else UnitState.READY
