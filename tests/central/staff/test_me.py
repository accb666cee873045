"""Who is signed in at the staff's page, what they may, and how long it counts."""

import pytest

from central.clinics import ClinicSettings, clinic_at
from central.core.access import RIGHTS, Right, StaffRole, rights_of
from central.store import audit
from central.store.staff import IDLE_S
from tests.support.central_house import House
from tests.support.staff import CLINICIAN, SUBJECT, Colleague


async def test_r64_a_clinician_acts_for_the_one_clinic_with_its_rights(house: House) -> None:
    async with Colleague(house) as eva:
        status, me = await eva.ask("GET", "/api/staff/me")
    assert status == 200
    assert (me["subject"], me["name"], me["clinic"]) == (SUBJECT, CLINICIAN, "clinic")
    assert me["clinics"] == [
        {
            "id": "clinic",
            "name": "Borlänge vårdcentral",
            "roles": ["clinician"],
            "brand": {"accent": None, "accent_night": None, "logo": None, "message": {}},
        }
    ]
    assert me["rights"] == sorted(rights_of(["clinician"]))


async def test_a_stranger_and_an_idle_browser_are_not_signed_in(house: House) -> None:
    async with Colleague(house) as eva:
        house.clock.now += IDLE_S + 1
        assert await eva.ask("GET", "/api/staff/me") == (401, {"code": "not-signed-in"})
        eva.http.cookie_jar.clear()
        assert await eva.ask("GET", "/api/staff/me") == (401, {"code": "not-signed-in"})


async def test_signing_out_ends_it_here(house: House) -> None:
    async with Colleague(house) as eva:
        assert (await eva.ask("POST", "/api/staff/sign-out", {}))[0] == 200
        assert (await eva.ask("GET", "/api/staff/me"))[0] == 401


async def test_a_clinic_can_be_chosen_anew_but_no_foreign_one_and_it_is_logged(
    house: House,
) -> None:
    async with Colleague(house) as eva:
        assert (await eva.ask("PUT", "/api/staff/clinic", {"clinic": "elsewhere"}))[0] == 403
        assert (await eva.ask("PUT", "/api/staff/clinic", {"clinic": ""}))[0] == 200
        assert (await eva.ask("GET", "/api/staff/me"))[1]["rights"] == []
        assert (await eva.ask("PUT", "/api/staff/clinic", {"clinic": "clinic"}))[0] == 200
    with house.database.begin() as transaction:
        ((_, entry),) = audit.entries(transaction, 0, house.clock.now + 1)
        assert (entry.actor, entry.action, entry.clinic) == (SUBJECT, "choose-clinic", "clinic")
        assert audit.broken(transaction) is None


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("right", Right)
def test_r64_the_matrix_cell_by_cell(role: StaffRole, right: Right) -> None:
    assert (right in rights_of([role])) == (role in RIGHTS[right])


def test_a_room_belongs_to_the_clinic_that_names_it_or_to_the_open_one() -> None:
    north = ClinicSettings(id="north", name="Norr", rooms=("room-12",))
    rest = ClinicSettings(id="rest", name="Övriga")
    assert clinic_at((rest, north), "room-12") is north
    assert clinic_at((rest, north), "room-14") is rest
    assert clinic_at((north,), "room-99") is north
