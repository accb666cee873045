"""What one poll changes: known rows and what was found in, steps out. Pure; times are Unix seconds.

The law: a source speaks of its own bookings alone; one made in central, or by another source, is
never touched; a visit that runs is never cut; nothing is removed by absence unless it was absent
from two complete polls in a row; and when most of a source is gone at once, a person is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from central.imports.reading.found import Found, Patient, Span

GONE_AFTER = 2
"""Complete polls in a row."""
MANY = 5
"""So many bookings, and more than half of what is to come, do not vanish by themselves."""
SAME_S = 60.0
"""Two bookings of one room that start this close are one."""

Action = Literal["make", "change", "replace", "cancel", "keep"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings of a source say of its bookings."""

    rooms: Mapping[str, str]
    location: str | None
    only_kinds: tuple[str, ...] = ()
    central: str | None = None
    """Our base URL: a booking whose link leads elsewhere is held there. None: no link counts."""
    invite: bool = True
    must_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Ours:
    """A visit as it stands in central."""

    id: str
    location: str
    start: float
    end: float
    live: bool
    """It can still happen."""
    runs: bool
    """Somebody is in it: it is not touched."""
    cancelled: bool = False
    kind: str | None = None
    practitioner: str | None = None
    language: str = "sv"
    interpreter: bool = False
    confirmation: str = "not-needed"
    person: Patient | None = None
    invited: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is remembered of one foreign booking."""

    foreign_id: str
    start: float
    ours: Ours | None = None
    paired: bool = False
    """``ours`` was not made by this source: only compared, never touched."""
    missing: int = 0
    """In how many complete polls it was absent, in a row."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do with one foreign booking, and why it is no visit (``why``) or lacks something."""

    foreign_id: str
    action: Action
    found: Found | None = None
    location: str | None = None
    ours: Ours | None = None
    paired: bool = False
    missing: int = 0
    why: str | None = None
    lacks: tuple[str, ...] = ()
    invite: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one poll; ``held`` bookings are gone at once and wait for a person's word."""

    steps: tuple[Step, ...]
    held: int = 0


def plan(
    rows: Mapping[str, Row],
    found: Sequence[Found],
    others: Iterable[Ours],
    rules: Rules,
    span: Span,
    now: float,
    *,
    complete: bool,
    gone_accepted: bool = False,
) -> Plan:
    """The steps that bring central to what was found; ``others`` are visits of no row here."""
    unpaired = [one for one in others if one.live]
    steps: list[Step] = []
    for one in found:
        step = _step(one, rows.get(one.foreign_id), unpaired, rules, now)
        if step.paired and step.ours in unpaired:
            unpaired.remove(step.ours)
        steps.append(step)
    if not complete:
        return Plan(tuple(steps))
    told = {one.foreign_id for one in found}
    absent = [row for name, row in rows.items() if name not in told and _expected(row, span, now)]
    gone, held = _gone(absent, rows, now, accepted=gone_accepted)
    return Plan((*steps, *gone), held)


def _expected(row: Row, span: Span, now: float) -> bool:
    """Whether a complete poll would have told of it: later bookings inside the span."""
    return span.start <= row.start < span.end and row.start > now


def _gone(
    absent: list[Row], rows: Mapping[str, Row], now: float, *, accepted: bool
) -> tuple[list[Step], int]:
    due = [row for row in absent if row.missing + 1 >= GONE_AFTER and _may_cancel(row)]
    coming = [row for row in rows.values() if row.start > now and _may_cancel(row)]
    hold = len(due) >= MANY and 2 * len(due) > len(coming) and not accepted
    steps: list[Step] = []
    for row in absent:
        kept = Step(row.foreign_id, "keep", ours=row.ours, paired=row.paired, why="gone")
        if row in due and not hold:
            kept = replace(kept, action="cancel")
        steps.append(replace(kept, missing=row.missing + 1))
    return steps, len(due) if hold else 0


def _may_cancel(row: Row) -> bool:
    return row.ours is not None and not row.paired and row.ours.live and not row.ours.runs


def _step(found: Found, row: Row | None, others: list[Ours], rules: Rules, now: float) -> Step:
    location, why = _place(found, rules)
    ours = row.ours if row and not row.paired else None
    kept = Step(found.foreign_id, "keep", found, location, ours, why=why)
    if ours is not None and ours.runs:
        return replace(kept, why="runs" if _differs(ours, found, location) else None)
    if why is not None:
        cancels = ours is not None and ours.live and found.standing != "over"
        return replace(kept, action="cancel" if cancels else "keep")
    assert location is not None
    if ours is None:
        return _new(kept, row, others, rules, now)
    if not ours.live:
        return replace(kept, why="cancelled-here" if ours.cancelled else None)
    lacks = lacking(found)
    step = replace(kept, lacks=lacks, invite=_may_invite(found, lacks, rules, now))
    if _another_person(ours.person, found.patient):
        return replace(step, action="replace")
    changed = _differs(ours, found, location) or _news(ours, found, rules)
    if changed or (step.invite and not ours.invited):
        return replace(step, action="change")
    return step


def _new(kept: Step, row: Row | None, others: list[Ours], rules: Rules, now: float) -> Step:
    found = kept.found
    assert found is not None
    before = row.ours if row and row.paired else None
    if before is not None and before.live:
        differs = _differs(before, found, kept.location)
        return replace(kept, ours=before, paired=True, why="differs" if differs else None)
    for other in others:
        if _same(other, found, kept.location):
            return replace(kept, ours=other, paired=True)
    if found.end <= now:
        return replace(kept, why="past")
    lacks = lacking(found)
    return replace(kept, action="make", lacks=lacks, invite=_may_invite(found, lacks, rules, now))


def _place(found: Found, rules: Rules) -> tuple[str | None, str | None]:
    """Which room of ours a booking is in, or why it is no visit of ours."""
    location = next((rules.rooms[room] for room in found.rooms if room in rules.rooms), None)
    location = location or rules.location
    if found.standing != "booked":
        return location, {"over": "over", "cancelled": "cancelled"}.get(found.standing, "undecided")
    if location is None:
        return None, "no-room"
    kind = (found.kind or "").casefold()
    if rules.only_kinds and not any(word.casefold() in kind for word in rules.only_kinds):
        return location, "other-kind"
    if rules.central and found.join and not found.join.startswith(f"{rules.central}/"):
        return location, "held-elsewhere"
    return location, None


def lacking(found: Found) -> tuple[str, ...]:
    """What the source does not say and a visit needs, as slugs."""
    patient = found.patient
    if patient is None:
        none = () if "several-patients" in found.doubts else ("no-patient",)
        return (*none, *found.doubts)
    lacks = [] if patient.name else ["no-name"]
    if patient.birth_date is None:
        lacks.append("no-birth-date")
    if patient.phone is None and patient.email is None:
        lacks.append("no-contact")
    return (*lacks, *found.doubts)


def _may_invite(found: Found, lacks: tuple[str, ...], rules: Rules, now: float) -> bool:
    needed = {"no-patient", "several-patients", "no-birth-date", "no-contact"}
    return rules.invite and not needed & set(lacks) and found.end > now


def _differs(ours: Ours, found: Found, location: str | None) -> bool:
    """Whether the source says another time or room, or that it is not held."""
    same = (ours.start, ours.end, ours.location) == (found.start, found.end, location)
    return not same or found.standing == "cancelled"


def _news(ours: Ours, found: Found, rules: Rules) -> bool:
    """Whether the source says something else that can be taken over."""
    words = (
        (ours.kind, found.kind),
        (ours.practitioner, found.practitioner),
        (ours.language, found.language or ours.language),
        (ours.interpreter, found.interpreter),
        (ours.person, known_patient(ours, found)),
    )
    awaited = rules.must_confirm and ours.confirmation == "awaited"
    return any(here != there for here, there in words) or (awaited and found.confirmed is True)


def known_patient(ours: Ours | None, found: Found) -> Patient | None:
    """The patient as the source tells now, or as it told before where it told too little."""
    before = ours.person if ours else None
    if before and (found.patient is None or "patient-not-sent" in found.doubts):
        return before
    return found.patient


def _another_person(here: Patient | None, there: Patient | None) -> bool:
    """Whether a booking was given to somebody else: the old link must not lead to it."""
    if here is None or there is None:
        return False
    for mine, theirs in (
        (here.personnummer, there.personnummer),
        (here.birth_date, there.birth_date),
    ):
        if mine and theirs and mine != theirs:
            return True
    return False


def _same(ours: Ours, found: Found, location: str | None) -> bool:
    """Whether a visit that somebody else made is this booking: same room and time, same person."""
    near = abs(ours.start - found.start) < SAME_S and ours.location == location
    return near and not _another_person(ours.person, found.patient)
