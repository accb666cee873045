"""What one poll of the bookings may change: a whole one, one that was cut short, the same again."""

from dataclasses import replace
from datetime import timedelta

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.room_views import screen, stage_view
from appliance.core.words import NotJoined, Phase
from tests.support.room import START, VISIT, a_room, minutes, phase_of, walk
from wire.signaling import IceServer

OTHER = replace(VISIT, id="a2", start=VISIT.start + timedelta(hours=2))
OTHER = replace(OTHER, end=OTHER.start + timedelta(minutes=30))
WHOLE, NOTHING = e.Agenda((VISIT, OTHER), complete=True), e.Agenda((OTHER,), complete=True)
CUT_SHORT = e.Agenda((OTHER,), complete=False)
BEGINS = START - 3000


def _polled(*polls: e.Agenda) -> Day:
    """After these polls, one each minute."""
    steps = [(BEGINS + 60 * number, poll) for number, poll in enumerate(polls)]
    return walk(a_room((VISIT, OTHER)), steps)


def _kept(day: Day) -> list[str]:
    return [visit.id for visit in day.visits]


def test_a_booking_leaves_when_two_whole_polls_lack_it() -> None:
    assert _kept(_polled(NOTHING)) == ["a1", "a2"]
    assert _kept(_polled(NOTHING, NOTHING)) == ["a2"]
    assert _kept(_polled(NOTHING, WHOLE, NOTHING)) == ["a1", "a2"]


def test_a_poll_that_was_cut_short_removes_nothing_and_forgets_nothing() -> None:
    assert _kept(_polled(CUT_SHORT, CUT_SHORT)) == ["a1", "a2"]
    assert _kept(_polled(NOTHING, CUT_SHORT)) == ["a1", "a2"]
    assert _kept(_polled(CUT_SHORT, NOTHING)) == ["a1", "a2"]
    assert _kept(_polled(NOTHING, CUT_SHORT, NOTHING)) == ["a2"]


def test_s7_the_age_of_the_bookings_is_that_of_the_last_whole_poll() -> None:
    whole = _polled(WHOLE, CUT_SHORT, CUT_SHORT)
    assert screen(whole, BEGINS + 120).updated_at == whole.anchor + BEGINS
    again = _polled(WHOLE, CUT_SHORT, WHOLE)
    assert screen(again, BEGINS + 120).updated_at == again.anchor + BEGINS + 120


def test_why_a_visit_was_not_joined_goes_with_its_booking() -> None:
    day = walk(a_room((VISIT, OTHER)), [(minutes(-10), e.Tick()), (minutes(35), e.Tick())])
    assert day.not_joined == (("a1", NotJoined.NO_PATIENT),)
    once = walk(day, [(minutes(36), NOTHING)])
    assert once.not_joined == day.not_joined
    assert walk(once, [(minutes(37), NOTHING)]).not_joined == ()


def test_a_visit_that_gave_way_to_the_next_stays_closed_when_it_is_told_again() -> None:
    """Its planned end is not over, and nobody moved it."""
    following = replace(VISIT, id="a3", start=VISIT.start + timedelta(minutes=10), end=VISIT.end)
    day = walk(a_room((VISIT, following)), [(minutes(-10), e.Tick()), (minutes(10), e.Tick())])
    assert phase_of(day) is Phase.CLOSED
    day = walk(day, [(minutes(11), e.Agenda((VISIT, following), complete=True))])
    assert phase_of(day) is Phase.CLOSED
    assert day.focus is not None
    assert day.focus.visit.id == "a3"
    assert day.not_joined == (("a1", NotJoined.NO_PATIENT),)


def test_r04_boka_nu_that_is_told_again_does_not_ring_again() -> None:
    now = START - 60
    at_once = e.Agenda((replace(VISIT, at_once=True),), complete=True)
    day = walk(a_room(()), [(now, at_once)])
    assert screen(day, now).rings
    day = walk(day, [(now + 1, e.Touched()), (now + 30, at_once)])
    assert not screen(day, now + 30).rings


def test_the_servers_for_a_call_stay_while_central_is_away() -> None:
    servers = (IceServer(urls=("turn:central.example:3478",)),)
    day = walk(a_room(), [(START, e.Central(connected=True, ice_servers=servers))])
    assert walk(day, [(START + 1, e.Central(connected=False))]).ice_servers == servers
    assert walk(day, [(START + 1, e.Central(connected=True))]).ice_servers == ()


def test_a5_stage_knows_the_servers_from_when_the_visit_opens() -> None:
    servers = (IceServer(urls=("turn:central.example:3478",)),)
    connected = e.Central(connected=True, ice_servers=servers)
    before, now = minutes(-16), minutes(-10)
    assert stage_view(walk(a_room(), [(before, connected)]), before).servers == ()
    assert (
        stage_view(walk(a_room(), [(before, connected), (now, e.Tick())]), now).servers == servers
    )
