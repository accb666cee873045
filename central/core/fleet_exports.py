"""The fleet in the words of other systems: Prometheus' text, an inventory, FHIR Devices.

Units, rooms, parts and counts; no person, no booking's time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from central.core.fleet import UnitLine, at_risk, ring

Samples = Sequence[tuple[Mapping[str, str], float | None]]
COLUMNS = ("unit", "site", "room", "location", "role", "version", "state", "ring", "parts", "seen")


@dataclass(frozen=True, slots=True)
class Equipped:
    """A unit and what it is made of, as its ``birth`` and ``state`` tell."""

    line: UnitLine
    location: str
    role: str | None
    versions: Mapping[str, str]
    parts: Mapping[str, str]


def metrics(
    lines: Sequence[UnitLine],
    open_alerts: Iterable[tuple[str, bool]],
    bad_messages: int,
    *,
    listening: bool,
    now: float,
) -> str:
    """Prometheus' text format 0.0.4; ``open_alerts`` are code and whether it is urgent."""
    up = [(_of(line), float(_answers(line, listening=listening))) for line in lines]
    seen = [(_of(line), line.seen) for line in lines if line.seen is not None]
    rings = Counter((_site(line), ring(line, listening=listening)) for line in lines)
    faults = [
        (_of(line) | {"part": p.part, "condition": p.condition, "code": p.code or ""}, 1.0)
        for line in lines
        for p in line.health.values()
        if p.condition != "ok"
    ]
    risks = Counter[str]()
    for line in lines:
        risks[_site(line)] += len(at_risk(line, listening=listening, now=now))
    alerts = Counter(open_alerts)
    families: tuple[tuple[str, str, Samples], ...] = (
        ("broker_connected", "Whether central hears the broker.", [({}, float(listening))]),
        ("unit_up", "Whether the unit answers.", up),
        ("unit_seen_timestamp_seconds", "When the unit was last heard.", seen),
        (
            "rooms",
            "Rooms by what their ring shows.",
            [({"site": s, "ring": r}, float(n)) for (s, r), n in sorted(rings.items())],
        ),
        ("part_fault", "A part that is not well; 1 while it is so.", faults),
        (
            "visits_at_risk",
            "Booked visits that cannot be held as things stand.",
            [({"site": site}, float(n)) for site, n in sorted(risks.items())],
        ),
        (
            "alerts_open",
            "Alerts that are not over.",
            [
                ({"code": c, "urgent": str(u).lower()}, float(n))
                for (c, u), n in sorted(alerts.items())
            ],
        ),
        (
            "bad_messages",
            "Messages kept apart for breaking the contract.",
            [({}, float(bad_messages))],
        ),
    )
    return "".join(_family(f"ostord_{name}", words, found) for name, words, found in families)


def rows(units: Iterable[Equipped], *, listening: bool) -> list[dict[str, str]]:
    """The inventory as a table with COLUMNS; empty where nothing is known."""
    return [
        {
            "unit": one.line.unit,
            "site": _site(one.line),
            "room": one.line.room,
            "location": one.location,
            "role": one.role or "",
            "version": one.versions.get("ostord", ""),
            "state": one.line.state or "",
            "ring": ring(one.line, listening=listening),
            "parts": " ".join(f"{part}={kind}" for part, kind in sorted(one.parts.items())),
            "seen": "" if one.line.seen is None else str(round(one.line.seen)),
        }
        for one in units
    ]


def device(one: Equipped, base: str) -> dict[str, object]:
    """The unit as a FHIR R4 Device; each part's adapter is a property."""
    silent = one.line.state in (None, "lost", "disconnected")
    found: dict[str, object] = {
        "resourceType": "Device",
        "id": one.line.unit.replace("/", "."),
        "identifier": [{"system": f"{base}/fleet/unit", "value": one.line.unit}],
        "status": "active",
        "statusReason": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/device-status-reason",
                        "code": "offline" if silent else "online",
                    }
                ]
            }
        ],
        "deviceName": [{"name": one.line.room, "type": "user-friendly-name"}],
        "type": {"text": f"Ostörd {one.role or 'room'}"},
        "location": {"reference": f"Location/{one.location}"},
    }
    if one.versions:
        found["version"] = [
            {"type": {"text": name}, "value": value} for name, value in sorted(one.versions.items())
        ]
    if one.parts:
        found["property"] = [
            {"type": {"text": part}, "valueCode": [{"text": kind}]}
            for part, kind in sorted(one.parts.items())
        ]
    return found


def _answers(line: UnitLine, *, listening: bool) -> bool:
    return listening and line.state in ("ready", "alert")


def _site(line: UnitLine) -> str:
    return line.unit.partition("/")[0]


def _of(line: UnitLine) -> dict[str, str]:
    return {"site": _site(line), "unit": line.unit, "room": line.room}


def _family(name: str, words: str, found: Samples) -> str:
    lines = [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
    for labels, value in found:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{inside}}} {value}" if inside else f"{name} {value}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
