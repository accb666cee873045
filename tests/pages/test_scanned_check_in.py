"""R18, R60 as a whole: the room's screen is scanned by a phone where nobody is signed in yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import cv2
import numpy as np
import pygame
import pytest
from playwright.async_api import Browser

from appliance.stage.screen.draw import draw
from appliance.stage.screen.examples import EXAMPLES, MONO, ZONE
from appliance.stage.screen.words import Words
from central.store import check_ins
from tests.central.sign_in.conftest import asks, with_settings
from tests.support.central_house import House, Wire, make_house, serving
from tests.support.foreign_provider import EVA, mock_provider, put_person, register

PHONE = {"width": 390, "height": 844}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Its staff sign in at a foreign provider, which knows Eva."""
    with mock_provider() as issuer:
        house = make_house(tmp_path / "house")
        async with aiohttp.ClientSession() as http:
            back = f"{house.url}/api/staff/sign-in/back"
            client, secret = await register(http, issuer, back)
            await put_person(http, issuer, **EVA)
        file = house.folder / "idp.secret"
        file.write_text(secret + "\n")
        settings = asks(issuer, client_id=client, secret_file=file)
        async with serving(with_settings(house, sign_in=settings)) as served:
            yield served
        house.database.close()


def scanned(code: str, address: str) -> str:
    """What a foreign reader makes of the unit's own picture with this code."""
    shown = EXAMPLES["check-in"].view
    view = shown.model_copy(update={"code": code, "code_address": address})
    sheet = draw(view, (1280, 800), Words("sv"), MONO, ZONE).sheet
    pixels = pygame.surfarray.array3d(sheet).swapaxes(0, 1)
    return str(cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(pixels))[0])


async def test_r18_r60_a_scanned_code_leads_over_the_sign_in_into_the_room(
    house: House, browser: Browser
) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        unit = await Wire.open(http, house)
        await unit.hello("unit-client-1", await house.token(http))
        await unit.say("ask-code")
        code = await unit.until("code")
        context = await browser.new_context(viewport=PHONE, locale="sv-SE")  # type: ignore[arg-type]
        page = await context.new_page()
        await page.goto(scanned(code["code"], code["address"]))
        await page.get_by_role("link", name="Logga in").click()
        await page.get_by_placeholder("sub").fill("eva")
        await page.get_by_role("button", name="Authorize").click()
        await page.get_by_role("heading", name="Vill du checka in här?").wait_for()
        assert await page.locator(".big-room").inner_text() == "Videorum 12"
        await page.get_by_role("button", name="Ja, checka in").click()
        await page.get_by_role("heading", name="Du är incheckad").wait_for()
        await unit.close()
        await context.close()
    with house.database.begin() as transaction:
        here = check_ins.at(transaction, "room-12")
    assert here is not None
    assert (here.subject, here.name) == (EVA["employeeHsaId"], EVA["name"])
