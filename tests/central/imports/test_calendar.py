"""iCalendar as bookings: zones, series, cancellations, who and where; and other people's files."""

import re
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from central.imports.reading.calendar import read_calendar
from central.imports.reading.found import Found, Gathered, SourceError, Span
from central.imports.settings import ImportSettings

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SPAN = Span(
    datetime(2026, 11, 1, tzinfo=UTC).timestamp(), datetime(2027, 1, 1, tzinfo=UTC).timestamp()
)
FILES = Path(__file__).parents[4] / "shared" / "data" / "ical"
TABLE = ImportSettings(name="kalender", kind="ical", address="https://x.example/", location="r-1")


def read(*lines: str, table: ImportSettings = TABLE, span: Span = SPAN) -> Gathered:
    """What a calendar with these lines holds."""
    into = Gathered()
    body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""])
    read_calendar(body.encode(), table, STOCKHOLM, span, into)
    return into


def event(*lines: str, uid: str = "u", start: str = "DTSTART:20261124T090000Z") -> list[str]:
    """The lines of an event of half an hour."""
    return ["BEGIN:VEVENT", f"UID:{uid}", start, "DURATION:PT30M", *lines, "END:VEVENT"]


def one(gathered: Gathered) -> Found:
    """The only booking."""
    assert gathered.bad == []
    (found,) = gathered.found.values()
    return found


def at(found: Found) -> str:
    """Its start in UTC."""
    return datetime.fromtimestamp(found.start, UTC).strftime("%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20261124T090000Z", "11-24T09:00"),
        ("DTSTART:20261124T090000", "11-24T08:00"),
        ("DTSTART;TZID=Europe/Stockholm:20261124T090000", "11-24T08:00"),
        ("DTSTART;TZID=Europe/Helsinki:20261124T090000", "11-24T07:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T090000", "11-24T08:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20261124T090000",
         "11-24T08:00"),
        ("DTSTART;TZID=CET:20261124T090000", "11-24T08:00"),
    ],
)  # fmt: skip
def test_times_are_understood_in_the_zones_that_programs_write(start: str, expected: str) -> None:
    assert at(one(read(*event(start=start)))) == expected


def test_a_zone_of_the_calendars_own_is_understood() -> None:
    zone = ["BEGIN:VTIMEZONE", "TZID:Vår egen", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    zone += ["TZOFFSETFROM:+0300", "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE"]
    found = one(read(*zone, *event(start="DTSTART;TZID=Vår egen:20261124T090000")))
    assert at(found) == "11-24T06:00"


def test_an_unknown_zone_is_named_and_can_be_told() -> None:
    odd = event(start='DTSTART;TZID="(UTC+01:00) Stockholm":20261124T090000')
    (bad,) = read(*odd).bad
    assert (bad.foreign_id, bad.place) == ("u", "DTSTART")
    assert "timezones" in bad.problem
    zones = {"(UTC+01:00) Stockholm": "Europe/Stockholm"}
    assert at(one(read(*odd, table=TABLE.model_copy(update={"timezones": zones})))) == "11-24T08:00"


def test_x_wr_timezone_counts_for_times_without_a_zone() -> None:
    told = read("X-WR-TIMEZONE:Europe/Helsinki", *event(start="DTSTART:20261124T090000"))
    assert at(one(told)) == "11-24T07:00"


def test_a_series_gives_each_occurrence_its_own_id_across_the_clock_change() -> None:
    span = Span(SPAN.start - 14 * 86_400, SPAN.end)
    start = "DTSTART;TZID=Europe/Stockholm:20261018T090000"
    told = read(*event("RRULE:FREQ=WEEKLY;COUNT=3", start=start), span=span)
    assert {name: at(found) for name, found in told.found.items()} == {
        "u/20261018T070000Z": "10-18T07:00",
        "u/20261025T080000Z": "10-25T08:00",
        "u/20261101T080000Z": "11-01T08:00",
    }


def test_a_moved_occurrence_keeps_its_id_and_a_struck_one_is_absent() -> None:
    told = read(
        *event("RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20261126T090000Z"),
        *event("RECURRENCE-ID:20261125T090000Z", start="DTSTART:20261125T140000Z"),
        *event(
            "RECURRENCE-ID:20261127T090000Z", "STATUS:CANCELLED", start="DTSTART:20261127T090000Z"
        ),
    )
    assert {name[-16:]: (at(one), one.standing) for name, one in told.found.items()} == {
        "20261124T090000Z": ("11-24T09:00", "booked"),
        "20261125T090000Z": ("11-25T14:00", "booked"),
        "20261127T090000Z": ("11-27T09:00", "cancelled"),
    }


def test_the_newest_of_two_versions_counts() -> None:
    told = read(
        *event("SEQUENCE:2", start="DTSTART:20261124T100000Z"),
        *event("SEQUENCE:1", start="DTSTART:20261124T110000Z"),
    )
    assert at(one(told)) == "11-24T10:00"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (event(start="DTSTART;VALUE=DATE:20261124"), "DTSTART"),
        (["BEGIN:VEVENT", "UID:u", "DTSTART:20261124T090000Z", "END:VEVENT"], "DTEND"),
        (["BEGIN:VEVENT", "UID:u", "END:VEVENT"], "DTSTART"),
        (event(uid=""), "UID"),
        (event("RRULE:FREQ=MINUTELY"), "RRULE"),
        (event("RRULE:FREQ=DAILY;INTERVAL=0"), "RRULE"),
        (event("RRULE:FREQ=DAILY", start="DTSTART:19000101T090000Z"), "DTSTART"),
    ],
)
def test_what_is_no_booking_is_named(lines: list[str], place: str) -> None:
    told = read(*lines, *event(uid="good"))
    assert [bad.place for bad in told.bad] == [place]
    assert list(told.found) == ["good"]


def test_rooms_are_the_location_and_attendees_that_are_rooms() -> None:
    room = "ATTENDEE;CUTYPE=ROOM;CN=Videorum 12:mailto:rum12@example.se"
    found = one(read(*event("LOCATION:Plan 2", room)))
    assert found.rooms == ("Plan 2", "rum12@example.se", "Videorum 12")


def test_nothing_of_a_person_is_read_unless_the_settings_say_so() -> None:
    person = "ATTENDEE;CN=Anna Berg;PARTSTAT=ACCEPTED:mailto:anna@example.se"
    lines = event("SUMMARY:Anna Berg", "DESCRIPTION:Anna Berg", person)
    found = one(read(*lines))
    assert (found.patient, found.kind) == (None, None)
    told = one(read(*lines, table=TABLE.model_copy(update={"attendee": "patient"})))
    assert told.patient is not None
    assert (told.patient.name, told.patient.email) == ("Anna Berg", "anna@example.se")
    assert told.confirmed is True


def test_of_several_attendees_none_is_guessed() -> None:
    table = TABLE.model_copy(update={"attendee": "patient"})
    people = [f"ATTENDEE;CN={name}:mailto:{name}@example.se" for name in ("anna", "bo")]
    assert one(read(*event(*people), table=table)).doubts == ("several-patients",)
    organizer = "ORGANIZER:mailto:bo@example.se"
    told = one(read(*event(organizer, *people), table=table))
    assert told.patient is not None
    assert told.patient.email == "anna@example.se"


def test_a_conference_says_where_the_visit_is_held() -> None:
    """RFC 7986 5.11."""
    lines = event(
        "CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+46701234567",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://video.example/x",
    )
    assert one(read(*lines)).join == "https://video.example/x"


def test_another_charset_is_read_and_said() -> None:
    into = Gathered()
    lines = ["BEGIN:VCALENDAR", *event("LOCATION:Åre"), "END:VCALENDAR", ""]
    read_calendar("\r\n".join(lines).encode("windows-1252"), TABLE, STOCKHOLM, SPAN, into)
    assert into.found["u"].rooms == ("Åre",)
    assert [bad.place for bad in into.bad] == ["calendar"]


def test_a_calendar_that_was_cut_off_is_never_complete() -> None:
    body = "\r\n".join(["BEGIN:VCALENDAR", *event(), *event(uid="v"), "END:VCALENDAR"])
    for cut in (body[:-5], body[:-30], body[: len(body) // 2]):
        with pytest.raises(SourceError):
            read_calendar(cut.encode(), TABLE, STOCKHOLM, SPAN, Gathered())


@pytest.mark.skipif(not FILES.is_dir(), reason="the regression files are not on this machine")
def test_every_regression_file_is_read_or_named() -> None:
    read_whole = 0
    for file in sorted(FILES.glob("*.ics")):
        into = Gathered()
        body = file.read_bytes()
        inside = rb"BEGIN:VEVENT.*?\nDTSTART[^\r\n]*:(19[7-9]\d|20\d\d)\d{4}"
        year = re.search(inside, body, re.DOTALL)
        first = int(year[1]) if year else 2020
        starts = (datetime(of, 1, 1, tzinfo=UTC).timestamp() for of in (first, first + 1))
        ever = Span(*starts)
        whole = body.count(b"BEGIN:VCALENDAR") == body.count(b"END:VCALENDAR") > 0
        with nullcontext() if whole else pytest.raises(SourceError):
            read_calendar(body, TABLE, STOCKHOLM, ever, into)
            read_whole += 1
        events = body.count(b"\nBEGIN:VEVENT")
        assert not whole or not events or into.found or into.bad, file.name
    assert read_whole > 60
