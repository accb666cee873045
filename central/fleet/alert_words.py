"""An alert in words: the letter to its owner, and the JSON for webhook and Alertmanager.

Rooms, faults and times of visits; nobody is named.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from central.core.alert_told import Stage
from central.core.alerts import Alert
from central.core.fleet import UnitLine, at_risk, mender
from central.core.letters import Letter
from central.fleet.settings import Owner
from central.fleet.words import catalogue, fault_words

SHOWN = 20
"""So many rooms are listed; the rest is a number."""
STANDS_S = 300.0
"""An Alertmanager that hears nothing more takes the alert for over after this."""


def name_of(alert: Alert) -> str:
    """The alert's id: 32 hex digits, the same wherever it is made."""
    return sha256("\0".join(map(str, alert.name)).encode()).hexdigest()[:32]


def starts(alert: Alert, lines: Mapping[str, UnitLine], now: float) -> list[tuple[float, str]]:
    """The visits at risk by the alert: start and room, the first one first."""
    found = [(lines[unit], unit) for unit in alert.units if unit in lines]
    risks = ((line, at_risk(line, listening=True, now=now)) for line, _ in found)
    return sorted(
        (r.start, line.room) for line, all_ in risks for r in all_ if r.code == alert.code
    )


def letter(
    alert: Alert,
    stage: Stage,
    owner: Owner,
    lines: Mapping[str, UnitLine],
    page: str,
    zone: ZoneInfo,
    now: float,
) -> Letter:
    """The mail to ``owner``; ``page`` is the fleet page's address."""
    words, (head, todo) = catalogue(owner.language), fault_words(alert.code, owner.language)
    rooms = [_room(unit, lines) for unit in alert.units if unit]
    at_risk_ = [(_clock(at, zone), room) for at, room in starts(alert, lines, now)]
    where = rooms[0] if len(rooms) == 1 else words["fleet.count"].format(count=len(rooms))
    place = where if rooms else words["fleet.alert.everywhere"]
    subject = words[f"fleet.alert.subject.{stage}"].format(
        head=head, where=place, time=at_risk_[0][0] if at_risk_ else ""
    )
    text = [words[f"fleet.alert.{stage}"].format(head=head)]
    if stage is not Stage.RESOLVED:
        text += [todo] if todo else []
        text += [words["fleet.alert.room.mends"]] if mender(alert.code) == "room" else []
        text += [words["fleet.at-risk.line"].format(time=t, room=r) for t, r in at_risk_[:SHOWN]]
    text += ["", *(f"- {room}" for room in rooms[:SHOWN])]
    if len(rooms) > SHOWN:
        text.append(words["fleet.alert.more"].format(count=len(rooms) - SHOWN))
    since = words["fleet.alert.since"].format(time=_clock(alert.opened_at, zone))
    text += ["", since, words["fleet.alert.owner"].format(name=owner.name), page]
    to = (owner.mail,) if owner.mail else ()
    return Letter("alert", to, subject, "\n".join(text), lasts=6 * 3600.0)


def posted(alert: Alert, stage: Stage, owner: Owner, lines: Mapping[str, UnitLine]) -> object:
    """What a webhook is posted."""
    head, todo = fault_words(alert.code, owner.language)
    return {
        "id": name_of(alert),
        "stage": stage.value,
        "owner": owner.name,
        "site": alert.site,
        "code": alert.code,
        "summary": head,
        "to_do": todo,
        "mends": mender(alert.code),
        "units": [{"unit": unit, "room": _name(unit, lines)} for unit in alert.units],
        "opened_at": _iso(alert.opened_at),
        "resolved_at": _iso(alert.resolved_at) if alert.resolved_at else None,
    }


def managed(
    alerts: Sequence[Alert], owner: Owner, lines: Mapping[str, UnitLine], page: str, now: float
) -> list[object]:
    """What an Alertmanager is posted (API v2, postAlerts): one a unit, for it groups itself."""
    return [
        {
            "labels": {
                "alertname": alert.code,
                "severity": "page" if alert.urgent else "warning",
                "owner": owner.name,
                **({"site": alert.site, "unit": unit, "room": _name(unit, lines)} if unit else {}),
            },
            "annotations": {
                "summary": fault_words(alert.code, owner.language)[0],
                "description": fault_words(alert.code, owner.language)[1],
            },
            "startsAt": _iso(alert.opened_at),
            "endsAt": _iso(alert.resolved_at or now + STANDS_S),
            "generatorURL": page,
        }
        for alert in alerts
        for unit in alert.units
    ]


def _name(unit: str, lines: Mapping[str, UnitLine]) -> str:
    return lines[unit].room if unit in lines else unit


def _room(unit: str, lines: Mapping[str, UnitLine]) -> str:
    site = unit.partition("/")[0]
    return f"{_name(unit, lines)}, {site[:1].upper()}{site[1:]}"


def _clock(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M}"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
