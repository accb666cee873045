"""What a room learns from the levels it is told: bookings, lobby, sign, stage, clock, presence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from appliance.core import events as e
from appliance.core.check_in import check_in_said, code_said, comes
from appliance.core.day import Day, mono
from appliance.core.self_test import stage_told, try_call
from appliance.core.visit import story
from appliance.core.visit.agenda import list_anew, refresh_focus
from appliance.core.visit.table import BEFORE, SEATED
from appliance.core.visit.writing import looked
from appliance.core.visits import Standing, Talk, Visit
from appliance.core.words import DeviceState, FarAct
from wire.report import What

CLOSED_KEPT = 500
"""More closed visits than this are no longer of these days."""


def _tick(day: Day, _event: e.Tick, _now: float) -> Day:
    return day


def _midnight(day: Day, _event: e.Midnight, now: float) -> Day:
    """Nobody of yesterday stays, also where the new bookings cannot be read (S6)."""
    open_ = {about.visit.id for about in (day.focus, day.aside) if about}
    kept = tuple(v for v in day.visits if v.id in open_ or mono(day, v.end) > now)
    ids = {visit.id for visit in kept}
    gone = {visit.id for visit in day.visits} - ids
    day = replace(
        day,
        visits=kept,
        over=(),
        left=False,
        mends=0,
        parties=tuple(pair for pair in day.parties if pair[0] not in gone),
        talk=tuple(pair for pair in day.talk if pair[0] in ids),
        to_see=tuple(pair for pair in day.to_see if pair[0] not in gone),
        rooms=tuple(pair for pair in day.rooms if pair[0] not in gone),
        tried=day.tried - gone,
        late=tuple(pair for pair in day.late if pair[0] in ids),
        late_heard=tuple(pair for pair in day.late_heard if pair[0] in ids),
        not_joined=tuple(pair for pair in day.not_joined if pair[0] in ids),
    )
    return list_anew(day)


def _clock_set(day: Day, event: e.ClockSet, now: float) -> Day:
    return list_anew(replace(day, anchor=event.wall - now))


def _clock_trusted(day: Day, event: e.ClockTrusted, _now: float) -> Day:
    return replace(day, clock_trusted=event.trusted)


def _agenda(day: Day, event: e.Agenda, now: float) -> Day:
    told = {visit.id: visit for visit in event.visits}
    known = {visit.id: visit for visit in day.visits}
    absent = frozenset(known) - frozenset(told)
    gone = absent & day.absent_once if event.complete else frozenset()
    kept = {key: visit for key, visit in known.items() if key not in gone} | told
    day = _held_after_all(day, known, told, now)
    day = replace(
        day,
        visits=tuple(sorted(kept.values(), key=lambda visit: (visit.start, visit.id))),
        absent_once=absent - gone if event.complete else day.absent_once - frozenset(told),
        read_at=now if event.complete else day.read_at,
        bad=event.bad,
        closed=_of_late(day.closed, frozenset(kept)),
        not_joined=tuple(pair for pair in day.not_joined if pair[0] in kept),
        rings_until=_rings(day, told.values(), now),
    )
    return refresh_focus(list_anew(day))


def _held_after_all(
    day: Day, known: Mapping[str, Visit], told: Mapping[str, Visit], now: float
) -> Day:
    """A visit that nobody joined in its time, moved to a later one, may be joined then."""
    later = {
        key
        for key, _ in day.not_joined
        if key in known and key in told and known[key].end < told[key].end
    }
    later = {key for key in later if now < mono(day, told[key].end) + day.rules.closes_after}
    if not later:
        return day
    return replace(
        day,
        closed=day.closed - later,
        not_joined=tuple(pair for pair in day.not_joined if pair[0] not in later),
        over=tuple(over for over in day.over if over.visit.id not in later),
    )


def _rings(day: Day, told: Iterable[Visit], now: float) -> float | None:
    """*Boka nu* rings when it comes, unless a call is held or it is minutes old (R04)."""
    known = {visit.id for visit in day.visits}
    seated = day.focus is not None and day.focus.phase in SEATED
    for visit in told:
        fresh = abs(now - mono(day, visit.start)) < day.rules.lobby_before
        new = visit.id not in known and visit.standing is Standing.JOINABLE
        if visit.at_once and new and fresh and not seated:
            return now + day.rules.rings_for
    return day.rings_until


def _of_late(closed: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """An id may vanish from the feed and come back, so many are kept; not those of every year."""
    return closed if len(closed) <= CLOSED_KEPT else closed & known


def _central(day: Day, event: e.Central, _now: float) -> Day:
    servers = event.ice_servers if event.connected else day.ice_servers
    return replace(day, central=event.connected, ice_servers=servers)


def _at_visit(day: Day, event: e.AtVisit, now: float) -> Day:
    others = tuple(pair for pair in day.parties if pair[0] != event.visit)
    here = ((event.visit, event.parties),) if event.parties else ()
    tried = day.tried | {event.visit} if event.tried else day.tried - {event.visit}
    rooms = tuple(pair for pair in day.rooms if pair[0] != event.visit)
    rooms += ((event.visit, event.elsewhere),) if event.elsewhere else ()
    moved = set(rooms) != set(day.rooms)
    to_see = tuple(pair for pair in day.to_see if pair[0] != event.visit)
    to_see += ((event.visit, event.to_see),) if event.to_see else ()
    day = replace(day, parties=(*others, *here), tried=tried, rooms=rooms, to_see=to_see)
    return _late_at_the_desk(list_anew(day) if moved else day, event, now)


def _late_at_the_desk(day: Day, event: e.AtVisit, now: float) -> Day:
    """R09: what was promised away from the room counts here too, until a newer word."""
    said = (event.visit, event.late_until)
    if event.late_until is None or said in day.late_heard:
        return day
    late, heard = (
        tuple(pair for pair in pairs if pair[0] != event.visit)
        for pairs in (day.late, day.late_heard)
    )
    now_late = (event.visit, event.late_until)
    day = replace(day, late=(*late, now_late), late_heard=(*heard, now_late))
    focus = day.focus
    if focus is None or focus.visit.id != event.visit or focus.phase not in BEFORE:
        return day
    return replace(day, focus=story.told(day, focus, What.LATE_TOLD, now))


def _talk_said(day: Day, event: e.TalkSaid, _now: float) -> Day:
    others = tuple(pair for pair in day.talk if pair[0] != event.visit)
    here = ((event.visit, event.talk),) if event.talk != Talk() else ()
    return looked(replace(day, talk=(*others, *here)))


def _feed_said(day: Day, event: e.FeedSaid, _now: float) -> Day:
    return replace(day, feed_failures=event.failures)


def _store_said(day: Day, event: e.StoreSaid, _now: float) -> Day:
    return replace(day, store_problem=event.problem)


def _board_said(day: Day, event: e.BoardSaid, _now: float) -> Day:
    return replace(day, board=event.trouble, second_screen=event.second_screen)


def _buttons_said(day: Day, event: e.ButtonsSaid, _now: float) -> Day:
    return replace(day, buttons=event.trouble)


def _number_said(day: Day, event: e.NumberSaid, _now: float) -> Day:
    if day.focus is None or day.focus.visit.id != event.visit:
        return day
    told = (event.visit, event.number)
    if event.role == "interpreter":
        return replace(day, interpreters_number=told)
    return replace(day, number=told)


def _presence(day: Day, event: e.Presence, now: float) -> Day:
    came = event.somebody is True and day.somebody is not True
    known = event.somebody is True or day.somebody is True
    return replace(
        day,
        somebody=event.somebody,
        here=comes(day, somebody_came=came),
        seen=now if known else day.seen,
        sensor_saw=now if known else day.sensor_saw,
    )


def _door_bell(day: Day, _event: e.DoorBell, now: float) -> Day:
    return replace(day, bell_until=now + day.rules.bell_shown)


def _from_afar(day: Day, event: e.FromAfar, now: float) -> Day:
    day = replace(day, far=(event.act, now + day.rules.far_shown))
    return try_call(day, now) if event.act is FarAct.TESTS else day


def _sign_said(day: Day, event: e.SignSaid, _now: float) -> Day:
    return replace(day, sign=event.state, lamp_ok=event.lamp_ok, sign_fault=event.fault)


def _support_said(day: Day, event: e.SupportSaid, _now: float) -> Day:
    return replace(day, support=event.lines, accents=event.accents)


def _stage_said(day: Day, event: e.StageSaid, now: float) -> Day:
    told = stage_told(replace(day, stage=event), day.stage, now)
    if told.focus is None or not told.focus.aloud or event.aloud is DeviceState.OK:
        return told
    return replace(told, focus=replace(told.focus, aloud=False))  # the headset is heard again


def _hours_said(day: Day, event: e.HoursSaid, _now: float) -> Day:
    return replace(day, hours=event)


LEVELS: dict[type, Callable[..., Day]] = {
    e.Tick: _tick,
    e.Midnight: _midnight,
    e.ClockSet: _clock_set,
    e.ClockTrusted: _clock_trusted,
    e.Agenda: _agenda,
    e.Central: _central,
    e.AtVisit: _at_visit,
    e.TalkSaid: _talk_said,
    e.FeedSaid: _feed_said,
    e.StoreSaid: _store_said,
    e.BoardSaid: _board_said,
    e.ButtonsSaid: _buttons_said,
    e.NumberSaid: _number_said,
    e.CheckInSaid: check_in_said,
    e.CodeSaid: code_said,
    e.SupportSaid: _support_said,
    e.Presence: _presence,
    e.DoorBell: _door_bell,
    e.FromAfar: _from_afar,
    e.SignSaid: _sign_said,
    e.StageSaid: _stage_said,
    e.HoursSaid: _hours_said,
}
