"""As many rooms as one likes, as central would know them: mostly well, some ill, some silent."""

import random
from collections.abc import Iterator

from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine

SITES = ("falun", "borlange", "mora", "ludvika", "avesta", "leksand", "rattvik", "malung", "orsa")
FAULTS = (
    ("camera", "failed", "camera-frozen"),
    ("headset", "failed", "headset-missing"),
    ("camera", "degraded", "camera-blurred"),
    ("call", "failed", "call-fails"),
    ("board", "degraded", "board-hot"),
)
WELL = ("camera", "headset", "sign", "call", "feed", "central", "clock", "board", "buttons")


def many_rooms(count: int, now: float, seed: int = 7) -> list[UnitLine]:
    """``count`` units at ``now`` (Unix seconds), the same for the same seed."""
    luck = random.Random(seed)
    return list(_rooms(count, now, luck))


def _rooms(count: int, now: float, luck: random.Random) -> Iterator[UnitLine]:
    for number in range(count):
        site = SITES[number % len(SITES)] if count > 1 else "falun"
        health = {name: PartLine(name, "ok", None, now - 40_000) for name in WELL}
        state, shown = "ready", luck.choices(("clear", "soon", "occupied"), (70, 5, 25))[0]
        start = now + 1800 * (number % 20) + 600
        visit = ReadyLine("ready", start, start + 1800, None, None, now - 300)
        fate = luck.random()
        if fate < 0.02 or number == 2:
            part, condition, code = FAULTS[number % len(FAULTS)]
            health[part] = PartLine(part, condition, code, now - 1500)
            if condition == "failed":
                state, shown = "alert", "clear"
                visit = ReadyLine("at-risk", start, start + 1800, part, code, now - 1500)
        elif fate < 0.04:
            state = luck.choice(("lost", "disconnected"))
        ready = {"a": visit} if number % 3 == 2 or visit.state == "at-risk" else {}
        sign, name = SignLine(shown, shown, lamp_ok=True), f"Videorum {number // len(SITES) + 1}"
        unit = f"{site}/room{number}"
        yield UnitLine(unit, name, state, now - 3000, sign, health, now - 5, ready)
