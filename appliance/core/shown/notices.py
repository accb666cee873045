"""What a person in the room is told in one line, while it is so; the most pressing first."""

from collections.abc import Callable

from appliance.core.day import Day, patient_at
from appliance.core.function_test import may_offer
from appliance.core.visit.agenda import booked
from appliance.core.visit.late import somebody_waits_next, waiting_next
from appliance.core.visit.over import to_settle
from appliance.core.visit.table import SEATED
from appliance.core.visit.times import own_until, summary
from appliance.core.visits import Somebody, Standing
from appliance.core.words import FarAct, Grade, Notice, Phase

MEETS = frozenset({Phase.CHECKING, Phase.READY, *SEATED})
"""Where it matters to the room whether the patient looks and listens."""


def _withdrawn(day: Day, _now: float) -> bool:
    focus = day.focus
    if focus is None or focus.phase not in SEATED:
        return False
    told = booked(day, focus.visit.id)
    return told is None or told.standing is Standing.CANCELLED


def _ended_by(notice: Notice) -> Callable[[Day, float], bool]:
    return lambda day, _: day.focus is not None and day.focus.ended_by is notice


def _rang(day: Day, now: float) -> bool:
    focus = day.focus
    if focus is None or focus.rung is None or focus.answered:
        return False
    return now < focus.rung + day.rules.rings_for


def _patient_waits(day: Day, _now: float) -> bool:
    focus = day.focus
    alone = focus is not None and focus.phase is Phase.OPEN
    return alone and focus is not None and patient_at(day, focus.visit.id) is not None


def _patient_is(how: Callable[[Somebody], bool]) -> Callable[[Day, float], bool]:
    def holds(day: Day, _now: float) -> bool:
        focus = day.focus
        if focus is None or focus.phase not in MEETS:
            return False
        patient = patient_at(day, focus.visit.id, focus.peer)
        return patient is not None and how(patient)

    return holds


def _own_ends(day: Day, now: float) -> bool:
    until = own_until(day)
    return until is not None and now >= until - day.rules.own_warning


def _next_began(day: Day, now: float) -> bool:
    return waiting_next(day, now) is not None and not somebody_waits_next(day, now)


def _unsettled(day: Day, _now: float) -> bool:
    quiet = day.focus is None or day.focus.phase in (Phase.OPEN, Phase.CHECKING)
    return day.here and quiet and to_settle(day) is not None


def _summarise(day: Day, now: float) -> bool:
    focus = day.focus
    if focus is None or focus.phase is not Phase.IN_CALL or focus.visit.practice:
        return False
    begin, end = summary(day, focus)
    return begin <= now < end


def _untested(day: Day, now: float) -> bool:
    return day.test_due is True and may_offer(day, now)


def _graded(grade: Grade) -> Callable[[Day, float], bool]:
    def holds(day: Day, _now: float) -> bool:
        focus, call = day.focus, day.stage.call
        if focus is None or focus.phase is not Phase.IN_CALL or call is None:
            return False
        return call.visit == focus.visit.id and call.grade is grade

    return holds


NOTICES: tuple[tuple[Notice, Callable[[Day, float], bool]], ...] = (
    (Notice.DOOR_BELL, lambda day, _: day.bell_until is not None),
    (Notice.RANG, _rang),
    (Notice.PHONING, _patient_is(lambda patient: patient.phoning)),
    (Notice.PAGE_HIDDEN, _patient_is(lambda patient: patient.hidden)),
    (Notice.WEAK_RELAY, _graded(Grade.WEAK_RELAY)),
    (Notice.WEAK_SENDING, _graded(Grade.WEAK_SENDING)),
    (Notice.WEAK_RECEIVING, _graded(Grade.WEAK_RECEIVING)),
    (Notice.UNANSWERED, _ended_by(Notice.UNANSWERED)),
    (Notice.ALONE, _ended_by(Notice.ALONE)),
    (Notice.NEXT_WAITS, somebody_waits_next),
    (Notice.NEXT_BEGAN, _next_began),
    (Notice.WITHDRAWN, _withdrawn),
    (Notice.PATIENT_WAITS, _patient_waits),
    (Notice.OWN_ENDED, lambda day, _: day.own_ended),
    (Notice.OWN_ENDS, _own_ends),
    (Notice.SUMMARISE, _summarise),
    (Notice.UNSETTLED, _unsettled),
    (Notice.UNTESTED, _untested),
    (Notice.SOUGHT, lambda day, _: day.far is not None and day.far[0] is FarAct.SEEKS),
    (Notice.IT_WORKS, lambda day, _: day.far is not None and day.far[0] is not FarAct.SEEKS),
)


def notices(day: Day, now: float) -> tuple[Notice, ...]:
    """Every notice that holds now."""
    return tuple(notice for notice, holds in NOTICES if holds(day, now))
