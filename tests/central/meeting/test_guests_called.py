"""Guests are reminded and called: once, in their language, by their own link (R03, R25, R40)."""

from datetime import datetime, timedelta

import aiohttp
import pytest

from central.bookings import Booked
from central.outbox import outbox_of
from central.reminders import remind
from central.store.guest_tables import Guest
from tests.support.central_house import Browser, House, Wire
from tests.support.guests import come_in, guests_path, invited, link_of
from tests.support.messages import by, messages
from tests.support.staff import Colleague

HOUR = 3600.0


def later(house: House, seconds: float) -> list[str]:
    """The guests' reminders after one look, so much later."""
    house.clock.now += seconds
    remind(house.settings, house.database, outbox_of(house.settings), house.clock.now)
    return house.letters("guest.reminder")


async def begin(house: House, http: aiohttp.ClientSession, booked: Booked) -> Wire:
    """The unit joins; what that causes is done when this returns."""
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    await join(unit, booked)
    return unit


async def join(unit: Wire, booked: Booked) -> None:
    await unit.say("join", visit=booked.appointment)
    await unit.say("media", visit="unknown", camera=True, microphone=True)
    await unit.until("error")


async def test_r03_r40_each_guest_is_reminded_once_and_the_link_opens(house: House) -> None:
    booked = house.book(at=2 * HOUR, language="en")
    await invited(house, booked)
    await invited(house, booked, role="relative", name="Olle", email=None)
    assert later(house, 1.5 * HOUR - 1) == []
    first, second = sorted(later(house, 1), key=lambda text: "Reminder" in text)
    assert len(later(house, 60)) == 2
    assert "Påminnelse: videobesök tisdag 24 november 14:00–14:30" in first
    assert "Reminder: video visit Tuesday 24 November 14:00–14:30" in second
    assert "13:45" in first
    assert "To: +46705556677\nTo: fatima@tolk.example" in first
    async with Browser(house) as tolk:
        house.clock.now += 1200
        await come_in(house, tolk, link_of(first).partition("#")[2])
        assert (await tolk.get("/api/visit"))[1]["role"] == "interpreter"


async def test_r03_who_was_invited_a_moment_ago_or_is_locked_out_is_not_reminded(
    house: House,
) -> None:
    fresh, locked = house.book(at=HOUR), house.book(at=HOUR, location="room-14")
    guest, _ = await invited(house, locked)
    with house.database.begin() as transaction:
        transaction.get_one(Guest, guest).locked_at = 1.0
    house.clock.now += 0.4 * HOUR
    await invited(house, fresh)
    assert later(house, 0.3 * HOUR) == []


async def test_s5_a_new_link_and_a_withdrawal_end_the_reminders_link_too(house: House) -> None:
    for how in ("link", "withdraw"):
        booked = house.book(at=HOUR)
        guest, _ = await invited(house, booked)
        before = later(house, 0)
        (letter,) = set(later(house, 0.6 * HOUR)) - set(before)
        ticket = link_of(letter).partition("#")[2]
        path = f"{guests_path(booked)}/{guest}"
        async with Colleague(house) as desk, Browser(house) as tolk:
            asked = ("POST", f"{path}/link") if how == "link" else ("DELETE", path)
            assert (await desk.ask(*asked))[0] == 200
            codes = len(house.letters("code"))
            await tolk.post("/api/entry/code", {"ticket": ticket})
            assert len(house.letters("code")) == codes


async def test_r25_a_guest_who_is_not_there_is_called_once_when_the_visit_begins(
    house: House, http: aiohttp.ClientSession
) -> None:
    booked = house.book(at=600)
    await invited(house, booked)
    _, ticket = await invited(
        house,
        booked,
        role="relative",
        name="Olle",
        phone="070-555 66 88",
        read_back="0705556688",
        email=None,
    )
    house.clock.now += 300
    async with Browser(house) as relative:
        await come_in(house, relative, ticket)
        page = await relative.page("page-client-1")
        await page.say("join", visit=booked.appointment)
        await page.until_seen(booked.appointment, role="relative", joined=True)
        unit = await begin(house, http, booked)
        await unit.say("bye", visit=booked.appointment)
        await join(unit, booked)
        await page.close()
        await unit.close()
    (letter,) = house.letters("guest.begins")
    assert "To: +46705556677" in letter
    assert "Videobesöket hos Borlänge vårdcentral börjar nu." in letter
    async with Browser(house) as tolk:
        await come_in(house, tolk, link_of(letter).partition("#")[2])


async def test_r01_r03_a_new_time_says_from_when_a_guests_link_opens(house: House) -> None:
    booked = house.book(at=HOUR)
    await invited(house, booked)
    later = datetime.fromtimestamp(house.clock.now + 2 * HOUR, house.settings.zone)
    house.desk.move(booked.appointment, later, later + timedelta(minutes=20), house.clock.now)
    (letter,) = house.letters("guest.moved")
    assert "Du kan gå in från klockan 13:45." in letter


@pytest.mark.parametrize("occasion", ["reminder", "begins"])
async def test_r03_a_clinic_does_without(
    closed_house: House, http: aiohttp.ClientSession, occasion: str
) -> None:
    by(closed_house, messages(occasions={occasion: False}))
    await closed_house.start()
    booked = closed_house.book(at=HOUR)
    await invited(closed_house, booked)
    later(closed_house, HOUR - 300)
    unit = await begin(closed_house, http, booked)
    await unit.close()
    await closed_house.stop()
    kinds = {kind for kind in ("reminder", "begins") if closed_house.letters(f"guest.{kind}")}
    assert kinds == {"reminder", "begins"} - {occasion}
