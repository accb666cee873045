"""The levels that time or others change: who is called, checked-in, what is shown for how long."""

from dataclasses import replace
from math import inf

from appliance.core.check_in import go, is_absent, keep_code_true
from appliance.core.day import Day, Focus, patient_at
from appliance.core.events import Command, Note
from appliance.core.function_test import keep_test_true
from appliance.core.self_test import keep_test
from appliance.core.visit.moves import TROUBLE
from appliance.core.visit.no_show import no_show
from appliance.core.visit.over import forget_old
from appliance.core.visit.start import is_ready, sign_confirmed
from appliance.core.visit.story import told
from appliance.core.visit.table import SEATED
from appliance.core.visit.times import is_watched, own_until
from wire.report import What

Kept = tuple[Day, tuple[Command, ...]]


def keep_true(day: Day, now: float) -> Kept:
    """``day`` with every such level as it is at ``now``; the same object where none changed."""
    notes: tuple[Command, ...] = ()
    focus = day.focus
    if focus is not None:
        kept = _at_the_visit(day, focus, now)
        kept, notes = _number_by_itself(day, kept, now)
        if kept is not focus:
            day, focus = replace(day, focus=kept), kept
    if day.aside is not None:
        waits = _readiness(day, day.aside, now)
        day = day if waits is day.aside else replace(day, aside=waits)
    seated = focus is not None and focus.phase in SEATED
    if day.here and not seated and is_absent(day, now):
        day = go(day, "absent")
    day = keep_code_true(day, now)
    in_focus = focus.visit.id if focus is not None else None
    if day.number is not None and day.number[0] != in_focus:
        day = replace(day, number=None)
    if day.interpreters_number is not None and day.interpreters_number[0] != in_focus:
        day = replace(day, interpreters_number=None)
    if day.rings_until is not None and (seated or now >= day.rings_until):
        day = replace(day, rings_until=None)
    day = forget_old(_own(_screen_times(day, now), now, seated=seated), now)
    day, more = keep_test_true(day, now)
    day, asked = keep_test(day, now)
    return day, notes + more + asked


def _at_the_visit(day: Day, focus: Focus, now: float) -> Focus:
    patient = patient_at(day, focus.visit.id, focus.peer)
    if focus.phase in SEATED and patient is not None:
        if patient.peer != focus.peer:
            focus = replace(focus, peer=patient.peer)
        if not focus.answered:
            focus = replace(focus, answered=True)
    if focus.see_me and not _may_see_themselves(day, focus, now):
        focus = replace(focus, see_me=False)
    focus = _readiness(day, focus, now)
    if focus.card_until is not None and now >= focus.card_until:
        focus = replace(focus, card_until=None)
    if focus.phone_until is not None and -inf < focus.phone_until <= now:
        focus = replace(focus, phone_until=None)
    return focus


def _may_see_themselves(day: Day, focus: Focus, now: float) -> bool:
    """S1: the own picture in the lobby only while somebody looks, and the sign tells of it."""
    return is_watched(day, now) and sign_confirmed(day) and no_show(day, focus, now) is None


def _readiness(day: Day, focus: Focus, now: float) -> Focus:
    """R05: since when the room's own side is ready; a short break does not count."""
    since, broke = focus.ready_since, focus.unready_since
    if broke is not None and now >= broke + day.rules.break_borne:
        since, broke = None, None
    if is_ready(day):
        since, broke = now if since is None else since, None
    elif since is not None and broke is None:
        broke = now
    if (since, broke) == (focus.ready_since, focus.unready_since):
        return focus
    return replace(focus, ready_since=since, unready_since=broke)


def _number_by_itself(day: Day, focus: Focus, now: float) -> tuple[Focus, tuple[Note, ...]]:
    """R44: after 20 s without media the number shows by itself, until the trouble is over."""
    due = focus.phase in TROUBLE and now >= focus.since + day.rules.number_after
    known = day.number is not None and day.number[1] is not None
    if not due or not known or abs(focus.phone_until or 0) == inf:
        return focus, ()
    shown = focus.phone_until is not None
    focus = replace(focus, phone_until=inf)
    if shown:
        return focus, ()
    return told(day, focus, What.NUMBER_SHOWN, now), (Note("number-shown"),)


def _screen_times(day: Day, now: float) -> Day:
    if day.today_until is not None and now >= day.today_until:
        day = replace(day, today_until=None)
    if day.bell_until is not None and now >= day.bell_until:
        day = replace(day, bell_until=None)
    if day.far is not None and now >= day.far[1]:
        day = replace(day, far=None)
    if day.rate is not None and now >= day.rate[1]:
        day = replace(day, rate=None)
    if day.hold_until is not None and now >= day.hold_until:
        day = replace(day, hold_until=None)
    return day


def _own(day: Day, now: float, *, seated: bool) -> Day:
    """S3: a person's own *occupied* gives way to a visit, and runs out to unknown, never clear."""
    until = own_until(day)
    if seated and (until is not None or day.own_ended):
        return replace(day, own_at=None, own_ended=False)
    if until is not None and now >= until:
        return replace(day, own_at=None, own_ended=True)
    return day
