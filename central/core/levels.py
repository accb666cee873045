"""How surely a party is known (R60): which level reaches another, and what a check by hand adds."""

from wire.visits import Level

ORDER = tuple(Level)
"""Lowest first."""


def reaches(level: Level | None, needed: Level) -> bool:
    """Whether ``level`` is ``needed`` or higher; nobody known reaches nothing."""
    return level is not None and ORDER.index(level) >= ORDER.index(needed)


def shown(proven: Level, *, vouched: bool) -> Level:
    """What is told of somebody who proved ``proven``, and whom a clinician checked by hand."""
    return Level.VOUCHED if vouched and not reaches(proven, Level.VOUCHED) else proven
