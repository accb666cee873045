"""R69: a unit is told whom to phone, and when somebody is there; nobody else is."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from central.brand import Brand
from central.clinics import ClinicSettings, SupportLine
from central.core.support import Fault
from tests.support.central_house import Browser, House, Wire, serving

LINE = SupportLine(
    fault=Fault.TECHNOLOGY, name="IT-support", phone="023-49 00 00", hours={"mon": "07:00-17:00"}
)
CLINICS = (ClinicSettings(id="north", name="Norra", support=(LINE,)),)


@pytest.fixture
async def house(closed_house: House) -> AsyncIterator[House]:
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": CLINICS})
    async with serving(closed_house):
        yield closed_house


async def test_r69_the_unit_gets_the_lines_of_its_clinic(
    house: House, http: aiohttp.ClientSession
) -> None:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-12", await house.token(http))
    await wire.say("ask-support")
    told = await wire.until("support")
    assert "accents" not in told, "an older unit reads it"
    (line,) = told["lines"]
    assert (line["fault"], line["name"], line["phone"]) == (
        "technology",
        "IT-support",
        "023-49 00 00",
    )
    assert len(line["open"]) in (2, 3), "Mondays of two weeks"
    assert all(end - begin == 10 * 3600 for begin, end in line["open"])
    await wire.close()


async def test_r66_the_unit_gets_its_clinic_s_colour_by_day_and_by_night(
    closed_house: House, http: aiohttp.ClientSession
) -> None:
    branded = ClinicSettings(id="north", name="Norra", brand=Brand(accent="#a01030"))
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": (branded,)})
    async with serving(closed_house):
        wire = await Wire.open(http, closed_house)
        await wire.hello("unit-client-12", await closed_house.token(http))
        await wire.say("ask-support")
        day, night = (await wire.until("support"))["accents"]
        await wire.close()
    assert day == "#a01030"
    assert night == branded.brand.accent_night


async def test_r69_a_page_is_told_nothing(house: House) -> None:
    async with Browser(house) as browser:
        await browser.settle(house.book())
        page = await browser.page("page-client-1")
        await page.say("ask-support")
        assert (await page.until("error"))["code"] == "refused"
        await page.close()
