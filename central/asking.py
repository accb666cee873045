"""Reads what somebody asked for on the command line: a booking's times and its person."""

import argparse
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from central.faults import BadInputError
from central.wishes import Wish, local_time

PERSON = ("name", "personnummer", "birth_date", "phone", "email")
"""What points at a person: on standard input it stands in no list of processes."""
LIMIT = 65_536


def wish_of(chosen: argparse.Namespace, zone: ZoneInfo) -> Wish:
    """The booking that was asked for; BadInputError names the option at fault."""
    start, end = times(chosen, zone)
    person = _person(chosen)
    if not person["name"]:
        raise BadInputError("name", "is missing")
    return Wish(
        location=chosen.location,
        start=start,
        end=end,
        name=person["name"],
        personnummer=person["personnummer"],
        birth_date=person["birth_date"],
        phone=person["phone"],
        email=person["email"],
        kind=chosen.kind,
        practitioner=chosen.practitioner,
        practitioner_id=chosen.practitioner_id,
        must_confirm=chosen.confirm == "required",
        protected=chosen.protected,
        language=chosen.language,
        interpreter=chosen.interpreter,
        at_once=chosen.now,
        practice=chosen.practice,
        invited_by=chosen.invited_by,
        guardian=chosen.guardian,
        proxy=chosen.proxy,
        regional=chosen.regional,
    )


def _person(chosen: argparse.Namespace) -> dict[str, str | None]:
    given = {field: getattr(chosen, field) for field in PERSON}
    if chosen.person is None:
        return given
    if any(given.values()):
        raise BadInputError("person", "and the options that it stands for exclude each other")
    try:
        text = sys.stdin.read(LIMIT) if chosen.person == "-" else Path(chosen.person).read_text()
        told = json.loads(text)
    except OSError as error:
        raise BadInputError("person", error.strerror or "cannot be read") from None
    except (ValueError, RecursionError):
        raise BadInputError("person", "is no JSON") from None
    if not isinstance(told, dict) or not all(isinstance(text, str) for text in told.values()):
        raise BadInputError("person", "must be one JSON object of texts")
    unknown = sorted(told.keys() - set(PERSON))
    if unknown:
        raise BadInputError("person", f"may hold only {', '.join(PERSON)}")
    return given | told


def times(chosen: argparse.Namespace, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end as they were asked for."""
    if getattr(chosen, "now", False):
        start = _at("start", int(time.time()), zone)
    elif chosen.in_seconds is not None:
        start = _at("start", int(time.time()) + chosen.in_seconds, zone)
    elif chosen.start is not None:
        start = local_time("start", chosen.start, zone)
    else:
        raise BadInputError("start", "is missing; give --start, --in or --now")
    if chosen.end is not None:
        return start, local_time("end", chosen.end, zone)
    if chosen.minutes is None:
        raise BadInputError("end", "is missing; give --end or --minutes")
    return start, _at("end", start.timestamp() + chosen.minutes * 60, zone)


def _at(field: str, seconds: float, zone: ZoneInfo) -> datetime:
    """Unix seconds as local time; durations count real seconds when the clock is changed too."""
    try:
        return datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError):
        raise BadInputError(field, "is no time that a calendar holds") from None
