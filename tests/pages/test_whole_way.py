"""The patient's page from days before to the thanks after, with what it weighs and asks for."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, FilePayload

from tests.pages.judging import judge
from tests.pages.patient_page import BIRTH_DATE, PatientPage, patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until
from tests.support.pictures import jpeg, telling_jpeg

FORM = """
[[clinics]]
id = "clinic"
name = "Borlänge vårdcentral"
cancel_hours = 2
[[clinics.form]]
key = "what"
words = { sv = "Vad vill du ta upp?", en = "What is it about?" }
[[clinics.form]]
key = "pain"
kind = "yes-no"
words = { sv = "Har du ont?" }
"""
DAYS = 2 * 86_400.0
WEIGHT = 60_000
FOCUSED = """(({ localName, innerText }) => (localName === "button" ? innerText : ""))
  (document.activeElement)"""

WELL = {"inCall": True, "socket": True, "live": True, "loss": 0.0}
WAITED = [0, 3, 10, 35, 55, 300]
"""Seconds into a trouble."""
LATER = ["network", "premises", "premises"]
TROUBLE: list[tuple[dict[str, Any], list[str | None]]] = [
    (WELL, [None] * 6),
    (WELL | {"live": False}, [None, None, "reload", *LATER]),
    (WELL | {"live": False, "socket": False}, [None, None, "move", *LATER]),
    (WELL | {"loss": 0.2}, [None, None, "move", *LATER]),
    (WELL | {"inCall": False, "socket": False}, [None, None, "move", *LATER]),
    (WELL | {"inCall": False, "live": False}, [None] * 6),
]
"""R42: what is measured, and what is advised then."""
ADVISED = """([measured, ...seconds]) => import("/static/visit/help.js").then(({ Help }) => {
  const help = new Help();
  return seconds.map((at) => (help.look(measured, at * 1000), help.step));
})"""


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A clinic that asks two questions before a visit."""
    running = RunningCentral(tmp_path_factory.mktemp("central"))
    running.prepare()
    settings = running.folder / "central.toml"
    settings.write_text(settings.read_text() + FORM)
    running.start()
    yield running
    running.stop()


async def by_key(person: PatientPage, words: str) -> None:
    """Reach a button by Tab alone and press it; where the focus is can be seen."""
    for _ in range(40):
        await person.page.keyboard.press("Tab")
        if words in (await person.told(FOCUSED) or ""):
            seen = await person.told("getComputedStyle(document.activeElement).outlineStyle")
            assert seen != "none", words
            await person.page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words} is not reached by Tab")


async def english(person: PatientPage, there: str, here: str) -> None:
    """Read the same in English, and come back."""
    await person.press("English")
    await person.reads(there)
    await judge(person.page, there)
    await person.press("Svenska")
    await person.reads(here)


@pytest.mark.timeout(180)
async def test_r57_r27_r21_r62_days_before_the_visit(
    central: RunningCentral, browser: Browser
) -> None:
    async with patient(browser) as person:
        await person.page.goto(central.book(DAYS, confirm="required"))
        await person.reads("Välkommen till ditt videobesök")
        await person.page.get_by_label("Ditt födelsedatum").fill(BIRTH_DATE)
        await person.press("Gå vidare")
        await person.screen("confirm")
        await by_key(person, "Ja, jag kommer")
        await person.screen("consent")
        await by_key(person, "Jag samtycker")
        await person.screen("early")
        await person.reads("Rummet öppnar")
        await person.reads("Svara på frågor")
        await english(person, "The room opens", "Rummet öppnar")

        await by_key(person, "Testa ljud och bild")  # R21: the same test, days before
        await person.press("Slå på kamera och mikrofon")
        await person.reads("Kameran fungerar")
        await person.press("Testa förbindelsen")
        await person.reads("Förbindelsen fungerar.")
        await person.press("Spela in mig i 5 sekunder")
        await person.reads("Så här syns och hörs du.")
        await person.until("document.querySelector('.played').videoWidth > 0")
        await judge(person.page, "test")
        await person.press("Klar – stäng av kameran")
        await person.screen("early")
        assert await person.told("window.ostord.camera") == "closed"

        await person.press("Skicka bilder")
        await person.screen("photos")
        files: list[Any] = [
            {"name": "../<b>.jpg", "mimeType": "image/jpeg", "buffer": telling_jpeg("Anna")},
            {"name": "b.png", "mimeType": "image/png", "buffer": jpeg(300, 500)},
        ]
        await person.page.set_input_files("#photos", files)
        await person.reads("Bilderna är skickade")
        await judge(person.page, "photos")
        text: FilePayload = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
        await person.page.set_input_files("#photos", [text])
        await person.reads("Vi kan inte läsa den filen.")
        await person.press("Ta bort bild 1")
        await person.reads("Bilden är borttagen")
        assert await person.page.locator(".photos img").count() == 1
        await person.press("Tillbaka till besöket")

        await person.press("Svara på frågor")
        await person.page.get_by_label("Vad vill du ta upp?").fill("Utslag på armen")
        await person.page.get_by_label("Ja", exact=True).check()
        await person.press("Skicka svaren")
        await person.reads("Svaren är skickade.")
        await person.press("Tillbaka till besöket")
        await person.reads("1 bild skickad")

        await person.press("Ditt samtycke")
        await person.reads("Du har samtyckt till videobesöket.")
        await person.reads("(version 2)")
        await person.press("Tillbaka till besöket")
        await person.press("Avboka besöket")
        await person.screen("cancel")
        await person.press("Ja, avboka besöket")
        await person.reads("Besöket är avbokat")


async def test_r21_r42_r67_the_test_without_a_link_and_the_page_without_a_program(
    central: RunningCentral, browser: Browser
) -> None:
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/")
        await judge(person.page, "start")
        await person.page.get_by_role("link", name="Testa ljud och bild").click()
        await person.reads("Webbläsaren frågar")
        await judge(person.page, "test before")
        await person.press("Slå på kamera och mikrofon")
        await person.reads("Spela in mig i 5 sekunder")
        await judge(person.page, "test")
        await person.press("Klar – stäng av kameran")
        await person.reads("Testet är klart")
        await judge(person.page, "test over")
        for measured, told in TROUBLE:
            assert await person.page.evaluate(ADVISED, [measured, *WAITED]) == told, measured
    for path in ("/besok#x", "/bekrafta#x", "/test"):
        async with patient(browser, java_script_enabled=False) as person:
            await person.page.goto(central.url + path)
            await person.reads("JavaScript måste vara på.")
            phone = person.page.get_by_role("link", name="Ring mottagningen 0243-49 60 00")
            assert await phone.get_attribute("href") == "tel:0243496000"


async def test_r51_the_visit_itself_and_the_questions_after_it(
    central: RunningCentral, browser: Browser
) -> None:
    async with patient(browser) as person:
        weight, foreign = 0, list[str]()
        wire = await person.page.context.new_cdp_session(person.page)
        await wire.send("Network.enable")

        def came(event: dict[str, Any]) -> None:
            nonlocal weight
            weight += event["encodedDataLength"]

        def asked(event: dict[str, Any]) -> None:
            address = event["request"]["url"]
            if not address.startswith((central.url, "data:", "blob:")):
                foreign.append(address)

        wire.on("Network.loadingFinished", came)
        wire.on("Network.requestWillBeSent", asked)
        await person.enter(central.book())
        await person.press("Jag samtycker")
        await person.reads("Webbläsaren frågar")
        await person.page.wait_for_load_state("networkidle")
        assert 30_000 < weight <= WEIGHT, f"{weight} bytes as transferred, with their headers"
        await person.check_devices()
        await person.screen("lobby")
        await english(person, "You are in the lobby", "Du är i lobbyn")
        async with UnitPeer(central, await person.visit()) as unit:
            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(5)
            await person.reads("Du syns")
            await by_key(person, "Pausa ljudet")
            await until(lambda: bool(unit.patients()[0]["phoning"]))
            await by_key(person, "Lämna videobesök")
            await person.reads("Du har lämnat besöket")
            await person.page.reload()
            await person.screen("left")
            assert await person.told("window.ostord.camera") == "closed"
            await by_key(person, "Jag är klar")
            await person.screen("rating")
            await person.page.reload()
            await person.screen("rating")
            await person.page.get_by_label("Bra").check()
            await person.press("Skicka svaren")
            await person.reads("Tack för besöket")
            await asyncio.sleep(0)
        assert foreign == []
