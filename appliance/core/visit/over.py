"""What becomes of a visit that is over: its outcome is given, taken back for 15 min, or asked for.

Nothing is written before a person confirmed (R05). A practice visit has no outcome (R26).
"""

from dataclasses import replace

from appliance.core.day import Day, Focus, Over, number_of
from appliance.core.events import ReportOutcome
from appliance.core.views import NoShow
from appliance.core.visit.no_show import no_show
from appliance.core.visit.story import heading
from appliance.core.words import NotJoined, Phase
from wire.report import Heading, What
from wire.visits import Outcome


def proposed(focus: Focus, card: NoShow | None = None) -> Outcome:
    """The outcome that is proposed, confirmed by one press."""
    if focus.connected is not None:
        return Outcome.HELD
    missed = card is not None and card.heading is Heading.NO_SHOW and card.who == "patient"
    return Outcome.NO_SHOW if missed else Outcome.TECHNICAL


def settle(day: Day, focus: Focus, outcome: Outcome, now: float) -> tuple[Day, ReportOutcome]:
    """The outcome of the visit in focus was confirmed."""
    report = ReportOutcome(focus.visit.id, outcome, heading(day, focus), focus.story)
    return replace(day, over=(*day.over, _over(focus, now, outcome))), report


def somebody_waited(focus: Focus) -> bool:
    """Whether anybody was there for a visit: without, nobody is asked how it went."""
    came = {What.CLINICIAN_HERE, What.PATIENT_CAME} & {moment.what for moment in focus.story}
    return focus.connected is not None or bool(came)


def leave_open(day: Day, focus: Focus, now: float) -> Day:
    """Nobody confirmed an outcome: it is asked for later."""
    if focus.visit.practice:
        return day
    return replace(day, over=(*day.over, _over(focus, now, None)))


def _over(focus: Focus, now: float, outcome: Outcome | None) -> Over:
    """What is kept of it: nothing that tells whom it was for."""
    visit = replace(focus.visit, initials=None, kind=None, language=None, phone_tail=None)
    return Over(
        visit,
        now,
        connected=focus.connected,
        outcome=outcome,
        story=focus.story,
        levels=focus.levels,
    )


def to_undo(day: Day, now: float) -> Over | None:
    """The last outcome that can be taken back."""
    for over in reversed(day.over):
        if over.outcome is not None and now < over.at + day.rules.undo_for:
            return over
    return None


def to_settle(day: Day) -> Over | None:
    """The first visit that still has no outcome."""
    return next((over for over in day.over if over.outcome is None), None)


def forget_old(day: Day, now: float) -> Day:
    """Outcomes that can no longer be taken back, and visits that nobody will settle, leave."""
    kept = tuple(over for over in day.over if now < over_until(day, over))
    return day if len(kept) == len(day.over) else replace(day, over=kept)


def over_until(day: Day, over: Over) -> float:
    """When ``over`` leaves."""
    return over.at + (day.rules.undo_for if over.outcome is not None else day.rules.settle_for)


def why(day: Day, visit: str) -> NotJoined | None:
    """Why ``visit`` was not joined."""
    return next((reason for key, reason in day.not_joined if key == visit), None)


def may_settle(day: Day, focus: Focus, now: float) -> bool:
    """Whether an outcome can be confirmed: before anybody met, once the patient was phoned."""
    if focus.phase is Phase.ENDED:
        return not focus.visit.practice
    if focus.visit.practice or no_show(day, focus, now) is None:
        return False
    return focus.called or number_of(day, focus) is None
