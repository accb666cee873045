"""What one iCalendar event says besides its times: who, where, what, and which version. Pure."""

from datetime import date, datetime
from typing import Any

from central.imports.reading import cleaning
from central.imports.reading.found import Patient
from central.imports.settings import ImportSettings

Event = Any
"""icalendar's own component; it has no useful static type."""


def kind_of(event: Event, settings: ImportSettings) -> str | None:
    """CATEGORIES, or SUMMARY where the settings allow it."""
    if settings.summary == "kind":
        return cleaning.line(_plain(event.get("SUMMARY")))
    categories = event.get("CATEGORIES")
    first = categories[0] if isinstance(categories, list) and categories else categories
    names = getattr(first, "cats", [])
    return cleaning.line(str(names[0])) if names else None


def attendee(
    event: Event, settings: ImportSettings
) -> tuple[Patient | None, bool | None, tuple[str, ...]]:
    """The one attendee, where the settings say that this is the patient."""
    if settings.attendee == "ignore":
        return None, None, ()
    organizer = str(event.get("ORGANIZER", "")).lower()
    people = [
        one
        for one in _listed(event.get("ATTENDEE"))
        if str(one.params.get("CUTYPE", "INDIVIDUAL")).upper() == "INDIVIDUAL"
        and str(one.params.get("ROLE", "")).upper() != "NON-PARTICIPANT"
        and str(one).lower() != organizer
    ]
    if len(people) > 1:
        return None, None, ("several-patients",)
    if not people:
        return None, None, ()
    person = people[0]
    address = str(person)
    telephone = cleaning.phone(address) if address.lower().startswith("tel:") else None
    said = str(person.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
    name = cleaning.line(_plain(person.params.get("CN")))
    patient = Patient(name=name, phone=telephone, email=cleaning.email(address))
    return patient, said == "ACCEPTED", ()


def newest(events: list[Event]) -> list[Event]:
    """Of each occurrence the event with the highest SEQUENCE, the last one among equals."""
    kept: dict[str, Event] = {}
    for event in events:
        given = event.get("RECURRENCE-ID")
        key = str(given.dt) if given is not None and not isinstance(given, list) else ""
        if key not in kept or sequence(event) >= sequence(kept[key]):
            kept[key] = event
    return list(kept.values())


def sequence(event: Event) -> int:
    """SEQUENCE; 0 where it is missing or no number."""
    try:
        return int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def version_of(event: Event) -> str | None:
    """SEQUENCE and when it was last changed."""
    changed = event.get("LAST-MODIFIED") or event.get("DTSTAMP")
    at = getattr(changed, "dt", None)
    stamp = f"{at:%Y%m%dT%H%M%S}" if isinstance(at, datetime | date) else ""
    return f"{sequence(event)}-{stamp}"[:64]


def rooms_of(event: Event) -> tuple[str, ...]:
    """LOCATION, and attendees that are rooms: by address and by name."""
    names: list[object] = [_plain(event.get("LOCATION"))]
    for one in _listed(event.get("ATTENDEE")):
        if str(one.params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
            names += [str(one).partition(":")[2], _plain(one.params.get("CN"))]
    lines = [line for name in names if (line := cleaning.line(name))]
    return tuple(dict.fromkeys(lines))


def conference(event: Event) -> str | None:
    """RFC 7986 5.11: the first address of a conference that a browser can open."""
    for one in _listed(event.get("CONFERENCE")):
        if str(one).lower().startswith(("https:", "http:")):
            return cleaning.line(str(one), 2000)
    return None


def _listed(value: Any) -> list[Any]:
    """A property that may be given many times; at most fifty count."""
    if value is None:
        return []
    return [
        one for one in (value if isinstance(value, list) else [value]) if hasattr(one, "params")
    ][:50]


def _plain(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None
