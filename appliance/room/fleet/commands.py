"""What IT may ask of this unit from afar: one table, a row for each verb that is done.

A command must be central's own (Ed25519), for this unit, fresh and new. What could disturb a visit
is refused while there is one. No row opens camera or microphone (S2), none runs a shell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.day import Day
from appliance.core.self_test import is_free, may_try_call
from appliance.core.words import FarAct
from wire.commands import Command, Part, Verb

EARLY_S = 30.0
"""Central's clock may be so much before ours."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a verb is treated: what the room says of it, and whether it could disturb a visit."""

    act: FarAct
    disturbs: bool = False
    parts: frozenset[Part | None] = frozenset({None})


RULES: Mapping[Verb, Rule] = {
    Verb.REBIRTH: Rule(FarAct.LOOKS),
    Verb.IDENTIFY: Rule(FarAct.SEEKS),
    Verb.LOGS: Rule(FarAct.LOOKS),
    Verb.SELFTEST: Rule(FarAct.TESTS, disturbs=True),
    Verb.RESTART_PART: Rule(
        FarAct.RESTARTS, disturbs=True, parts=frozenset[Part | None]({"room", "stage"})
    ),
}
REFUSED: Mapping[Verb, str] = {
    Verb.UPDATE: "not-yet",
    Verb.REBOOT_WHEN_IDLE: "not-possible-here",
}
"""Verbs that this unit does not do, and why: it may neither change its software nor start anew."""


def refusal(command: Command, unit: str, day: Day, now: float) -> str | None:
    """Why ``command`` is not done at monotonic ``now``, as a slug; None where it is done."""
    wall = day.anchor + now
    if command.unit != unit:
        return "other-unit"
    if not day.clock_trusted:
        return "clock-untrusted"
    if wall >= command.expires or command.issued > wall + EARLY_S:
        return "expired"
    if command.verb in REFUSED:
        return REFUSED[command.verb]
    rule = RULES[command.verb]
    if command.part not in rule.parts:
        return "no-such-part"
    if rule.disturbs and not is_free(day):
        return "in-use"
    if command.verb is Verb.SELFTEST and not may_try_call(day):
        return "cannot-be-tested"
    return None
