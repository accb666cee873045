"""The patient's page in Firefox ESR: entry, the device check with a fake camera, the lobby."""

import time
from pathlib import Path

import pytest

from tests.pages.firefox import firefox
from tests.pages.patient_page import BIRTH_DATE
from tests.support.central_house import make_house, serving

FILLED = f"document.querySelector('#birth-date').value = '{BIRTH_DATE}'"


@pytest.mark.long
@pytest.mark.timeout(180)
async def test_r22_r60_a_patient_comes_to_the_lobby_with_firefox(tmp_path: Path) -> None:
    house = make_house(tmp_path / "house")
    house.clock.now = time.time()
    profile = tmp_path / "profile"
    profile.mkdir()
    booked = house.book()
    async with serving(house), firefox(profile) as page:
        await page.open(booked.link)
        await page.until("window.ostord?.screen === 'entry'")
        await page.until("document.querySelector('#birth-date')")
        await page.told(FILLED)
        await page.press("Gå vidare")
        await page.press("Jag samtycker")
        await page.press("Slå på kamera och mikrofon")
        await page.until("document.body.innerText.includes('Kameran fungerar')")
        await page.press("Gå till lobbyn")
        await page.until("window.ostord.screen === 'lobby' && window.ostord.socket === 'open'")
        assert await page.told("window.ostord.camera") == "on"
        assert await page.told("document.documentElement.scrollWidth <= innerWidth")
    house.database.close()
