"""What a poll changes in central: visits, persons, letters; each once, and never too much (R65)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from central.faults import SetupError
from central.imports.comparison import compare, states
from central.imports.poll import span_of
from central.imports.reading.found import Bad, Found, Patient, Reading
from central.imports.settings import ImportSettings
from central.imports.takeover import Takeover
from central.outbox import Outbox
from central.store import bookings
from central.store.course import seat_unit
from central.store.entries import by_ticket
from central.store.tables import Appointment, ImportRow, ImportSource, Person, Ticket
from tests.support.central_house import NOON, House, make_house

HOUR = 3600.0
ANNA = Patient("Anna Lisa Berg", "191212121212", "1912-12-12", "+46701234588")
ONE = Found("b-1", NOON + HOUR, NOON + 1.5 * HOUR, rooms=("Rum 12",), patient=ANNA, kind="Samtal")
TABLE = ImportSettings(
    name="tidbok", kind="csv", path=Path("x.csv"), rooms={"Rum 12": "room-12", "Rum 14": "room-14"}
)


class Desk:
    """A central that takes over what a test says was read."""

    def __init__(self, house: House, table: ImportSettings = TABLE) -> None:
        self.house = house
        self.settings = house.settings.model_copy(update={"imports": (table,)})
        self.table = table
        self._takeover = Takeover(
            self.settings, house.database, Outbox(house.settings.outbox), table
        )

    def take(self, *found: Found, **reading: Any) -> dict[str, int]:
        """One poll that found this."""
        span = span_of(self.table, self.settings.zone, self.house.clock.now)
        told = Reading(found, **reading)
        counts = self._takeover.take(told, span, self.house.clock.now)
        return {word: count for word, count in counts.items() if count}

    def visits(self) -> list[Appointment]:
        """Every visit, by start."""
        with self.house.database.begin() as session:
            return list(session.scalars(select(Appointment).order_by(Appointment.start)))

    def person(self, appointment: str) -> Person | None:
        """Who a visit is for."""
        with self.house.database.begin() as session:
            return session.get(Person, appointment)

    def row(self, foreign_id: str = "b-1") -> ImportRow:
        """What is remembered of a foreign booking."""
        with self.house.database.begin() as session:
            return session.get_one(ImportRow, ("tidbok", foreign_id))

    def findings(self) -> dict[str, str]:
        """What compare says, by code, in Swedish."""
        with self.house.database.begin() as session:
            found = compare(session, self.settings, self.house.clock.now)
        return {one.code: (one.text or {})["sv"] for one in found}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A central with one source."""
    house = make_house(tmp_path / "house")
    yield Desk(house)
    house.database.close()


def test_a_booking_becomes_a_visit_with_a_person_and_one_invitation(desk: Desk) -> None:
    assert desk.take(ONE) == {"make": 1}
    for _ in range(3):
        assert desk.take(ONE) == {}
    (visit,) = desk.visits()
    assert (visit.location, visit.start, visit.kind) == ("room-12", ONE.start, "Samtal")
    person = desk.person(visit.id)
    assert person is not None
    assert (person.name, person.birth_date) == ("Anna Lisa Berg", "1912-12-12")
    (letter,) = desk.house.letters("invitation")
    assert "+46701234588" in letter
    row = desk.row()
    assert (row.appointment, row.why, row.seen_at) == (visit.id, None, NOON)


def test_the_invitations_link_opens_the_visit(desk: Desk) -> None:
    desk.take(ONE)
    (letter,) = desk.house.letters("invitation")
    ticket = letter.partition("/besok#")[2].split()[0]
    with desk.house.database.begin() as session:
        invited = by_ticket(session, ticket)
    assert invited is not None
    assert invited.person.name == ANNA.name


def test_units_notice_what_is_imported(desk: Desk) -> None:
    with desk.house.database.begin() as session:
        before = bookings.revisions(session)
    desk.take(ONE)
    desk.take(replace(ONE, rooms=("Rum 14",)))
    with desk.house.database.begin() as session:
        after = bookings.revisions(session)
    assert after["room-12"] == before["room-12"] + 2
    assert after["room-14"] == before["room-14"] + 1


def test_a_moved_booking_moves_the_visit_and_tells_the_patient_once(desk: Desk) -> None:
    desk.take(ONE)
    moved = replace(ONE, start=ONE.start + HOUR, end=ONE.end + HOUR)
    assert desk.take(moved) == {"change": 1}
    assert desk.take(moved) == {}
    (visit,) = desk.visits()
    assert (visit.start, visit.status, visit.version) == (moved.start, "booked", 2)
    assert len(desk.house.letters("moved")) == 1
    assert len(desk.house.letters("invitation")) == 1


def test_a_new_kind_is_taken_over_without_a_letter(desk: Desk) -> None:
    desk.take(ONE)
    desk.take(replace(ONE, kind="Nybesök"))
    assert desk.visits()[0].kind == "Nybesök"
    assert desk.house.letters("moved") == []


def test_a_cancelled_booking_cancels_the_visit_and_tells_the_patient_once(desk: Desk) -> None:
    desk.take(ONE)
    cancelled = replace(ONE, standing="cancelled")
    assert desk.take(cancelled) == {"cancel": 1}
    assert desk.take(cancelled) == {}
    assert desk.visits()[0].status == "cancelled"
    assert len(desk.house.letters("cancelled")) == 1


def test_a_booking_that_comes_back_is_invited_anew(desk: Desk) -> None:
    desk.take(ONE)
    desk.take(replace(ONE, standing="cancelled"))
    assert desk.take(ONE) == {"make": 1}
    assert [visit.status for visit in desk.visits()].count("booked") == 1
    assert len(desk.house.letters("invitation")) == 2


def test_gone_from_two_complete_polls_is_cancelled(desk: Desk) -> None:
    desk.take(ONE)
    assert desk.take() == {}
    assert desk.take(complete=False, problem="too-slow") == {}
    assert desk.visits()[0].status == "booked"
    assert desk.take() == {"cancel": 1}
    assert desk.visits()[0].status == "cancelled"
    assert "finns inte längre i tidbok" in desk.findings()["gone"]


def test_cut_short_polls_remove_nothing(desk: Desk) -> None:
    desk.take(ONE)
    for _ in range(5):
        desk.take(complete=False, problem="too-slow")
    assert desk.visits()[0].status == "booked"


def test_a_visit_that_runs_is_not_cut(desk: Desk) -> None:
    """S4."""
    desk.take(ONE)
    (visit,) = desk.visits()
    desk.house.clock.now = ONE.start + 60
    with desk.house.database.begin() as session:
        seat_unit(session, visit.id, ("north/room12", "c" * 8), ONE.start)
    assert desk.take(replace(ONE, standing="cancelled")) == {}
    assert desk.take(replace(ONE, start=ONE.start + HOUR, end=ONE.end + HOUR)) == {}
    assert desk.take(replace(ONE, rooms=("Rum 14",))) == {}
    assert desk.take() == {}
    assert desk.take() == {}
    (visit,) = desk.visits()
    assert (visit.status, visit.start, visit.location) == ("booked", ONE.start, "room-12")
    assert desk.house.letters("cancelled") == []


def test_a_booking_made_here_is_never_touched(desk: Desk) -> None:
    booked = desk.house.book(at=HOUR)
    assert desk.take(ONE) == {}
    assert desk.take(replace(ONE, standing="cancelled")) == {}
    assert desk.take() == {}
    assert desk.take() == {}
    (visit,) = desk.visits()
    assert (visit.id, visit.status, visit.version) == (booked.appointment, "booked", 1)
    assert len(desk.house.letters("invitation")) == 1


def test_r65_a_booking_only_here_is_said_until_it_stands_in_the_source(desk: Desk) -> None:
    """R65: in central without a counterpart."""
    desk.house.book(at=HOUR)
    desk.take()
    assert "finns bara här" in desk.findings()["only-here"]
    desk.take(ONE)
    assert "only-here" not in desk.findings()


def test_what_another_source_made_is_paired_and_needs_no_second_counterpart(desk: Desk) -> None:
    desk.take(ONE)
    second = TABLE.model_copy(update={"name": "kalender"})
    other = Desk(desk.house, second)
    assert other.take() == {}
    assert other.findings() == {}
    assert other.take(replace(ONE, foreign_id="x", patient=None)) == {}
    assert len(desk.visits()) == 1
    assert other.take() == {}
    assert other.take() == {}
    assert desk.visits()[0].status == "booked"


def test_a_room_without_a_unit_is_said(tmp_path: Path) -> None:
    house = make_house(tmp_path / "house")
    elsewhere = Desk(house, TABLE.model_copy(update={"rooms": {"Rum 12": "room-99"}}))
    elsewhere.take(ONE)
    assert "(room-99)" in elsewhere.findings()["no-unit"]
    house.database.close()


def test_a_test_visit_needs_no_counterpart(desk: Desk) -> None:
    """R26."""
    desk.house.book(
        at=HOUR,
        practice=True,
        personnummer=None,
        birth_date="1980-04-23",
        phone=None,
        email="bo@example.se",
        invited_by="anna@example.se",
    )
    desk.take()
    assert desk.findings() == {}


def test_a_booking_given_to_somebody_else_ends_the_old_link(desk: Desk) -> None:
    desk.take(ONE)
    other = Patient("Bo Ek", "198001019999", "1980-01-01", "+46709999999")
    assert desk.take(replace(ONE, patient=other)) == {"replace": 1}
    old, new = sorted(desk.visits(), key=lambda one: one.status == "booked")
    assert (old.status, new.status) == ("cancelled", "booked")
    person = desk.person(new.id)
    assert person is not None
    assert person.name == "Bo Ek"
    first, second = desk.house.letters("invitation")
    assert first.partition("#")[2].split()[0] != second.partition("#")[2].split()[0]


@pytest.mark.parametrize(
    ("patient", "code"),
    [
        (None, "no-patient"),
        (replace(ANNA, phone=None), "no-contact"),
        (replace(ANNA, birth_date=None, personnummer=None), "no-birth-date"),
    ],
)
def test_who_cannot_be_invited_is_booked_and_told(
    desk: Desk, patient: Patient | None, code: str
) -> None:
    desk.take(replace(ONE, patient=patient))
    (visit,) = desk.visits()
    assert visit.status == "booked"
    assert desk.house.letters("invitation") == []
    with desk.house.database.begin() as session:
        assert session.get(Ticket, visit.id) is None
    said = desk.findings()[code]
    assert "b-1" in said
    assert "Anna" not in said
    assert "tidbok" in said


def test_a_number_that_comes_later_brings_the_invitation(desk: Desk) -> None:
    desk.take(replace(ONE, patient=replace(ANNA, phone=None)))
    assert desk.take(ONE) == {"change": 1}
    assert len(desk.house.letters("invitation")) == 1
    assert desk.findings() == {}


def test_a_protected_person_shows_no_initials(desk: Desk) -> None:
    """R70."""
    desk.take(replace(ONE, patient=replace(ANNA, protected=True)))
    (visit,) = desk.visits()
    shown = bookings.as_unit_sees(visit, desk.person(visit.id), desk.house.url)
    assert (shown.initials, shown.protected) == (None, True)


def test_an_answer_in_the_source_confirms_where_answers_are_asked(tmp_path: Path) -> None:
    """R04."""
    house = make_house(tmp_path / "house")
    asking = Desk(house, TABLE.model_copy(update={"must_confirm": True}))
    asking.take(ONE)
    assert asking.visits()[0].confirmation == "awaited"
    assert "/bekrafta#" in house.letters("invitation")[0]
    asking.take(replace(ONE, confirmed=True))
    assert asking.visits()[0].confirmation == "yes"
    house.database.close()


def test_most_of_a_source_gone_at_once_waits_until_a_person_accepts(desk: Desk) -> None:
    many = [replace(ONE, foreign_id=f"b-{n}", start=ONE.start + n * HOUR,
                    end=ONE.end + n * HOUR) for n in range(6)]  # fmt: skip
    desk.take(*many)
    desk.take()
    assert desk.take() == {"held": 6}
    assert desk.take() == {"held": 6}
    assert "6 bokningar försvann" in desk.findings()["held"]
    with desk.house.database.begin() as session:
        session.get_one(ImportSource, "tidbok").gone_accepted = True
    assert desk.take() == {"cancel": 6}
    assert "held" not in desk.findings()


def test_a_full_disk_books_nothing_and_the_next_poll_goes_on(desk: Desk) -> None:
    desk.house.settings.outbox.write_text("in the way")
    with pytest.raises(SetupError):
        desk.take(ONE)
    assert desk.visits() == []
    desk.house.settings.outbox.unlink()
    assert desk.take(ONE) == {"make": 1}
    assert len(desk.house.letters("invitation")) == 1


def test_what_cannot_be_read_is_told_with_its_place(desk: Desk) -> None:
    desk.take(ONE, bad=(Bad("b-9", "DTSTART", "is a whole day, no time"),))
    said = desk.findings()["unreadable"]
    assert "b-9" in said
    assert "DTSTART" in said


def test_it_is_told_within_two_polls(desk: Desk) -> None:
    desk.take(ONE)
    conditions = []
    for _ in range(3):
        desk.house.clock.now += 60
        desk.take(complete=False, problem="too-slow")
        with desk.house.database.begin() as session:
            (state,) = states(session, desk.settings.imports)
        conditions.append((state.condition, state.problem, state.read_at))
    assert [each[0] for each in conditions] == ["degraded", "failed", "failed"]
    assert conditions[-1][1:] == ("too-slow", NOON)
    assert "12:00 (too-slow)" in desk.findings()["silent"]
    assert desk.visits()[0].status == "booked"


def test_rows_are_forgotten_with_their_people(desk: Desk) -> None:
    """R07."""
    desk.take(ONE)
    desk.house.clock.now += 15 * 86_400
    desk.take()
    with desk.house.database.begin() as session:
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 0


def test_times_of_the_past_make_no_visit(desk: Desk) -> None:
    desk.take(replace(ONE, start=NOON - 2 * HOUR, end=NOON - HOUR))
    assert desk.visits() == []
    assert desk.findings() == {}
