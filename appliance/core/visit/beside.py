"""Who takes part beside the patient: an interpreter, a relative, another patient (R39, R40)."""

from appliance.core.day import Day, parties_at
from appliance.core.visit.table import SEATED
from appliance.core.visits import Somebody
from wire.visits import GUESTS, Role, Seat

BESIDE = (*GUESTS, Role.PATIENT)
GUESTS_AT_ONCE = 2
"""R39: with the room and the patient, four."""


def called(day: Day) -> tuple[str, str] | None:
    """The visit and the patient who is talked with; None while nobody is."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED or focus.peer is None or not focus.answered:
        return None
    return focus.visit.id, focus.peer


def beside(day: Day) -> tuple[Somebody, ...]:
    """While the patient is talked with, everybody else who sits there; the interpreter first."""
    call = called(day)
    if call is None:
        return ()
    visit, patient = call
    there = [
        party
        for party in parties_at(day, visit)
        if party.joined and party.role in BESIDE
        if party.seat in (Seat.LOBBY, Seat.AWAY) and party.peer != patient
    ]
    there.sort(key=lambda party: party.role is not Role.INTERPRETER)
    return tuple(there[:GUESTS_AT_ONCE])
