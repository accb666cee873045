"""The process of its own in which a source is read: ``python -m central.imports.reading.child``.

It gets one job on its standard input and answers with one Reading. Whatever a hostile source does
to it (a series without an end, a million brackets) is bounded from outside: by the processor time
and memory that the kernel gives it, and by the one who waits.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

from central.imports.reading.job import Job, read_job, write_answer
from central.imports.reading.readers import read_source

PROCESSOR_S = 9
MEMORY = 64 * 2**20
"""More than it has when it begins; the meanest poll known needs a quarter of it."""


def main() -> None:
    """Read one job, answer, and go at once, whatever a thread still waits for."""
    job = read_job(sys.stdin.buffer.read())
    _confine()
    asyncio.run(_read(job))


async def _read(job: Job) -> None:
    reading = await read_source(job.settings, job.zone, job.today, job.span)
    sys.stdout.buffer.write(write_answer(reading))
    sys.stdout.buffer.flush()
    os._exit(0)  # Python would wait for the thread of a name that never resolves


def _confine() -> None:
    """Little memory, little time, no core file: it would hold people's names (S6)."""
    data = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, data + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
