"""A day's bookings: overlapping, moved, unconfirmed, elsewhere, at once, and why not joined."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.health import faults, health
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen
from appliance.core.visits import Standing, Visit
from appliance.core.words import Button, DeviceState, Fault, Link, Missing, Notice, NotJoined, Phase
from tests.support.room import (
    AT_LOBBY,
    IDLE_STAGE,
    LEFT,
    PATHS,
    PATIENT,
    START,
    VISIT,
    a_room,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.fleet import Condition

TWIN = replace(VISIT, id="a2")
FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
THERE_TOO = e.AtVisit("a2", (replace(PATIENT, peer="patient-2"),))


def told(*visits: Visit) -> e.Agenda:
    return e.Agenda(visits, complete=True)


def reason_of(day: Day, visit: str, now: float) -> NotJoined | None:
    """What the visit's card in today's list says."""
    lines = {line.visit: line for line in screen(day, now).today}
    return lines[visit].not_joined


def ends(day: Day, events: list[tuple[float, e.Event]]) -> tuple[NotJoined | None, set[e.Note]]:
    """Why the visit was not joined when nothing more happens, on screen and for IT."""
    day = walk(day, events)
    day, asked = step(day, e.Tick(), minutes(35))
    notes = {c for c in asked if isinstance(c, e.Note) and c.code == "visit-not-joined"}
    return reason_of(day, "a1", minutes(35)), notes


HERE = (minutes(-10), pressed(Button.HERE))
STAYS = (minutes(-10), e.Presence(somebody=True))


@pytest.mark.parametrize(
    ("visit", "events", "why"),
    [
        (VISIT, [(minutes(-10), AT_LOBBY)], NotJoined.NO_CLINICIAN),
        (
            VISIT,
            [(minutes(-10), AT_LOBBY), (minutes(6), LEFT)],
            NotJoined.NO_CLINICIAN,
        ),
        (VISIT, [HERE, STAYS], NotJoined.NO_PATIENT),
        (replace(VISIT, confirmed=False), [HERE, STAYS], NotJoined.UNCONFIRMED),
        (
            replace(VISIT, interpreter=True),
            [HERE, STAYS, (minutes(-5), AT_LOBBY)],
            NotJoined.NO_INTERPRETER,
        ),
        (
            VISIT,
            [
                HERE,
                STAYS,
                (minutes(-5), AT_LOBBY),
                (minutes(-4), replace(IDLE_STAGE, camera=DeviceState.MISSING)),
            ],
            NotJoined.ROOM_FAULT,
        ),
        (
            VISIT,
            [HERE, STAYS, (minutes(-5), e.Central(connected=False))],
            NotJoined.CENTRAL_AWAY,
        ),
        (
            VISIT,
            [HERE, STAYS, (minutes(-5), AT_LOBBY), (minutes(-5), pressed(Button.WAIT))],
            NotJoined.NOT_STARTED,
        ),
    ],
)
def test_one_sentence_says_why_a_visit_was_not_joined(
    visit: Visit, events: list[tuple[float, e.Event]], why: NotJoined
) -> None:
    said, notes = ends(a_room((visit,), now=minutes(-20)), events)
    assert said is why
    assert notes == {e.Note("visit-not-joined", (("why", why.value),))}


def test_a_held_visit_has_no_such_sentence() -> None:
    day = PATHS[Phase.CLOSED][1](a_room())
    assert day.not_joined == ()


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.OTHER_SYSTEM, NotJoined.OTHER_SYSTEM),
        (Standing.CANCELLED, NotJoined.CANCELLED),
        (Standing.BAD, NotJoined.BAD),
    ],
)
def test_what_cannot_be_joined_says_so_before_its_time(standing: Standing, why: NotJoined) -> None:
    day = a_room((replace(VISIT, standing=standing),))
    assert reason_of(day, "a1", minutes(-60)) is why


def test_why_a_visit_was_cancelled_is_told_when_its_time_is_over_too() -> None:
    gone = replace(VISIT, standing=Standing.CANCELLED)
    day = walk(a_room((gone,)), [(minutes(40), e.Tick())])
    (line,) = screen(day, minutes(40)).today
    assert line.not_joined is NotJoined.CANCELLED


def test_a_booking_in_another_system_is_told_to_it_until_it_is_over() -> None:
    day = a_room((replace(VISIT, standing=Standing.OTHER_SYSTEM),))
    now = minutes(30) - 1
    assert Fault.BOOKING_ELSEWHERE in faults(day, now)
    assert {p.part: p.condition for p in health(day, minutes(-60))}["feed"] is Condition.DEGRADED
    assert next_deadline(day, now) == minutes(30)
    assert Fault.BOOKING_ELSEWHERE not in faults(day, minutes(30))


def test_r04_an_unconfirmed_visit_is_shown_and_never_joined() -> None:
    day = walk(a_room((replace(VISIT, confirmed=False),)), [HERE, STAYS, (minutes(-5), AT_LOBBY)])
    shown = screen(day, minutes(-5))
    assert shown.visit is not None
    assert not shown.visit.confirmed
    assert shown.missing is Missing.CONFIRMATION
    assert Button.START not in shown.buttons
    day = walk(day, [(minutes(1), pressed(Button.START)), (minutes(2), e.Tick())])
    assert phase_of(day) is Phase.CHECKING
    day = walk(day, [(minutes(3), told(VISIT))])
    assert phase_of(day) is Phase.READY


def test_of_two_at_the_same_time_the_one_whose_patient_is_there_comes_first() -> None:
    day = walk(a_room((VISIT, TWIN)), [HERE, STAYS])
    assert phase_of(day) is Phase.CHECKING
    day = walk(day, [(minutes(-5), THERE_TOO)])
    assert phase_of(day, "a2") is Phase.CHECKING
    day = walk(day, [(minutes(-5), pressed(Button.WAIT)), (minutes(-4), AT_LOBBY)])
    assert phase_of(day, "a2") is Phase.CHECKING, "a patient who is there keeps the turn"
    assert screen(day, minutes(-4)).missing is Missing.PRESS, "and what was said of it counts"


def test_a_patient_who_is_early_for_the_next_visit_does_not_take_the_turn_of_this_one() -> None:
    soon = replace(TWIN, start=VISIT.start + timedelta(minutes=10))
    day = walk(a_room((VISIT, soon)), [HERE, STAYS, (minutes(-4), THERE_TOO)])
    assert phase_of(day) is Phase.CHECKING
    day = walk(day, [(minutes(10), e.Tick())])
    assert phase_of(day, "a2") is Phase.READY, "it comes at its start"


def test_the_other_of_two_is_told_when_its_time_goes_by() -> None:
    day = walk(a_room((VISIT, TWIN)), [HERE, STAYS, (minutes(-5), AT_LOBBY), (START, e.Tick())])
    live = e.StageSaid(
        alive=True,
        call=e.StageCall("a1", "patient-1", 1, Link.LIVE, proven=True),
    )
    day = walk(day, [(START + 10, e.Tick()), (START + 12, live), (minutes(35) - 1, e.Tick())])
    assert day.not_joined == ()
    assert next_deadline(day, minutes(35) - 1) == minutes(35)
    day, asked = step(day, e.Tick(), minutes(35))
    assert reason_of(day, "a2", minutes(35)) is NotJoined.ROOM_BUSY
    assert asked == (e.Note("visit-not-joined", (("why", "room-busy"),)),)
    day, asked = step(day, told(VISIT, TWIN), minutes(35) + 15)
    assert asked == (), "said once"


def test_a_visit_that_comes_again_after_the_room_was_busy_keeps_its_last_reason_alone() -> None:
    """The one after it is cancelled, so it has its whole time once more."""
    second = replace(TWIN, start=VISIT.start + timedelta(minutes=5))
    third = replace(VISIT, id="a3", start=VISIT.start + timedelta(minutes=10))
    _, path = PATHS[Phase.IN_CALL]
    day = walk(path(a_room((VISIT, second, third))), [(minutes(10), e.Tick())])
    assert reason_of(day, "a2", minutes(10)) is NotJoined.ROOM_BUSY
    cancelled = replace(third, standing=Standing.CANCELLED)
    day = walk(day, [(minutes(11), told(VISIT, second, cancelled))])
    leaving: list[e.Event] = [pressed(Button.LEAVE), IDLE_STAGE, pressed(Button.HELD)]
    day = walk(day, [(minutes(12), one) for one in leaving])
    assert phase_of(day, "a2") is Phase.CHECKING
    day = walk(day, [(minutes(12), e.Presence(somebody=True)), (minutes(35), e.Tick())])
    assert day.not_joined == (("a2", NotJoined.NO_PATIENT),)
    assert reason_of(day, "a2", minutes(35)) is NotJoined.NO_PATIENT


def test_the_other_of_two_to_which_nobody_came_does_not_blame_the_room() -> None:
    day = walk(a_room((VISIT, TWIN)), [HERE, STAYS, (minutes(35), e.Tick())])
    assert reason_of(day, "a1", minutes(35)) is NotJoined.NO_PATIENT
    assert reason_of(day, "a2", minutes(35)) is NotJoined.NO_PATIENT


def test_an_overlapping_visit_waits_for_its_turn() -> None:
    overlap = replace(
        VISIT,
        id="a2",
        start=VISIT.start + timedelta(minutes=15),
        end=VISIT.end + timedelta(hours=1),
    )
    _, path = PATHS[Phase.IN_CALL]
    day = walk(path(a_room((VISIT, overlap))), [(minutes(16), THERE_TOO)])
    assert phase_of(day) is Phase.IN_CALL
    assert Notice.NEXT_WAITS in screen(day, minutes(16)).notices
    day = walk(
        day,
        [
            (minutes(20), pressed(Button.LEAVE)),
            (minutes(20), LEFT),
            (minutes(20), IDLE_STAGE),
            (minutes(21), pressed(Button.HELD)),
        ],
    )
    assert phase_of(day, "a2") is Phase.CHECKING
    assert screen(day, minutes(21)).missing is Missing.FORMER_VISIT


def test_a_shortened_visit_and_a_duplicate_leave_one_visit() -> None:
    short = replace(VISIT, end=VISIT.start + timedelta(minutes=10))
    day = walk(a_room((VISIT,)), [HERE, (minutes(-5), told(short, short))])
    assert len(day.visits) == 1
    day = walk(day, [(minutes(15), e.Tick())])
    assert phase_of(day) is Phase.CLOSED


def test_a_visit_cancelled_in_the_lobby_leaves_the_screen_and_may_come_back() -> None:
    day = walk(a_room(), [HERE, STAYS, (minutes(-5), AT_LOBBY)])
    day = walk(day, [(minutes(-4), told(replace(VISIT, standing=Standing.CANCELLED)))])
    assert screen(day, minutes(-4)).name == "idle"
    assert reason_of(day, "a1", minutes(-4)) is NotJoined.CANCELLED
    day = walk(day, [(minutes(-3), told(VISIT))])
    assert phase_of(day) is Phase.CHECKING


AT_ONCE = replace(VISIT, at_once=True)


def test_r04_boka_nu_rings_at_once_and_until_somebody_touches() -> None:
    day = a_room((), now=START)
    day = walk(day, [(START, told(AT_ONCE))])
    assert screen(day, START).rings
    assert phase_of(day) is Phase.OPEN
    assert not screen(walk(day, [(START + 1, e.Touched())]), START + 1).rings
    assert screen(walk(day, [(START + 59, e.Tick())]), START + 59).rings
    assert not screen(walk(day, [(START + 60, e.Tick())]), START + 60).rings


def test_r04_boka_nu_starts_by_itself_when_all_are_there() -> None:
    day = walk(a_room((), now=START), [(START, pressed(Button.HERE))])
    day = walk(day, [(START, told(AT_ONCE)), (START + 3, AT_LOBBY)])
    assert phase_of(day) is Phase.READY


@pytest.mark.parametrize(("old", "rings"), [(119.9, True), (120.0, False), (180.0, False)])
def test_r04_an_old_boka_nu_does_not_ring_after_a_restart(old: float, *, rings: bool) -> None:
    day = walk(a_room((), now=START + old), [(START + old, told(AT_ONCE))])
    assert screen(day, START + old).rings is rings


def test_r04_boka_nu_does_not_ring_into_a_call() -> None:
    _, path = PATHS[Phase.IN_CALL]
    day = path(a_room())
    now = START + 60
    later = replace(AT_ONCE, id="a2", start=VISIT.start + timedelta(minutes=1))
    day = walk(day, [(now, told(VISIT, later))])
    assert not screen(day, now).rings


def test_a_patient_who_waits_for_an_empty_room_is_told_on_the_wall_without_a_name() -> None:
    day = walk(a_room(), [(minutes(-5), AT_LOBBY), (minutes(3), e.Tick())])
    shown = screen(day, minutes(3))
    assert shown.name == "idle"
    assert shown.notices == (Notice.PATIENT_WAITS,)
    assert shown.visit is not None
    assert shown.visit.initials is None
    assert shown.capture is None


@pytest.mark.parametrize(("failures", "is_told"), [(0, False), (1, False), (2, True), (7, True)])
def test_it_is_told_of_a_feed_that_fails_twice(failures: int, is_told: bool) -> None:
    day = walk(a_room(), [(minutes(-60), e.FeedSaid("too-slow", failures))])
    assert (Fault.FEED_FAILING in faults(day, minutes(-60))) is is_told


@pytest.mark.parametrize(
    ("problem", "condition"),
    [
        ("read-only", Condition.FAILED),
        ("disk-failing", Condition.FAILED),
        ("disk-full", Condition.DEGRADED),
        ("store-damaged", Condition.DEGRADED),
    ],
)
def test_a_store_that_cannot_keep_is_told_as_it_is(problem: str, condition: Condition) -> None:
    day = walk(a_room(), [(minutes(-60), e.StoreSaid(problem))])
    parts = {part.part: part for part in health(day, minutes(-60))}
    assert (parts["store"].condition, parts["store"].code) == (condition, problem)
    day = walk(day, [(minutes(-59), e.StoreSaid(None))])
    assert Fault.STORE_FAILING not in faults(day, minutes(-59))


def test_s6_at_midnight_all_dies_but_a_running_visit_and_what_is_to_come() -> None:
    later = replace(
        FOLLOWING, id="a3", start=VISIT.end + timedelta(hours=2), end=VISIT.end + timedelta(hours=3)
    )
    over = replace(VISIT, id="a0", start=VISIT.start - timedelta(hours=2), end=VISIT.start)
    _, path = PATHS[Phase.IN_CALL]
    day = walk(path(a_room((over, VISIT, later))), [(minutes(40), e.Midnight())])
    assert [visit.id for visit in day.visits] == ["a1", "a3"]
    assert phase_of(day) is Phase.IN_CALL
    closed = walk(
        day,
        [
            (minutes(41), pressed(Button.LEAVE)),
            (minutes(41), pressed(Button.HELD)),
            (minutes(42), e.Midnight()),
        ],
    )
    assert [visit.id for visit in closed.visits] == ["a3"]
    assert closed.over == ()


def test_who_waits_at_midnight_for_a_booking_of_the_new_day_still_waits() -> None:
    """Central tells a lobby once; its booking is read only now."""
    soon = e.AtVisit("b1", (PATIENT,), tried=True)
    day = walk(
        a_room(), [(minutes(-5), AT_LOBBY), (minutes(40), soon), (minutes(41), e.Midnight())]
    )
    assert day.parties == (("b1", (PATIENT,)),)
    assert day.tried == {"b1"}


def test_a_visit_seen_in_a_cut_short_poll_is_not_absent_twice() -> None:
    day = walk(
        a_room(),
        [
            (minutes(-60), e.Agenda((), complete=True)),
            (minutes(-60), e.Agenda((VISIT,), complete=False)),
            (minutes(-60), e.Agenda((), complete=True)),
        ],
    )
    assert [visit.id for visit in day.visits] == ["a1"]


def test_r70_a_protected_person_has_no_initials_anywhere() -> None:
    day = walk(
        a_room((replace(VISIT, protected=True),)), [HERE, (minutes(-9), pressed(Button.TODAY))]
    )
    shown = screen(day, minutes(-9))
    assert shown.visit is not None
    assert shown.visit.initials is None
    assert shown.visit.protected
    assert [line.initials for line in shown.today] == [None]


def test_a_day_of_five_hundred_shows_what_a_wall_can_hold() -> None:
    many = tuple(
        replace(VISIT, id=f"v{n}", start=VISIT.start + timedelta(minutes=n)) for n in range(20)
    )
    many += tuple(replace(VISIT, id=f"w{n}") for n in range(480))
    assert len(screen(a_room(many), minutes(-60)).today) == 60
