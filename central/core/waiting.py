"""A patient who waits in an empty room: when the clinic must be told. Times are Unix seconds."""

from central.core.chairs import Lobby
from wire.visits import FOR_THE_PATIENT, Role, Seat

EMPTY_S = 180.0
"""So long after the start, or after *Jag är sen* said, nobody came."""


def clinic_due(lobby: Lobby) -> float | None:
    """When the clinic is to be told that a patient waits and nobody is there; None: it need not.

    The unit was never at the visit. While it says that the former visit goes on, or that the
    clinician is soon there (*Vänta lite*), the room is not empty; a unit that is gone says nothing.
    """
    plan = lobby.plan
    if plan is None or not plan.awaited or plan.practice or lobby.clinic_told or lobby.begun:
        return None
    if not _patient_waits(lobby) or _somebody_is_there(lobby):
        return None
    late_until = lobby.news.late_until if lobby.news else None
    return max(plan.start, late_until or plan.start) + EMPTY_S


def _patient_waits(lobby: Lobby) -> bool:
    waits = (c for c in lobby.chairs if c.joined and c.seat is Seat.LOBBY)
    return any(c.role in FOR_THE_PATIENT for c in waits)


def _somebody_is_there(lobby: Lobby) -> bool:
    present = any(c.role is Role.UNIT and c.seat is Seat.LOBBY for c in lobby.chairs)
    return present and lobby.news is not None and (lobby.news.busy or lobby.news.waiting)
