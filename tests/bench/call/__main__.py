"""The call's bench: the unit, stock aiortc and a Chromium kiosk side by side in one run.

Usage: python -m tests.bench.call [--quick] [--json FILE] [--only NAME …] [--scene NAME …]. Prints
a table and, as the last line, the same as JSON; exit status 0 only if everything to be reached
holds. How to read it stands in docs/operations.md.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.call.browsers import BrowserEnd, browser_end
from tests.bench.call.contestant import Contestant
from tests.bench.call.film import make_film, make_speech
from tests.bench.call.kiosk import kiosk
from tests.bench.call.rows import BESIDE, KIOSKS, ROWS, STOCK, UNIT, Judged, is_busy, judge, table
from tests.bench.call.scenarios import QUICK, SCENES, Figures, Plan, clean, start, troubled, whole
from tests.bench.call.sounds import Samples
from tests.bench.call.stock import stock
from tests.bench.call.unit import unit

Maker = Callable[..., AbstractAsyncContextManager[Contestant]]
CONTESTANTS: dict[str, Maker] = {
    UNIT: unit,
    KIOSKS[0]: partial(kiosk, codec="VP8"),
    STOCK: stock,
    KIOSKS[1]: partial(kiosk, codec="H264"),
}
CLEAN = "clean"
CALM = frozenset({KIOSKS[1]})
"""Measured on a clean network only."""


def _say(words: str) -> None:
    print(f"• {words}", file=sys.stderr, flush=True)


async def _round(
    name: str, folder: Path, far: BrowserEnd, plan: Plan, loop: Samples, scenes: list[str]
) -> tuple[Figures, list[float | None]]:
    """Everything once with one contestant; figures, and how long its starts took."""
    make, figures, starts = CONTESTANTS[name], Figures(), list[float | None]()
    async with make(folder, folder / "film.y4m", folder / "speech.wav") as one:
        if CLEAN in scenes:
            _say(f"{name}: clean network")
            figures |= await clean(one, far, plan, loop)
            starts.append(figures["start"])
            for _ in range(plan.starts):
                starts.append(await start(one, far))
        for scene in SCENES:
            if name in CALM or scene.name not in scenes:
                continue
            _say(f"{name}: {scene.name}")
            found = await troubled(one, far, plan, scene, loop)
            figures |= {f"{scene.name} {key}": value for key, value in found.items()}
    return figures, starts


async def _run(folder: Path, plan: Plan, names: list[str], scenes: list[str]) -> dict[str, Figures]:
    _say("Making the film and the speech")
    make_film(folder / "film.y4m")
    loop = make_speech(folder / "speech.wav")
    rounds: dict[str, list[Figures]] = {name: [] for name in names}
    starts: dict[str, list[float | None]] = {name: [] for name in names}
    film, speech = folder / "film.y4m", folder / "speech.wav"
    async with browser_end(folder, "far", film, speech) as far:
        for number in range(plan.repeats):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                try:
                    figures, took = await _round(name, folder, far, plan, loop, scenes)
                except Exception as error:  # noqa: BLE001 - one that breaks is told, not hidden
                    _say(f"{name} broke: {type(error).__name__}: {error}")
                    continue
                rounds[name].append(figures)
                starts[name] += took
    result = {name: whole(parts) for name, parts in rounds.items()}
    for name, took in starts.items():
        there = sorted(value for value in took if value is not None)
        result[name]["start"] = there[len(there) // 2] if there else None
        missing = len(there) < len(took) or not there
        result[name]["start longest"] = None if missing else there[-1]
    return result


def _told(judged: list[Judged], result: dict[str, Figures], took_s: float) -> dict[str, Any]:
    rows = [
        {
            "figure": one.row.name,
            "unit": one.unit,
            "stock": one.stock,
            "kiosk": one.kiosk,
            "reach": one.row.reach,
            "holds": one.holds,
        }
        for one in judged
    ]
    return {
        "ok": _holds(judged),
        "took_s": round(took_s),
        "load": os.getloadavg(),
        "busy": is_busy(result),
        "rows": rows,
        "all": result,
    }


def _holds(judged: list[Judged]) -> bool:
    return all(one.holds for one in judged if one.row.reach)


def main() -> int:
    """Run; 0 if everything holds."""
    reader = argparse.ArgumentParser(description="the call's bench")
    reader.add_argument("--quick", action="store_true", help="one short round")
    reader.add_argument("--json", type=Path, default=Path("var/bench-call.json"))
    reader.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=list(CONTESTANTS))
    scenes = [CLEAN, *(scene.name for scene in SCENES)]
    reader.add_argument("--scene", nargs="+", choices=scenes, default=scenes)
    chosen = reader.parse_args()
    began = time.monotonic()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="ostord-bench-", dir=shared) as folder:
        plan = QUICK if chosen.quick else Plan()
        result = asyncio.run(_run(Path(folder), plan, chosen.only, chosen.scene))
    judged = [judge(row, result) for row in (*ROWS, *BESIDE)]
    told = json.dumps(_told(judged, result, time.monotonic() - began))
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(told + "\n")
    print(table(judged))
    print(f"Machine: {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    if is_busy(result):
        print("The machine was too busy: the kiosk did not get its pictures. This shows nothing.")
    print(told)
    return 0 if _holds(judged) else 1


if __name__ == "__main__":
    sys.exit(main())
