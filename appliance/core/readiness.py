"""Whether each coming visit can be held: a fault that is known, a proof that it was looked for."""

from dataclasses import dataclass
from itertools import islice, takewhile

from appliance.core.day import Day, mono
from appliance.core.health import health
from appliance.core.self_test import is_proven
from appliance.core.words import Proven
from wire.fleet import Condition, Readiness

AHEAD_S = 57_600.0
"""16 h: what begins later is another day's."""
MOST = 48
BORNE = frozenset({"store", "board", "buttons", "feed"})
"""A visit is held all the same."""


@dataclass(frozen=True, slots=True)
class VisitReady:
    """One booking; ``start`` and ``end`` in Unix seconds."""

    visit: str
    start: float
    end: float
    state: Readiness
    part: str | None = None
    code: str | None = None
    """What puts it at risk: the part and its fault, as ``health`` tells them."""


def readiness(day: Day, now: float) -> tuple[VisitReady, ...]:
    """Each booking that can still be held here, the earliest first."""
    failed = (part for part in health(day, now) if part.condition is Condition.FAILED)
    risk = next((part for part in failed if part.part not in BORNE), None)
    soon = takewhile(lambda visit: mono(day, visit.start) < now + AHEAD_S, day.ahead)
    told = []
    for visit in islice(soon, MOST):
        since = mono(day, visit.start) - day.rules.test_before
        proven = all(is_proven(day, part, since) for part in Proven)
        state = Readiness.READY if proven else Readiness.UNTESTED
        times = visit.start.timestamp(), visit.end.timestamp()
        if risk is None:
            told.append(VisitReady(visit.id, *times, state))
        else:
            told.append(VisitReady(visit.id, *times, Readiness.AT_RISK, risk.part, risk.code))
    return tuple(told)
