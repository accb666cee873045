"""The ways into a visit in a real browser: BankID here or on another device, a code (R60)."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser

from central.clinics import ClinicSettings
from central.core.access import StaffRole
from tests.pages.patient_page import PatientPage, patient
from tests.support.central_house import House, Wire
from tests.support.eid import a_bankid, a_clinic
from tests.support.staff import Colleague
from wire.visits import Level
from workbench.eid import SimulatedBankId

NUMBER, OTHER = "191212121212", "199002222397"
WAYS = ("bankid", "sms-code", "birth-date")
DESKTOP = {"width": 1440, "height": 900}
World = tuple[SimulatedBankId, House]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_bankid() as (bankid, address), a_clinic(tmp_path, address, ways=WAYS) as house:
        yield bankid, house


async def scanned(person: PatientPage) -> str:
    """What the QR code that is shown just now says, read from its squares."""
    squares = await person.page.locator("svg.code path").get_attribute("d")
    assert squares
    return squares


async def link_of(person: PatientPage) -> str:
    return str(await person.page.get_by_role("link", name="BankID").get_attribute("href"))


async def test_r60_bankid_on_another_device_shows_a_code_that_changes_and_comes_in(
    world: World, browser: Browser
) -> None:
    bankid, house = world
    async with patient(browser, viewport=DESKTOP) as person:
        await person.page.goto(house.book().link)
        await person.press("BankID")
        await person.reads("tryck på Skanna QR-kod")
        code = person.page.get_by_role("img", name="QR-kod för appen på en annan enhet")
        await code.wait_for()
        first = await scanned(person)
        await person.until(
            f"document.querySelector('svg.code path').getAttribute('d') !== '{first}'"
        )
        bankid.open(await link_of(person))
        await person.reads("Skriv in din säkerhetskod i BankID-appen och välj Identifiera.")
        assert await code.count() == 0
        bankid.approve(bankid.waiting()[0], NUMBER)
        await person.screen("consent")
        assert "#" not in person.page.url
        assert (
            await person.told("fetch('/api/visit').then((a) => a.json()).then((v) => v.level)")
            == "eid"
        )


async def test_r60_on_a_phone_the_app_opens_on_the_same_device_and_a_code_is_one_press_away(
    world: World, browser: Browser
) -> None:
    bankid, house = world
    async with patient(browser, has_touch=True, is_mobile=True) as person:
        await person.page.goto(house.book().link)
        await person.press("BankID")
        link = await link_of(person)
        assert link.startswith("https://app.bankid.com/?autostarttoken=")
        assert link.endswith("&redirect=null")
        assert not await person.page.locator("svg.code").is_visible()
        await person.press("Använd en annan enhet")
        await person.page.locator("svg.code").wait_for()
        assert await person.fits()
        bankid.refuse(bankid.open(link))
        await person.reads("Åtgärden avbruten.")
        await person.press("Försök igen")
        await person.page.locator("svg.code").wait_for()
        await person.press("Välj ett annat sätt")
        await person.screen("ways")


async def test_r60_s5_the_wrong_person_is_asked_to_phone_and_reads_nothing_of_the_visit(
    world: World, browser: Browser
) -> None:
    bankid, house = world
    booked = house.book(kind="Hemligt besök", practitioner="Eva Ek")
    read = []
    foreign = f"{house.url}/besok#not-a-ticket-of-ours"
    for link, number in ((booked.link, OTHER), (foreign, NUMBER)):
        async with patient(browser, viewport=DESKTOP) as person:
            await person.page.goto(link)
            await person.press("BankID")
            bankid.approve(bankid.open(await link_of(person)), number)
            await person.reads("Vi kan inte öppna besöket.")
            await person.reads("Ring mottagningen 0243-49 70 00")
            read.append(await person.told("document.querySelector('main').innerText"))
    assert read[0] == read[1]
    assert "Hemligt" not in read[0]


async def test_r60_a_code_by_sms_and_a_clinic_that_asks_for_more(
    tmp_path: Path, browser: Browser
) -> None:
    asks = ClinicSettings(name="Borlänge vårdcentral", least_level=Level.SMS_CODE)
    ways = ("birth-date", "sms-code")
    async with (
        a_clinic(tmp_path, "http://127.0.0.1:1", ways=ways, clinics=(asks,)) as house,
        patient(browser) as person,
    ):
        await person.page.goto(house.book().link)
        await person.page.get_by_label("Ditt födelsedatum").fill("1912-12-12")
        await person.press("Gå vidare")
        await person.reads("Mottagningen vill veta lite säkrare att det är du.")
        assert await person.page.get_by_role("button", name="Födelsedatum").count() == 0
        await person.press("Kod via SMS")
        await person.press("Skicka en kod")
        await person.page.get_by_label("Koden som du har fått").wait_for()
        [code] = [letter.split("#")[-1].strip() for letter in house.letters("code")]
        await person.page.get_by_label("Koden som du har fått").fill(code)
        await person.press("Gå vidare")
        await person.screen("consent")


async def test_r60_each_clinic_has_its_own_name_and_ways_on_its_links_page(
    tmp_path: Path, browser: Browser
) -> None:
    falun = ClinicSettings(id="SE-2", name="Falu vårdcentral", phone="023-1", ways=("birth-date",))
    clinics = (ClinicSettings(id="SE-1", name="Borlänge vårdcentral"), falun)
    async with (
        a_clinic(tmp_path, "http://127.0.0.1:1", ways=WAYS, clinics=clinics) as house,
        patient(browser) as person,
    ):
        await person.page.goto(house.book(clinic="SE-1").link)
        await person.page.get_by_role("button", name="BankID").wait_for()
        await person.page.goto("about:blank")
        await person.page.goto(house.book(clinic="SE-2").link)
        await person.reads("Falu vårdcentral")
        await person.page.get_by_label("Ditt födelsedatum").fill("1912-12-12")
        assert await person.page.get_by_text("Välj ett annat sätt").count() == 0
        await person.press("Gå vidare")
        await person.screen("consent")
        assert "#" not in person.page.url


async def test_r60_a_bankid_that_does_not_answer_leaves_the_other_ways(
    tmp_path: Path, browser: Browser
) -> None:
    async with (
        a_clinic(tmp_path, "http://127.0.0.1:1") as house,
        patient(browser) as person,
    ):
        await person.page.goto(house.book().link)
        await person.press("BankID")
        await person.reads("Vi får ingen kontakt med legitimeringstjänsten just nu.")
        await person.press("Välj ett annat sätt")
        await person.press("Födelsedatum")
        await person.page.get_by_label("Ditt födelsedatum").fill("1912-12-12")
        await person.press("Gå vidare")
        await person.screen("consent")


@pytest.mark.parametrize("way", ["bankid", "sms-code"])
async def test_r61_a_clinic_with_one_way_lets_in_without_an_e_id_whom_it_answers_for(
    tmp_path: Path, browser: Browser, way: str
) -> None:
    one = ClinicSettings(name="Borlänge vårdcentral", least_level=Level.EID)
    async with (
        a_clinic(tmp_path, "http://127.0.0.1:1", ways=(way,), clinics=(one,)) as house,
        patient(browser) as person,
    ):
        booked = house.book()
        path = f"/api/staff/visits/{booked.appointment}/least-level"
        async with Colleague(house, StaffRole.SCHEDULER) as sven:
            assert (await sven.ask("PUT", path, {"answers": True}))[0] == 200
        await person.page.goto(booked.link)
        await person.press("Välj ett annat sätt")
        await person.press("Jag har ingen e-legitimation")
        await person.page.get_by_label("Ditt födelsedatum").fill("1912-12-12")
        await person.page.get_by_role("button", name="Välj ett annat sätt").wait_for()
        await person.press("Gå vidare")
        await person.screen("consent")


async def test_s8_a_page_that_is_closed_says_so(world: World, browser: Browser) -> None:
    """Chromium does; without a network it cannot, and the room waits for it (decisions, 14)."""
    _, house = world
    booked = house.book(name="Anna Lind", personnummer="191212121212")
    async with aiohttp.ClientSession() as http, patient(browser) as person:
        unit = await Wire.open(http, house)
        await unit.hello("unit-client-1", await house.token(http))
        await person.page.goto(booked.link)
        await person.press("Födelsedatum")
        await person.page.get_by_label("Ditt födelsedatum").fill("1912-12-12")
        await person.press("Gå vidare")
        await person.screen("consent")
        await person.press("Jag samtycker")
        await person.check_devices()
        await unit.until_seen(booked.appointment, role="patient", seat="lobby", joined=True)
        await person.page.close()
        await unit.until_seen(booked.appointment, role="patient", seat="away")
        house.clock.now += 60
        left = await unit.until_seen(booked.appointment, role="patient", seat="left")
        assert "lost" not in left
        await unit.close()
