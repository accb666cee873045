"""A visit of four in real browsers: the room, the patient, an interpreter, a relative."""

from zoneinfo import ZoneInfo

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray
from playwright.async_api import Browser

from appliance.core.views import PartyLine, Screen
from appliance.stage.board import Shown
from appliance.stage.screen.compose import Composer, Guests
from appliance.stage.screen.draw import Drawing, draw
from appliance.stage.screen.page import Local
from appliance.stage.screen.words import Words
from tests.pages.guest_pages import guest_page, invite, meets
from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.stage_peer import stage_peer
from tests.pages.unit_peer import UnitPeer, until
from tests.support.stage_call import stage_view


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


def drawn(view: Screen, pictures: dict[str, NDArray[np.uint8]]) -> tuple[Drawing, pygame.Surface]:
    """The unit's screen with these guests' pictures."""
    local = Local(guests=frozenset(pictures))
    drawing = draw(view, (1280, 800), Words("sv"), 0.0, ZoneInfo("Europe/Stockholm"), local)
    glass = pygame.Surface((1280, 800), 0, 32)
    stills = {peer: Shown(i420, i420.shape[1], 0, 1) for peer, i420 in pictures.items()}
    Composer(glass).paint(drawing, None, None, 0.0, Guests(stills))
    return drawing, glass


@pytest.mark.timeout(180)
async def test_r39_r40_the_interpreter_s_picture_is_seen_on_the_unit(
    central: RunningCentral, browser: Browser
) -> None:
    """A small one: Chromium follows what stage asks for."""
    link = central.book()
    async with patient(browser) as person:
        await person.go_to_lobby(link)
        await person.screen("lobby")
        visit = await person.visit()
        async with (
            guest_page(central, browser, invite(central, visit)) as tolk,
            stage_peer(central, visit) as unit,
        ):
            await until(lambda: bool(unit.of("interpreter")))
            line = PartyLine.model_validate(
                {key: unit.of("interpreter")[0][key] for key in PartyLine.model_fields}
            )
            await unit.talk(line.peer)
            for page in (person, tolk):
                await page.screen("call")
                await page.pictures(5)
            bench = unit.bench
            await until(lambda: len(bench.guest_shown) > 30, 30)
            assert {peer for peer, _ in bench.guest_shown} == {line.peer}
            await until(lambda: bench.guest_shown[-1][1].shape[0] * 2 // 3 <= 360, 30)
            assert max(picture.shape[1] for picture in bench.shown[-5:]) > 640, "the patient's not"

            view = stage_view().screen.model_copy(update={"beside": (line,)})
            drawing, glass = drawn(view, {line.peer: bench.guest_shown[-1][1]})
            (slot,) = [one for one in drawing.slots if one.what == "guest"]
            x, y, w, h = slot.rect
            red, green, blue, _ = glass.get_at((x + w // 8, y + h // 4))
            assert green > 40 + max(red, blue), "Chromium's green"
            told = [one.name for one in drawing.placed if one.kind == "text"]
            assert any(words.startswith("Tolk") for words in told)
            assert any("SMS-kod" in words for words in told)
