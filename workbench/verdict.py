"""Judges a visit by what it left behind: what both ends counted, recorded and published."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from workbench.choices import UNIT
from workbench.listener import Heard
from workbench.patient import Sample
from workbench.records import Entry, Records

MIN_FPS = 20.0
MIN_WIDTH, MIN_HEIGHT = 640, 360
NOTHING = {"fps": 0.0, "width": 0.0, "height": 0.0, "audio_energy": 0.0}


@dataclass(slots=True)
class Evidence:
    """What the visit left behind, in the order in which it was found."""

    samples: list[Sample] = field(default_factory=list)
    talk: tuple[float, float] = (0.0, 0.0)
    """Monotonic times between which both talked."""
    handles: list[str] | None = None
    status: str | None = None
    heard: list[Heard] = field(default_factory=list)
    found: list[str] = field(default_factory=list)


def judge(records: Records, evidence: Evidence) -> dict[str, Any]:
    """The verdict: ``ok``, the claims that ``failed``, and every figure behind them."""
    page, unit = _page_figures(evidence.samples), _unit_figures(evidence)
    order = _order(records)
    first = records.of("stage", "call.first-frame")
    topics = {one.topic.removeprefix(f"ostord/1/{UNIT}/") for one in evidence.heard}
    claims = {
        "picture at the page": _good_picture(page),
        "picture at the unit": _good_picture(unit),
        "sound at the page": page["audio_energy"] > 0,
        "sound at the unit": unit["audio_energy"] > 0,
        "first frame": bool(first),
        "order": _in_order(order),
        "no capture handle after 1 s": evidence.handles == [],
        "appointment fulfilled": evidence.status == "fulfilled",
        "health on the broker": any(topic.startswith("health/") for topic in topics),
        "state on the broker": "state" in topics,
        "no trace of the person": not evidence.found,
    }
    failed = [claim for claim, holds in claims.items() if not holds]
    return {
        "ok": not failed,
        "failed": failed,
        "start_to_first_frame_ms": first[0].get("ms") if first else None,
        "page": page,
        "unit": unit,
        "order": order,
        "capture_handles_1s_after_end": evidence.handles,
        "appointment": evidence.status,
        "mqtt_messages": len(evidence.heard),
        "mqtt_topics": sorted(topics),
        "traces": evidence.found,
    }


def _page_figures(samples: list[Sample]) -> dict[str, float]:
    if len(samples) < 2:
        return NOTHING
    first, last = samples[0], samples[-1]
    return {
        "fps": round((last.frames - first.frames) / (last.at - first.at), 1),
        "width": last.width,
        "height": last.height,
        "audio_energy": round(last.energy - first.energy, 6),
    }


def _unit_figures(evidence: Evidence) -> dict[str, float]:
    """From the unit's own metrics as the broker carried them while both talked."""
    begin, end = evidence.talk
    told: list[dict[str, float]] = []
    for one in evidence.heard:
        if one.topic == f"ostord/1/{UNIT}/metrics" and begin <= one.mono <= end:
            values = json.loads(one.payload)["values"]
            if "framesDecoded" in values:
                told.append({**values, "mono": one.mono})
    if len(told) < 2:
        return NOTHING
    first, last = told[0], told[-1]
    frames = last["framesDecoded"] - first["framesDecoded"]
    energy = last.get("totalAudioEnergy", 0) - first.get("totalAudioEnergy", 0)
    return {
        "fps": round(frames / (last["mono"] - first["mono"]), 1),
        "width": last["frameWidth"],
        "height": last["frameHeight"],
        "audio_energy": round(energy, 6),
    }


def _good_picture(figures: dict[str, float]) -> bool:
    large = figures["width"] >= MIN_WIDTH and figures["height"] >= MIN_HEIGHT
    return large and figures["fps"] >= MIN_FPS


def _order(records: Records) -> dict[str, float | None]:
    """When the sign and the capture changed, monotonic seconds, by the processes' own records."""
    opened = records.of("stage", "capture.opened")
    closed = records.of("stage", "capture.closed")
    shown = records.of("sign", "sign.shown")
    before = opened[0]["mono"] if opened else 0.0
    after = closed[-1]["mono"] if closed else float("inf")
    occupied = [it for it in shown if it["state"] == "occupied" and it["mono"] <= before]
    changed = [it for it in shown if it["state"] != "occupied" and it["mono"] > before]
    return {
        "sign_occupied": _at(occupied[-1:]),
        "capture_opened": _at(opened[:1]),
        "capture_closed": None if after == float("inf") else after,
        "sign_changed": _at(changed[:1]),
    }


def _at(entries: list[Entry]) -> float | None:
    return entries[0]["mono"] if entries else None


def _in_order(order: dict[str, float | None]) -> bool:
    times = list(order.values())
    known = [at for at in times if at is not None]
    return len(known) == len(times) and all(a < b for a, b in pairwise(known))
