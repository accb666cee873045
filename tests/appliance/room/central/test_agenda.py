"""From bookings to the day's visits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.core.views import VisitLine
from appliance.core.visits import Standing
from appliance.room.central.agenda import KIND_LENGTH, initials, visit, visits, window
from wire.appointment import Booking, Status

ZONE = ZoneInfo("Europe/Stockholm")
CENTRAL = "https://central.example"
DAY = window(datetime(2026, 11, 24, 9, tzinfo=UTC), ZONE)
BOOKING = Booking(
    id="a1",
    status=Status.BOOKED,
    start=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    end=datetime(2026, 11, 24, 10, tzinfo=UTC),
    location="room-12",
    kind="Återbesök",
    initials="A. L.",
    join=f"{CENTRAL}/visit/a1",
)


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ("2026-11-24T12:00:00+00:00", 24),
        ("2026-03-29T12:00:00+00:00", 23),
        ("2026-10-25T12:00:00+00:00", 25),
    ],
)
def test_a_day_is_from_local_midnight_to_the_next(at: str, hours: int) -> None:
    day = window(datetime.fromisoformat(at), ZONE)
    assert day.end - day.start == timedelta(hours=hours)
    assert day.start.astimezone(ZONE).hour == 0


def test_a_minute_before_local_midnight_is_still_today() -> None:
    before = window(datetime(2026, 11, 24, 22, 59, tzinfo=UTC), ZONE)
    after = window(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), ZONE)
    assert before.end == after.start


@pytest.mark.parametrize(
    ("status", "join", "expected"),
    [
        (Status.BOOKED, f"{CENTRAL}/visit/a1", Standing.JOINABLE),
        (Status.PENDING, f"{CENTRAL}/visit/a1", Standing.JOINABLE),
        (Status.ARRIVED, f"{CENTRAL}/visit/a1", Standing.JOINABLE),
        (Status.BOOKED, None, Standing.OTHER_SYSTEM),
        (Status.BOOKED, "https://other.example/visit/a1", Standing.OTHER_SYSTEM),
        (Status.BOOKED, f"{CENTRAL}.evil.example/visit/a1", Standing.OTHER_SYSTEM),
        (Status.BOOKED, f"{CENTRAL}/visit/", Standing.OTHER_SYSTEM),
        (Status.BOOKED, f"{CENTRAL}/visit/a/../b", Standing.OTHER_SYSTEM),
        (Status.CANCELLED, f"{CENTRAL}/visit/a1", Standing.CANCELLED),
        (Status.ENTERED_IN_ERROR, None, Standing.CANCELLED),
        (Status.FULFILLED, f"{CENTRAL}/visit/a1", Standing.DONE),
        (Status.NO_SHOW, f"{CENTRAL}/visit/a1", Standing.DONE),
    ],
)
def test_what_a_booking_can_become(status: Status, join: str | None, expected: Standing) -> None:
    assert visit(replace(BOOKING, status=status, join=join), CENTRAL).standing is expected


def test_another_rooms_booking_is_the_servers_mistake() -> None:
    mine, foreign = visits(
        [BOOKING, replace(BOOKING, id="b", location="x")], DAY, "room-12", CENTRAL
    )
    assert [visit.id for visit in mine] == ["a1"]
    assert [(bad.id, bad.field) for bad in foreign] == [("b", "participant.actor")]


def test_what_is_over_before_today_or_not_yet_booked_is_passed_over() -> None:
    earlier = replace(
        BOOKING, id="y", start=DAY.start - timedelta(hours=2), end=DAY.start - timedelta(hours=1)
    )
    through_midnight = replace(BOOKING, id="z", join=None, start=DAY.start - timedelta(hours=1))
    waiting = replace(BOOKING, id="w", status=Status.WAITLIST)
    mine, _ = visits([earlier, through_midnight, waiting], DAY, "room-12", CENTRAL)
    assert [visit.id for visit in mine] == ["z"]


def test_each_id_counts_once_the_last_word_stands() -> None:
    mine, _ = visits([BOOKING, replace(BOOKING, status=Status.CANCELLED)], DAY, "room-12", CENTRAL)
    assert [visit.standing for visit in mine] == [Standing.CANCELLED]


def test_another_servers_booking_goes_by_centrals_id() -> None:
    told = visit(replace(BOOKING, id="foreign-7"), CENTRAL)
    assert (told.id, told.standing) == ("a1", Standing.JOINABLE)


@pytest.mark.parametrize("wrong", ["a b", "", "a" * 65, "å", "../../x", "a1\n"])
def test_an_id_that_is_none_is_a_bad_booking(wrong: str) -> None:
    mine, bad = visits([replace(BOOKING, id=wrong)], DAY, "room-12", CENTRAL)
    assert mine == ()
    assert [(each.id, each.field) for each in bad] == [(None, "id")]


@pytest.mark.parametrize(
    ("display", "shown"),
    [
        ("A. L.", "A. L."),
        ("A.L.", "A. L."),
        ("Anna Maria Larsson", "A. L."),
        ("östen", "Ö."),
        (" . ", None),
        (None, None),
    ],
)
def test_a_name_goes_no_further_than_its_initials(display: str | None, shown: str | None) -> None:
    assert initials(display) == shown
    assert visit(replace(BOOKING, initials=display), CENTRAL).initials == shown


def test_a_kind_without_end_is_cut() -> None:
    told = visit(replace(BOOKING, kind="x" * 10_000), CENTRAL)
    assert told.kind == "x" * KIND_LENGTH


@pytest.mark.parametrize(
    "end",
    [BOOKING.start + timedelta(days=1, seconds=1), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)],
)
def test_a_booking_without_a_believable_end_is_bad(end: datetime) -> None:
    """No time may be counted on from the year 9999: it ends where datetime does."""
    mine, bad = visits([BOOKING, replace(BOOKING, id="b", end=end)], DAY, "room-12", CENTRAL)
    assert [visit.id for visit in mine] == ["a1"]
    assert [(each.id, each.field) for each in bad] == [("b", "end")]


@pytest.mark.parametrize("half", ["\ud800", "\x00", "\n", "\u202e"])
def test_half_characters_and_control_codes_go_no_further(half: str) -> None:
    """JSON can spell them, and nothing behind the feed could send or draw them."""
    told = visit(
        replace(BOOKING, kind=f"{half}Åter{half}besök", initials=f"{half}A. {half}"), CENTRAL
    )
    assert (told.kind, told.initials) == ("Åter besök", "A.")
    assert visit(replace(BOOKING, kind=half, initials=half), CENTRAL).kind is None
    view = VisitLine(visit="a1", start=1.0, end=2.0, kind=told.kind, initials=told.initials)
    assert VisitLine.from_json("link", view.to_json()) == view
