"""An iCalendar text taken apart, line by line: its events, time zones, and whether it is whole.

RFC 5545 3.1 (unfolding), 3.6 (components). Each event stays a text of its own, so that a broken
one harms no other. Pure.
"""

from dataclasses import dataclass, field

from central.imports.reading.found import SourceError

MAX_LINES = 100_000
MAX_EVENTS = 2_000
EVENT_LINES = 600
LINE = 20_000


@dataclass(slots=True)
class CalendarText:
    """What a calendar holds; each text begins and ends with its BEGIN and END."""

    events: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    zone_name: str | None = None
    """X-WR-TIMEZONE: of times without one."""
    too_long: int = 0
    """Events left out because they are larger than any booking."""
    whole: bool = True
    """Every BEGIN has its END."""
    known_charset: bool = True


def take_apart(body: bytes) -> CalendarText:
    """Split a calendar (or several behind each other); SourceError garbled for anything else."""
    taken = CalendarText()
    lines = _unfolded(_text(body, taken))
    if not any(line.upper().startswith("BEGIN:VCALENDAR") for line in lines[:50]):
        raise SourceError("garbled")
    kept: list[str] = []
    inside: str | None = None
    calendar = False
    for line in lines:
        word = line[:40].upper().rstrip()
        if inside is None:
            if word in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
                inside, kept = word[6:], [line]
            elif word == "BEGIN:VCALENDAR":
                calendar = True
            elif word == "END:VCALENDAR":
                calendar = False
            elif word.startswith("X-WR-TIMEZONE"):
                taken.zone_name = line.partition(":")[2].strip()
            continue
        kept.append(line)
        if word == f"END:{inside}":
            _keep(taken, inside, kept)
            inside = None
    taken.whole = inside is None and not calendar
    return taken


def _keep(taken: CalendarText, kind: str, lines: list[str]) -> None:
    if len(lines) > EVENT_LINES:
        taken.too_long += kind == "VEVENT"
        return
    text = "\r\n".join(lines) + "\r\n"
    (taken.events if kind == "VEVENT" else taken.zones).append(text)
    if len(taken.events) > MAX_EVENTS or len(taken.zones) > 200:
        raise SourceError("too-many")


def _text(body: bytes, taken: CalendarText) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        taken.known_charset = False
        return body.decode("windows-1252", errors="replace")


def _unfolded(text: str) -> list[str]:
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        raise SourceError("too-many")
    lines: list[list[str]] = []
    length = 0
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if raw[:1] in (" ", "\t") and lines:
            length += len(raw)
            if length <= LINE:
                lines[-1].append(raw[1:])
        elif raw:
            length = len(raw)
            lines.append([raw[:LINE]])
    return ["".join(parts) for parts in lines]
