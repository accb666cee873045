"""The card that comes when somebody is missing about 5 min into the visit (R05, R40)."""

from typing import Literal

from appliance.core.day import Day, Focus, patient_at
from appliance.core.views import NoShow
from appliance.core.visit.start import interpreter_lacks
from appliance.core.visit.story import excuses
from appliance.core.visit.times import expected
from appliance.core.words import Phase
from wire.report import Heading


def counts_from(day: Day, focus: Focus) -> float | None:
    """R05: the later of the start, the promised time and the room being ready; None: it is not."""
    if focus.ready_since is None:
        return None
    return max(expected(day, focus.visit), focus.ready_since)


def comes_at(day: Day, focus: Focus) -> float | None:
    """When the card comes, if nobody does."""
    since = counts_from(day, focus)
    return None if since is None else since + day.rules.no_show_after


def no_show(day: Day, focus: Focus, now: float) -> NoShow | None:
    """The card, while it is due."""
    since, at = counts_from(day, focus), comes_at(day, focus)
    if focus.phase is not Phase.CHECKING or focus.visit.practice:
        return None
    if since is None or at is None or now < at:
        return None
    here = patient_at(day, focus.visit.id) is not None
    if here and not interpreter_lacks(day, focus):
        return None
    return card(day, focus, since, who="interpreter" if here else "patient")


def nobody_met(day: Day, focus: Focus) -> NoShow | None:
    """What an ended visit says of itself where the two were never connected."""
    if focus.phase is not Phase.ENDED or focus.connected is not None or focus.visit.practice:
        return None
    return card(day, focus, expected(day, focus.visit), who="patient")


def card(day: Day, focus: Focus, since: float, *, who: Literal["patient", "interpreter"]) -> NoShow:
    """The card's words; ``since`` is monotonic."""
    why = excuses(day, focus)
    told = day.interpreters_number if who == "interpreter" else None
    return NoShow(
        who=who,
        heading=Heading.TRIED if why else Heading.NO_SHOW,
        why=why,
        since=day.anchor + since,
        rung=focus.called,
        number=told[1] if told is not None and told[0] == focus.visit.id else None,
    )
