"""Which of the day's visits can still be joined, and which one the room is about.

``Day.ahead`` is kept in order of start, so that a step looks at the visits that are open now and at
the first one that is not, however many are booked.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from appliance.core.day import Day, Focus, Over, patient_at
from appliance.core.events import Note
from appliance.core.visit.start import why_not_joined
from appliance.core.visit.table import BEFORE, SEATED
from appliance.core.visit.times import closes, opens
from appliance.core.visits import Standing, Visit
from appliance.core.words import NotJoined, Phase

Told = tuple[Day, tuple[Note, ...]]


def list_anew(day: Day) -> Day:
    """After bookings, rooms or the clock changed: what is ahead, what another system holds."""
    away = {visit for visit, _ in day.rooms}
    ahead = tuple(v for v in day.visits if v.standing is Standing.JOINABLE and v.id not in away)
    ahead = tuple(v for v in ahead if v.id not in day.closed)
    ends = (v.end for v in day.visits if v.standing is Standing.OTHER_SYSTEM)
    return replace(day, ahead=ahead, elsewhere=max(ends, default=None))


def close(day: Day, visit: str) -> Day:
    """``visit`` is over, whatever the feed says."""
    return replace(
        day,
        closed=day.closed | {visit},
        ahead=tuple(v for v in day.ahead if v.id != visit),
        late=tuple(pair for pair in day.late if pair[0] != visit),
    )


def reopen(day: Day, visit: str) -> Day:
    """``visit`` is not over after all."""
    kept = tuple(pair for pair in day.not_joined if pair[0] != visit)
    return list_anew(replace(day, closed=day.closed - {visit}, not_joined=kept))


def opened(day: Day, now: float) -> Iterator[Visit]:
    """The visits whose room is open, the earliest first."""
    return takewhile(lambda visit: opens(day, visit) <= now, day.ahead)


def pass_by(day: Day, now: float) -> Told:
    """Visits whose time went by while the room was about another one leave, with a reason."""
    focus = day.focus
    mine = focus.visit.id if focus else None
    aside = day.aside.visit.id if day.aside else None
    over = [(v, closes(day, v)) for v in opened(day, now) if v.id not in (mine, aside)]
    gone = {visit.id for visit, at in over if now >= at}
    if not gone:
        return day, ()
    told = {visit for visit, _ in day.not_joined}
    just_now = [v for v, at in over if at <= now < at + day.rules.glitch and v.id not in told]
    day = replace(
        day,
        ahead=tuple(v for v in day.ahead if v.id not in gone),
        late=tuple(pair for pair in day.late if pair[0] not in gone),
    )
    if focus is None:
        return day, ()
    waits = focus.phase in BEFORE
    notes: tuple[Note, ...] = ()
    for visit in just_now:
        why = why_not_joined(day, Focus(visit, Phase.OPEN), now) if waits else NotJoined.ROOM_BUSY
        day, note = was_not_joined(day, visit.id, why)
        notes += (note,)
    return day, notes


def refresh_focus(day: Day) -> Day:
    """A visit that nobody started follows the feed; a started one takes a new end alone.

    While it runs it is never shortened; a booking that was moved to another time is not its own.
    """
    focus = day.focus
    if focus is None:
        return day
    told = booked(day, focus.visit.id)
    if focus.phase in BEFORE:
        told = told or replace(focus.visit, standing=Standing.CANCELLED)
    elif told is None or told.standing is not Standing.JOINABLE or _moved_away(focus.visit, told):
        return day
    else:
        end = max(told.end, focus.visit.end) if focus.phase in SEATED else told.end
        told = replace(told, start=focus.visit.start, end=end)
    return day if told == focus.visit else replace(day, focus=replace(focus, visit=told))


def _moved_away(held: Visit, told: Visit) -> bool:
    return told.start >= held.end


def booked(day: Day, visit: str) -> Visit | None:
    """``visit`` as the feed tells it now."""
    return next((v for v in day.visits if v.id == visit), None)


def was_not_joined(day: Day, visit: str, why: NotJoined) -> tuple[Day, Note]:
    """Keep why, for the screen and for IT; no visit is named there."""
    others = tuple(pair for pair in day.not_joined if pair[0] != visit)
    day = replace(day, not_joined=(*others, (visit, why)))
    return day, Note("visit-not-joined", (("why", why.value),))


def take_focus(day: Day, now: float) -> Day:
    """With no visit in focus, the one that waits aside, or the first that is open, takes it.

    Of two that start at the same time, the one whose patient is there. Those whose time is over
    have passed by before.
    """
    focus = day.focus
    if focus is None and day.aside is not None:
        return refresh_focus(replace(day, focus=day.aside, aside=None))
    if focus is None:
        visit = next(opened(day, now), None)
        return day if visit is None else _about(day, visit, now)
    if day.aside is not None or patient_at(day, focus.visit.id) is not None:
        return day
    if focus.phase in (Phase.OPEN, Phase.CHECKING):
        for visit in opened(day, now):
            if visit.start <= focus.visit.start and patient_at(day, visit.id) is not None:
                return _about(day, visit, now)
    return day


def _about(day: Day, visit: Visit, now: float) -> Day:
    return replace(day, focus=Focus(visit, Phase.OPEN, since=now))


def set_aside(day: Day, earlier: Over, now: float) -> Day:
    """An earlier visit's outcome is asked for once more; the visit in focus waits aside."""
    focus = Focus(
        earlier.visit,
        Phase.ENDED,
        on_press=True,
        connected=earlier.connected,
        story=earlier.story,
        levels=earlier.levels,
        since=now,
    )
    aside = replace(day.focus, see_me=False) if day.focus else None
    day = replace(day, over=tuple(o for o in day.over if o is not earlier), aside=aside)
    return replace(reopen(day, earlier.visit.id), focus=focus)


def may_set_aside(day: Day) -> bool:
    """Nobody has started the visit in focus, it does not count down, and no other waits aside."""
    if day.aside is not None:
        return False
    return day.focus is None or (day.focus.phase in BEFORE and day.focus.phase is not Phase.READY)
