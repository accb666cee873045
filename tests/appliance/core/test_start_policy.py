"""When a visit starts by itself: every combination of the conditions, and the cases people meet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen, seat_view, stage_view
from appliance.core.visit.start import CONDITIONS, missing
from appliance.core.words import (
    Button,
    DeviceState,
    Link,
    Missing,
    Notice,
    NotJoined,
    Phase,
    Reason,
    SignState,
)
from tests.support.room import (
    AT_LOBBY,
    AWAY,
    IDLE_STAGE,
    LIVE_STAGE,
    PATIENT,
    RULES,
    START,
    VISIT,
    a_room,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.visits import Role

M = Missing
FORMER = replace(
    VISIT,
    id="a0",
    start=VISIT.start - timedelta(minutes=20),
    end=VISIT.start - timedelta(minutes=4),
)
INTERPRETED = replace(VISIT, interpreter=True)
UNCONFIRMED = replace(INTERPRETED, confirmed=False)
INTERPRETER = replace(PATIENT, peer="tolk-1", role=Role.INTERPRETER)
IN_FORMER = replace(LIVE_STAGE, call=e.StageCall("a0", "patient-1", 1, Link.LIVE, proven=True))

ORDER = (
    M.CONFIRMATION,
    M.CENTRAL,
    M.PATIENT,
    M.INTERPRETER,
    M.CLINICIAN,
    M.SIGN,
    M.CAMERA,
    M.HEADSET,
    M.CLOCK,
    M.PRESS,
    M.FORMER_VISIT,
    M.TIME,
    M.LATE,
    M.TOUCH,
)
"""What a person can mend first; time and touch last."""

OF_PEOPLE = (M.CLINICIAN, M.PRESS, M.FORMER_VISIT, M.LATE, M.TOUCH)
"""What was pressed in the last minutes; the rest are levels, told 3 s before the start."""
LEVELS: tuple[tuple[tuple[frozenset[Missing], e.Event], ...], ...] = (
    (
        (frozenset(), e.Agenda((INTERPRETED,), complete=False)),
        (frozenset({M.CONFIRMATION}), e.Agenda((UNCONFIRMED,), complete=False)),
    ),
    (
        (frozenset(), e.Central(connected=True)),
        (frozenset({M.CENTRAL}), e.Central(connected=False)),
    ),
    (
        (frozenset(), e.AtVisit("a1", (PATIENT, INTERPRETER))),
        (frozenset({M.PATIENT}), e.AtVisit("a1", (INTERPRETER,))),
        (frozenset({M.INTERPRETER}), e.AtVisit("a1", (PATIENT,))),
        (frozenset({M.PATIENT, M.INTERPRETER}), e.AtVisit("a1", ())),
    ),
    (
        (frozenset(), e.SignSaid(SignState.SOON, lamp_ok=True)),
        (frozenset({M.SIGN}), e.SignSaid(SignState.SOON, lamp_ok=False)),
    ),
    (
        (frozenset(), IDLE_STAGE),
        (frozenset({M.CAMERA}), replace(IDLE_STAGE, camera=DeviceState.MISSING)),
        (frozenset({M.HEADSET}), replace(IDLE_STAGE, speaker=DeviceState.MISSING)),
        (
            frozenset({M.CAMERA, M.HEADSET}),
            replace(IDLE_STAGE, camera=DeviceState.FAILED, microphone=DeviceState.FAILED),
        ),
    ),
    (
        (frozenset(), e.ClockTrusted(trusted=True)),
        (frozenset({M.CLOCK}), e.ClockTrusted(trusted=False)),
    ),
)


def _pressed_before(lacks: frozenset[Missing]) -> Day:
    """Three seconds before the start, what persons did until then; every level is well."""
    former = M.FORMER_VISIT in lacks
    day = a_room((FORMER, INTERPRETED) if former else (INTERPRETED,))
    steps: list[tuple[float, e.Event]] = [(minutes(-15), pressed(Button.HERE))]
    if former:
        steps += [
            (minutes(-15), e.AtVisit("a0", (PATIENT,))),
            (minutes(-14), pressed(Button.START)),
            (minutes(-13), IN_FORMER),
            (START - 100, pressed(Button.LEAVE)),
            (START - 99, IDLE_STAGE),
            (START - 98, pressed(Button.HELD)),
        ]
    if M.LATE in lacks:
        steps.append((START - 97, pressed(Button.LATE_5)))
    if M.PRESS in lacks:
        steps.append((START - 96, pressed(Button.WAIT)))
    if M.CLINICIAN in lacks:
        steps.append((START - 95, pressed(Button.AWAY)))
    if M.TOUCH not in lacks:
        steps.append((START - 3, e.Touched()))
    return walk(day, steps)


def _told(day: Day, depth: int = 0) -> Iterator[tuple[frozenset[Missing], Day]]:
    """Every combination of the levels, from one day."""
    if depth == len(LEVELS):
        yield frozenset(), day
        return
    for lacks, event in LEVELS[depth]:
        for more, told in _told(step(day, event, START - 3)[0], depth + 1):
            yield lacks | more, told


def test_every_condition_is_tried_here() -> None:
    levels = frozenset().union(*(lacks for level in LEVELS for lacks, _ in level))
    assert levels | set(OF_PEOPLE) | {M.TIME} == {what for what, _ in CONDITIONS}
    assert tuple(what for what, _ in CONDITIONS) == ORDER


@pytest.mark.parametrize("absent", list(product((False, True), repeat=len(OF_PEOPLE))), ids=str)
def test_it_counts_down_exactly_when_all_hold_and_else_says_the_first_that_lacks(
    absent: tuple[bool, ...],
) -> None:
    people = frozenset(what for what, is_so in zip(OF_PEOPLE, absent, strict=True) if is_so)
    tried = 0
    for levels, day in _told(_pressed_before(people)):
        for now, too_early in ((START - 1, {M.TIME}), (START, set[Missing]())):
            lacks = people | levels | too_early
            then, asked = step(day, e.Tick(), now)
            assert then.focus is not None
            assert then.focus.visit.id == "a1"
            first = next((what for what in ORDER if what in lacks), None)
            assert missing(then, then.focus, now) is first, lacks
            assert (then.focus.phase is Phase.READY) == (first is None), lacks
            assert (then.focus.countdown == now + 10) == (first is None)
            assert asked == ()
            if first is not None:
                later, _ = step(then, e.Tick(), now + 0.5)
                assert stage_view(later, now + 0.5).capture is None
            tried += 1
    assert tried == 2 * 2 * 2 * 4 * 2 * 4 * 2


def _lives(day: Day, now: float, until: float) -> Iterator[tuple[Day, float]]:
    """The day at each deadline, as nobody does anything."""
    while (due := next_deadline(day, now)) is not None and due <= until:
        now = due
        day, _ = step(day, e.Tick(), now)
        yield day, now
    yield step(day, e.Tick(), until)[0], until


def _at(day: Day, now: float, until: float) -> Day:
    return list(_lives(day, now, until))[-1][0]


def test_an_early_patient_waits_and_it_starts_at_the_time() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-15), AT_LOBBY),
            (minutes(-12), pressed(Button.HERE)),
            (minutes(-12), e.Presence(somebody=True)),
        ],
    )
    assert screen(day, minutes(-12)).missing is M.TIME
    assert screen(day, minutes(-12)).buttons[0] is Button.START
    day = _at(day, minutes(-12), START - 0.1)
    assert phase_of(day) is Phase.CHECKING
    assert phase_of(_at(day, START - 0.1, START)) is Phase.READY


def test_a_late_clinician_finds_the_patient_and_it_starts_when_they_come() -> None:
    day = _at(walk(a_room(), [(minutes(-5), AT_LOBBY)]), minutes(-5), minutes(7))
    assert phase_of(day) is Phase.OPEN
    assert screen(day, minutes(7)).missing is M.CLINICIAN
    day = walk(day, [(minutes(7), e.Presence(somebody=True))])
    assert phase_of(day) is Phase.READY
    day = _at(day, minutes(7), minutes(7) + 10)
    assert stage_view(day, minutes(7) + 10).capture is Reason.VISIT


def test_a_clinician_there_before_waits_for_the_patient_and_it_starts_when_they_come() -> None:
    day = walk(a_room(), [(minutes(-20), e.Presence(somebody=True))])
    day = _at(day, minutes(-20), minutes(2))
    assert screen(day, minutes(2)).missing is M.PATIENT
    assert Button.START not in screen(day, minutes(2)).buttons
    day = walk(day, [(minutes(2), AT_LOBBY)])
    assert phase_of(day) is Phase.READY


def test_a_patient_who_is_away_for_a_moment_stops_the_countdown_and_not_the_button() -> None:
    day = walk(
        a_room(),
        [(minutes(-2), e.Presence(somebody=True)), (minutes(-2), AT_LOBBY), (START, e.Tick())],
    )
    day = walk(day, [(START + 5, AWAY)])
    assert screen(day, START + 5).missing is M.PATIENT
    assert screen(day, START + 5).buttons[0] is Button.START
    day = walk(day, [(START + 6, AT_LOBBY)])
    assert screen(day, START + 6).countdown_mono == START + 16


def test_nobody_comes_and_the_visit_closes_with_the_reason() -> None:
    for day, now in _lives(a_room(), minutes(-60), minutes(40)):
        assert stage_view(day, now).capture is None
        assert seat_view(day, now).visit is None
    assert phase_of(day) is Phase.CLOSED
    assert day.not_joined == (("a1", NotJoined.NO_PATIENT),)


def test_s1_an_empty_room_never_opens_its_camera_however_long_a_patient_waits() -> None:
    begins = walk(a_room(), [(minutes(-15), AT_LOBBY)])
    for day, now in _lives(begins, minutes(-15), minutes(34)):
        assert stage_view(day, now).capture is None
        assert seat_view(day, now).visit is None
        assert screen(day, now).notices == (Notice.PATIENT_WAITS,)
    assert _at(day, minutes(34), minutes(35)).not_joined == (("a1", NotJoined.NO_CLINICIAN),)


def test_s1_a_clinician_who_left_without_a_word_is_nobody() -> None:
    """A touch an hour ago checks nobody in: R18."""
    left = walk(a_room(), [(minutes(-16), pressed(Button.HERE)), (minutes(-1), AT_LOBBY)])
    for day, now in _lives(left, minutes(-1), minutes(34)):
        assert stage_view(day, now).capture is None
    assert not day.here


def test_wait_a_moment_tells_the_patient_and_lasts_until_start_is_pressed() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-5), e.Presence(somebody=True)),
            (minutes(-5), AT_LOBBY),
            (START, e.Tick()),
            (START + 2, pressed(Button.WAIT)),
        ],
    )
    assert [news.waiting for news in seat_view(day, START + 2).news] == [True]
    day = _at(day, START + 2, minutes(20))
    assert screen(day, minutes(20)).missing is M.PRESS
    assert [news.waiting for news in seat_view(day, minutes(20)).news] == [True]
    day = walk(day, [(minutes(20), pressed(Button.START))])
    assert phase_of(day) is Phase.JOINING
    assert seat_view(day, minutes(20)).news == ()


def test_a_clinic_that_starts_on_press_only_never_counts_down() -> None:
    begins = walk(
        a_room(rules=replace(RULES, automatic=False)),
        [(minutes(-5), e.Presence(somebody=True)), (minutes(-5), AT_LOBBY)],
    )
    for day, now in _lives(begins, minutes(-5), minutes(30)):
        assert phase_of(day) is Phase.CHECKING
        assert screen(day, now).missing in (M.PRESS, M.TIME)
    assert phase_of(walk(day, [(minutes(30), pressed(Button.START))])) is Phase.JOINING
