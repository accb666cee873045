"""The desk's panels about who else takes part, in real browsers: proxy, guardian, interpreter."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from central.clinics import ClinicSettings
from central.core.access import StaffRole
from central.staff.session import COOKIE
from tests.pages.judging import judge
from tests.pages.patient_page import patient
from tests.support.central_house import Browser as Elsewhere
from tests.support.central_house import House
from tests.support.eid import a_bankid, a_clinic
from tests.support.guests import come_in, invited, newest
from tests.support.meeting import give
from tests.support.staff import sign_in
from workbench.eid import SimulatedBankId

OLLES, WRONG = "19900222-2397", "19900222-2398"
World = tuple[SimulatedBankId, House]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A clinic with BankID, on the browser's own day."""
    clinic = ClinicSettings(name="Borlänge vårdcentral", phone="0243-49 70 00")
    async with (
        a_bankid() as (bankid, address),
        a_clinic(tmp_path / "house", address, clinics=(clinic,)) as house,
    ):
        house.clock.now = time.time()
        yield bankid, house


async def desk(browser: Browser, house: House, visit: str) -> Page:
    """The clinician's page at a visit of theirs."""
    give(house, visit)
    cookie = sign_in(house.database, house.clock.now, StaffRole.CLINICIAN)
    size = {"width": 1440, "height": 900}
    context = await browser.new_context(locale="sv-SE", viewport=size)  # type: ignore[arg-type]
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": house.url}])
    page = await context.new_page()
    await page.goto(f"{house.url}/rum#today/{visit}")
    return page


async def test_r47_r60_a_proxy_is_invited_with_their_number_and_proves_it_with_bankid(
    world: World, browser: Browser
) -> None:
    bankid, house = world
    booked = house.book(proxy=True)
    page = await desk(browser, house, booked.appointment)
    await page.get_by_role("button", name="Bjud in", exact=True).click()
    form = page.locator(".guest-form")
    await expect(form.get_by_label("Personnummer")).to_be_hidden()
    await form.get_by_label("Vem ska vara med?").select_option("proxy")
    await form.get_by_label("Namn").fill("Olle Ombud")
    await form.get_by_label("Mobilnummer").fill("070-555 66 77")
    for number, told in (
        (WRONG, "Personnumret stämmer inte."),
        (OLLES, "Inbjuden, har inte öppnat länken"),
    ):
        before = house.letters("guest.invitation")
        await form.get_by_label("Personnummer").fill(number)
        await form.get_by_role("button", name="Gå vidare").click()
        await page.get_by_text("070-555 66 77").wait_for()
        await page.get_by_role("button", name="Ja, skicka inbjudan").click()
        await page.get_by_text(told).first.wait_for()
    content = await page.content()
    assert "-2397" not in content, "it is asked for, and never shown"
    assert "222397" not in content
    ticket = newest(house, before).partition("#")[2]
    async with patient(browser) as olle, Elsewhere(house) as elsewhere:
        await come_in(house, elsewhere, ticket)
        jar = elsewhere.http.cookie_jar
        cookies = [{"name": one.key, "value": one.value, "url": house.url} for one in jar]
        await olle.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        await olle.page.goto(f"{house.url}/besok")
        await olle.press("Jag samtycker")
        await olle.check_devices()
        await olle.reads("Du är ombud för")
        for number, told in (("191212121212", "Det blev fel person."), ("199002222397", "")):
            await olle.press("Legitimera dig med BankID")
            link = await olle.page.get_by_role("link", name="BankID").get_attribute("href")
            bankid.approve(bankid.open(str(link)), number)
            if told:
                await olle.reads(told)
                await judge(olle.page, told)
                await olle.press("Tillbaka till lobbyn")
        await olle.screen("lobby")
        await olle.reads("Du är legitimerad")
        assert await olle.page.get_by_text("Legitimera dig").count() == 0

        await page.get_by_text("Den som besöket gäller ska själv delta.").wait_for()
        await page.get_by_role("button", name="Patienten deltar").click()
        panel = page.locator("[data-panel=part]")
        await expect(panel.locator(".say.good")).to_contain_text("Patienten deltar")
        await page.reload()
        await expect(panel.locator(".say.good")).to_contain_text("Patienten deltar")
    await page.context.close()


async def test_r40_r41_a_guardians_visit_waits_for_its_interpreter(
    world: World, browser: Browser
) -> None:
    _, house = world
    booked = house.book(at=-60, interpreter=True, guardian=True)
    visit = booked.appointment
    page = await desk(browser, house, visit)
    await page.get_by_text("Ingen tolk är inbjuden än.").wait_for()
    _, ticket = await invited(house, booked)
    async with Elsewhere(house) as anna, Elsewhere(house) as tolk:
        await anna.settle(booked)
        wire = await anna.page("page-client-1")
        await wire.say("join", visit=visit)
        await page.get_by_text("Tolken har inte kommit.").wait_for()
        await page.get_by_text("vårdnadshavares åtkomst till barnets journal").wait_for()
        await page.get_by_role("button", name="Barnet syns i bild").click()
        await expect(page.get_by_role("button", name="Barnet syns i bild")).to_have_count(0)
        await come_in(house, tolk, ticket)
        other = await tolk.page("guest-client-1")
        await other.say("join", visit=visit)
        await page.get_by_text("Starta besöket i Videorum 12").wait_for()
        await page.get_by_text("I lobbyn eller i samtalet").wait_for()
        for one in (wire, other):
            await one.close()
    await page.context.close()
