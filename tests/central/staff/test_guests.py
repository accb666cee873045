"""The desk invites guests: who may, what they are sent, and how a link dies (R40, R56)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from central.core.access import StaffRole
from central.nightly import anonymise_now
from central.store import audit
from central.store.guest_tables import Guest
from central.store.tables import Appointment
from tests.support.central_house import NAME, PHONE, House
from tests.support.guests import FATIMA, guests_path, link_of, written
from tests.support.staff import SUBJECT, Colleague

DAY = 86_400.0


async def test_r40_an_interpreter_gets_an_invitation_of_their_own(house: House) -> None:
    booked = house.book(at=3600, interpreter=True, language="ar")
    async with Colleague(house, StaffRole.SCHEDULER) as desk:
        status, guest = await desk.ask("POST", guests_path(booked), FATIMA)
        assert (status, guest["role"], guest["phone"]) == (201, "interpreter", "+46705556677")
        (letter,) = house.letters("guest.invitation")
        assert letter.startswith(
            "Kind: guest.invitation\nTo: +46705556677\nTo: fatima@tolk.example"
        )
        for word in ("bokad som tolk", "Eva Ek, Distriktsläkare", "från klockan 12:45"):
            assert word in letter
        ticket = link_of(letter).partition("#")[2]
        around = letter.replace(ticket, "")
        for secret in (NAME, "Berg", PHONE, "88", house.book(at=9000).link.partition("#")[2]):
            assert secret not in around, "the letter tells nothing of the patient"
        assert ticket.startswith("g.")
        with house.database.begin() as transaction:
            row = transaction.scalars(select(Guest)).one()
            assert row.invited_by == SUBJECT
            assert ticket not in str(vars(row)), "only its digest is kept"
            said = [
                (entry.action, entry.detail) for _, entry in audit.entries(transaction, 0, 1e12)
            ]
            assert ("invite-guest", "interpreter") in said
            assert "Fatima" not in str(said)


async def test_r56_a_number_that_was_not_read_back_is_refused(house: House) -> None:
    booked = house.book(at=3600)
    async with Colleague(house) as desk:
        for read in (None, "0705556678", "tolk"):
            wish = FATIMA | {"read_back": read}
            status, _ = await desk.ask("POST", guests_path(booked), wish)
            assert (status in (409, 422), house.letters("guest.invitation")) == (True, [])
        without = {key: value for key, value in FATIMA.items() if "phone" not in key}
        without.pop("read_back")
        status, said = await desk.ask("POST", guests_path(booked), without)
        assert (status, said["field"]) == (422, "phone"), "a code must reach them"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "patient"}, "role"),
        ({"role": "spy"}, "role"),
        ({"name": " "}, "name"),
        ({"name": "A\u202eB"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"personnummer": "19121212-1212"}, "personnummer"),
        ({"role": "proxy", "personnummer": "19121212-1213"}, "personnummer"),
        ({"phone": None, "read_back": None, "email": None}, "phone"),
    ],
)
async def test_what_is_wrong_with_a_guest_is_named(
    house: House, change: dict[str, Any], field: str
) -> None:
    booked = house.book(at=3600)
    async with Colleague(house) as desk:
        status, said = await desk.ask("POST", guests_path(booked), FATIMA | change)
        assert (status, said["field"]) == (422, field)


async def test_r64_guests_belong_to_the_clinic_and_to_those_who_may_book(house: House) -> None:
    booked = house.book(at=3600)
    async with Colleague(house, StaffRole.IT) as it, Colleague(house, clinic="other") as other:
        assert (await it.ask("GET", guests_path(booked)))[0] == 403
        assert (await it.ask("POST", guests_path(booked), FATIMA))[0] == 403
        assert (await other.ask("GET", guests_path(booked)))[0] == 404
        assert (await other.ask("POST", guests_path(booked), FATIMA))[0] == 404


async def test_r03_a_change_reaches_the_guests_too(house: House) -> None:
    booked = house.book(at=3600)
    async with Colleague(house) as desk:
        assert (await desk.ask("POST", guests_path(booked), FATIMA))[0] == 201
    start = datetime.fromtimestamp(house.clock.now + 7200, house.settings.zone)
    house.desk.move(booked.appointment, start, start + timedelta(minutes=30), house.clock.now)
    house.desk.cancel(booked.appointment, house.clock.now)
    (moved,), (cancelled,) = house.letters("guest.moved"), house.letters("guest.cancelled")
    assert "ny tid. Samma länk gäller" in moved
    assert "avbokat. Din länk gäller inte längre" in cancelled


async def test_a_renewed_or_withdrawn_link_is_dead_and_its_guest_is_told(house: House) -> None:
    booked = house.book(at=3600)
    async with Colleague(house) as desk:
        _, guest = await desk.ask("POST", guests_path(booked), FATIMA)
        path = f"{guests_path(booked)}/{guest['id']}"
        first = written(house)
        assert (await desk.ask("POST", f"{path}/link"))[0] == 200
        second = written(house)
        assert first != second
        assert len(house.letters("guest.invitation")) == 2
        other = house.book(at=9000)
        assert (await desk.ask("DELETE", f"{guests_path(other)}/{guest['id']}"))[0] == 404
        assert (await desk.ask("DELETE", path))[0] == 200
        assert written(house) == []
        assert "återtagen" in house.letters("guest.withdrawn")[0]
        assert (await desk.ask("DELETE", path))[0] == 404
        assert await desk.ask("GET", guests_path(booked)) == (200, [])


async def test_a_visit_has_a_bounded_number_of_guests_and_none_when_it_is_over(
    house: House,
) -> None:
    booked = house.book(at=3600)
    async with Colleague(house) as desk:
        for number in range(6):
            wish = FATIMA | {"name": f"Gäst {number}"}
            assert (await desk.ask("POST", guests_path(booked), wish))[0] == 201
        assert (await desk.ask("POST", guests_path(booked), FATIMA))[0] == 409
        gone = house.book(at=9000)
        house.desk.cancel(gone.appointment, house.clock.now)
        assert (await desk.ask("POST", guests_path(gone), FATIMA))[0] == 409


async def test_r07_guests_go_with_the_patient(house: House) -> None:
    booked = house.book()
    async with Colleague(house) as desk:
        assert (await desk.ask("POST", guests_path(booked), FATIMA))[0] == 201
    anonymise_now(house.settings, house.database, house.clock.now + 15 * DAY)
    assert written(house) == []
    with house.database.begin() as transaction:
        assert transaction.get(Appointment, booked.appointment) is not None
