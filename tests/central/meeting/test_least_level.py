"""What a clinic asks to be proven before anybody comes in (R60, R61)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from central.clinics import ClinicSettings, VisitKind
from tests.support.central_house import Browser, House, make_house, serving, ticket_of
from wire.visits import Level

CLINIC = ClinicSettings(
    name="Borlänge vårdcentral",
    least_level=Level.SMS_CODE,
    kinds=(
        VisitKind(name="Telefonkontroll", least_level=Level.LINK),
        VisitKind(name="Recept", least_level=Level.EID),
        VisitKind(name="Återbesök"),
    ),
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = make_house(tmp_path / "house", ways=("sms-code", "birth-date"), clinics=(CLINIC,))
    async with serving(house):
        yield house
    house.database.close()


def test_r60_the_kind_decides_else_the_clinic() -> None:
    assert CLINIC.level_for("Recept") is Level.EID
    assert CLINIC.level_for("Telefonkontroll") is Level.LINK
    assert CLINIC.level_for("Återbesök") is Level.SMS_CODE
    assert CLINIC.level_for("Something imported") is Level.SMS_CODE
    assert CLINIC.level_for(None) is Level.SMS_CODE
    assert ClinicSettings(name="A").level_for("Recept") is Level.LINK


async def test_r60_who_proved_too_little_is_told_what_lacks_and_is_not_in(
    house: House, browser: Browser
) -> None:
    booked = house.book(kind="Återbesök")
    body = {"ticket": ticket_of(booked), "birth_date": "1912-12-12"}
    assert await browser.post("/api/entry", body) == (200, {"code": "needs-sms-code"})
    assert (await browser.get("/api/visit"))[0] == 401
    assert await browser.post("/api/entry", body | {"birth_date": "1912-12-13"}) == (
        403,
        {"code": "refused"},
    )
    await browser.post("/api/entry/code", {"ticket": ticket_of(booked)})
    code = house.letters("code")[-1].split("#")[-1].strip()
    given = {"ticket": ticket_of(booked), "code": code}
    assert await browser.post("/api/entry/by-code", given) == (200, {"code": "entered"})


async def test_r60_a_code_is_not_enough_where_an_e_id_is_asked_for(
    house: House, browser: Browser
) -> None:
    booked = house.book(kind="Recept")
    await browser.post("/api/entry/code", {"ticket": ticket_of(booked)})
    code = house.letters("code")[-1].split("#")[-1].strip()
    given = {"ticket": ticket_of(booked), "code": code}
    assert await browser.post("/api/entry/by-code", given) == (200, {"code": "needs-eid"})
    assert (await browser.get("/api/visit"))[0] == 401
