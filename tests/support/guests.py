"""Guests for tests: whom the desk invites, and what their letters hold."""

import re

from sqlalchemy import select

from central.bookings import Booked
from central.store.guest_tables import Guest
from tests.support.central_house import House

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
    found = re.search(r"\S+/besok#\S+", letter)
    assert found
    return found[0]


def written(house: House) -> list[str]:
    """The digests of every guest's link."""
    with house.database.begin() as transaction:
        return list(transaction.scalars(select(Guest.digest)))
