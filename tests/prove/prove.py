"""S1 to S4, S6 and S7 over a hundred thousand random histories of a room, in one pass.

Usage: python -m tests.prove.prove [--histories N] [--seed S]. History ``i`` has the seed S + i; one
that breaks a rule is printed, and comes again as the first one of ``--seed`` its own.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.prove.day_rules import RULES, check, every_button_does_something, moment
from tests.prove.histories import Happening, begin, history, live

HISTORIES = 100_000
LENGTH = 10
"""So many things happen in each; the deadlines between them are steps of their own."""
PART = 500
BUTTONS_EACH = 8
"""In one step of so many all buttons that are offered are pressed."""


class Broken(Exception):  # noqa: N818 - it is a finding
    """A history in which a rule does not hold."""

    def __init__(self, seed: int, rule: str, happened: tuple[tuple[float, Happening], ...]) -> None:
        super().__init__(seed, rule, happened)
        self.seed, self.rule, self.happened = seed, rule, happened

    def __str__(self) -> str:
        lines = [f"{now:10.1f}  {what}" for now, what in self.happened]
        replay = f"replay: make prove SEED={self.seed} HISTORIES=1"
        return "\n".join([f"history {self.seed} breaks {self.rule}", *lines, replay])


def prove(seed: int) -> int:
    """Live one history and check every step; how many steps it had. Raises Broken."""
    first, at, told = history(seed, LENGTH)
    watch = begin(first)
    lived: list[tuple[float, Happening]] = []
    try:
        for before, what, day, asked, now in live(first, at, told):
            lived.append((now, what))
            watch.happens(what, now)
            watch.follows(day, now)
            seen = moment(before, what, day, asked, now, watch)
            check(seen)
            if len(lived) % BUTTONS_EACH == 0:
                every_button_does_something(seen)
    except AssertionError as error:
        raise Broken(seed, _rule(error), tuple(lived)) from error
    return len(lived)


def _rule(error: AssertionError) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else "?"
    return f"{where} {error}".strip()


def part(seeds: range) -> tuple[int, str | None]:
    """So many histories: their steps, and what the first one that breaks a rule says."""
    steps = 0
    for seed in seeds:
        try:
            steps += prove(seed)
        except Broken as broken:
            return steps, str(broken)
    return steps, None


def _parts(first: int, histories: int) -> Iterator[range]:
    last = first + histories
    return (range(at, min(at + PART, last)) for at in range(first, last, PART))


def main() -> int:
    """All of them on all cores; one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=HISTORIES)
    parser.add_argument("--seed", type=int, default=20_261_124)
    options = parser.parse_args()
    began, steps, broken = time.monotonic(), 0, []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for count, found in pool.map(part, _parts(options.seed, options.histories)):
            steps += count
            if found is not None:
                broken.append(found)
                print(found, flush=True)
    said = {
        "histories": options.histories,
        "seed": options.seed,
        "steps": steps,
        "rules": len(RULES) + 1,
        "violations": len(broken),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(said))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
