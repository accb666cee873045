"""Whom to phone about which fault, and what to do when nobody is there (R69)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from central.core.hours import open_until


class Fault(StrEnum):
    """What kind of trouble somebody has."""

    LOGIN = "login"
    FUNCTION = "function"
    TECHNOLOGY = "technology"


@dataclass(frozen=True, slots=True)
class Line:
    """A number, for one kind of fault, with its week's hours."""

    fault: Fault
    name: str
    phone: str
    hours: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """Who answers now about one kind of fault; no ``phone`` outside the hours."""

    fault: Fault
    name: str | None = None
    phone: str | None = None
    until: str | None = None


def who_answers(lines: Iterable[Line], moment: datetime) -> tuple[Answers, ...]:
    """One answer for each kind of fault; the first line that is open counts."""
    listed = tuple(lines)
    return tuple(_about(fault, listed, moment) for fault in Fault)


def _about(fault: Fault, lines: tuple[Line, ...], moment: datetime) -> Answers:
    for line in lines:
        until = open_until(line.hours, moment)
        if line.fault is fault and until:
            return Answers(fault, line.name, line.phone, until)
    return Answers(fault)
