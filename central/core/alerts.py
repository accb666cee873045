"""Which troubles are told to a person, and when: damped, grouped by cause, each told to be over.

A trouble is one unit and one cause. It must stand for a while before anybody is told, and be away
for a while before it is over; what comes back soon must stand longer. Troubles of one cause at
one site are one alert. Nothing here knows a patient. Times are Unix seconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from central.core.fleet import AWAY, UnitLine, at_risk, mender

BLIP_S = 30.0
"""Shorter than this nothing is told."""
AWAY_S = 90.0
"""A unit may start anew, and a thousand together: silence is told later than a fault."""
IN_THE_ROOM_S = 300.0
"""What a nurse can mend is shown in the room first."""
SOON_S = 900.0
"""So near a visit nothing waits longer than a blip, but a unit that starts anew."""
OVER_S = 120.0
"""A trouble is over when it was away for so long."""
RETURNS_S = 600.0
"""What comes back within this time of its end must stand as long before it is told again."""
SETTLES_S = 90.0
"""After central's start, or the broker's return, nothing new is told: units speak first."""
BROKER = "broker-silent"

Key = tuple[str, str]
"""Unit and code; of the broker itself the unit is empty."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One trouble: since when it stands, since when it is away, whether it is part of an alert."""

    since: float
    away_since: float | None = None
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One cause at one site."""

    site: str
    code: str
    units: tuple[str, ...]
    opened_at: float
    urgent: bool = False
    """A visit that begins soon is at risk by it."""
    resolved_at: float | None = None

    @property
    def name(self) -> tuple[str, str, float]:
        """What it is known by: the same in every process that looks."""
        return self.site, self.code, self.opened_at


@dataclass(frozen=True, slots=True)
class Watching:
    """All that is remembered from one look to the next."""

    settles_until: float
    listening: bool = True
    watches: Mapping[Key, Watch] = field(default_factory=dict)
    rests: Mapping[Key, float] = field(default_factory=dict)
    """Until when a trouble that is over counts as coming back."""
    alerts: Mapping[tuple[str, str], Alert] = field(default_factory=dict)
    """Those that are open, by site and code."""


def begin(now: float, open_alerts: Iterable[Alert] = ()) -> Watching:
    """Watching from ``now`` on, with the alerts that were open before."""
    alerts = {(one.site, one.code): one for one in open_alerts}
    watches = {
        (unit, one.code): Watch(one.opened_at, raised=True)
        for one in alerts.values()
        for unit in one.units
    }
    return Watching(now + SETTLES_S, watches=watches, alerts=alerts)


def look(
    before: Watching, lines: Iterable[UnitLine], *, listening: bool, lead_s: float, now: float
) -> tuple[Watching, tuple[Alert, ...]]:
    """What is remembered after this look, and every alert that changed by it.

    A visit at risk makes its alert urgent from ``lead_s`` before its start.
    """
    known = {line.unit: line for line in lines}
    wrong = _wrong(known.values(), lead_s, now) if listening else {("", BROKER)}
    settles = before.settles_until
    if listening and not before.listening:
        settles = now + SETTLES_S
    watches, rests = dict(before.watches), {k: t for k, t in before.rests.items() if now < t}
    for key in {*watches, *wrong}:
        if not listening and key[1] != BROKER:
            continue  # nobody knows: nothing begins and nothing ends
        watch = _watched(watches.get(key), wrong=key in wrong, now=now)
        if watch is None:
            if watches.pop(key).raised:
                rests[key] = now + RETURNS_S
            continue
        if not watch.raised and key in wrong and now >= settles:
            soon = _starts_within(known.get(key[0]), key[1], SOON_S, now)
            wait = RETURNS_S if key in rests else _patience(key[1], soon=soon)
            watch = replace(watch, raised=now - watch.since >= wait)
        watches[key] = watch
    alerts, changed = _grouped(before.alerts, watches, known, lead_s, now)
    return Watching(settles, listening, watches, rests, alerts), changed


def is_restless(watching: Watching) -> bool:
    """Whether something may change by itself within seconds."""
    return any(not w.raised or w.away_since is not None for w in watching.watches.values())


def _wrong(lines: Iterable[UnitLine], lead_s: float, now: float) -> set[Key]:
    """Every trouble there is now: what has failed, and what else a visit soon is at risk by."""
    found: set[Key] = set()
    for line in lines:
        if line.state in AWAY:
            found.add((line.unit, AWAY[line.state]))
            continue
        ill = (part for part in line.health.values() if part.condition == "failed")
        found.update((line.unit, part.code or f"{part.part}-failed") for part in ill)
        risks = at_risk(line, listening=True, now=now)
        found.update((line.unit, r.code) for r in risks if r.code and r.start - lead_s <= now)
    return found


def _watched(watch: Watch | None, *, wrong: bool, now: float) -> Watch | None:
    """The watch after this moment; None when it is over."""
    if wrong:
        return replace(watch, away_since=None) if watch else Watch(now)
    assert watch is not None
    away = now if watch.away_since is None else watch.away_since
    borne = OVER_S if watch.raised else BLIP_S
    return None if now - away >= borne else replace(watch, away_since=away)


def _patience(code: str, *, soon: bool) -> float:
    """How long a trouble stands before it is told."""
    if code in AWAY.values() or code == BROKER:
        return AWAY_S
    return IN_THE_ROOM_S if mender(code) == "room" and not soon else BLIP_S


def _starts_within(line: UnitLine | None, code: str, span_s: float, now: float) -> bool:
    """Whether a visit of this unit that begins within ``span_s`` is at risk by ``code``."""
    risks = at_risk(line, listening=True, now=now) if line else ()
    return any(risk.code == code and risk.start - span_s <= now for risk in risks)


def _grouped(
    before: Mapping[tuple[str, str], Alert],
    watches: Mapping[Key, Watch],
    known: Mapping[str, UnitLine],
    lead_s: float,
    now: float,
) -> tuple[dict[tuple[str, str], Alert], tuple[Alert, ...]]:
    """The alerts that are open, and those that changed, the resolved ones among them."""
    members: dict[tuple[str, str], list[str]] = {}
    for (unit, code), watch in watches.items():
        if watch.raised:
            members.setdefault((unit.partition("/")[0], code), []).append(unit)
    open_, changed = {}, []
    for key, units in members.items():
        former = before.get(key, Alert(*key, (), now))
        urgent = any(_starts_within(known.get(u), key[1], lead_s, now) for u in units)
        alert = replace(former, units=tuple(sorted(units)), urgent=urgent or former.urgent)
        open_[key] = alert
        if alert != former:
            changed.append(alert)
    over = (alert for key, alert in before.items() if key not in members)
    return open_, (*changed, *(replace(alert, resolved_at=now) for alert in over))
