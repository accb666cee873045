"""The device check: what is missing is said with what to do, and nobody is shut out for it."""

import pytest
from playwright.async_api import Browser

from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until

REFUSE = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) => wanted.%s
  ? Promise.reject(new DOMException("", "%s")) : real(wanted);
"""
CASES = [
    ("video", "NotAllowedError", "Webbläsaren får inte använda kameran.", "Fortsätt utan kamera"),
    ("video", "NotFoundError", "Vi hittar ingen kamera.", "Fortsätt utan kamera"),
    ("video", "NotReadableError", "Kameran används av ett annat program.", "Fortsätt utan kamera"),
    ("audio", "NotFoundError", "Vi hittar ingen mikrofon.", "Fortsätt utan mikrofon"),
]


@pytest.mark.parametrize(("device", "fault", "said", "onward"), CASES)
async def test_a_device_that_is_not_there(
    central: RunningCentral, browser: Browser, device: str, fault: str, said: str, onward: str
) -> None:
    """The browser's own refusal (it cannot be had otherwise here), our sentence, a way on."""
    async with patient(browser) as person:
        await person.page.add_init_script(REFUSE % (device, fault))
        await person.enter(central.book())
        await person.press("Jag samtycker")
        await person.press("Slå på kamera och mikrofon")
        await person.reads(said)
        assert await person.page.get_by_role("button", name="Försök igen").is_visible()
        await person.press(onward)
        await person.screen("lobby")


async def test_a_call_without_a_camera(central: RunningCentral, browser: Browser) -> None:
    """The patient sees and hears, is heard, and the unit knows that no picture comes."""
    async with patient(browser) as person:
        await person.page.add_init_script(REFUSE % ("video", "NotFoundError"))
        await person.enter(central.book())
        await person.press("Jag samtycker")
        await person.press("Slå på kamera och mikrofon")
        await person.press("Fortsätt utan kamera")
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()) and not unit.patients()[0]["camera"])
            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(5)
            await person.reads("Du syns inte")
            assert unit.patients()[0]["microphone"]


async def test_a_camera_taken_by_another_program_is_told_and_taken_back(
    central: RunningCentral, browser: Browser
) -> None:
    """R32, R43: the track's own interruption is what counts."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(5)
            await person.told(
                "document.querySelector('.self video').srcObject.getTracks()[0]"
                ".dispatchEvent(new Event('ended'))"
            )
            await until(lambda: not unit.patients()[0]["camera"])
            await person.reads("Din kamera används av ett annat program eller har stängts av.")
            await person.press("Du syns inte. Tryck för att slå på kameran.")
            await until(lambda: bool(unit.patients()[0]["camera"]))


async def test_the_test_can_be_repeated_in_the_lobby(
    central: RunningCentral, browser: Browser
) -> None:
    """R21: while waiting; a visit that begins meanwhile comes at once."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.press("Testa ljud och bild")
        await person.press("Spela en ton")
        await person.reads("Hörde du inget?")
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))
            await unit.join()
            await unit.call(size=(640, 360))
            await person.screen("call")
