"""*Jag är sen* (R09): for which visit it can be said, and what the patients who wait are told."""

from appliance.core.day import Day, mono, patient_at
from appliance.core.views import NewsOf
from appliance.core.visit.table import BEFORE, SEATED
from appliance.core.visit.times import following, promised
from appliance.core.visits import Visit
from appliance.core.words import Phase


def late_for(day: Day, now: float) -> Visit | None:
    """The visit in focus before it is started; from a call, the next one when it is near."""
    focus = day.focus
    if focus is None or not day.here:
        return None
    if focus.phase in BEFORE:
        return focus.visit
    after = following(day, focus.visit.start)
    if focus.phase not in SEATED or after is None:
        return None
    return after if now >= mono(day, after.start) - day.rules.late_before else None


def waiting_next(day: Day, now: float) -> Visit | None:
    """The next visit, once its start has passed while a call is held here."""
    focus = day.focus
    if focus is None or focus.phase not in SEATED:
        return None
    after = following(day, focus.visit.start)
    return after if after is not None and mono(day, after.start) <= now else None


def somebody_waits_next(day: Day, now: float) -> bool:
    """Whether the next visit's patient stands in its lobby past its start."""
    after = waiting_next(day, now)
    return after is not None and patient_at(day, after.id) is not None


def news(day: Day, now: float) -> tuple[NewsOf, ...]:
    """What patients are told: a promised time, *strax klar*, or that the room is busy."""
    focus, after = day.focus, waiting_next(day, now)
    held_back = focus is not None and focus.phase is Phase.CHECKING and focus.on_press
    visits = [visit for visit, _ in day.late]
    if held_back and focus is not None:
        visits.append(focus.visit.id)
    if after is not None:
        visits.append(after.id)
    return tuple(
        NewsOf(
            visit=visit,
            late_until=promised(day, visit),
            waiting=held_back and focus is not None and visit == focus.visit.id,
            busy=after is not None and visit == after.id,
        )
        for visit in dict.fromkeys(visits)
    )
