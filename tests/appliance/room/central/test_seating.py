"""Where the room sits in central's lobby."""

import pytest

from appliance.core.views import NewsOf, SeatView
from appliance.room.central.seating import missed_goodbye, others, steps
from wire.check_in import AskCode, CheckOut
from wire.signaling import AskNumber, Lobby, News, Party
from wire.support import AskSupport
from wire.visits import Role, Seat

ME = "unit-peer-0001"
AT_A = SeatView(visit="a")
JOINS_A = ["join a", "media a", "hold a"]
PATIENT = Party(peer="patient-0001", role=Role.PATIENT, seat=Seat.LOBBY, joined=True)


@pytest.mark.parametrize(
    ("told", "wanted", "said"),
    [
        (None, SeatView(), []),
        (SeatView(), SeatView(), []),
        (SeatView(), AT_A, ["join a", "media a", "hold a"]),
        (None, AT_A, ["join a", "media a", "hold a"]),
        (AT_A, AT_A, []),
        (AT_A, SeatView(), ["bye a"]),
        (AT_A, SeatView(visit="b"), ["bye a", "join b", "media b", "hold b"]),
        (AT_A, SeatView(visit="a", microphone=False), ["media a"]),
        (AT_A, SeatView(visit="a", hold=True), ["hold a"]),
        (SeatView(), SeatView(number_of="a"), ["ask-number a"]),
        (SeatView(number_of="a"), SeatView(number_of="a", visit="a"), JOINS_A),
        (None, SeatView(number_of="a", visit="a"), [*JOINS_A, "ask-number a"]),
        (SeatView(number_of="a"), SeatView(number_of="b"), ["ask-number b"]),
        (SeatView(number_of="a"), SeatView(), []),
        (SeatView(), SeatView(interpreter_of="a"), ["ask-number a interpreter"]),
        (SeatView(interpreter_of="a"), SeatView(number_of="a"), ["ask-number a"]),
        (SeatView(interpreter_of="a"), SeatView(interpreter_of="a"), []),
        (None, SeatView(interpreter_of="a"), ["ask-number a interpreter"]),
    ],
)
def test_what_is_said(told: SeatView | None, wanted: SeatView, said: list[str]) -> None:
    made = [
        f"{step.type} {getattr(step, 'visit', '')}"
        + (" interpreter" if getattr(step, "role", None) == "interpreter" else "")
        for step in steps(told, wanted)
    ]
    assert made == said


def test_r18_a_check_in_that_ended_is_told_anew_and_each_code_is_asked_for() -> None:
    gone = CheckOut(since=5.0, why="absent")
    assert steps(SeatView(), SeatView(gone=gone)) == (gone,)
    assert steps(SeatView(gone=gone), SeatView(gone=gone, code_number=0)) == (AskCode(),)
    assert steps(SeatView(code_number=0), SeatView(code_number=1)) == (AskCode(),)
    assert steps(SeatView(code_number=1), SeatView()) == ()
    assert steps(None, SeatView(gone=gone, code_number=1)) == (gone, AskCode())


def test_r69_who_answers_about_faults_is_asked_for_once_a_day_and_connection() -> None:
    assert steps(None, SeatView(support_day=1)) == (AskSupport(),)
    assert steps(SeatView(support_day=1), SeatView(support_day=1, number_of="a")) == (
        AskNumber(visit="a"),
    )
    assert steps(SeatView(support_day=1), SeatView(support_day=2)) == (AskSupport(),)


def test_r18_that_another_room_holds_the_visit_reaches_this_one() -> None:
    told = others(Lobby(visit="a", parties=(PATIENT,), elsewhere="Videorum 14"), ME)
    assert told.elsewhere == "Videorum 14"


LATE = NewsOf(visit="a", late_until=5.0)


def test_r09_news_are_told_where_they_differ_and_taken_back_when_they_end() -> None:
    assert steps(SeatView(), SeatView(news=(LATE,))) == (News(visit="a", late_until=5.0),)
    both = SeatView(news=(LATE, NewsOf(visit="b", busy=True)))
    assert steps(SeatView(news=(LATE,)), both) == (News(visit="b", busy=True),)
    assert steps(both, SeatView(news=(LATE,))) == (News(visit="b"),)
    assert steps(None, both) == (News(visit="a", late_until=5.0), News(visit="b", busy=True))


def party(*, joined: bool, seat: Seat = Seat.LOBBY) -> Party:
    """The room as central sees it."""
    return Party(peer=ME, role=Role.UNIT, seat=seat, joined=joined)


@pytest.mark.parametrize(
    ("mine", "wanted", "missed"),
    [
        (party(joined=True), SeatView(), True),
        (party(joined=True, seat=Seat.AWAY), SeatView(), True),
        (party(joined=True), SeatView(visit="b"), True),
        (party(joined=True), SeatView(visit="a"), False),
        (party(joined=False), SeatView(), False),
        (party(joined=True, seat=Seat.LEFT), SeatView(), False),
        (None, SeatView(), False),
    ],
)
def test_a_missed_goodbye(mine: Party | None, wanted: SeatView, *, missed: bool) -> None:
    parties = (PATIENT,) if mine is None else (PATIENT, mine)
    assert missed_goodbye(Lobby(visit="a", parties=parties), ME, wanted) is missed


def test_the_room_itself_is_not_among_the_others() -> None:
    told = others(Lobby(visit="a", parties=(party(joined=True), PATIENT)), ME)
    assert [each.peer for each in told.parties] == ["patient-0001"]
    assert told.visit == "a"


def test_r08_r05_where_the_patient_is_and_that_somebody_tried_reach_the_room() -> None:
    at_home = PATIENT.model_copy(update={"place": "Storgatan 3"})
    told = others(Lobby(visit="a", parties=(at_home,), tried=True), ME)
    assert told.parties[0].place == "Storgatan 3"
    assert told.tried
