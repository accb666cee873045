"""Guests for tests: whom the desk invites, and what their letters hold."""

import re
from typing import Any

from sqlalchemy import select

from central.bookings import Booked
from central.store.guest_tables import Guest
from tests.support.central_house import Browser, House
from tests.support.staff import Colleague

FATIMA = {
    "role": "interpreter",
    "name": "Fatima Haddad",
    "phone": "070-555 66 77",
    "read_back": "0705556677",
    "email": "fatima@tolk.example",
}


def guests_path(booked: Booked) -> str:
    """The desk's door to the guests of a visit."""
    return f"/api/staff/visits/{booked.appointment}/guests"


def link_of(letter: str) -> str:
    """The link in an invitation's text."""
    found = re.search(r"\S+/besok\S*#\S+", letter)
    assert found
    return found[0]


def written(house: House) -> list[str]:
    """The digests of every guest's link."""
    with house.database.begin() as transaction:
        return list(transaction.scalars(select(Guest.digest)))


async def invited(house: House, booked: Booked, **wish: Any) -> tuple[str, str]:
    """A guest of a visit: their id and their link's ticket."""
    before = house.letters("guest.invitation")
    async with Colleague(house) as desk:
        status, guest = await desk.ask("POST", guests_path(booked), FATIMA | wish)
    assert status == 201, guest
    return str(guest["id"]), newest(house, before).partition("#")[2]


def newest(house: House, before: list[str]) -> str:
    """The link of the one invitation that was not there before."""
    (letter,) = set(house.letters("guest.invitation")) - set(before)
    return link_of(letter)


async def code_for(house: House, browser: Browser, ticket: str) -> str:
    """Ask for a code; the one that the message holds."""
    before = house.letters("code")
    assert await browser.post("/api/entry/code", {"ticket": ticket}) == (200, {"code": "received"})
    (letter,) = set(house.letters("code")) - set(before)
    return letter.split("#")[-1].strip()


async def come_in(house: House, browser: Browser, ticket: str) -> None:
    """A guest's whole way to the lobby's door: the code and the consent."""
    code = await code_for(house, browser, ticket)
    given = await browser.post("/api/entry/by-code", {"ticket": ticket, "code": code})
    assert given == (200, {"code": "entered"})
    assert (await browser.post("/api/consent", {"version": "1", "accept": True}))[0] == 200
