"""What exists on one side only (R65): a source's bookings against central's, as findings."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session as Transaction

from central.imports.rules import locations
from central.imports.sentences import QUIET, named, sentence, tellable
from central.imports.settings import ImportSettings
from central.settings import CentralSettings
from central.store import imports, units
from central.store.tables import Appointment, ImportRow, ImportSource

FAILED_AFTER = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do something about; no name and no number in it."""

    source: str
    code: str
    foreign_id: str | None = None
    appointment: str | None = None
    start: float | None = None
    text: dict[str, str] | None = None
    """By language: ``sv``, ``en``."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source is: ok, degraded (the last poll failed) or failed (more of them); Unix s."""

    name: str
    kind: str
    condition: str
    problem: str | None
    tried_at: float | None
    read_at: float | None
    found: int
    bad: int
    held: int


def states(transaction: Transaction, tables: tuple[ImportSettings, ...]) -> list[SourceState]:
    """Every source of the settings, one that was never tried too."""
    known = {line.name: line for line in imports.sources(transaction)}
    return [_state(table, known.get(table.name)) for table in tables]


def compare(transaction: Transaction, settings: CentralSettings, now: float) -> list[Finding]:
    """Every finding of what is to come, source by source."""
    known = {line.name: line for line in imports.sources(transaction)}
    staffed = {unit.location for unit in units.all_units(transaction)}
    findings: list[Finding] = []
    for table in settings.imports:
        line = known.get(table.name)
        if line is not None:
            findings += _of_source(line, settings.zone)
            rows = imports.all_rows(transaction, table.name)
            findings += _of_rows(rows, settings.zone, now, staffed)
            if line.read_at is not None:
                findings += _only_here(transaction, table, settings.zone, now)
    return findings


def of_row(
    transaction: Transaction, row: ImportRow, visit: Appointment, zone: ZoneInfo, now: float
) -> list[Finding]:
    """What one visit's source says otherwise than central, as things stand now."""
    staffed = {unit.location for unit in units.all_units(transaction)}
    findings = _of_rows([row], zone, now, staffed)
    same = (row.start, row.end, row.location) == (visit.start, visit.end, visit.location)
    if row.paired and not same and all(one.code != "differs" for one in findings):
        start = datetime.fromtimestamp(row.start, zone)
        it = {language: named(language, row.foreign_id, start) for language in ("sv", "en")}
        facts = {"foreign_id": row.foreign_id, "appointment": visit.id, "start": row.start}
        findings.append(_finding(row.source, "differs", it, **facts))
    return findings


def _state(table: ImportSettings, line: ImportSource | None) -> SourceState:
    """Unknown until one poll has ended, well or not."""
    if line is None or (line.read_at is None and not line.failures):
        return SourceState(table.name, table.kind, "unknown", None, None, None, 0, 0, 0)
    conditions = ("ok", "degraded", "failed")
    return SourceState(
        table.name,
        table.kind,
        conditions[min(line.failures, FAILED_AFTER)],
        line.problem,
        line.tried_at,
        line.read_at,
        line.found,
        len(line.bad),
        line.held,
    )


def _of_source(line: ImportSource, zone: ZoneInfo) -> list[Finding]:
    findings: list[Finding] = []
    if line.failures and line.read_at is None:
        findings.append(_finding(line.name, "never", problem=line.problem))
    elif line.failures >= FAILED_AFTER and line.read_at is not None:
        since = f"{datetime.fromtimestamp(line.read_at, zone):%Y-%m-%d %H:%M}"
        findings.append(_finding(line.name, "silent", since=since, problem=line.problem))
    if line.held:
        findings.append(_finding(line.name, "held", count=line.held))
    for foreign_id, place, problem in line.bad:
        it = {language: named(language, foreign_id, None) for language in ("sv", "en")}
        findings.append(
            _finding(
                line.name, "unreadable", it, foreign_id=foreign_id, place=place, problem=problem
            )
        )
    return findings


def _of_rows(rows: list[ImportRow], zone: ZoneInfo, now: float, staffed: set[str]) -> list[Finding]:
    findings: list[Finding] = []
    for row in rows:
        if row.end <= now:
            continue
        codes = [row.why] if row.why and row.why not in QUIET else []
        codes += row.lacks if row.appointment and not row.paired else []
        codes += ["no-unit"] if row.appointment and row.location not in staffed else []
        start = datetime.fromtimestamp(row.start, zone)
        it = {language: named(language, row.foreign_id, start) for language in ("sv", "en")}
        findings += [
            _finding(
                row.source,
                code,
                it,
                foreign_id=row.foreign_id,
                appointment=row.appointment,
                start=row.start,
                location=row.location,
            )
            for code in codes
        ]
    return findings


def _only_here(
    transaction: Transaction, table: ImportSettings, zone: ZoneInfo, now: float
) -> list[Finding]:
    findings: list[Finding] = []
    imported = imports.made(transaction)
    for ours in imports.not_of(transaction, table.name, locations(table), now, now):
        if not ours.live or ours.id in imported or ours.start > now + table.days_ahead * 86_400:
            continue
        start = datetime.fromtimestamp(ours.start, zone)
        it = {language: named(language, ours.id, start) for language in ("sv", "en")}
        findings.append(
            _finding(table.name, "only-here", it, appointment=ours.id, start=ours.start)
        )
    return findings


def _finding(source: str, code: str, it: dict[str, str] | None = None, **facts: object) -> Finding:
    keys = ("foreign_id", "appointment", "start")
    own = {key: facts.pop(key) for key in keys if key in facts}
    if "foreign_id" in own:
        own["foreign_id"] = tellable(cast("str | None", own["foreign_id"]))
    text = {
        language: sentence(code, language, it=(it or {}).get(language, ""), source=source, **facts)
        for language in ("sv", "en")
    }
    return Finding(source, code, text=text, **own)  # type: ignore[arg-type]
