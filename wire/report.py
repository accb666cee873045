"""What a room tells central of a visit that is over: its outcome, and what happened when (R05)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wire.records import Record
from wire.visits import Outcome

STORY_LIMIT = 200
"""More moments than this of one visit are not kept: the first ones tell."""


class What(StrEnum):
    """One thing that happened at a visit; no person and no words in it."""

    CLINICIAN_HERE = "clinician-here"
    CLINICIAN_GONE = "clinician-gone"
    PATIENT_CAME = "patient-came"
    PATIENT_GONE = "patient-gone"
    PATIENT_TRIED = "patient-tried"
    """Somebody with the link tried to come in."""
    LATE_TOLD = "late-told"
    """*Jag är sen* was told to the patient (R09)."""
    STARTED = "started"
    RANG = "rang"
    """*Återuppta samtal* rang the patient (R06)."""
    CONNECTED = "connected"
    LOST = "lost"
    PAUSED = "paused"
    CONTINUED = "continued"
    ENDED = "ended"
    NUMBER_SHOWN = "number-shown"
    """*Ring patienten* (R44)."""
    UNIT_FAULT = "unit-fault"
    """The camera, the headset or the screen's process was missing."""
    UNIT_WELL = "unit-well"
    CENTRAL_LOST = "central-lost"
    """The unit had no contact with central: the network, or central itself."""
    CENTRAL_BACK = "central-back"


class Heading(StrEnum):
    """What the journal text is called (R05)."""

    NO_SHOW = "no-show"
    TRIED = "tried"
    """*Patienten har försökt*: no sentence about a fee."""


class Moment(Record):
    """When something happened: Unix seconds."""

    at: float
    what: What


class VisitReport(Record):
    """The outcome as a person confirmed it (None: undone), and the visit's story."""

    outcome: Outcome | None = None
    heading: Heading | None = None
    """None where both were connected."""
    story: Annotated[tuple[Moment, ...], Field(max_length=STORY_LIMIT)] = ()
