"""What a fault trial must show at the door (S1, S3).

The lamp never says clear from *Starta besök* until the visit has ended, nor while any capture
handle is open; while one is open, a driven lamp says occupied; the handles close. That the visit
goes on, and that the lamp does say clear afterwards, the trial itself has waited for.
"""

import time
from dataclasses import replace
from itertools import pairwise

from tests.support.lamp_watch import Seen
from tests.support.trials import Result
from tests.support.trials_unit import TrialUnit

CLOSED_S = 3.0
"""The product's promise is 1 s; a busy machine is given more here."""
STARVED_S = 0.5
"""A lamp that lives may be so late with its word on a busy machine; one that hangs is later."""
SEATED = ("joining", "in-call", "paused", "interrupted")


def judge(unit: TrialUnit, visit: str, begun: float, struck: float, result: Result) -> None:
    """Write into ``result`` what was seen from ``begun`` on, and what was wrong with it."""
    now = time.monotonic()
    seen = with_handles(certain(unit.watch.between(begun, now)))
    runs = running_spans(unit.phases(visit), now)
    result.samples = sum(one.at >= struck for one in seen)
    for one in seen:
        running = any(begin <= one.at < end for begin, end in runs)
        result.wrong += [said for said in never(one, running=running) if said not in result.wrong]
    dark = [
        (one.at, after.at)
        for one, after in pairwise(seen)
        if one.at >= struck
        and (not one.driven or one.shows == "unknown")
        and (one.handles or any(begin <= one.at < end for begin, end in runs))
    ]
    result.sign_right_s = round(dark[-1][1] - struck, 2) if dark else 0.0
    result.sign_dark_s = round(sum(end - begin for begin, end in dark), 2)
    if result.capture_left_s is not None:
        result.capture_left_s = round(result.capture_left_s, 2)
        if result.capture_left_s > CLOSED_S:
            result.wrong.append(f"capture closed {result.capture_left_s} s after the end")
    if result.samples * 0.2 < now - struck:
        result.wrong.append(f"only {result.samples} samples in {now - struck:.0f} s")


def certain(seen: list[Seen]) -> list[Seen]:
    """Without the looks that the lamp left unanswered and whose state its next word took back.

    It may have been driven anew before the look: the handles are of now, the state is of before.
    """
    sure, word = list[Seen](), None
    for one in reversed(seen):
        if one.told or one.answers:
            word = one
        elif word and word.shows != one.shows and word.at - one.at <= STARVED_S:
            continue
        sure.append(one)
    return sure[::-1]


def with_handles(seen: list[Seen]) -> list[Seen]:
    """What the lamp told between two looks, with the handles that were open at both."""
    whole, after = list[Seen](), frozenset[str]()
    for place, one in reversed(list(enumerate(seen))):
        if not one.told:
            after = frozenset(one.handles)
            whole.append(one)
            continue
        before = next((look.handles for look in reversed(seen[:place]) if not look.told), ())
        whole.append(replace(one, handles=tuple(sorted(after.intersection(before)))))
    return whole[::-1]


def never(one: Seen, *, running: bool) -> list[str]:
    """What must never be seen at the door (S1, S3)."""
    wrong = []
    if one.shows == "clear" and (running or one.handles):
        wrong.append("clear while " + ("capture is open" if one.handles else "the visit runs"))
    if one.handles and one.driven and one.shows not in ("occupied", "unknown"):
        wrong.append(f"{one.shows} while capture is open")
    return wrong


def running_spans(phases: list[tuple[float, str]], now: float) -> list[tuple[float, float]]:
    """From joining until the end, as often as the visit was started."""
    spans: list[tuple[float, float]] = []
    begun = None
    for at, phase in phases:
        seated = phase in SEATED
        if seated and begun is None:
            begun = at
        elif not seated and begun is not None:
            spans.append((begun, at))
            begun = None
    return [*spans, (begun, now)] if begun is not None else spans
