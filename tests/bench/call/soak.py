"""One long call between the unit and a Chromium: nothing grows.

Usage: python -m tests.bench.call.soak [--minutes N] [--json FILE]. Every ten seconds memory (RSS),
handles and threads of each of the unit's processes are noted. After the warm-up the memory's slope
must stay under 1 MB/h, and handles and threads may not be more at the end than at its beginning.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.call.browsers import browser_end
from tests.bench.call.contestant import Line
from tests.bench.call.figures import slope
from tests.bench.call.film import make_film, make_speech
from tests.bench.call.processes import Costs, costs
from tests.bench.call.unit import unit

EACH_S = 10.0
MOST_MB_H = 1.0
WARM_PART, WARM_MOST_S = 0.25, 600.0
SPARE = 1
"""A handle or thread more at some moment is no growth."""


@dataclass(frozen=True, slots=True)
class Stood:
    """One process: MB/h, and the medians of handles and threads at the beginning and the end."""

    process: str
    rss_mb: float
    mb_h: float | None
    handles: tuple[float, float]
    threads: tuple[float, float]
    holds: bool


Noted = list[tuple[float, Costs]]


def judge(process: str, noted: Noted, warm_s: float) -> Stood:
    """What became of ``process``, noted as (seconds since the call began, costs)."""
    warm = [(at, one) for at, one in noted if at >= warm_s]
    grown = slope([(at / 3600, one.rss_mb) for at, one in warm])
    part = max(1, len(warm) // 4)
    ends = warm[:part], warm[-part:]
    handles = tuple(median(one.handles for _, one in end) if end else 0.0 for end in ends)
    threads = tuple(median(one.threads for _, one in end) if end else 0.0 for end in ends)
    flat = grown is not None and grown < MOST_MB_H
    holds = flat and all(last <= first + SPARE for first, last in (handles, threads))
    last = noted[-1][1].rss_mb if noted else 0.0
    return Stood(process, last, grown, (handles[0], handles[1]), (threads[0], threads[1]), holds)


async def _call(folder: Path, minutes: float) -> tuple[dict[str, Noted], float]:
    film, speech = folder / "film.y4m", folder / "speech.wav"
    make_film(film)
    make_speech(speech)
    async with (
        browser_end(folder, "far", film, speech) as far,
        unit(folder, film, speech, minutes=round(minutes) + 30) as room,
    ):
        if await room.join(Line(far)) is None:
            raise SystemExit("The call did not begin.")
        began, noted = time.monotonic(), dict[str, Noted]()
        first = room.pids()
        while (at := time.monotonic() - began) < minutes * 60:
            for name, pids in room.pids().items():
                one = costs(pids[0])
                if one is not None:
                    noted.setdefault(name, []).append((at, one))
            await asyncio.sleep(EACH_S)
        if room.pids() != first:
            print("A process was restarted.", file=sys.stderr)
            noted.clear()
        frames = [row.get("frames") for row in await far.stats()]
        await room.leave()
        print(f"The far end decoded {frames[-1] if frames else 0} pictures.", file=sys.stderr)
    return noted, minutes * 60


def main() -> int:
    """Run; 0 if nothing grows."""
    reader = argparse.ArgumentParser(description="a long call in which nothing grows")
    reader.add_argument("--minutes", type=float, default=60.0)
    reader.add_argument("--json", type=Path, default=Path("var/soak.json"))
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="ostord-bench-", dir=Path("/dev/shm")) as folder:
        noted, took_s = asyncio.run(_call(Path(folder), chosen.minutes))
    warm_s = min(WARM_MOST_S, took_s * WARM_PART)
    lines = [judge(name, rows, warm_s) for name, rows in noted.items()]
    print(f"{'process':9}{'RSS MB':>8}{'MB/h':>8}{'handles':>12}{'threads':>12}  holds?")
    for one in lines:
        grown = "-" if one.mb_h is None else f"{one.mb_h:.2f}"
        pairs = [f"{first:.0f} -> {last:.0f}" for first, last in (one.handles, one.threads)]
        said = "yes" if one.holds else "NO"
        print(f"{one.process:9}{one.rss_mb:8.1f}{grown:>8}{pairs[0]:>12}{pairs[1]:>12}  {said}")
    holds = bool(lines) and all(one.holds for one in lines)
    each = max(1, round(60 / EACH_S))
    course = {
        name: [round(one.rss_mb, 1) for _, one in rows[::each]] for name, rows in noted.items()
    }
    told = {
        "ok": holds,
        "minutes": chosen.minutes,
        "processes": [asdict(one) for one in lines],
        "rss_mb_each_minute": course,
    }
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(told) + "\n")
    print(json.dumps(told))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
