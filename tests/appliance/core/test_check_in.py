"""R18: who is checked in where the staff use their own sign-in, and the code they do it by."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.day import Day, new_day
from appliance.core.memory import Memory, memory, recall
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import screen, seat_view
from appliance.core.shown.buttons import buttons
from appliance.core.words import Button, NotJoined, Phase, SignState
from tests.support.room import (
    AT_LOBBY,
    CHECKED_IN,
    CODE_SAID,
    ELSEWHERE,
    EVA,
    IVO,
    LEFT,
    NOBODY_IN,
    RULES,
    START,
    VISIT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    pressed,
    walk,
)
from wire.check_in import Clinician

HERE = e.Presence(somebody=True)
GONE_IDLE = START - 2000


def staffed(*steps: tuple[float, e.Event], at: float = GONE_IDLE) -> Day:
    """A room where the staff check in with their own sign-in, and nobody has."""
    return walk(a_room(), [(at, NOBODY_IN), *steps])


def test_r18_the_screen_knows_whether_the_staff_check_in_themselves() -> None:
    assert screen(staffed(), GONE_IDLE).staff
    assert not screen(a_room(), GONE_IDLE).staff
    no_longer = walk(staffed(), [(GONE_IDLE, e.CheckInSaid(required=False))])
    assert not screen(no_longer, GONE_IDLE).staff


def test_r18_neither_touch_press_nor_presence_checks_in() -> None:
    day = staffed((GONE_IDLE, HERE), (GONE_IDLE, e.Touched()), (GONE_IDLE, pressed(Button.HERE)))
    assert not day.here
    day = walk(day, [(minutes(-10), AT_LOBBY), (minutes(-1), e.Touched()), (START, e.Tick())])
    assert phase_of(day) is Phase.OPEN
    assert Button.START not in buttons(day, START)


def test_r18_who_is_checked_in_is_shown_and_the_visit_can_start() -> None:
    day = staffed((minutes(-10), AT_LOBBY), (minutes(-9), CHECKED_IN))
    shown = screen(day, minutes(-9))
    assert (shown.clinician, shown.since) == ("Eva Ek, Distriktsläkare", EVA.since)
    assert phase_of(day) is Phase.CHECKING
    assert Button.START in buttons(day, minutes(-9))
    assert (
        screen(walk(day, [(START, e.CheckInSaid(required=True, who=IVO))]), START).clinician
        == "Ivo Ask"
    )


def test_r18_a_touch_brings_the_code_and_a_new_one_every_30_s() -> None:
    day = staffed((GONE_IDLE, e.Touched()))
    assert screen(day, GONE_IDLE).name == "check-in"
    assert screen(day, GONE_IDLE).code is None
    assert seat_view(day, GONE_IDLE).code_number == 0
    day = walk(day, [(GONE_IDLE + 1, CODE_SAID)])
    shown = screen(day, GONE_IDLE + 1)
    assert (shown.code, shown.code_address) == (CODE_SAID.code, CODE_SAID.address)
    assert next_deadline(day, GONE_IDLE + 1) == GONE_IDLE + 30
    assert seat_view(day, GONE_IDLE + 30).code_number == 1
    late = walk(day, [(GONE_IDLE + 61, e.Tick())])
    assert screen(late, GONE_IDLE + 61).code is None
    assert next_deadline(late, GONE_IDLE + 61) == GONE_IDLE + 90
    again = walk(day, [(GONE_IDLE + 40, e.Touched())])
    assert seat_view(again, GONE_IDLE + 40).code_number == 1, "a touch begins no new row"


def test_r18_the_code_comes_in_a_room_that_is_open_for_a_visit_too() -> None:
    day = staffed((minutes(-10), AT_LOBBY), (minutes(-10), e.Touched()))
    assert phase_of(day) is Phase.OPEN
    assert screen(day, minutes(-10)).name == "check-in"


@pytest.mark.parametrize(
    ("later", "what"),
    [
        (5, pressed(Button.CODE_CLOSE)),
        (5, CHECKED_IN),
        (5, e.Central(connected=False)),
        (5, e.CheckInSaid(required=False)),
        (120, e.Tick()),
    ],
)
def test_r18_the_code_goes_when_nobody_needs_it(later: float, what: e.Event) -> None:
    day = staffed((GONE_IDLE, e.Touched()), (GONE_IDLE + 1, CODE_SAID))
    day = walk(day, [(GONE_IDLE + later, what)])
    assert screen(day, GONE_IDLE + later).name == "idle"
    assert day.code is None
    assert seat_view(day, GONE_IDLE + later).code_number is None


def test_without_central_there_is_no_button_that_would_lead_nowhere() -> None:
    day = staffed((GONE_IDLE, e.Central(connected=False)), (GONE_IDLE, e.Touched()))
    assert screen(day, GONE_IDLE).name == "idle"
    assert Button.HERE not in buttons(day, GONE_IDLE)
    assert Button.OCCUPY in buttons(day, GONE_IDLE)


def test_a_code_that_comes_late_is_not_kept() -> None:
    assert staffed((GONE_IDLE, CODE_SAID)).code is None


def test_r18_jag_gar_is_told_to_central_until_it_knows() -> None:
    day = staffed((GONE_IDLE, CHECKED_IN), (GONE_IDLE, e.Central(connected=False)))
    day = walk(day, [(GONE_IDLE + 5, pressed(Button.AWAY))])
    gone = seat_view(day, GONE_IDLE + 5).gone
    assert gone is not None
    assert (gone.since, gone.why) == (EVA.since, "pressed")
    assert not day.here
    behind = walk(day, [(GONE_IDLE + 9, e.Central(connected=True)), (GONE_IDLE + 9, CHECKED_IN)])
    assert not behind.here
    assert seat_view(behind, GONE_IDLE + 9).gone == gone
    assert not walk(behind, [(GONE_IDLE + 10, HERE)]).here, "nor does presence check in"
    assert (behind.clinician, behind.here_at) == (None, None)
    known = walk(behind, [(GONE_IDLE + 10, NOBODY_IN)])
    assert seat_view(known, GONE_IDLE + 10).gone is None
    other = walk(behind, [(GONE_IDLE + 10, e.CheckInSaid(required=True, who=IVO))])
    assert other.here
    assert seat_view(other, GONE_IDLE + 10).gone is None


def test_r18_twenty_minutes_of_absence_end_it_but_never_in_a_call() -> None:
    day = staffed((GONE_IDLE, CHECKED_IN))
    assert next_deadline(day, GONE_IDLE + 1100 - 1) is not None
    assert walk(day, [(GONE_IDLE + 1199, e.Tick())]).here
    over = walk(day, [(GONE_IDLE + 1200, e.Tick())])
    gone = seat_view(over, GONE_IDLE + 1200).gone
    assert not over.here
    assert gone is not None
    assert gone.why == "absent"
    touched = walk(day, [(GONE_IDLE + 1100, e.Touched()), (GONE_IDLE + 1200, e.Tick())])
    assert touched.here
    call, now = in_phase(Phase.IN_CALL)
    call = walk(call, [(now, CHECKED_IN), (now + 1500, e.Tick())])
    assert call.here


def test_r18_who_is_told_again_came_no_later_for_it_and_keeps_the_open_list() -> None:
    day = staffed((GONE_IDLE, CHECKED_IN), (GONE_IDLE + 600, CHECKED_IN))
    assert walk(day, [(GONE_IDLE + 1199, e.Tick())]).here
    assert not walk(day, [(GONE_IDLE + 1200, e.Tick())]).here
    assert walk(day, [(GONE_IDLE + 601, NOBODY_IN)]).here_at is None
    day = walk(day, [(GONE_IDLE + 610, pressed(Button.TODAY)), (GONE_IDLE + 611, CHECKED_IN)])
    assert screen(day, GONE_IDLE + 611).today_open


def test_s4_a_check_in_that_ends_never_cuts_a_call_but_nobody_resumes_it() -> None:
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, CHECKED_IN), (now + 1, NOBODY_IN)])
    assert phase_of(day) is Phase.IN_CALL
    day = walk(day, [(now + 2, pressed(Button.LEAVE))])
    assert Button.RESTART not in buttons(day, now + 2)
    assert phase_of(walk(day, [(now + 3, pressed(Button.RESTART))])) is Phase.ENDED
    back = walk(day, [(now + 3, CHECKED_IN)])
    assert Button.RESTART in buttons(back, now + 3)


@pytest.mark.parametrize("rebooted", [False, True])
def test_r18_the_check_in_outlives_restart_and_reboot(*, rebooted: bool) -> None:
    day = staffed((GONE_IDLE, CHECKED_IN))
    now = GONE_IDLE + 1000
    kept = Memory.from_json("store", memory(walk(day, [(now, e.Tick())])).to_json())
    back = recall(new_day(RULES, now, day.anchor + now), kept, now, rebooted=rebooted)
    assert (back.here, back.staff, back.clinician) == (True, True, EVA)
    later = walk(back, [(GONE_IDLE + 1201, e.Tick())])
    assert later.here is rebooted


def test_r18_what_ended_here_is_still_told_after_a_restart() -> None:
    day = staffed((GONE_IDLE, CHECKED_IN), (GONE_IDLE, pressed(Button.AWAY)))
    kept = Memory.from_json("store", memory(day).to_json())
    back = recall(new_day(RULES, START, day.anchor + START), kept, START)
    assert seat_view(back, START).gone == day.gone
    assert not back.here


@pytest.mark.parametrize("who", [None, EVA])
def test_a_clinic_that_no_longer_asks_for_it_goes_by_presence_again(who: Clinician | None) -> None:
    told = e.CheckInSaid(required=False, who=who)
    day = staffed((GONE_IDLE, e.Touched()), (GONE_IDLE, CHECKED_IN), (GONE_IDLE + 1, told))
    assert not day.here
    assert day.clinician is None
    assert walk(day, [(GONE_IDLE + 2, HERE)]).here


def test_where_nobody_asks_for_it_being_told_so_checks_nobody_in_or_out() -> None:
    told = (GONE_IDLE, e.CheckInSaid(required=False))
    touched = walk(a_room(), [(GONE_IDLE, e.Touched()), told])
    assert not touched.here
    assert walk(touched, [(GONE_IDLE, pressed(Button.HERE)), told]).here


def test_r18_a_visit_held_in_another_room_says_where_and_is_not_this_rooms() -> None:
    day = walk(a_room(), [(minutes(-10), AT_LOBBY), (minutes(-9), pressed(Button.HERE))])
    away = walk(day, [(minutes(-8), ELSEWHERE)])
    (line,) = screen(away, minutes(-8)).today
    assert (line.not_joined, line.room) == (NotJoined.OTHER_ROOM, "Videorum 14")
    assert screen(away, minutes(-8)).sign is SignState.CLEAR
    assert away.focus is None
    back = walk(away, [(minutes(-7), AT_LOBBY)])
    assert phase_of(back) is Phase.CHECKING


def test_a_call_that_is_over_is_not_resumed_where_another_room_holds_it() -> None:
    day, now = in_phase(Phase.ENDED)
    day = walk(day, [(now + 1, replace(ELSEWHERE, parties=LEFT.parties))])
    assert Button.RESTART not in buttons(day, now + 1)


def test_r71_the_list_that_was_open_closes_for_the_next_clinician() -> None:
    day = staffed((GONE_IDLE, CHECKED_IN), (GONE_IDLE, pressed(Button.TODAY)))
    assert screen(day, GONE_IDLE).today_open
    day, _ = step(day, e.CheckInSaid(required=True, who=IVO), GONE_IDLE + 1)
    assert not screen(day, GONE_IDLE + 1).today_open
    assert str(VISIT.initials) not in screen(day, GONE_IDLE + 1).to_json()
