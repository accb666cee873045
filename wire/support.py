"""What a unit learns of its clinic: whom to phone about which fault (R69), and its colour (R66)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wire.records import Record

DAYS_TOLD = 14
"""So many days ahead the hours are told: they hold with central away, too."""

Opened = tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]]
"""From and until, Unix seconds."""


Accent = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Accents = tuple[Accent, Accent]
"""A clinic's own colour by day and by night: read on the house's grounds at 4.5:1."""


class AskSupport(Record):
    """From the unit: who answers for its room."""

    type: Literal["ask-support"] = "ask-support"


class SupportLine(Record):
    """A number for one kind of fault."""

    fault: Literal["login", "function", "technology"]
    name: Annotated[str, StringConstraints(max_length=200)]
    phone: Annotated[str, StringConstraints(max_length=40)]
    open: Annotated[tuple[Opened, ...], Field(max_length=200)]
    """When somebody is there, in order; outside of these the number is not shown."""


class Support(Record):
    """To the unit: every line of its clinic, a level."""

    type: Literal["support"] = "support"
    lines: Annotated[tuple[SupportLine, ...], Field(max_length=50)] = ()
    accents: Annotated[Accents | None, Field(exclude_if=lambda accents: accents is None)] = None
    """Its brand (R66); None: the house's own."""
