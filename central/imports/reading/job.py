"""What the reading process is told, and what it answers: JSON, nothing else."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from central.imports.reading.found import Bad, Found, Patient, Reading, Span
from central.imports.settings import ImportSettings


@dataclass(frozen=True, slots=True)
class Job:
    """One poll: which source, the zone of times without one, today, and the starts wanted."""

    settings: ImportSettings
    zone: ZoneInfo
    today: date
    span: Span


def write_job(job: Job) -> bytes:
    """What the process is told."""
    told = {
        "settings": job.settings.model_dump(mode="json"),
        "zone": job.zone.key,
        "today": job.today.isoformat(),
        "span": [job.span.start, job.span.end],
    }
    return json.dumps(told).encode()


def read_job(text: bytes) -> Job:
    """The job of a text that ``write_job`` wrote."""
    told = json.loads(text)
    return Job(
        ImportSettings.model_validate(told["settings"]),
        ZoneInfo(told["zone"]),
        date.fromisoformat(told["today"]),
        Span(*told["span"]),
    )


def write_answer(reading: Reading) -> bytes:
    """What the process answers."""
    return json.dumps(dataclasses.asdict(reading)).encode()


def read_answer(text: bytes) -> Reading:
    """The Reading of an answer; ValueError, KeyError or TypeError where it is none."""
    told: dict[str, Any] = json.loads(text)
    return Reading(
        tuple(_found(one) for one in told["found"]),
        tuple(Bad(**one) for one in told["bad"]),
        told["complete"],
        told["problem"],
    )


def _found(told: dict[str, Any]) -> Found:
    patient = told.pop("patient")
    rooms, doubts = tuple(told.pop("rooms")), tuple(told.pop("doubts"))
    person = Patient(**patient) if patient else None
    return Found(**told, rooms=rooms, doubts=doubts, patient=person)
