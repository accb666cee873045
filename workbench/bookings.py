"""Today's visits of the demo's room: test persons only, one of them about to start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from workbench import choices as c
from workbench.tools import run_json

ROLES = ("clinician", "scheduler", "unit-admin")
CLOSES_AT = 22
"""No visit is booked after this hour."""


@dataclass(frozen=True, slots=True)
class TestPerson:
    """A person who does not exist: a test number of HL7 Sweden's, a phone number for fiction."""

    name: str
    personnummer: str
    phone: str
    birth_date: str


@dataclass(frozen=True, slots=True)
class Booked:
    """One booking, as ``ostord-central book`` answers."""

    appointment: str
    link: str
    person: TestPerson


NEXT = TestPerson("Anna Lindqvist", "19900222-2397", "070-174 06 58", "1990-02-22")
LATER = (
    (
        TestPerson("Bertil Testsson", "19500907-2553", "070-174 06 35", "1950-09-07"),
        "Uppföljning",
        70,
        "not-needed",
    ),
    (
        TestPerson("Cecilia Provberg", "19610118-2803", "070-174 06 05", "1961-01-18"),
        "Samtal",
        145,
        "required",
    ),
    (
        TestPerson("David Exempelman", "20000125-2386", "070-174 06 15", "2000-01-25"),
        "Återbesök",
        210,
        "not-needed",
    ),
)
"""Person, kind of visit, minutes after the next visit's start, whether it must be confirmed."""


async def book_day(config: Path, start_in_s: int, now: datetime) -> Booked:
    """Book the later visits, then the next one so that it starts in ``start_in_s`` seconds."""
    next_start = now.astimezone(ZoneInfo(c.TIMEZONE)) + timedelta(seconds=start_in_s)
    for person, kind, minutes, confirm in LATER:
        start = next_start + timedelta(minutes=minutes)
        start -= timedelta(minutes=start.minute % 15, seconds=start.second)
        if start.date() == next_start.date() and start.hour < CLOSES_AT:
            await _book(config, person, kind, confirm, ("--start", f"{start:%Y-%m-%dT%H:%M}"))
    return await book_next(config, start_in_s)


async def staff_link(config: Path) -> str:
    """A one-time link that signs in the clinician who holds the visits, with every role."""
    answer = await run_json(
        "ostord-central",
        "staff-link",
        "--config",
        config,
        "--subject",
        c.CLINICIAN_ID,
        "--name",
        c.CLINICIAN,
        "--title",
        c.CLINICIAN_TITLE,
        *(word for role in ROLES for word in ("--role", role)),
    )
    return str(answer["link"])


async def book_next(config: Path, start_in_s: int, person: TestPerson = NEXT) -> Booked:
    """Book a visit that starts in ``start_in_s`` seconds and wants to be confirmed."""
    return await _book(config, person, "Återbesök", "required", ("--in", str(start_in_s)))


async def book_at_once(config: Path, person: TestPerson = LATER[0][0]) -> Booked:
    """*Boka nu* (R04): a visit that begins at once and needs no confirmation."""
    return await _book(config, person, "Samtal", "not-needed", ("--now",))


async def _book(
    config: Path, person: TestPerson, kind: str, confirm: str, when: tuple[str, ...]
) -> Booked:
    answer = await run_json(
        "ostord-central",
        "book",
        "--config",
        config,
        "--location",
        c.LOCATION,
        *when,
        "--minutes",
        "30",
        "--name",
        person.name,
        "--personnummer",
        person.personnummer,
        "--phone",
        person.phone,
        "--kind",
        kind,
        "--confirm",
        confirm,
        "--practitioner",
        f"{c.CLINICIAN_TITLE} {c.CLINICIAN}",
        "--practitioner-id",
        c.CLINICIAN_ID,
    )
    return Booked(answer["appointment"], answer["link"], person)
