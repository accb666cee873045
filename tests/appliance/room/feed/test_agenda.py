"""From bookings to the day's visits."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.day import new_day
from appliance.core.events import Agenda, FeedSaid
from appliance.core.room_day import step
from appliance.core.rules import Rules
from appliance.core.views import VisitLine
from appliance.core.visits import Standing, Visit
from appliance.room.feed.agenda import KIND_LENGTH, initials, joins, visit, visits, window
from wire.appointment import Booking, Status, write_booking
from wire.appointment_reading import read_booking

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
    assert before.start + timedelta(days=1) == after.start


@pytest.mark.parametrize(
    ("clock", "known"), [("21:59", False), ("22:00", True), ("23:59", True), ("00:01", True)]
)
def test_r01_a_visit_five_past_midnight_is_known_in_the_evening(clock: str, known: bool) -> None:
    """It opens at 23:50: two hours before midnight the room reads on into the night."""
    midnight = datetime(2026, 11, 25, tzinfo=ZONE)
    booking = replace(
        BOOKING,
        start=midnight + timedelta(minutes=5),
        end=midnight + timedelta(minutes=35),
    )
    day = midnight.date() - timedelta(days=0 if clock < "12" else 1)
    at = datetime.combine(day, time.fromisoformat(clock), ZONE)
    mine, bad = visits([booking], window(at, ZONE), "room-12", CENTRAL)
    assert (len(mine), bad) == (int(known), ())


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
        ("<b>anna</b> 1912", "B."),
        ("19121212-1212", None),
        ("ßigrid ǆura", "S. ǅ."),
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


# --- over a day -------------------------------------------------------------------------------

NIGHTS = ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"]
"""The four nights of 2026 and 2027 when Sweden's clocks change, at 01:00 UTC."""


@pytest.mark.parametrize("night", NIGHTS)
def test_on_a_night_with_a_clock_change_every_minute_belongs_to_one_day(night: str) -> None:
    """R01's times hang on it: to the minute, from two days before to two days after.

    The day before a change too reaches two hours past its end.
    """
    first = datetime.fromisoformat(f"{night}T00:00:00+00:00") - timedelta(days=2)
    instants = [first + timedelta(minutes=minute) for minute in range(4 * 1440)]
    for instant in instants:
        day = window(instant, ZONE)
        assert day.start <= instant < day.end
        local = instant.astimezone(ZONE)
        assert day.start.astimezone(ZONE).date() == local.date()
        last = (day.end - timedelta(seconds=1)).astimezone(ZONE).date()
        by_night = (instant + timedelta(hours=2)).astimezone(ZONE).date()
        assert last == by_night


@pytest.mark.parametrize(("night", "hours"), list(zip(NIGHTS, (23, 25, 23, 25), strict=True)))
def test_the_day_of_a_clock_change_is_as_long_as_it_is(night: str, hours: int) -> None:
    day = window(datetime.fromisoformat(f"{night}T10:00:00+00:00"), ZONE)
    assert day.end - day.start == timedelta(hours=hours)


@pytest.mark.parametrize("night", NIGHTS)
def test_a_booking_in_the_hour_that_comes_twice_or_never_keeps_its_instant(night: str) -> None:
    """02:30 with its offset is one instant; the offset decides, not the clock on the wall."""
    for offset in ("+01:00", "+02:00"):
        resource = write_booking(BOOKING) | {
            "start": f"{night}T02:30:00{offset}",
            "end": f"{night}T03:30:00{offset}",
        }
        told = visit(read_booking(resource), CENTRAL)
        assert told.start == datetime.fromisoformat(f"{night}T02:30:00{offset}")
        assert told.end - told.start == timedelta(hours=1)
        mine, _ = visits([read_booking(resource)], window(told.start, ZONE), "room-12", CENTRAL)
        assert mine == (told,)


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Havana", "Asia/Beirut", "Pacific/Apia"])
def test_where_clocks_change_at_midnight_days_still_follow_each_other(zone: str) -> None:
    """The next day begins where this one ends, all year, whatever a country does at midnight."""
    there = ZoneInfo(zone)
    day = window(datetime(2026, 1, 1, 12, tzinfo=UTC), there)
    for _ in range(366):
        following = window(day.end, there)
        assert following.start == day.end
        assert timedelta(hours=22) < following.end - following.start < timedelta(hours=26)
        day = following


def test_what_a_booking_says_reaches_the_core() -> None:
    booking = replace(
        BOOKING,
        language="ti",
        interpreter=True,
        phone_tail="88",
        at_once=True,
        practice=True,
        patients=3,
    )
    told = visit(booking, CENTRAL)
    assert (told.language, told.interpreter, told.phone_tail) == ("ti", True, "88")
    assert (told.at_once, told.practice, told.patients) == (True, True, 3)
    assert (told.protected, told.initials) == (False, "A. L.")


def test_r70_a_protected_person_has_no_initials_even_where_a_server_tells_them() -> None:
    told = visit(replace(BOOKING, protected=True), CENTRAL)
    assert (told.protected, told.initials) == (True, None)


@pytest.mark.parametrize(
    "join",
    [
        f"{CENTRAL}/visit/a1",
        f"{CENTRAL}:443/visit/a1",
        "HTTPS://CENTRAL.example/visit/a1",
        f"{CENTRAL}/visit/a1#the-patients-own-part",
    ],
)
def test_a_visit_of_this_central_is_known_however_its_address_is_written(join: str) -> None:
    assert joins(replace(BOOKING, join=join), CENTRAL) == "a1"
    assert joins(replace(BOOKING, join=join.replace("/visit", "/v/visit")), f"{CENTRAL}/v") == "a1"


@pytest.mark.parametrize(
    "join",
    [
        "http://central.example/visit/a1",
        f"{CENTRAL}:8443/visit/a1",
        f"{CENTRAL}/visit/a1?x=1",
        f"{CENTRAL}/visit/a1/",
        f"{CENTRAL}/other/visit/a1",
        f"{CENTRAL}/visit/å",
        f"{CENTRAL}/visit/" + "a" * 65,
        "https://central.example@evil.example/visit/a1",
        "https://evil.example/?https://central.example/visit/a1",
        "https://[/visit/a1",
        "https://central.example:x/visit/a1",
    ],
)
def test_another_address_is_another_place(join: str) -> None:
    assert joins(replace(BOOKING, join=join), CENTRAL) is None


def test_one_visit_told_by_two_bookings_is_one() -> None:
    """Two ids, or two feeds, and one visit in central."""
    twin = replace(BOOKING, id="foreign-7", kind="Samma besök")
    for order in ([BOOKING, twin], [twin, BOOKING]):
        mine, bad = visits(order, DAY, "room-12", CENTRAL)
        assert ([told.kind for told in mine], bad) == (["Återbesök"], ())


def test_a_booking_moved_by_cancelling_it_and_making_another_lives() -> None:
    old = replace(BOOKING, id="f-1", status=Status.CANCELLED)
    new = replace(BOOKING, id="f-2", start=BOOKING.start + timedelta(minutes=10))
    for order in ([old, new], [new, old]):
        mine, _ = visits(order, DAY, "room-12", CENTRAL)
        assert [(told.standing, told.start) for told in mine] == [(Standing.JOINABLE, new.start)]


def test_s4_what_was_held_is_over_also_where_another_booking_still_stands() -> None:
    held = replace(BOOKING, id="f-1", status=Status.FULFILLED)
    for order in ([held, BOOKING], [BOOKING, held]):
        mine, _ = visits(order, DAY, "room-12", CENTRAL)
        assert [told.standing for told in mine] == [Standing.DONE]


def test_another_systems_booking_does_not_hide_a_visit_by_its_id() -> None:
    namesake = replace(BOOKING, id="a1", join="https://other.example/j", status=Status.BOOKED)
    own = replace(BOOKING, id="f-1")
    for order in ([namesake, own], [own, namesake]):
        mine, _ = visits(order, DAY, "room-12", CENTRAL)
        assert [told.standing for told in mine] == [Standing.JOINABLE]


MINUTES = st.integers(-2000, 2000).map(lambda minute: DAY.start + timedelta(minutes=minute))
TEXTS = st.none() | st.text(max_size=120)
ANY_BOOKING = st.builds(
    Booking,
    id=st.sampled_from(["a1", "a2", "a3", "f-1", "f-2", "not an id"]),
    status=st.sampled_from(Status),
    start=MINUTES,
    end=MINUTES,
    location=st.sampled_from([None, "room-12", "room-13"]),
    kind=TEXTS,
    initials=TEXTS,
    language=st.sampled_from([None, "sv", "ar"]),
    interpreter=st.booleans(),
    confirmed=st.booleans(),
    join=st.sampled_from([None, "https://other.example/j"])
    | st.sampled_from(["a1", "a2", "a3"]).map(lambda name: f"{CENTRAL}/visit/{name}"),
    protected=st.booleans(),
    practice=st.booleans(),
    patients=st.integers(1, 4),
).filter(lambda booking: booking.start < booking.end)
DAYS = st.lists(ANY_BOOKING, max_size=12)


@settings(deadline=None)  # a busy machine proves nothing
@given(DAYS)
def test_a_days_visits_are_of_this_room_and_day_each_once_and_clean(told: list[Booking]) -> None:
    mine, bad = visits(told, DAY, "room-12", CENTRAL)
    assert len({each.id for each in mine}) == len(mine)
    assert len(mine) + len(bad) <= len({booking.id for booking in told})
    last = {booking.id: booking for booking in told}
    for each in mine:
        source = [b for b in last.values() if visit(b, CENTRAL) == each]
        assert source
        assert each.start < DAY.end
        assert each.end > DAY.start
        assert all(b.location in (None, "room-12") for b in source)
        assert (each.kind or "").isprintable()
        assert len(each.kind or "") <= KIND_LENGTH
        assert len(each.initials or "") <= 5
        assert not (each.protected and each.initials)
        if each.standing is Standing.JOINABLE:
            assert any(joins(b, CENTRAL) == each.id for b in source)
            assert all(b.status not in (Status.CANCELLED, Status.FULFILLED) for b in source)


@settings(deadline=None)  # a busy machine proves nothing
@given(DAYS.filter(lambda told: len({b.id for b in told}) == len(told)), st.randoms())
def test_the_order_that_a_server_tells_changes_nothing(
    told: list[Booking], chance: random.Random
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    mine, bad = visits(told, DAY, "room-12", CENTRAL)
    again, bad_again = visits(shuffled, DAY, "room-12", CENTRAL)
    assert set(mine) == set(again)
    assert sorted(map(str, bad)) == sorted(map(str, bad_again))


@settings(deadline=None)  # a busy machine proves nothing
@given(DAYS)
def test_told_twice_changes_nothing(told: list[Booking]) -> None:
    assert visits(told * 2, DAY, "room-12", CENTRAL) == visits(told, DAY, "room-12", CENTRAL)


@settings(deadline=None)  # a busy machine proves nothing
@given(DAYS)
def test_what_crossed_the_wire_is_the_same_day(told: list[Booking]) -> None:
    """From booking to Appointment to booking to visit: nothing is lost that the core needs."""
    well = [b for b in told if b.id != "not an id" and b.kind != "" and b.initials != ""]
    sent = [read_booking(json.loads(json.dumps(write_booking(b))), central=CENTRAL) for b in well]
    assert visits(sent, DAY, "room-12", CENTRAL) == visits(well, DAY, "room-12", CENTRAL)


@settings(deadline=None)  # a busy machine proves nothing
@given(st.text(max_size=60))
def test_whatever_a_server_shows_of_a_person_two_letters_go_on(display: str) -> None:
    """S6: and nothing but letters."""
    shown = initials(display)
    if shown is not None:
        letters = shown.removesuffix(".").split(". ")
        assert 1 <= len(letters) <= 2
        assert all(len(letter) == 1 and letter.isalpha() for letter in letters)


# --- over many polls --------------------------------------------------------------------------

WHOLE, CUT, FAILED = "whole", "cut", "failed"
WELL_BOOKED = st.builds(
    lambda number, minute, status: replace(
        BOOKING,
        id=f"a{number}",
        join=f"{CENTRAL}/visit/a{number}",
        status=status,
        start=BOOKING.start + timedelta(minutes=minute),
        end=BOOKING.start + timedelta(minutes=minute + 30),
    ),
    st.integers(1, 4),
    st.integers(-300, 300),
    st.sampled_from([Status.BOOKED, Status.CANCELLED, Status.FULFILLED]),
)
POLLS = st.lists(
    st.tuples(st.sampled_from([WHOLE, CUT, FAILED]), st.lists(WELL_BOOKED, max_size=4)),
    max_size=12,
)


@settings(deadline=None)  # a busy machine proves nothing
@given(POLLS)
def test_a_visit_goes_only_when_two_whole_polls_in_a_row_do_not_hold_it(
    polls: list[tuple[str, list[Booking]]],
) -> None:
    """S4, S7: however the feed behaves over a day, against a plain model of the rule."""
    day, now = new_day(Rules(place="Videorum 12"), 0.0, DAY.start.timestamp()), 0.0
    shown: dict[str, Visit] = {}
    missing: dict[str, int] = {}
    for kind, told in polls:
        now += 15.0
        if kind == FAILED:
            day, _ = step(day, FeedSaid("failing", 1), now)
        else:
            mine, bad = visits(told, DAY, "room-12", CENTRAL)
            day, _ = step(day, Agenda(mine, kind == WHOLE, len(bad)), now)
            for each in mine:
                shown[each.id] = each
                missing[each.id] = 0
            if kind == WHOLE:
                for name in set(shown) - {each.id for each in mine}:
                    missing[name] += 1
                    if missing[name] == 2:
                        del shown[name]
        assert {each.id: each for each in day.visits} == shown


def test_a_visit_seen_between_two_polls_that_miss_it_stays() -> None:
    day, now = new_day(Rules(place="Videorum 12"), 0.0, DAY.start.timestamp()), 0.0
    for complete, told in ((True, [BOOKING]), (True, []), (False, [BOOKING]), (True, [])):
        now += 15.0
        day, _ = step(day, Agenda(visits(told, DAY, "room-12", CENTRAL)[0], complete), now)
    assert [each.id for each in day.visits] == ["a1"]
