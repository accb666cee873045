"""What random histories and mutants found, one small test each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core import sign_leases
from appliance.core.room_views import screen, stage_view
from appliance.core.words import Button, NotJoined, Phase, SignState
from tests.support.room import (
    PATIENT,
    START_WALL,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)

HOUR = timedelta(hours=1)


def test_s4_a_visit_shortened_while_it_reconnects_is_not_cut() -> None:
    day, _ = in_phase(Phase.INTERRUPTED)
    short = replace(VISIT, end=VISIT.start + timedelta(minutes=5))
    day = walk(
        day,
        [
            (minutes(1), e.Presence(somebody=True)),
            (minutes(12), e.Agenda((short,), complete=True)),
        ],
    )
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(35) - 1, e.Tick())])) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(35), e.Tick())])) is Phase.ENDED


def test_s4_a_visit_prolonged_while_it_reconnects_takes_the_new_end() -> None:
    day, _ = in_phase(Phase.INTERRUPTED)
    longer = replace(VISIT, end=VISIT.start + timedelta(minutes=45))
    day = walk(
        day,
        [
            (minutes(1), e.Presence(somebody=True)),
            (minutes(12), e.Agenda((longer,), complete=True)),
            (minutes(50) - 1, e.Tick()),
        ],
    )
    assert phase_of(day) is Phase.INTERRUPTED
    assert phase_of(walk(day, [(minutes(50), e.Tick())])) is Phase.ENDED


def test_r02_a_visit_that_is_over_and_shortened_is_taken_up_again_no_longer_than_that() -> None:
    day, now = in_phase(Phase.ENDED)
    short = replace(VISIT, end=VISIT.start + timedelta(minutes=10))
    day = walk(day, [(now, e.Agenda((short,), complete=True))])
    assert screen(day, now).resume_until == short.end.timestamp() + 300


@pytest.mark.parametrize("here", [False, True])
def test_a_visit_that_nobody_joined_can_be_moved_to_the_afternoon(*, here: bool) -> None:
    moved = replace(VISIT, start=VISIT.start + 4 * HOUR, end=VISIT.end + 4 * HOUR)
    came = [(minutes(-10), pressed(Button.HERE))] if here else []
    day = walk(a_room(), [*came, (minutes(-10), e.Tick()), (minutes(35), e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    assert day.not_joined == (("a1", NotJoined.NO_PATIENT),)
    day = walk(day, [(minutes(60), e.Agenda((moved,), complete=True))])
    assert day.not_joined == ()
    assert day.over == ()
    day = walk(day, [(minutes(240 - 15), e.Presence(somebody=True))])
    assert phase_of(day) is Phase.CHECKING


def test_what_was_held_or_told_again_as_it_was_stays_closed() -> None:
    moved = replace(VISIT, start=VISIT.start + 4 * HOUR, end=VISIT.end + 4 * HOUR)
    held, _ = in_phase(Phase.CLOSED)
    held = walk(held, [(minutes(60), e.Agenda((moved,), complete=True))])
    assert phase_of(held) is Phase.CLOSED
    missed = walk(a_room(), [(minutes(-10), e.Tick()), (minutes(35), e.Tick())])
    again = walk(missed, [(minutes(36), e.Agenda((VISIT,), complete=True))])
    assert phase_of(again) is Phase.CLOSED
    longer = replace(VISIT, end=VISIT.end + timedelta(minutes=1))
    late = walk(missed, [(minutes(36), e.Agenda((longer,), complete=True))])
    assert phase_of(late) is Phase.CLOSED
    still = walk(missed, [(minutes(36) - 0.1, e.Agenda((longer,), complete=True))])
    assert phase_of(still) is Phase.OPEN


def test_r46_the_patients_place_is_gone_with_the_start_card() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.AtVisit("a1", (replace(PATIENT, place="Storgatan 1"),)))])
    assert screen(day, now).patient_place == "Storgatan 1"
    day = walk(day, [(now + 5, pressed(Button.LEAVE))])
    assert phase_of(day) is Phase.ENDED
    assert screen(day, now + 5).patient_place is None


def test_s3_a_sign_that_starts_anew_says_own_only_where_it_was_told() -> None:
    now = sign_leases.Now(100.0, START_WALL.timestamp())
    anew = sign_leases.restored(SignState.OCCUPIED, None, None, now)
    assert sign_leases.shown(anew, now) is SignState.OCCUPIED
    assert not sign_leases.own(anew, now)


def test_s6_at_midnight_whatever_is_kept_of_a_visit_leaves_with_it() -> None:
    """Its booking, why it was not joined, what was promised, who stands there and who tried."""
    over = replace(VISIT, id="a0", start=VISIT.start - HOUR, end=VISIT.end - HOUR)
    later = replace(VISIT, id="a2", start=VISIT.start + HOUR, end=VISIT.end + HOUR)
    present = [e.AtVisit(visit, (PATIENT,), tried=True) for visit in ("a0", "a1", "a2")]
    steps = [(minutes(-70), e.Tick()), (minutes(-25), e.Tick())]
    day = walk(a_room((over, VISIT, later)), [*steps, *((minutes(25), one) for one in present)])
    late = (("a0", 1.0), ("a2", 2.0))
    missed = (("a0", NotJoined.NO_PATIENT), ("a2", NotJoined.CANCELLED))
    day = replace(day, late=late, not_joined=missed)
    assert phase_of(day, "a1") is Phase.OPEN
    end = minutes(30)
    for midnight, left in ((end - 60, ["a1", "a2"]), (end, ["a1", "a2"])):
        new = walk(day, [(midnight, e.Midnight())])
        assert [visit.id for visit in new.visits] == left
        assert [visit for visit, _ in new.parties] == left
        assert new.tried == set(left)
        assert new.late == late[1:]
        assert new.not_joined == missed[1:]
    alone = replace(day, focus=None, ahead=())
    assert [visit.id for visit in walk(alone, [(end - 0.1, e.Midnight())]).visits] == ["a1", "a2"]
    assert [visit.id for visit in walk(alone, [(end, e.Midnight())]).visits] == ["a2"]


def test_s2_a_visit_that_comes_back_from_aside_opens_no_picture_by_itself() -> None:
    """*Visa min bild*, then *Ångra* for the former visit, which nobody settles."""
    following = replace(VISIT, id="a2", start=VISIT.start + timedelta(minutes=10))
    day, now = in_phase(Phase.CLOSED)
    day = walk(
        day,
        [
            (now, e.Agenda((VISIT, following), complete=True)),
            (now + 1, pressed(Button.SEE_ME)),
            (now + 2, pressed(Button.UNDO)),
        ],
    )
    assert day.aside is not None
    assert stage_view(day, now + 2).capture is None
    later = minutes(10)
    day = walk(day, [(later - 5, e.Touched()), (later, e.Tick()), (later + 5, e.Tick())])
    assert day.focus is not None
    assert (day.focus.visit.id, day.focus.phase) == ("a2", Phase.CHECKING)
    assert stage_view(day, later + 5).capture is None
