"""A room with guests: who is called, who stands for the patient, who ends nothing."""

from dataclasses import replace

import pytest

from appliance.core import events as e
from appliance.core.room_views import screen, stage_view
from appliance.core.visit.beside import GUESTS_AT_ONCE
from appliance.core.visit.start import missing
from appliance.core.words import Missing, Phase
from tests.support.room import (
    LIVE_STAGE,
    PATIENT,
    a_room,
    in_phase,
    minutes,
    phase_of,
    walk,
)
from wire.visits import FOR_THE_PATIENT, GUESTS, Role, Seat

TOLK = replace(PATIENT, peer="tolk-1", role=Role.INTERPRETER)
SYSTER = replace(PATIENT, peer="syster-1", role=Role.RELATIVE)
BROR = replace(PATIENT, peer="bror-1", role=Role.RELATIVE)


def test_r39_everybody_who_sits_at_the_visit_is_called_with_the_patient() -> None:
    day, now = in_phase(Phase.IN_CALL)
    there = (PATIENT, TOLK, replace(SYSTER, seat=Seat.KNOCKING, joined=False))
    day = walk(day, [(now, e.AtVisit("a1", there))])
    view = stage_view(day, now)
    assert view.call is not None
    assert [guest.peer for guest in view.guests] == [TOLK.peer]
    assert {guest.visit for guest in view.guests} == {view.call.visit}
    many = walk(day, [(now, e.AtVisit("a1", (SYSTER, PATIENT, BROR, TOLK)))])
    called = [guest.peer for guest in stage_view(many, now).guests]
    assert called == [TOLK.peer, SYSTER.peer], "the interpreter first"
    assert len(called) == GUESTS_AT_ONCE
    assert [one.peer for one in screen(many, now).beside] == called


@pytest.mark.parametrize("role", [Role.UNIT, Role.STAFF])
def test_r39_who_is_no_party_is_never_beside(role: Role) -> None:
    day, now = in_phase(Phase.IN_CALL)
    other = replace(PATIENT, peer="other-1", role=role)
    day = walk(day, [(now, e.AtVisit("a1", (PATIENT, other, TOLK)))])
    assert [one.peer for one in screen(day, now).beside] == [TOLK.peer]
    assert [one.peer for one in stage_view(day, now).guests] == [TOLK.peer]


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CHECKING, Phase.READY, Phase.ENDED])
def test_r38_nobody_is_called_where_the_patient_is_not(phase: Phase) -> None:
    day, now = in_phase(phase)
    day = walk(day, [(now, e.AtVisit("a1", (PATIENT, TOLK)))])
    assert stage_view(day, now).guests == ()


def test_r40_a_guest_who_leaves_ends_nothing() -> None:
    day, now = in_phase(Phase.IN_CALL)
    gone = e.AtVisit("a1", (PATIENT, replace(TOLK, seat=Seat.LEFT, joined=False)))
    day = walk(
        day, [(now, e.AtVisit("a1", (PATIENT, TOLK))), (now + 1, gone), (now + 2, LIVE_STAGE)]
    )
    assert phase_of(day) is Phase.IN_CALL
    assert stage_view(day, now + 2).guests == ()


@pytest.mark.parametrize("role", GUESTS)
def test_r41_r47_only_who_takes_part_for_the_patient_is_not_awaited_in_vain(role: Role) -> None:
    guest = replace(PATIENT, peer="guest-1", role=role)
    day = walk(a_room(), [(minutes(-5), e.AtVisit("a1", (guest,)))])
    assert day.focus is not None
    lacks = missing(day, day.focus, minutes(-5)) is Missing.PATIENT
    assert lacks is (role not in FOR_THE_PATIENT)


def test_r47_the_patients_own_page_comes_before_the_proxys() -> None:
    proxy = replace(PATIENT, peer="ombud-1", role=Role.PROXY)
    day, now = in_phase(Phase.IN_CALL)
    day = walk(day, [(now, e.AtVisit("a1", (proxy, PATIENT)))])
    view = stage_view(day, now)
    assert view.call is not None
    assert view.call.peer == PATIENT.peer
    assert [guest.peer for guest in view.guests] == [proxy.peer]
