"""R09: *Jag är sen*, back-to-back visits, and a call that runs into the next booking."""

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.core import events as e
from appliance.core.day import new_day
from appliance.core.memory import memory, recall
from appliance.core.room_day import next_deadline
from appliance.core.room_views import screen, seat_view
from appliance.core.shown.buttons import buttons
from appliance.core.views import NewsOf
from appliance.core.words import Button, Link, Missing, Notice, Phase, Reason
from tests.support.room import (
    AT_LOBBY,
    PATHS,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.report import What

WALL = VISIT.start.timestamp()
FOLLOWING = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
NEXT_THERE = e.AtVisit("a2", AT_LOBBY.parties)


@pytest.mark.parametrize(
    ("button", "until"), [(Button.LATE_5, 5), (Button.LATE_10, 10), (Button.LATE_20, 20)]
)
def test_r09_one_touch_tells_the_waiting_patient(button: Button, until: int) -> None:
    day, now = in_phase(Phase.CHECKING)
    assert button in buttons(day, now)
    day = walk(day, [(now, pressed(button))])
    assert seat_view(day, now).news == (NewsOf(visit="a1", late_until=WALL + 60 * until),)
    assert screen(day, now).late_until == WALL + 60 * until


def test_r09_said_after_the_start_it_counts_from_now() -> None:
    day, _ = in_phase(Phase.CHECKING)
    day = walk(day, [(minutes(3), pressed(Button.LATE_5))])
    assert screen(day, minutes(3)).late_until == WALL + 60 * 8


def test_r09_the_latest_promise_counts() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.LATE_20)), (now, pressed(Button.LATE_5))])
    assert screen(day, now).late_until == WALL + 300


def late_at_the_desk(minutes_: int) -> e.AtVisit:
    """What central tells of the visit once the clinician said it at their desk."""
    return replace(AT_LOBBY, late_until=WALL + 60 * minutes_)


def test_r09_said_at_the_desk_it_counts_in_the_room_and_moves_r05s_clock() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, late_at_the_desk(10))])
    assert seat_view(day, now).news == (NewsOf(visit="a1", late_until=WALL + 600),)
    assert screen(day, now).late_until == WALL + 600
    assert day.focus
    assert [m.what for m in day.focus.story].count(What.LATE_TOLD) == 1
    gone = replace(late_at_the_desk(10), parties=())
    stays = [(minutes(at), e.Touched()) for at in (3, 8, 14)]
    day = walk(day, [(now, e.Presence(somebody=True)), (minutes(0), gone), *stays])
    assert screen(day, minutes(14)).no_show is None
    day = walk(day, [(minutes(16), e.Tick())])
    assert screen(day, minutes(16)).no_show is not None


def test_r09_a_countdown_ends_when_the_desk_says_late() -> None:
    day, now = in_phase(Phase.READY)
    day = walk(day, [(now, late_at_the_desk(20))])
    assert phase_of(day) is Phase.CHECKING
    assert screen(day, now).missing is Missing.LATE


def test_r09_the_newest_word_counts_wherever_it_was_said() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, late_at_the_desk(20)), (now, pressed(Button.LATE_5))])
    day = walk(day, [(now, late_at_the_desk(20)), (now, late_at_the_desk(20))])
    assert screen(day, now).late_until == WALL + 300
    day = recall(new_day(day.rules, now, day.anchor), memory(day), now)
    day = walk(day, [(now, late_at_the_desk(20))])
    assert day.late == (("a1", WALL + 300),)
    day = walk(day, [(now, late_at_the_desk(10))])
    assert day.late == (("a1", WALL + 600),)


def test_r09_no_automatic_start_before_the_promised_time_but_a_press_starts() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(
        day, [(now, e.Presence(somebody=True)), (now, pressed(Button.LATE_5)), (START, e.Tick())]
    )
    assert screen(day, START).missing is Missing.LATE
    assert next_deadline(day, minutes(4)) is not None
    assert phase_of(walk(day, [(minutes(1), pressed(Button.START))])) is Phase.JOINING
    assert phase_of(walk(day, [(minutes(5) - 1, e.Tick())])) is Phase.CHECKING
    assert phase_of(walk(day, [(minutes(5), e.Tick())])) is Phase.READY


def test_r09_the_promise_moves_r05s_clock() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(
        day,
        [
            (now, e.AtVisit("a1", ())),
            (now, e.Presence(somebody=True)),
            (now, pressed(Button.LATE_10)),
            (minutes(15) - 1, e.Tick()),
        ],
    )
    assert screen(day, minutes(15) - 1).no_show is None
    day = walk(day, [(minutes(15), e.Tick())])
    assert screen(day, minutes(15)).no_show is not None


def test_r09_the_waiting_patient_reads_soon_ready_after_wait_a_little() -> None:
    day, now = in_phase(Phase.CHECKING)
    day = walk(day, [(now, pressed(Button.WAIT))])
    assert seat_view(day, now).news == (NewsOf(visit="a1", waiting=True),)


def test_r09_from_a_call_it_is_said_for_the_next_visit_once_that_is_near() -> None:
    _, path = PATHS[Phase.IN_CALL]
    day = path(a_room((VISIT, FOLLOWING)))
    assert Button.LATE_10 not in buttons(day, minutes(25) - 1)
    assert next_deadline(walk(day, [(minutes(25) - 1, e.Tick())]), minutes(25) - 1) == minutes(25)
    day = walk(day, [(minutes(25), e.Tick())])
    assert Button.LATE_10 in buttons(day, minutes(25))
    day = walk(day, [(minutes(25), pressed(Button.LATE_10))])
    shown = screen(day, minutes(25))
    assert shown.late_until is None
    assert shown.next_start == FOLLOWING.start.timestamp()
    assert shown.next_late_until == FOLLOWING.start.timestamp() + 600
    assert NewsOf(visit="a2", late_until=FOLLOWING.start.timestamp() + 600) in (
        seat_view(day, minutes(25)).news
    )


def test_r09_overrun_both_sides_are_told() -> None:
    _, path = PATHS[Phase.IN_CALL]
    day = walk(path(a_room((VISIT, FOLLOWING))), [(minutes(30) - 1, NEXT_THERE)])
    assert Notice.NEXT_WAITS not in screen(day, minutes(30) - 1).notices
    assert seat_view(day, minutes(30) - 1).news == ()
    assert next_deadline(day, minutes(30) - 1) == minutes(30)
    day = walk(day, [(minutes(30), e.Tick())])
    assert screen(day, minutes(30)).notices == (Notice.NEXT_WAITS,)
    assert seat_view(day, minutes(30)).news == (NewsOf(visit="a2", busy=True),)
    alone = walk(day, [(minutes(31), e.AtVisit("a2", ()))])
    assert screen(alone, minutes(31)).notices == (Notice.NEXT_BEGAN,)
    assert phase_of(day) is Phase.IN_CALL


def test_r09_the_next_patient_is_no_longer_told_busy_when_the_call_is_over() -> None:
    _, path = PATHS[Phase.IN_CALL]
    day = walk(
        path(a_room((VISIT, FOLLOWING))),
        [(minutes(31), NEXT_THERE), (minutes(32), pressed(Button.LEAVE))],
    )
    assert seat_view(day, minutes(32)).news == ()


def test_r09_twelve_visits_back_to_back_each_get_their_turn() -> None:
    half = timedelta(minutes=30)
    visits = tuple(
        replace(VISIT, id=f"v{n}", start=VISIT.start + n * half, end=VISIT.start + (n + 1) * half)
        for n in range(12)
    )
    day = walk(a_room(visits), [(minutes(-10), pressed(Button.HERE))])
    for n, visit in enumerate(visits):
        begin = minutes(30 * n)
        there = e.AtVisit(visit.id, AT_LOBBY.parties)
        live = e.StageSaid(
            alive=True,
            capture=Reason.VISIT,
            call=e.StageCall(visit.id, "patient-1", n + 1, Link.LIVE, proven=True),
        )
        day = walk(
            day,
            [(begin - 60, there), (begin - 30, e.Presence(somebody=True)), (begin + 1, e.Tick())],
        )
        assert phase_of(day, visit.id) is Phase.READY, visit.id
        day = walk(day, [(begin + 11, e.Tick()), (begin + 12, live)])
        assert phase_of(day, visit.id) is Phase.IN_CALL
        day = walk(
            day,
            [
                (begin + 1500, pressed(Button.LEAVE)),
                (begin + 1500, e.AtVisit(visit.id, ())),
                (begin + 1501, e.StageSaid(alive=True)),
                (begin + 1510, pressed(Button.HELD)),
            ],
        )
        assert phase_of(day, visit.id) is Phase.CLOSED
    assert day.not_joined == ()


def test_r09_a_promise_goes_with_the_visit_whose_time_went_by() -> None:
    day, _ = in_phase(Phase.IN_CALL)
    after = replace(VISIT, id="a2", start=VISIT.end, end=VISIT.end + timedelta(minutes=30))
    day = walk(day, [(minutes(20), e.Agenda((VISIT, after), complete=True))])
    day = walk(day, [(minutes(31), pressed(Button.LATE_10))])
    assert [one.visit for one in seat_view(day, minutes(64)).news] == ["a2"]
    day = walk(day, [(minutes(65), e.Tick())])
    assert seat_view(day, minutes(65)).news == ()
