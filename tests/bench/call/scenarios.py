"""What is done with each contestant, and the figures that come out; None: could not be measured."""

import asyncio
import time
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.call.browsers import BrowserEnd
from tests.bench.call.contestant import Contestant, Line, Rows
from tests.bench.call.evidence import Evidence
from tests.bench.call.figures import delays, frozen, middle, news, reached
from tests.bench.call.film import FPS, SPEECH_S
from tests.bench.call.processes import cpu_s, pss_mb
from tests.bench.call.sounds import Found, Piece, Samples, cut, find, lateness, understood
from tests.support.impaired import impaired
from tests.support.trouble import Trouble

Figures = dict[str, float | None]
OF_S = 13.0
"""Frozen seconds are told as of so many."""
RISE_S = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each part takes, seconds."""

    repeats: int = 5
    settle_s: float = 6.0
    cpu_s: float = 15.0
    clean_s: float = 8.0
    starts: int = 2
    trouble_settle_s: float = 4.0
    trouble_s: float = 13.0


QUICK = Plan(1, 5.0, 10.0, 5.0, 4, 2.5, 7.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """One bad network, the same datagram by datagram for all contestants."""

    name: str
    to_unit: Trouble
    to_page: Trouble
    seed: int


def _both(name: str, trouble: Trouble, seed: int) -> Scene:
    return Scene(name, trouble, trouble, seed)


SCENES = (
    _both("loss 2 %", Trouble(loss=0.02, delay_s=0.05), 2),
    _both("loss 5 %", Trouble(loss=0.05, delay_s=0.05), 5),
    Scene("500 kbit/s", Trouble(delay_s=0.02), Trouble(delay_s=0.02, cap_bit_s=500_000), 500),
    _both("300 kbit/s", Trouble(loss=0.05, delay_s=0.02, cap_bit_s=300_000), 300),
)


async def clean(one: Contestant, far: BrowserEnd, plan: Plan, loop: Samples) -> Figures:
    """Start, costs, rise and delays on a clean network."""
    await far.call("reset")
    figures: Figures = {"start": await one.join(Line(far))}
    await asyncio.sleep(plan.settle_s)
    began = time.monotonic()
    figures |= await _costs(one, plan.cpu_s)
    told = await far.stats()
    figures["rise"] = _rise(told)
    for what, counter in (("fps in", "encoded"), ("fps out", "frames")):
        figures[what] = _rate(told, counter, began)
    rate, spent = (figures["fps in"] or 0.0) + (figures["fps out"] or 0.0), figures["cpu"]
    figures["cpu per pictures"] = spent * 2 * FPS / rate if spent and rate else None
    _, ours, theirs = await _watched(one, far, plan.clean_s)
    figures["picture in"] = middle(delays(theirs.sent, ours.seen))
    figures["picture out"] = middle(delays(ours.sent, theirs.seen))
    figures["sound in"] = _late(theirs.said, ours.heard, loop)
    figures["sound out"] = _late(ours.said, theirs.heard, loop)
    await one.leave()
    return figures


async def start(one: Contestant, far: BrowserEnd) -> float | None:
    """One start more."""
    await far.call("reset")
    took = await one.join(Line(far))
    await asyncio.sleep(0.5)
    await one.leave()
    return took


async def troubled(
    one: Contestant, far: BrowserEnd, plan: Plan, scene: Scene, loop: Samples
) -> Figures:
    """The whole call over one bad network."""
    with impaired(to_unit=scene.to_unit, to_page=scene.to_page, seed=scene.seed) as network:
        await far.call("reset")
        await one.join(Line(far, network))
        await asyncio.sleep(plan.trouble_settle_s)
        (begin, end), ours, theirs = await _watched(one, far, plan.trouble_s)
        await asyncio.sleep(0.5)
        heard, told = await one.sound(), await far.stats()
        await one.leave()
    seen, shown = (frozen(news(it.seen), begin, end, FPS) for it in (ours, theirs))
    part = OF_S / (end - begin)
    return {
        "frozen in": seen[0] * part,
        "gap in": seen[1],
        "frozen out": shown[0] * part,
        "gap out": shown[1],
        "concealed in": _concealed(heard, begin, end),
        "discarded in": _grown(heard, "discarded", begin, end),
        "concealed out": _concealed(told, begin, end),
        "speech in": understood(_found(ours.heard, loop, 3.0, 1.0), loop),
        "speech out": understood(_found(theirs.heard, loop, 3.0, 1.0), loop),
    }


async def _costs(one: Contestant, seconds: float) -> Figures:
    before, began = one.pids(), time.monotonic()
    spent = {name: cpu_s(pids) for name, pids in before.items()}
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    figures: Figures = {}
    for name, pids in before.items():
        figures[f"cpu {name}"] = (cpu_s(pids) - spent[name]) / took
        figures[f"memory {name}"] = pss_mb(pids)
    for what in ("cpu", "memory"):
        figures[what] = sum(figures[f"{what} {name}"] or 0.0 for name in before)
    return figures


async def _watched(
    one: Contestant, far: BrowserEnd, seconds: float
) -> tuple[tuple[float, float], Evidence, Evidence]:
    """When (from, to) and what both ends noted; the contestant's is the first."""
    await far.set_clock()
    await far.call("watch")
    await one.watch()
    begin = time.monotonic()
    await asyncio.sleep(seconds)
    end = time.monotonic()
    return (begin, end), await one.notes(), await far.notes()


def _rate(rows: Rows, counter: str, since: float) -> float | None:
    """How fast a counter of the far end's grew, a second."""
    inside = [row for row in rows if row["at"] >= since and row.get(counter) is not None]
    if len(inside) < 2:
        return None
    took = inside[-1]["at"] - inside[0]["at"]
    return float(inside[-1][counter] - inside[0][counter]) / took if took else None


def _rise(rows: Rows) -> float | None:
    """Seconds from the connection until the far end sends 720 lines and 1 Mbit/s."""
    sent = [row for row in rows if row.get("sent") is not None]
    if not sent:
        return None
    samples = [(row["at"] - sent[0]["at"], row.get("height") or 0, row["sent"]) for row in sent]
    return reached(samples, 720, 1e6, RISE_S)


def _found(pieces: list[Piece], loop: Samples, seconds: float, step_s: float) -> list[Found]:
    places = (find(piece, loop) for piece in cut(pieces, seconds, step_s))
    return [place for place in places if place is not None]


def _late(said: list[Piece], heard: list[Piece], loop: Samples) -> float | None:
    """The median of the sound's delay."""
    sides = [_found(pieces, loop, 1.0, 0.5) for pieces in (said, heard)]
    return middle(lateness(sides[0], sides[1], SPEECH_S))


def _grown(rows: Rows, what: str, begin: float, end: float) -> float | None:
    """How much a counter grew; a new connection counts from nothing."""
    inside = [row for row in rows if begin - 2.5 <= row["at"] <= end + 0.5 and what in row]
    values = [float(row[what] or 0) for row in inside]
    if len(values) < 2:
        return None
    steps = pairwise(values)
    return sum(later - sooner if later >= sooner else later for sooner, later in steps)


def _concealed(rows: Rows, begin: float, end: float) -> float | None:
    """The share of the sound that was made up."""
    made = _grown(rows, "concealed", begin, end)
    whole = _grown(rows, "samples", begin, end)
    return made / whole if made is not None and whole else None


def whole(parts: list[Figures]) -> Figures:
    """The medians of several rounds' figures."""
    names = {name for part in parts for name in part}
    return {name: middle(part.get(name) for part in parts) for name in sorted(names)}
