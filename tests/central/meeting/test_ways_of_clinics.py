"""R60: each clinic has its own ways in; its link's page has them before anything is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.clinics import ClinicSettings
from central.faults import SetupError
from central.settings import load_settings
from tests.support.central_house import Browser, House, link_in, make_house, serving, ticket_of
from tests.support.guests import FATIMA, guests_path, link_of
from tests.support.staff import Colleague

BORLANGE = ClinicSettings(id="SE-1", name="Borlänge", phone="0243-1", ways=("sms-code",))
FALUN = ClinicSettings(id="SE-2", name="Falun", phone="023-1", rooms=("room-14",))


@pytest.fixture
def closed_house(tmp_path: Path) -> Iterator[House]:
    """Two clinics: one asks for a code, the other has central's own way."""
    house = make_house(tmp_path / "house", clinics=(BORLANGE, FALUN))
    yield house
    house.database.close()


async def test_r60_a_way_that_the_clinic_does_not_offer_lets_nobody_in(house: House) -> None:
    ours, theirs = house.book(), house.book(location="room-14")
    async with Browser(house) as anna, Browser(house) as bo:
        assert (await anna.enter(ours), await bo.enter(theirs)) == (403, 200)
        for booked, codes in ((theirs, 0), (ours, 1)):
            await anna.post("/api/entry/code", {"ticket": ticket_of(booked)})
            assert len(house.letters("code")) == codes


async def test_r60_every_link_names_the_clinic_and_its_page_is_that_clinics(house: House) -> None:
    booked = house.book(at=3600, location="room-14", must_confirm=True)
    async with Colleague(house, clinic="SE-2") as desk:
        assert (await desk.ask("POST", guests_path(booked), FATIMA))[0] == 201
    confirm = next(w for w in house.letters("invitation")[0].split() if "/bekrafta" in w)
    links = [booked.link, confirm, link_of(house.letters("guest.invitation")[0])]
    house.desk.renew(booked.appointment, house.clock.now)
    links.append(link_in(house.letters("invitation")[-1]))
    async with Browser(house) as anna:
        for link in links:
            assert "?c=SE-2#" in link
            async with anna.http.get(link.partition("#")[0]) as answer:
                page = await answer.text()
            assert 'data-clinic="Falun" data-phone="023-1"' in page
        for clinic, ways in (("SE-1", "sms-code"), ("SE-2", "birth-date"), ("<i>", "birth-date")):
            async with anna.http.get(f"{house.url}/besok", params={"c": clinic}) as answer:
                page = await answer.text()
            assert f'data-ways="{ways}"' in page
            assert "<i>" not in page


async def test_r60_a_clinic_without_a_number_has_the_common_one_on_its_page(tmp_path: Path) -> None:
    silent = ClinicSettings(id="SE-3", name="Mora", rooms=("room-14",))
    house = make_house(tmp_path / "house", clinics=(BORLANGE, silent))
    async with (
        serving(house),
        Browser(house) as anna,
        anna.http.get(f"{house.url}/besok", params={"c": "SE-3"}) as answer,
    ):
        assert 'data-clinic="Mora" data-phone="0243-49 70 00"' in await answer.text()
    house.database.close()


def test_r60_a_clinics_way_needs_its_table(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    file.write_text(
        'base_url = "http://localhost:1"\n[[clinics]]\nname = "Falun"\nways = ["freja"]\n'
    )
    with pytest.raises(SetupError, match=r"clinics\.0\.ways: freja needs its table \[freja\]"):
        load_settings(file)
