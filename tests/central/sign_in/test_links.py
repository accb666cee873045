"""The local administrator's one-time link: once, for ten minutes, and only where it is allowed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from central.clinics import DEFAULT
from central.command import main
from central.core.access import StaffRole
from central.faults import BadInputError, ConflictError
from central.sign_in.links import LinkWish, make_link
from central.store import audit
from tests.central.sign_in.conftest import Traveller, serving, with_settings
from tests.support.central_house import House

ROLES = (StaffRole.CLINICIAN, StaffRole.SCHEDULER)
EVA = LinkWish("SE2321000016-1003", "Eva Ek", "Distriktsläkare", DEFAULT, ROLES)


@pytest.fixture
async def house(own_house: House) -> AsyncIterator[House]:
    """A served house whose administrator may make links."""
    async with serving(with_settings(own_house, staff_links=True)) as house:
        yield house


def code_for(house: House, wish: LinkWish = EVA) -> str:
    """The code of a new link."""
    link = make_link(house.settings, house.database, wish, house.clock.now)
    assert link.startswith(f"{house.url}/rum#in/")
    return link.rpartition("/")[2]


async def use(one: Traveller, code: str) -> int:
    """Press *Logga in*; the status."""
    asked = one.http.post(one.house.url + "/api/staff/link", json={"code": code})
    async with asked as answer:
        return answer.status


async def test_a_link_signs_one_browser_in_once(house: House) -> None:
    code = code_for(house)
    async with Traveller(house) as eva, Traveller(house) as other:
        assert await use(eva, code) == 200
        _, me = await eva.me()
        assert (me["name"], me["clinics"][0]["roles"]) == ("Eva Ek", ["clinician", "scheduler"])
        assert await use(other, code) == 403
        assert (await other.me())[0] == 401


async def test_an_old_link_and_a_guess_are_refused_alike_counted_and_limited(house: House) -> None:
    old = code_for(house)
    house.clock.now += 601
    async with Traveller(house) as eva:
        assert [await use(eva, code) for code in (old, "guess", "", "x" * 128)] == [403] * 4
        assert await use(eva, code_for(house)) == 200
        assert await use(eva, code_for(house)) == 429
        assert await use(eva, "x" * 129) == 422
    with house.database.begin() as transaction:
        told = [entry for _, entry in audit.entries(transaction, 0, house.clock.now + 1)]
    refused = [e for e in told if e.action == "sign-in-refused"]
    assert [(e.actor, e.detail) for e in refused] == [("stranger", "link")] * 4
    assert [e.detail for e in told if e.action == "sign-in"] == ["link"]


def test_a_link_is_made_only_where_the_settings_allow_it_for_a_known_clinic(
    closed_house: House,
) -> None:
    house = closed_house
    with pytest.raises(ConflictError, match="staff_links"):
        make_link(house.settings, house.database, EVA, house.clock.now)
    allowed = with_settings(house, staff_links=True)
    for wish, field in (
        (LinkWish("SE 1", "Eva", None, DEFAULT, ROLES), "subject"),
        (LinkWish("SE1", " \x00", None, DEFAULT, ROLES), "name"),
        (LinkWish("SE1", "Eva", None, "elsewhere", ROLES), "clinic"),
    ):
        with pytest.raises(BadInputError) as caught:
            make_link(allowed.settings, house.database, wish, house.clock.now)
        assert caught.value.field == field


def test_the_command_prints_a_link_that_stands_nowhere_in_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text('base_url = "http://localhost:8080"\nstaff_links = true\n')
    assert main(["migrate", "--config", str(config)]) == 0
    who = ["--subject", "SE2321000016-1003", "--name", "Eva Ek", "--role", "clinician"]
    assert main(["staff-link", "--config", str(config), *who]) == 0
    link = json.loads(capsys.readouterr().out)["link"]
    code = link.rpartition("/")[2].encode()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("central.sqlite*"))
    assert code not in held
    assert b"make-staff-link" in held
