"""R03: each confirmed visit is reminded of once, 30 min before, also by a central that was down."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from central.bookings import Booked
from central.nightly import anonymise_now
from central.outbox import outbox_of
from central.reminders import remind
from central.store.delivery_tables import Link
from central.store.tables import Appointment, Ticket
from tests.support.central_house import Browser, House, link_in, serving
from tests.support.messages import MAIL, by, deliveries, messages

HOUR = 3600.0


def later(house: House, seconds: float) -> list[str]:
    """What is in the outbox after one look, so much later."""
    house.clock.now += seconds
    remind(house.settings, house.database, outbox_of(house.settings), house.clock.now)
    return house.letters("reminder")


def answer(house: House, booked: Booked, word: str, **more: Any) -> None:
    with house.database.begin() as transaction:
        found = transaction.get_one(Appointment, booked.appointment)
        found.confirmation = word
        for key, value in more.items():
            setattr(found, key, value)


async def test_r03_half_an_hour_before_once_with_a_link_that_opens(closed_house: House) -> None:
    house = closed_house
    booked = house.book(at=2 * HOUR)
    assert later(house, 1.5 * HOUR - 1) == []
    (letter,) = later(house, 1)
    assert later(house, 60) == [letter]
    assert "Påminnelse: videobesök tisdag 24 november 14:00–14:30" in letter
    async with serving(house), Browser(house) as browser:
        house.clock.now += 0.4 * HOUR
        assert await browser.enter(replace(booked, link=link_in(letter))) == 200


def test_r03_what_was_missed_is_made_up_for_until_the_start(closed_house: House) -> None:
    closed_house.book(at=2 * HOUR)
    closed_house.book(at=2 * HOUR, location="room-14")
    assert len(later(closed_house, 2 * HOUR - 1)) == 2
    closed_house.book(at=2 * HOUR)
    assert len(later(closed_house, 2 * HOUR)) == 2


def test_r03_not_before_it_is_confirmed_not_when_cancelled_not_for_practice(
    closed_house: House,
) -> None:
    house = closed_house
    waits = house.book(at=HOUR, must_confirm=True)
    says_no = house.book(at=HOUR, must_confirm=True)
    cancelled = house.book(at=HOUR)
    practice: dict[str, Any] = {"practice": True, "personnummer": None, "birth_date": "1980-04-23"}
    house.book(at=HOUR, email="kim@x.se", invited_by="maria@x.se", **practice)
    answer(house, says_no, "no")
    house.desk.cancel(cancelled.appointment, house.clock.now)
    assert later(house, 0.6 * HOUR) == []
    answer(house, waits, "yes")
    assert len(later(house, 0.1 * HOUR)) == 1


def test_r03_not_for_a_visit_that_was_booked_or_moved_a_moment_ago(closed_house: House) -> None:
    house = closed_house
    house.book(at=0.4 * HOUR)
    assert later(house, 0.3 * HOUR) == []
    booked = house.book(at=HOUR)
    assert len(later(house, 0.5 * HOUR)) == 1
    zone = house.settings.zone
    for minutes, reminders in ((25, 1), (120, 2)):
        start = datetime.fromtimestamp(house.clock.now, zone) + timedelta(minutes=minutes)
        end = start + timedelta(minutes=30)
        house.desk.move(booked.appointment, start, end, house.clock.now)
        assert len(later(house, (minutes - 20) * 60)) == reminders


@pytest.mark.parametrize("table", ["occasions", "clinic"])
def test_r03_a_clinic_does_without(closed_house: House, table: str) -> None:
    house = closed_house
    off = messages(occasions={"reminder": False})
    if table == "occasions":
        by(house, off)
    else:
        clinic = house.settings.all_clinics[0].model_copy(update={"occasions": off.occasions})
        by(house, messages(), clinics=(clinic,))
    house.book(at=HOUR)
    assert later(house, 0.6 * HOUR) == []
    with house.database.begin() as transaction:
        assert list(transaction.scalars(select(Link))) == []


def test_r03_who_was_never_linked_to_or_is_locked_out_is_not_written_to(
    closed_house: House,
) -> None:
    locked, imported = closed_house.book(at=HOUR), closed_house.book(at=HOUR)
    with closed_house.database.begin() as transaction:
        transaction.get_one(Ticket, locked.appointment).locked_at = 1.0
        transaction.execute(delete(Ticket).where(Ticket.appointment == imported.appointment))
    assert later(closed_house, 0.6 * HOUR) == []


def test_r07_letters_and_links_go_with_their_person(closed_house: House) -> None:
    house = closed_house
    house.book(at=HOUR, email=MAIL)
    assert len(later(house, 0.6 * HOUR)) == 1
    assert len(deliveries(house)) == 4
    for days, left in ((13, 4), (2, 0)):
        house.clock.now += days * 24 * HOUR
        anonymise_now(house.settings, house.database, house.clock.now)
        assert len(deliveries(house)) == left
    with house.database.begin() as transaction:
        assert list(transaction.scalars(select(Link))) == []
