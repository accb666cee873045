"""A visit of four in real browsers: the room, the patient, an interpreter, a relative."""

import pytest
from playwright.async_api import Browser

from tests.pages.guest_pages import guest_page, invite, meets
from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until


@pytest.mark.timeout(180)
async def test_r38_r39_r40_four_meet_and_nobody_is_left_without_the_clinician(
    central: RunningCentral, browser: Browser
) -> None:
    link = central.book(practitioner="Maria Ek, distriktssköterska")
    async with patient(browser) as person:
        await person.go_to_lobby(link)
        await person.screen("lobby")
        visit = await person.visit()
        tolk_link = invite(central, visit)
        syster_link = invite(central, visit, role="relative", name="Siv Syster")
        async with (
            guest_page(central, browser, tolk_link) as tolk,
            guest_page(central, browser, syster_link) as syster,
            UnitPeer(central, visit) as unit,
        ):
            await tolk.reads("Du är med som tolk")
            await tolk.reads("Du är bekräftad med SMS-kod.")
            assert await tolk.page.get_by_text("Var är du nu?").count() == 0
            await until(lambda: bool(unit.of("interpreter") and unit.of("relative")))
            assert unit.of("interpreter")[0]["level"] == "sms-code"
            assert await tolk.told("window.ostord.beside()") == {}, "nobody talks before the room"

            await unit.join()
            for role in ("patient", "interpreter", "relative"):
                await unit.call(size=(320, 180), role=role)
            for page in (person, tolk, syster):
                await page.screen("call")
                await page.pictures(5)
            await meets(person, "interpreter", "relative")
            await meets(tolk, "patient", "relative")
            await meets(syster, "patient", "interpreter")
            await person.reads("kod per SMS")
            await tolk.reads("inte legitimerad")

            await tolk.press("Du hörs. Tryck för att stänga av mikrofonen.")
            await person.reads("Hörs inte")
            await syster.press("Lämna videobesök")
            await person.until("!document.body.innerText.includes('Närstående')")

            await unit.say("bye")
            for page in (person, tolk):
                await page.screen("back")
                assert await page.told("window.ostord.beside()") == {}
