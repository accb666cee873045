"""When an alert's owner is told of it: quiet hours, a word for each stage, none for nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from central.core.alerts import Alert
from central.core.hours import open_until


class Stage(StrEnum):
    """What an owner can have been told last."""

    OPEN = "open"
    URGENT = "urgent"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Quiet:
    """An owner's week of hours in which everything is told; outside them only what is urgent."""

    hours: dict[str, str]

    def over(self, moment: datetime) -> bool:
        """Whether everything is told at ``moment`` (local time)."""
        return open_until(self.hours, moment) is not None


def to_tell(alert: Alert, told: Stage | None, quiet: Quiet, moment: datetime) -> Stage | None:
    """What the owner is to hear now of ``alert``, who was ``told`` so much; None: nothing.

    What came and went in quiet hours is not told at all. That something is over is told to whom
    its beginning was told, whatever the hour, for a page ends with it.
    """
    if alert.resolved_at is not None:
        return Stage.RESOLVED if told in (Stage.OPEN, Stage.URGENT) else None
    if alert.urgent:
        return Stage.URGENT if told is not Stage.URGENT else None
    return Stage.OPEN if told is None and quiet.over(moment) else None
