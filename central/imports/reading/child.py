"""The process of its own in which a source is read: ``python -m central.imports.reading.child``.

It gets one job on its standard input and answers with one Reading. Whatever a hostile source does
to it (a series without an end, a million brackets) is bounded from outside: by the processor time
and memory that the kernel gives it, and by the one who waits.
"""

import asyncio
import dataclasses
import json
import os
import resource
import sys
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from central.imports.reading.found import Bad, Found, Patient, Reading, Span
from central.imports.reading.readers import read_source
from central.imports.settings import ImportSettings

POLL_S = 10.0
"""Wall time from the process's start to its end, killed at the latest."""
PROCESSOR_S = 9
MEMORY = 64 * 2**20
"""More than it has when it begins; a good poll needs a fifth of it."""
ANSWER_LIMIT = 4_000_000


def job(settings: ImportSettings, zone: str, today: date, span: Span) -> bytes:
    """What the process is told."""
    told = {
        "settings": settings.model_dump(mode="json"),
        "zone": zone,
        "today": today.isoformat(),
        "span": [span.start, span.end],
    }
    return json.dumps(told).encode()


def answer(reading: Reading) -> bytes:
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


def main() -> None:
    """Read one job, answer, and go at once, whatever a thread still waits for."""
    told = json.loads(sys.stdin.buffer.read())
    settings = ImportSettings.model_validate(told["settings"])
    _confine()
    asyncio.run(_read(settings, told))


async def _read(settings: ImportSettings, told: dict[str, Any]) -> None:
    zone, today = ZoneInfo(told["zone"]), date.fromisoformat(told["today"])
    reading = await read_source(settings, zone, today, Span(*told["span"]))
    sys.stdout.buffer.write(answer(reading))
    sys.stdout.buffer.flush()
    os._exit(0)  # Python would wait for the thread of a name that never resolves


def _confine() -> None:
    """Little memory, little time, no core file: it would hold people's names (S6)."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        data = int(file.read().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, data + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
