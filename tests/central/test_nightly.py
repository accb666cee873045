"""The night's work: what is forgotten, and when."""

import asyncio
import os
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from central import nightly
from central.faults import SetupError
from central.nightly import anonymise_now, every_night, next_night
from central.store import bookings, entries
from central.store import database as store
from central.store.tables import Appointment, Base, Consent, Person, SeatRow, Session, Ticket
from tests.support.central_house import NAME, House, make_house, ticket_of

DAY = 86_400.0


def _count(house: House, table: type[Base]) -> int:
    with house.database.begin() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_r07_people_are_forgotten_14_days_after_the_visit_and_not_before(
    closed_house: House,
) -> None:
    house = closed_house
    old = house.book(email="anna.berg@example.org")
    with house.database.begin() as session:
        entries.add_session(session, "cookie", old.appointment, house.clock.now)
        entries.add_consent(session, old.appointment, "1", house.clock.now, accepted=True)
        session.flush()
        entries.keep_seat(session, old.appointment, "digest", "client")
    end = house.clock.now + 1800
    assert anonymise_now(house.settings, house.database, end + 14 * DAY) == 0
    assert _count(house, Person) == 1
    house.clock.now = end + 13 * DAY
    young = house.book(name="Bo Ek", personnummer="640823-3234")
    assert anonymise_now(house.settings, house.database, end + 14 * DAY + 1) == 1
    counts = {table: _count(house, table) for table in (Session, SeatRow, Consent, Appointment)}
    assert counts == {Session: 0, SeatRow: 0, Consent: 1, Appointment: 2}
    with house.database.begin() as session:
        assert [p.appointment for p in session.scalars(select(Person))] == [young.appointment]
        assert [t.appointment for t in session.scalars(select(Ticket))] == [young.appointment]
        found = bookings.one(session, old.appointment)
        assert found is not None
        seen = bookings.as_unit_sees(*found, house.url)
        assert seen.initials is None


@pytest.mark.sqlite
def test_r07_nothing_of_a_forgotten_person_is_left_on_the_disk(closed_house: House) -> None:
    house = closed_house
    booked = house.book(email="anna.berg@example.org")
    assert booked.invitation
    os.utime(booked.invitation, (house.clock.now, house.clock.now))
    words = [NAME, "191212121212", "1912-12-12", "+46701234588", "anna.berg@example.org"]
    words.append(entries.digest(ticket_of(booked)))

    def on_disk() -> list[str]:
        files = [file for file in house.folder.rglob("*") if file.is_file()]
        content = b"".join(file.read_bytes() for file in files)
        return [word for word in words if word.encode() in content]

    assert on_disk() == words
    anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY)
    assert on_disk() == []


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-24T02:29", "2026-11-24T02:30"),
        ("2026-11-24T02:30", "2026-11-25T02:30"),
        ("2026-11-24T12:00", "2026-11-25T02:30"),
        ("2026-03-28T12:00", "2026-03-29T03:30"),  # the clock skips 02:30 that night
        ("2026-10-24T12:00", "2026-10-25T02:30"),
    ],
)
def test_r07_the_night_is_half_past_two_local_time(
    closed_house: House, now: str, night: str
) -> None:
    zone = closed_house.settings.zone
    at = datetime.fromisoformat(now).replace(tzinfo=zone).timestamp()
    expected = datetime.fromisoformat(night).replace(tzinfo=zone).timestamp()
    assert next_night(at, zone) == expected


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose database waits 20 ms for others, and whose night looks every 10 ms."""
    house = make_house(tmp_path / "house")
    pragmas = [p for p in store.PRAGMAS if not p.startswith("busy")]
    monkeypatch.setattr(store, "PRAGMAS", (*pragmas, "busy_timeout=20"))
    monkeypatch.setattr(nightly, "LOOK_S", 0.01)
    house.database.close()
    return house


@pytest.mark.sqlite
def test_r07_a_log_that_still_holds_people_is_said_and_emptied_the_next_time(
    impatient: House,
) -> None:
    house = impatient
    house.book()
    reader = sqlite3.connect(house.folder / "central.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT name FROM person").fetchall()
    with pytest.raises(SetupError, match="still holds"):
        anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY)
    reader.close()
    anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY)
    left = b"".join(file.read_bytes() for file in house.folder.glob("central.sqlite*"))
    assert NAME.encode() not in left
    house.database.close()


@pytest.mark.sqlite
async def test_r07_a_night_that_failed_is_made_up_for(impatient: House) -> None:
    house = impatient
    house.book()
    other = sqlite3.connect(house.folder / "central.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    night = asyncio.create_task(every_night(house.settings, house.database, house.clock))
    await asyncio.sleep(0)
    house.clock.now += 15 * DAY
    done, _ = await asyncio.wait({night}, timeout=0.3)
    assert not done, "a locked database ended the duty"
    other.close()
    async with asyncio.timeout(5):
        while _count(house, Person):
            await asyncio.sleep(0.01)
    night.cancel()
    await asyncio.gather(night, return_exceptions=True)
    house.database.close()
