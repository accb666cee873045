"""Whose identity the clinician must still ask for (R60)."""

from appliance.core.day import Day, Focus, patient_at
from appliance.core.visits import Somebody
from appliance.core.words import Phase
from wire.visits import Level

KNOWN = frozenset({Level.VOUCHED, Level.EID})


def to_identify(day: Day, focus: Focus) -> Somebody | None:
    """The patient in the call whom neither an e-ID nor a clinician has identified; else None.

    Without a way to central nothing can be written down, and nobody is asked for.
    """
    if focus.phase is not Phase.IN_CALL or not day.central:
        return None
    patient = patient_at(day, focus.visit.id, focus.peer)
    return patient if patient is not None and patient.level not in KNOWN else None
