"""What a room learns from the levels it is told: bookings, lobby, sign, stage, clock, presence."""

from collections.abc import Callable
from dataclasses import replace

from appliance.core import events as e
from appliance.core.day import Day
from appliance.core.visit_table import BEFORE
from appliance.core.visits import Standing

CLOSED_KEPT = 500
"""More closed visits than this are no longer of these days."""


def _tick(day: Day, _event: e.Tick, _now: float) -> Day:
    return day


def _clock_set(day: Day, event: e.ClockSet, now: float) -> Day:
    return replace(day, anchor=event.wall - now)


def _clock_trusted(day: Day, event: e.ClockTrusted, _now: float) -> Day:
    return replace(day, clock_trusted=event.trusted)


def _agenda(day: Day, event: e.Agenda, now: float) -> Day:
    told = {visit.id: visit for visit in event.visits}
    known = {visit.id: visit for visit in day.visits}
    absent = frozenset(known) - frozenset(told)
    gone = absent & day.absent_once if event.complete else frozenset()
    kept = {key: visit for key, visit in known.items() if key not in gone} | told
    day = replace(
        day,
        visits=tuple(sorted(kept.values(), key=lambda visit: (visit.start, visit.id))),
        absent_once=absent - gone if event.complete else day.absent_once,
        read_at=now if event.complete else day.read_at,
        bad=event.bad,
        closed=_of_late(day.closed, frozenset(kept)),
    )
    return refresh_focus(day)


def _of_late(closed: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """An id may vanish from the feed and come back, so many are kept; not those of every year."""
    return closed if len(closed) <= CLOSED_KEPT else closed & known


def refresh_focus(day: Day) -> Day:
    """A visit that nobody started follows the feed; a running one only takes new times."""
    focus = day.focus
    if focus is None:
        return day
    told = next((visit for visit in day.visits if visit.id == focus.visit.id), None)
    if focus.phase in BEFORE:
        told = told or replace(focus.visit, standing=Standing.CANCELLED)
    elif told is None or told.standing is not Standing.JOINABLE:
        return day
    return replace(day, focus=replace(focus, visit=told))


def _central(day: Day, event: e.Central, _now: float) -> Day:
    servers = event.ice_servers if event.connected else day.ice_servers
    return replace(day, central=event.connected, ice_servers=servers)


def _at_visit(day: Day, event: e.AtVisit, _now: float) -> Day:
    others = tuple(pair for pair in day.parties if pair[0] != event.visit)
    here = ((event.visit, event.parties),) if event.parties else ()
    return replace(day, parties=(*others, *here))


def _presence(day: Day, event: e.Presence, now: float) -> Day:
    came = event.somebody is True and day.somebody is not True
    known = event.somebody is True or day.somebody is True
    return replace(
        day,
        somebody=event.somebody,
        here=day.here or came,
        seen=now if known else day.seen,
    )


def _sign_said(day: Day, event: e.SignSaid, _now: float) -> Day:
    return replace(day, sign=event.state, lamp_ok=event.lamp_ok)


def _stage_said(day: Day, event: e.StageSaid, _now: float) -> Day:
    return replace(day, stage=event)


LEVELS: dict[type, Callable[..., Day]] = {
    e.Tick: _tick,
    e.ClockSet: _clock_set,
    e.ClockTrusted: _clock_trusted,
    e.Agenda: _agenda,
    e.Central: _central,
    e.AtVisit: _at_visit,
    e.Presence: _presence,
    e.SignSaid: _sign_said,
    e.StageSaid: _stage_said,
}
