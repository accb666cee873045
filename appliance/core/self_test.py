"""The unattended self-test: when it is due, when it may open anything (S1), what it has proven.

A visit that runs, and a camera that a person opened, prove as much as a test does. What is found
ill is looked at again: at once, then by a stage that starts anew, then now and then.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from appliance.core import events as e
from appliance.core.day import Day, Proof, SelfTest, mono, proof_of
from appliance.core.function_test import wanted
from appliance.core.proofs import well, with_proof
from appliance.core.visit.start import sign_confirmed
from appliance.core.visit.table import SEATED
from appliance.core.words import DeviceState, Fault, Link, Phase, Proven, Reason, Sight

OPENING = frozenset({Proven.CAMERA, Proven.MICROPHONE, Proven.LOUDSPEAKER})
"""What is proven with camera or microphone open; a loudspeaker is heard by the microphone."""
MENDABLE = frozenset(
    {Fault.CAMERA_FAILED, Fault.CAMERA_FROZEN, Fault.HEADSET_FAILED, Fault.MICROPHONE_SILENT}
)
"""What may go away when the device, or the whole stage, is opened anew."""
Kept = tuple[Day, tuple[e.Command, ...]]


def may_open(day: Day, now: float) -> bool:
    """S1: the room was empty and untouched for 10 min, by a sensor that shows that it sees.

    Nobody said *Upptaget*, and the sign shines.
    """
    quiet = day.quiet_since is not None and now >= day.quiet_since + day.rules.untouched
    quiet = quiet and _sensor_sees(day, now)
    watched = day.focus is not None and day.focus.see_me
    return quiet and day.own_at is None and not watched and sign_confirmed(day)


def _sensor_sees(day: Day, now: float) -> bool:
    """A dead sensor, or one torn off, reads *empty* for ever: it saw somebody in the last week.

    And whoever touched the room last; a day would not do, after a weekend nobody was seen.
    """
    saw = day.sensor_saw
    if saw is None or now >= saw + day.rules.presence_proves:
        return False
    return day.touched is None or saw >= day.touched


def is_free(day: Day) -> bool:
    """No visit runs or counts down, and nothing is open for a person."""
    phase = day.focus.phase if day.focus else None
    free = phase not in SEATED and phase is not Phase.READY
    closed = day.stage.capture in (None, Reason.SELF_TEST)
    return free and closed and day.test is None


def may_run(day: Day) -> bool:
    """The room is free, and stage there to carry a test out."""
    return is_free(day) and day.stage.alive


def may_try_call(day: Day) -> bool:
    """The call's way can be tried now, for who asks from afar."""
    return day.self_test is None and may_run(day) and _can_be_tested(day, Proven.CALL, may=False)


def try_call(day: Day, now: float) -> Day:
    """Begin a test of the call's way alone: it opens no camera and no microphone (S2)."""
    if not may_try_call(day):
        return day
    return _begun(day, frozenset({Proven.CALL}), now)


def noticed(day: Day, event: e.Event, now: float) -> Day:
    """Since when the room is empty and untouched, after ``event``."""
    if isinstance(event, e.Presence):
        if event.somebody is not False:
            return replace(day, quiet_since=None)
        return day if day.quiet_since is not None else replace(day, quiet_since=now)
    touch = isinstance(event, e.Pressed | e.Touched | e.Wrote)
    return replace(day, quiet_since=now) if touch and day.quiet_since is not None else day


def stage_told(day: Day, former: e.StageSaid, now: float) -> Day:
    """Take in what stage, which was ``former`` before, tells of a test."""
    for part in Proven:
        proof = proof_of(day, part)
        if proof is not None and proof.fault is not None and _came_back(former, day.stage, part):
            day = with_proof(day, part, replace(proof, again_at=now))
    test, told = day.self_test, day.stage.test
    if test is None or told is None or told.number != test.number:
        return day
    measured = dict(told.numbers)
    for part, fault in told.results:
        if part in test.parts:
            numbers = (*measured.get(part, ()), ("tested", float(round(day.anchor + now))))
            proof = replace(_proof(proof_of(day, part), fault, now), numbers=numbers)
            day = with_proof(day, part, proof)
    left = test.parts - {part for part, _ in told.results}
    return replace(day, self_test=replace(test, parts=left) if left else None)


def keep_test(day: Day, now: float) -> Kept:
    """End a test that may not go on or takes too long, decide what follows a fault, begin one."""
    day, asked = _follow_up(_used(day, now), now)
    return _begin(_go_on(day, now), now), asked


def test_times(day: Day, now: float) -> Iterator[float | None]:
    """When any of this changes by itself."""
    rules = day.rules
    begins = (mono(day, visit.start) - rules.test_before for visit in day.ahead)
    yield next((begin for begin in begins if begin > now), None)
    if day.hours is not None:
        yield day.hours.opens - day.anchor - rules.test_morning
    if day.quiet_since is not None:
        yield day.quiet_since + rules.untouched
    if day.sensor_saw is not None:
        yield day.sensor_saw + rules.presence_proves
    if day.self_test is not None:
        since = day.self_test.since
        yield from (since + rules.test_capture, since + rules.test_longest)
    yield day.test_rests_until
    yield from (proof.again_at for _, proof in day.proofs)


def is_proven(day: Day, part: Proven, since: float) -> bool:
    """Whether ``part`` was well when it was looked at after ``since``; a closed lid is no fault."""
    proof = proof_of(day, part)
    fine = proof is not None and proof.fault in (None, Fault.CAMERA_COVERED)
    return fine and proof is not None and proof.at >= since


def _go_on(day: Day, now: float) -> Day:
    test = day.self_test
    if test is None:
        return day
    if not may_run(day):
        fell = not day.stage.alive and bool(test.parts & OPENING)
        rests = now + day.rules.test_again if fell else day.test_rests_until
        return replace(day, self_test=None, test_rests_until=rests)
    rules, left = day.rules, test.parts
    if not may_open(day, now):
        left -= OPENING
    if not day.central:
        left -= {Proven.CALL}
    late = now >= test.since + rules.test_longest
    slow = bool(left & OPENING) and now >= test.since + rules.test_capture
    if late or slow:
        day = replace(day, test_rests_until=now + rules.test_again)
        left = frozenset() if late else left - OPENING
    if left == test.parts:
        return day
    return replace(day, self_test=replace(test, parts=left) if left else None)


def _begin(day: Day, now: float) -> Day:
    rests = day.test_rests_until is not None and now < day.test_rests_until
    since = _asked_since(day, now)
    if day.self_test is not None or rests or since is None or not may_run(day):
        return day
    open_ = may_open(day, now)
    parts = frozenset(
        part
        for part in Proven
        if _can_be_tested(day, part, may=open_) and _lacks(day, part, since, now)
    )
    if not parts:
        return day
    return _begun(day, parts, now)


def _begun(day: Day, parts: frozenset[Proven], now: float) -> Day:
    last = day.stage.test.number if day.stage.test is not None else 0
    test = SelfTest(max(day.self_tests, last) + 1, now, parts, tone=not _is_night(day, now))
    return replace(day, self_test=test, self_tests=test.number, test_rests_until=None)


def _can_be_tested(day: Day, part: Proven, *, may: bool) -> bool:
    """A device that is not there is known to be gone; without central nobody can be called."""
    stage = day.stage
    there = {
        Proven.CAMERA: may and stage.camera is DeviceState.OK,
        Proven.MICROPHONE: may and stage.microphone is DeviceState.OK,
        Proven.LOUDSPEAKER: may and {stage.microphone, stage.speaker} == {DeviceState.OK},
        Proven.CALL: day.central and day.stage.call is None,
    }
    return there[part]


def _lacks(day: Day, part: Proven, since: float, now: float) -> bool:
    proof = proof_of(day, part)
    if proof is None or proof.at < since:
        return True
    return proof.fault is not None and proof.again_at is not None and now >= proof.again_at


def _asked_since(day: Day, now: float) -> float | None:
    """What was proven before this counts no more; None while no test is due.

    It is due from 20 min before a visit to its start, and from 30 min before the room opens.
    """
    before = day.rules.test_before
    starts = takewhile(lambda at: at - before <= now, (mono(day, v.start) for v in day.ahead))
    begins = [start - before for start in starts if now < start]
    if day.hours is not None and now < day.hours.opens - day.anchor:
        begins.append(day.hours.opens - day.anchor - day.rules.test_morning)
    return max((begin for begin in begins if begin <= now), default=None)


def _is_night(day: Day, now: float) -> bool:
    wall = day.anchor + now
    return day.hours is not None and any(begin <= wall < end for begin, end in day.hours.silent)


def _follow_up(day: Day, now: float) -> Kept:
    """Of each new fault: open it anew, then start stage anew, then the plug, then wait.

    A closed lid is privacy: it is looked at once more, when the room would ask to open it.
    """
    asked: tuple[e.Command, ...] = ()
    for part, proof in day.proofs:
        if proof.fault is None or proof.again_at is not None:
            continue
        if proof.fault is Fault.CAMERA_COVERED:
            at = _lid_again_at(day, now)
            day = day if at is None else with_proof(day, part, replace(proof, again_at=at))
            continue
        rung = _rung(day, proof)
        day = replace(day, mends=day.mends + (rung != "wait"))
        again_at = now if rung == "reopen" else now + day.rules.test_again
        day = with_proof(day, part, replace(proof, again_at=again_at))
        measured = tuple(pair for pair in proof.numbers if pair[0] != "tested")
        facts: tuple[tuple[str, float | str], ...] = (
            ("fault", proof.fault.value),
            ("next", rung),
            *measured,
        )
        helps: dict[str, tuple[e.Command, ...]] = {
            "restart-stage": (e.RestartStage(),),
            "replug": (e.Replug("camera" if part is Proven.CAMERA else "headset"),),
        }
        asked = (*asked, e.Note("self-test-failed", facts), *helps.get(rung, ()))
    return day, asked


def _lid_again_at(day: Day, now: float) -> float | None:
    start = next((at for at in (mono(day, v.start) for v in day.ahead) if at > now), None)
    asked = None if start is None else start - day.rules.lid_asked
    return asked if asked is not None and asked > now else None


def _rung(day: Day, proof: Proof) -> str:
    """How the unit helps itself."""
    rungs = {1: "reopen", 2: "restart-stage", 3: "replug"}
    if proof.fault not in MENDABLE or day.mends >= day.rules.mends_a_day:
        return "wait"
    return rungs.get(proof.failures, "wait")


def _used(day: Day, now: float) -> Day:
    """What a person or a visit uses, and what works meanwhile, needs no test."""
    stage, call = day.stage, day.stage.call
    camera, microphone = wanted(day)
    mine = camera and stage.alive and stage.capture not in (None, Reason.SELF_TEST)
    since = (day.open_since if day.open_since is not None else now) if mine else None
    if since != day.open_since:
        day = replace(day, open_since=since)
    seen = stage.camera is DeviceState.OK and stage.sight is Sight.FINE
    if since is not None and now >= since + day.rules.proven_after and seen:
        day = well(day, (Proven.CAMERA,), now)
    joined = call is not None and call.proven and call.link is Link.LIVE
    heard = {stage.microphone, stage.speaker} == {DeviceState.OK}
    if joined and stage.alive and heard:
        day = well(day, (Proven.LOUDSPEAKER, Proven.CALL), now)
        day = well(day, (Proven.MICROPHONE,), now) if microphone else day
    return day


def _proof(former: Proof | None, fault: Fault | None, now: float) -> Proof:
    failures = former.failures if former is not None else 0
    return Proof(now) if fault is None else Proof(now, fault, failures + 1)


def _came_back(former: e.StageSaid, stage: e.StageSaid, part: Proven) -> bool:
    """The device that a part needs, or stage itself, was away and is there again."""
    if part is Proven.CALL or not stage.alive:
        return False
    name = "camera" if part is Proven.CAMERA else "microphone"
    was_away = not former.alive or getattr(former, name) is DeviceState.MISSING
    return was_away and getattr(stage, name) is DeviceState.OK
