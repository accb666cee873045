"""Asks a foreign booking system once, in a process of its own that cannot harm central."""

import asyncio
import contextlib
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from central.imports.reading.found import Reading, Span
from central.imports.reading.job import Job, read_answer, write_job
from central.imports.settings import ImportSettings

POLL_S = 10.0
"""Wall time from the process's start to its end, killed at the latest."""
ANSWER_LIMIT = 4_000_000
CHILD = (sys.executable, "-P", "-m", "central.imports.reading.child")


def span_of(settings: ImportSettings, clinic: ZoneInfo, now: float) -> Span:
    """From the clinic's midnight ``days_back`` ago to the midnight behind ``days_ahead``."""
    today = datetime.fromtimestamp(now, clinic).date()
    days = (today - timedelta(settings.days_back), today + timedelta(settings.days_ahead + 1))
    start, end = (datetime(d.year, d.month, d.day, tzinfo=clinic).timestamp() for d in days)
    return Span(start, end)


async def poll(settings: ImportSettings, clinic: ZoneInfo, now: float) -> tuple[Span, Reading]:
    """What the source says of its span; never raises for what a source does.

    Ends within POLL_S: a process that does not is killed.
    """
    zone = ZoneInfo(settings.timezone) if settings.timezone else clinic
    span = span_of(settings, clinic, now)
    told = write_job(Job(settings, zone, datetime.fromtimestamp(now, UTC).date(), span))
    process = await asyncio.create_subprocess_exec(
        *CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(POLL_S):
            return span, await _hear(process, told)
    except TimeoutError:
        return span, Reading(complete=False, problem="too-slow")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(process.wait())


async def _hear(process: asyncio.subprocess.Process, told: bytes) -> Reading:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.write(told)
        await process.stdin.drain()
    process.stdin.close()
    answer = bytearray()
    while part := await process.stdout.read(65_536):
        answer += part
        if len(answer) > ANSWER_LIMIT:
            return Reading(complete=False, problem="too-large")
    await process.wait()
    try:
        return read_answer(bytes(answer))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Reading(complete=False, problem="reader-died")
