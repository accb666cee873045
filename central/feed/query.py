"""Reads the parameters of a search for bookings (FHIR R4, 3.1.1.5)."""

from datetime import UTC, datetime

from central.feed.words import Fault
from central.store.bookings import Span
from wire.appointment import MAX_ENTRIES

PREFIXES = ("ge", "gt", "le", "lt", "eq")
KNOWN = frozenset({"location", "practitioner", "date", "_count", "_after", "_format"})
Query = list[tuple[str, str]]
DIGITS = 9


def read_span(query: Query) -> Span:
    """The starts that are asked for; every ``date`` narrows them."""
    unknown = [name for name, _ in query if name not in KNOWN]
    if unknown:
        raise Fault(400, "not-supported", f"client: {unknown[0]}: is no parameter of this search")
    bounds = [_bounds(value) for name, value in query if name == "date"]
    after = [_after(value) for name, value in query if name == "_after"]
    return Span(
        at_least=max((low for low, _ in bounds if low is not None), default=None),
        below=min((high for _, high in bounds if high is not None), default=None),
        after=after[-1] if after else None,
    )


def _bounds(value: str) -> tuple[float | None, float | None]:
    """R4's search prefixes on an instant, or on a day (UTC), as a half-open span."""
    prefix = value[:2] if value[:2] in PREFIXES else "eq"
    text = value.removeprefix(prefix)
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise Fault(400, "value", "client: date: is no date or instant") from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    first = instant.timestamp()
    behind = first + (86_400 if len(text) == len("2026-11-24") else 1)
    return {
        "ge": (first, None),
        "gt": (behind, None),
        "le": (None, behind),
        "lt": (None, first),
        "eq": (first, behind),
    }[prefix]


def _after(value: str) -> tuple[float, str]:
    start, _, identity = value.partition(",")
    try:
        return float(start), identity
    except ValueError:
        raise Fault(400, "value", "client: _after: is none of this server's") from None


def read_count(query: Query) -> int:
    """How many entries a page may hold."""
    given = [value for name, value in query if name == "_count"]
    if not given:
        return MAX_ENTRIES
    if not given[0].isdecimal() or not given[0].isascii() or not given[0].strip("0"):
        raise Fault(400, "value", "client: _count: is no positive number")
    return min(int(given[0]), MAX_ENTRIES) if len(given[0]) <= DIGITS else MAX_ENTRIES


def read_location(query: Query) -> str | None:
    """The room asked for."""
    return _reference(query, "location", "Location/")


def read_practitioner(query: Query) -> str | None:
    """The clinician asked for, by their HSA-id."""
    return _reference(query, "practitioner", "Practitioner/")


def _reference(query: Query, name: str, kind: str) -> str | None:
    given = [value for key, value in query if key == name]
    return given[0].removeprefix(kind) if given else None
