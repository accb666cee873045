"""What processes cost, from /proc: processor time, memory, handles, threads."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Costs:
    """One process now."""

    cpu_s: float
    pss_mb: float
    rss_mb: float
    handles: int
    threads: int


def family(pid: int) -> list[int]:
    """``pid`` and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def costs(pid: int) -> Costs | None:
    """What ``pid`` costs; None when it is gone."""
    proc = Path(f"/proc/{pid}")
    try:
        fields = _fields(pid)
        rollup = _kib((proc / "smaps_rollup").read_text())
        handles = sum(1 for _ in (proc / "fd").iterdir())
    except OSError:
        return None
    if not fields:
        return None
    cpu_s = (int(fields[11]) + int(fields[12])) / TICKS_S
    return Costs(cpu_s, rollup["Pss"] / 1024, rollup["Rss"] / 1024, handles, int(fields[17]))


def cpu_s(pids: Iterable[int]) -> float:
    """Processor seconds of all of them so far."""
    total = 0
    for pid in pids:
        fields = _fields(pid)
        total += int(fields[11]) + int(fields[12]) if fields else 0
    return total / TICKS_S


def pss_mb(pids: Iterable[int]) -> float:
    """Proportional memory of all of them, MB."""
    found = (costs(pid) for pid in pids)
    return sum(one.pss_mb for one in found if one is not None)


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from ``state`` on (proc(5)); none when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _kib(text: str) -> dict[str, int]:
    lines = (line.split() for line in text.splitlines()[1:])
    return {words[0].rstrip(":"): int(words[1]) for words in lines if len(words) == 3}
