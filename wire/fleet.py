"""MQTT 5 between a unit and central: topics under ``ostord/1/{site}/{unit}/`` and their payloads.

No payload has a place for a patient or a presence, and none names an appointment: ``ready`` tells
of one by its time and a word that only its unit can make. Times are Unix seconds; units of
metrics are UCUM codes; a missing value is left out.
"""

import operator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wire.ids import UnitId
from wire.records import Record

ROOT = "ostord/1"
PAYLOAD_LIMIT = 65_536
KEEPALIVE_S = 12

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
BootId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{8,36}$")]
Number = float | int


class Topic(StrEnum):
    """The last part of a topic; HEALTH is followed by a part's name, READY by a booking's word,
    COMMAND by a verb and RESULT by a command's id."""

    STATE = "state"
    BIRTH = "birth"
    HEALTH = "health"
    READY = "ready"
    SIGN = "sign"
    METRICS = "metrics"
    EVENT = "event"
    ACKED = "acked"
    NUDGE = "nudge"
    COMMAND = "cmd"
    RESULT = "cmd-result"


class UnitState(StrEnum):
    """Homie's device life cycle words."""

    INIT = "init"
    READY = "ready"
    ALERT = "alert"
    DISCONNECTED = "disconnected"
    LOST = "lost"


class Condition(StrEnum):
    """How a part is."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


class Readiness(StrEnum):
    """Whether a booked visit can be held."""

    READY = "ready"
    """Everything was proven within 20 min before its start, and no fault is known."""
    AT_RISK = "at-risk"
    UNTESTED = "untested"
    """It can be held as far as is known; not everything was tried yet, or was fine when tried."""


class State(Record):
    """``state``, retained, QoS 1; also the will, then with ``lost``."""

    state: UnitState
    boot: BootId
    since: float
    versions: dict[str, str] = Field(default_factory=dict)


class Metric(Record):
    """What ``birth`` says of one metric."""

    name: str
    """An OpenTelemetry or W3C webrtc-stats name."""
    unit: str
    """A UCUM code."""


class Birth(Record):
    """``birth``, retained, QoS 1: what this unit is made of."""

    boot: BootId
    role: Literal["room", "kiosk"]
    room: str
    """What people call it."""
    parts: dict[Slug, str]
    """Each part with the name of its adapter."""
    metrics: tuple[Metric, ...]


class Health(Record):
    """``health/{part}``, retained, QoS 1."""

    condition: Condition
    code: Slug | None = None
    since: float
    evidence: dict[str, Number] = Field(default_factory=dict)


class Ready(Record):
    """``ready/{word}``, retained until the visit is over, QoS 1: one booking.

    The word is HMAC-SHA256 of the appointment's id under a key of the unit, 32 hex digits.
    """

    state: Readiness
    start: float
    end: float
    part: Slug | None = None
    """What puts it at risk, as ``health/{part}`` tells of it,"""
    code: Slug | None = None
    """and its fault."""
    since: float


class SignReport(Record):
    """``sign``, retained, QoS 1: the lamp by the door."""

    wanted: Slug
    actual: Slug
    lamp_ok: bool
    since: float


class Metrics(Record):
    """``metrics``, QoS 0."""

    at: float
    values: dict[str, Number]


class Event(Record):
    """``event``, QoS 1: something that happened once; kept until central has acknowledged it."""

    boot: BootId
    seq: Annotated[int, Field(ge=1)]
    at: float
    code: Slug
    evidence: dict[str, Number | str] = Field(default_factory=dict)
    first: Annotated[int, Field(ge=1, exclude_if=lambda first: first == 1)] = 1
    """The lowest number of this boot that still waits at the unit: those before it are
    acknowledged, or left a full outbox."""


class Acked(Record):
    """``acked``, QoS 1, from central after its commit: events of ``boot`` up to ``seq``, all held.

    ``again``: those behind ``seq`` have a gap; whatever the unit holds shall be told anew.
    """

    boot: BootId
    seq: Annotated[int, Field(ge=0)]
    again: Annotated[bool, Field(exclude_if=operator.not_)] = False


class Nudge(Record):
    """``nudge``, QoS 1, from central: the bookings changed, ask the feed now."""

    at: float


def topic(unit: str, name: Topic, part: str | None = None) -> str:
    """The full topic of one unit's ``name``; ``unit`` is ``site/unit``."""
    return "/".join((ROOT, unit, name.value, *([part] if part is not None else [])))


def split_topic(text: str) -> tuple[UnitId, str, str | None] | None:
    """The unit, the topic's name and its part, or None for a topic that is not ours."""
    parts = text.split("/")
    if parts[:2] != ROOT.split("/") or len(parts) not in (5, 6):
        return None
    return f"{parts[2]}/{parts[3]}", parts[4], parts[5] if len(parts) == 6 else None
