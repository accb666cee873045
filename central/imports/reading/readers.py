"""Chooses the reader that a table names, and reads one span with it, bounded in time."""

import asyncio
import time
from datetime import date
from zoneinfo import ZoneInfo

from central.imports.reading.bounded import Line
from central.imports.reading.caldav import CaldavSource
from central.imports.reading.csv_file import CsvSource
from central.imports.reading.fhir import FhirSource
from central.imports.reading.found import Gathered, Reading, Source, SourceError, Span
from central.imports.reading.ical import IcalSource
from central.imports.settings import ImportSettings

READ_S = 8.0
"""Of a poll's 10 s: the rest is for starting, and for handing over what was found."""


def source_for(settings: ImportSettings, line: Line, zone: ZoneInfo, today: date) -> Source:
    """The reader of ``settings``, whose times without a zone are in ``zone``."""
    if settings.kind == "fhir":
        return FhirSource(settings, line, today)
    if settings.kind == "ical":
        return IcalSource(settings, line, zone)
    if settings.kind == "caldav":
        return CaldavSource(settings, line, zone)
    return CsvSource(settings, zone, today, time.time)


async def read_source(settings: ImportSettings, zone: ZoneInfo, today: date, span: Span) -> Reading:
    """One poll, whatever the source does; nothing is raised."""
    into, problem = Gathered(), None
    try:
        async with (
            asyncio.timeout(READ_S),
            Line(private_addresses=settings.private_addresses, ca=settings.ca) as line,
        ):
            await source_for(settings, line, zone, today).gather(span, into)
    except TimeoutError:
        problem = "too-slow"
    except SourceError as error:
        problem = error.code
    except MemoryError:
        problem = "too-large"
    except RecursionError:
        problem = "garbled"
    return Reading(tuple(into.found.values()), tuple(into.bad), problem is None, problem)
