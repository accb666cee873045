"""How long the core takes for one step, deadline and view, from 12 bookings to 5,000.

Usage: python -m tests.bench.core [--rounds N]. Prints a table and, as the last line, the same as
JSON. Beside it stands the least that a core without an ordered list of what lies ahead would have
to do after every event: look at the whole agenda for what is open and when the next thing strikes.
Trust ratios: the machine is shared.
"""

import argparse
import gc
import json
import time
import tracemalloc
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from math import inf

from appliance.core import events as e
from appliance.core.day import Day, mono
from appliance.core.deadlines import CLOCKS
from appliance.core.room_day import next_deadline, step
from appliance.core.room_views import seat_view, sign_view, stage_view
from appliance.core.visit.agenda import opened
from appliance.core.visit.times import closes
from appliance.core.visits import Standing, Visit
from appliance.core.words import Button, Phase
from tests.support.room import LIVE_STAGE, PATIENT, START, VISIT, a_room, pressed, walk

SIZES = (12, 50, 500, 1000, 2000, 5000)
LINE = "{0:8}  {1:7.1f}  {2:11.1f}  {3:8.0f}  {4:13.0f}  {5:10.0f}  {7:5.1f}  {6:10.0f}"
APART = timedelta(minutes=5)
"""One booking begins each 5 min: four rooms are open at any time."""


@dataclass(frozen=True)
class Row:
    """One size: µs of one call, memory in KiB."""

    bookings: int
    step_us: float
    """A touch, a tick, presence, and what stage says, in a call."""
    deadline_us: float
    view_us: float
    """What stage, sign and central are shown."""
    agenda_us: float
    """A whole poll of the bookings."""
    rescan_us: float
    """The re-scan, for a step and its deadline."""
    memory_kib: float

    @property
    def gain(self) -> float:
        """How many times as long a step with its deadline would take with the re-scan alone."""
        return self.rescan_us / (self.step_us + self.deadline_us)


def bookings(count: int) -> tuple[Visit, ...]:
    """So many, each 5 min; the one of the call is in their middle."""
    made = []
    for number in range(count):
        start = VISIT.start + (number - count // 2) * APART
        middle = number == count // 2
        name = VISIT.id if middle else f"visit-{number}"
        made.append(replace(VISIT, id=name, start=start, end=start + APART))
    return tuple(made)


def in_a_call(visits: tuple[Visit, ...]) -> Day:
    """A room in a call in the middle of all these bookings; somebody is there."""
    return walk(
        a_room(visits),
        [
            (START - 1, pressed(Button.HERE)),
            (START, e.Presence(somebody=True)),
            (START, e.AtVisit(VISIT.id, (PATIENT,))),
            (START, pressed(Button.START)),
            (START + 2, LIVE_STAGE),
        ],
    )


def rescan(day: Day, now: float) -> tuple[list[str], float | None]:
    """What is open, and the next time of any visit, from the whole agenda."""
    rules = day.rules
    able = [v for v in day.visits if v.standing is Standing.JOINABLE and v.id not in day.closed]
    starts = sorted({mono(day, visit.start) for visit in able})
    open_now: list[str] = []
    times: list[float] = []
    for visit in able:
        start, end = mono(day, visit.start), mono(day, visit.end)
        place = bisect_right(starts, start)
        after = starts[place] if place < len(starts) else inf
        over = min(end + rules.closes_after, after)
        opening = start - rules.opens_before
        if opening <= now < over:
            open_now.append(visit.id)
        times += [opening, start - rules.lobby_before, start, end, over]
    return open_now, min((at for at in times if at > now), default=None)


def ordered(day: Day, now: float) -> tuple[list[str], float | None]:
    """The same from what lies ahead: the two must agree."""
    open_now = [visit.id for visit in opened(day, now) if now < closes(day, visit)]
    times = [at for at in CLOCKS[0].at(day, now) if at is not None and at > now]
    return open_now, min(times, default=None)


def timed(work: Callable[[], object], rounds: int) -> float:
    """The fastest of so many calls, in µs: the one that nobody else on the machine disturbed."""
    taken = []
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        began = time.perf_counter_ns()
        work()
        taken.append(time.perf_counter_ns() - began)
    gc.enable()
    return min(taken) / 1000


def memory_kib(count: int) -> float:
    """What a day of so many bookings holds, its bookings too."""
    gc.collect()
    tracemalloc.start()
    day = in_a_call(bookings(count))
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert day.focus is not None
    return held / 1024


def measure(count: int, rounds: int) -> Row:
    """One row of the table."""
    visits = bookings(count)
    day, now = in_a_call(visits), START + 5
    assert day.focus is not None
    assert day.focus.phase is Phase.IN_CALL
    assert ordered(day, now)[1] == rescan(day, now)[1]
    assert set(ordered(day, now)[0]) == set(rescan(day, now)[0])
    events: tuple[e.Event, ...] = (e.Tick(), e.Touched(), e.Presence(somebody=True), LIVE_STAGE)
    agenda = e.Agenda(visits, complete=True)
    few = max(3, min(rounds, 200_000 // count))

    def views() -> None:
        stage_view(day, now), sign_view(day, now), seat_view(day, now)

    return Row(
        bookings=count,
        step_us=timed(lambda: [step(day, event, now) for event in events], rounds) / len(events),
        deadline_us=timed(lambda: next_deadline(day, now), rounds),
        view_us=timed(views, rounds),
        agenda_us=timed(lambda: step(day, agenda, now), few),
        rescan_us=timed(lambda: rescan(day, now), few),
        memory_kib=memory_kib(count),
    )


def main() -> None:
    """The table, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    rows = [measure(count, parser.parse_args().rounds) for count in SIZES]
    print("bookings  step µs  deadline µs  views µs  whole poll µs  re-scan µs  ratio  memory KiB")
    for row in rows:
        print(LINE.format(*asdict(row).values(), row.gain))
    by_size = {row.bookings: row for row in rows}
    day, most = by_size[500], by_size[5000]
    ratios = {
        "ten times the bookings: step": most.step_us / day.step_us,
        "ten times the bookings: deadline": most.deadline_us / day.deadline_us,
        "ten times the bookings: views": most.view_us / day.view_us,
        "ten times the bookings: whole poll": most.agenda_us / day.agenda_us,
        "ten times the bookings: memory": most.memory_kib / day.memory_kib,
        "re-scan to step and deadline, 500 bookings": day.gain,
        "re-scan to step and deadline, 5000 bookings": most.gain,
    }
    said = {
        "rows": [{**asdict(row), "gain": row.gain} for row in rows],
        "ratios": {what: round(ratio, 2) for what, ratio in ratios.items()},
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
