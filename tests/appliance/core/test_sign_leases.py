"""What the door says under the leases, and S3: clear only by a live word of room."""

import random

import pytest

from appliance.core.sign_leases import (
    AFTER_END_S,
    LEASE_S,
    LONGEST_S,
    Event,
    Gone,
    Now,
    RoomSaid,
    Sign,
    StageSaid,
    holds,
    next_deadline,
    own,
    restored,
    shown,
    step,
)
from appliance.core.words import SignState

CLEAR, SOON, OCCUPIED, PAUSED, UNKNOWN = (
    SignState.CLEAR,
    SignState.SOON,
    SignState.OCCUPIED,
    SignState.PAUSED,
    SignState.UNKNOWN,
)
DAY = 1_800_000_000.0
END = DAY + 1800.0
ON, OFF = StageSaid(1, on=True, planned_end=END), StageSaid(1, on=False)


def at(seconds: float) -> Now:
    """The instant ``seconds`` after the test's start, on both clocks."""
    return Now(100.0 + seconds, DAY + seconds)


def lived(*history: tuple[float, Event], sign: Sign | None = None) -> Sign:
    """The sign after ``history``."""
    sign = sign or Sign()
    for seconds, event in history:
        sign = step(sign, event, at(seconds))
    return sign


@pytest.mark.parametrize("state", SignState)
def test_room_alone_is_shown_while_its_lease_lives(state: SignState) -> None:
    sign = lived((0, RoomSaid(state)))
    assert shown(sign, at(LEASE_S - 0.01)) is state
    assert shown(sign, at(LEASE_S)) is UNKNOWN


def test_nothing_known_is_unknown() -> None:
    assert shown(Sign(), at(0)) is UNKNOWN


@pytest.mark.parametrize("state", [None, *SignState])
def test_capturing_is_occupied_whatever_room_says(state: SignState | None) -> None:
    sign = lived((0, RoomSaid(state) if state else None), (0, ON))
    assert shown(sign, at(0)) is OCCUPIED
    assert holds(sign, 1)


def test_released_capturing_leaves_room_its_word() -> None:
    assert shown(lived((0, ON), (1, OFF), (1, RoomSaid(CLEAR))), at(1)) is CLEAR
    assert shown(lived((0, ON), (1, OFF), (1, RoomSaid(PAUSED))), at(1)) is PAUSED
    assert shown(lived((0, ON), (1, OFF)), at(1)) is UNKNOWN


@pytest.mark.parametrize(
    ("history", "lost_at"),
    [([(0, ON), (2, Gone(1))], 2.0), ([(0, ON)], LEASE_S)],
    ids=["socket closed", "silence"],
)
def test_lost_capturing_is_occupied_until_after_the_planned_end(
    history: list[tuple[float, Event]], lost_at: float
) -> None:
    sign = lived(*history, (lost_at, RoomSaid(CLEAR)))
    assert not holds(sign, 1)
    last = END - DAY + AFTER_END_S
    for seconds in (lost_at, lost_at + 60, last - 0.01):
        assert shown(step(sign, RoomSaid(CLEAR), at(seconds)), at(seconds)) is OCCUPIED
    assert shown(step(sign, RoomSaid(CLEAR), at(last)), at(last)) is UNKNOWN
    assert shown(step(sign, RoomSaid(SOON), at(last)), at(last)) is UNKNOWN
    assert shown(step(sign, RoomSaid(OCCUPIED), at(last)), at(last)) is OCCUPIED


def test_stage_alone_ends_the_doubt() -> None:
    lost = lived((0, ON), (1, Gone(1)), (5000, RoomSaid(CLEAR)))
    assert shown(lost, at(5000)) is UNKNOWN
    assert shown(step(lost, StageSaid(2, on=False), at(5000)), at(5000)) is CLEAR
    assert shown(step(lost, StageSaid(2, on=True, planned_end=END), at(5000)), at(5000)) is OCCUPIED


def test_lost_after_the_planned_end_still_says_occupied_for_a_quarter() -> None:
    sign = lived((0, StageSaid(1, on=True, planned_end=0.0)), (1, Gone(1)))
    assert shown(sign, at(1 + AFTER_END_S - 0.01)) is OCCUPIED
    assert shown(sign, at(1 + AFTER_END_S)) is UNKNOWN


def test_an_absurd_planned_end_is_not_believed() -> None:
    sign = lived((0, StageSaid(1, on=True, planned_end=DAY * 1e6)), (1, Gone(1)))
    assert shown(sign, at(1 + LONGEST_S + AFTER_END_S)) is UNKNOWN


def test_an_old_connection_takes_nothing_from_a_new_one() -> None:
    sign = lived((0, ON), (1, StageSaid(2, on=True, planned_end=END)), (1, OFF), (2, Gone(1)))
    assert shown(sign, at(2)) is OCCUPIED
    assert holds(sign, 2)
    assert sign.lost_until is None


def test_release_by_one_connection_leaves_the_lease_of_another() -> None:
    sign = lived((0, ON), (1, StageSaid(2, on=False)), (1, RoomSaid(CLEAR)))
    assert shown(sign, at(1)) is OCCUPIED


def test_saying_it_twice_changes_nothing() -> None:
    assert lived((0, ON), (0, ON)) == lived((0, ON))
    assert lived((0, ON), (1, OFF), (1, OFF)) == lived((0, ON), (1, OFF))
    assert lived((0, ON), (1, Gone(1)), (1, Gone(1))) == lived((0, ON), (1, Gone(1)))
    assert lived((0, Gone(7))) == Sign()


def test_a_process_that_starts_anew_repeats_only_what_keeps_people_out() -> None:
    assert shown(restored(CLEAR, None, None, at(0)), at(0)) is UNKNOWN
    assert shown(restored(SOON, None, None, at(0)), at(0)) is UNKNOWN
    for state in (OCCUPIED, PAUSED):
        sign = restored(state, None, None, at(0))
        assert (shown(sign, at(0)), shown(sign, at(LEASE_S))) == (state, UNKNOWN)
    held = restored(None, END, None, at(0))
    assert shown(held, at(0)) is OCCUPIED
    assert shown(held, Now(0, END + AFTER_END_S)) is UNKNOWN
    lost = restored(None, None, DAY + 50, at(0))
    assert (shown(lost, at(49)), shown(lost, at(50))) == (OCCUPIED, UNKNOWN)


def test_deadlines_are_when_what_is_shown_may_change() -> None:
    assert next_deadline(Sign(), at(0)) is None
    sign = lived((0, RoomSaid(CLEAR)), (1, ON))
    assert next_deadline(sign, at(1)) == at(LEASE_S).mono
    assert next_deadline(sign, at(LEASE_S)) == at(1 + LEASE_S).mono
    sign = step(sign, None, at(10))
    assert next_deadline(sign, at(10)) == pytest.approx(at(END - DAY + AFTER_END_S).mono)
    assert next_deadline(sign, at(9000)) is None


def test_s3_clear_only_under_rooms_live_word_and_without_capture() -> None:
    """10⁵ steps of everything in any order, against a plain account of who said what when."""
    chance = random.Random(20261123)
    sign, now = Sign(), 0.0
    room: tuple[SignState, float] | None = None
    capturing: dict[int, float] = {}
    doubt = False
    seen = dict.fromkeys(SignState, 0)
    for _ in range(100_000):
        now += chance.choice((0, 0.1, 1, 1, 2.9, 3, 40, 1200 * chance.random()))
        lapsed = [number for number, until in capturing.items() if now >= until]
        doubt = doubt or bool(lapsed)
        for number in lapsed:
            del capturing[number]
        number = chance.randrange(3)
        roll = chance.random()
        event: Event = None
        if roll < 0.4:
            event = RoomSaid(chance.choice((CLEAR, CLEAR, CLEAR, *SignState)))
            room = (event.state, now + LEASE_S)
        elif roll < 0.6:
            event = StageSaid(number, on=True, planned_end=DAY + now + chance.uniform(-600, 3600))
            capturing[number], doubt = now + LEASE_S, False
        elif roll < 0.75:
            event = StageSaid(number, on=False)
            capturing.pop(number, None)
            doubt = False
        elif roll < 0.85:
            event = Gone(number)
            doubt = capturing.pop(number, None) is not None or doubt
        elif roll < 0.87:
            held = [lease.planned_end for lease in sign.held]
            sign = restored(
                room[0] if room else None, max(held, default=None), sign.lost_until, at(now)
            )
            doubt, capturing = doubt or bool(held), {}
            kept = room is not None and room[0] in (OCCUPIED, PAUSED)
            room = (room[0], now + LEASE_S) if room and kept else None
        sign = step(sign, event, at(now))
        says = shown(sign, at(now))
        seen[says] += 1
        live = room[0] if room and now < room[1] else None
        if says is CLEAR:
            assert (live, capturing, doubt) == (CLEAR, {}, False)
        if says is PAUSED:
            assert (live, capturing, doubt) == (PAUSED, {}, False)
        if capturing:
            assert says is OCCUPIED
    assert min(seen.values()) > 100


def test_own_is_told_only_while_nothing_captures_or_may_capture() -> None:
    """S3: a person's own *occupied* never takes the place of R10's words."""
    pressed = RoomSaid(OCCUPIED, own=True)
    assert own(lived((0, pressed)), at(0))
    assert not own(lived((0, RoomSaid(OCCUPIED))), at(0))
    assert not own(lived((0, RoomSaid(PAUSED, own=True))), at(0))
    assert not own(lived((0, pressed)), at(LEASE_S))
    capturing = lived((0, pressed), (0, ON))
    assert (own(capturing, at(0)), shown(capturing, at(0))) == (False, OCCUPIED)
    assert own(lived((0, pressed), (0, ON), (1, OFF)), at(1))
    lost = lived((0, pressed), (0, ON), (1, Gone(1)), (2, pressed))
    assert (own(lost, at(2)), shown(lost, at(2))) == (False, OCCUPIED)


def test_own_survives_a_start_anew_as_long_as_rooms_word() -> None:
    sign = restored(OCCUPIED, None, None, at(0), own=True)
    assert own(sign, at(0))
    assert not own(sign, at(LEASE_S))
    assert shown(sign, at(LEASE_S)) is UNKNOWN
    assert not own(restored(OCCUPIED, END, None, at(0), own=True), at(0))
