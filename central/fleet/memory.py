"""What one ingest remembers between batches, so that it need not ask the database again.

Nothing of it is needed for what is right: emptied, it is found anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

SEEN_S = 10.0
"""A unit that only measures is told to be seen this often."""
GAP_S = 3.0
"""Another ingest may have what is missing, and commit it in a moment."""
ASKED_S = 30.0
"""As often as this a unit is asked for what is missing."""
KEPT = 20_000

Boot = tuple[str, str]
"""A unit, and one of its boots."""


@dataclass(slots=True)
class Memory:
    """Times in Unix seconds."""

    seen: dict[str, float] = field(default_factory=dict)
    held: dict[Boot, int] = field(default_factory=dict)
    """Up to which number every event is in the database."""
    gaps: dict[Boot, float] = field(default_factory=dict)
    """When what is missing will be asked for."""

    def newly_seen(self, units: Iterable[str], now: float) -> list[str]:
        """Those that were not told to be seen within SEEN_S, in order."""
        return sorted(unit for unit in units if abs(now - self.seen.get(unit, 0.0)) >= SEEN_S)

    def saw(self, units: Iterable[str], now: float) -> None:
        """It was written that these were seen."""
        _bounded(self.seen)
        self.seen.update(dict.fromkeys(units, now))

    def holds(self, boot: Boot, held: int) -> None:
        """Everything up to ``held`` is committed."""
        _bounded(self.held)
        self.held[boot] = held

    def to_ask(self, boot: Boot, *, missing: bool, now: float) -> bool:
        """Whether the unit is to be asked now for what is missing."""
        if not missing:
            self.gaps.pop(boot, None)
            return False
        _bounded(self.gaps)
        if now < self.gaps.setdefault(boot, now + GAP_S):
            return False
        self.gaps[boot] = now + ASKED_S
        return True


def _bounded(kept: dict[Boot, int] | dict[Boot, float] | dict[str, float]) -> None:
    """Units that invent boots fill nothing."""
    if len(kept) >= KEPT:
        kept.clear()


def run_from(first: int, held: int, seqs: Iterable[int]) -> tuple[int, bool]:
    """Up to which number there is no gap, and whether one is missing behind it.

    ``held``: everything up to it is there; what comes before ``first`` is no longer to be had.
    """
    reached, known = max(held, first - 1), set(seqs)
    while reached + 1 in known:
        reached += 1
    return reached, any(seq > reached for seq in known)
