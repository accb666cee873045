"""What may be told of many visits without telling of one: small numbers are hidden (R52)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

FEWEST = 5
"""A number from 1 to 4 could be somebody."""
MANNERS = ("held", "missed", "technical", "cancelled", "open")


@dataclass(frozen=True, slots=True)
class Went:
    """One visit: how it went (of ``MANNERS``), and how long after its time it began, seconds."""

    manner: str
    late_s: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """A clinic's visits of one month; None is hidden."""

    visits: int | None
    manners: Mapping[str, int | None]
    late_min: int | None
    """The median of how many minutes after the booked time a held visit began."""


def month(visits: Iterable[Went]) -> Month:
    """Counted, with what could be somebody hidden."""
    told = list(visits)
    counts = {manner: sum(one.manner == manner for one in told) for manner in MANNERS}
    begun = [max(0.0, one.late_s) for one in told if one.late_s is not None]
    return Month(
        visits=_shown(len(told)),
        manners=hidden(counts),
        late_min=round(median(begun) / 60) if len(begun) >= FEWEST else None,
    )


def hidden(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts whose sum is known: where one is hidden, the next smallest is too.

    Otherwise the sum less the others would tell it.
    """
    hide = {name for name, count in counts.items() if 0 < count < FEWEST}
    if len(hide) == 1:
        others = [name for name, count in counts.items() if name not in hide and count > 0]
        hide |= {min(others, key=lambda name: counts[name])} if others else set()
    return {name: None if name in hide else count for name, count in counts.items()}


def _shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def rating(answers: Iterable[Mapping[str, int]]) -> dict[str, tuple[int, float]]:
    """For each question that five or more answered: how many, and the mean with one decimal."""
    given: dict[str, list[int]] = {}
    for one in answers:
        for question, value in one.items():
            given.setdefault(question, []).append(value)
    return {
        question: (len(values), round(sum(values) / len(values), 1))
        for question, values in sorted(given.items())
        if len(values) >= FEWEST
    }
