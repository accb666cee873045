"""While the person looks or listens elsewhere: the others know, the sound goes on, or is cut."""

from playwright.async_api import Browser

from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""A headless browser is never in the background by itself."""
KEEP = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.opened = [];
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await real(wanted);
  window.opened.push(...stream.getAudioTracks());
  return stream;
};
"""


async def test_r25_r43_r45_hidden_is_told_and_keeps_the_sound_a_phone_call_cuts_it_both_ways(
    central: RunningCentral, browser: Browser
) -> None:
    async with patient(browser) as person:
        await person.page.add_init_script(KEEP)
        await person.go_to_lobby(central.book())
        await person.reads("Ha den här sidan öppen. Bilden kommer här när besöket börjar.")
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))

            await person.page.evaluate(HIDE, arg=True)
            await until(lambda: bool(unit.patients()[0]["hidden"]))
            assert not unit.patients()[0]["phoning"]
            await person.page.evaluate(HIDE, arg=False)
            await until(lambda: not unit.patients()[0]["hidden"])

            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(5)
            await person.until("window.ostord.sound === 'on'")
            await person.page.evaluate(HIDE, arg=True)
            await until(lambda: bool(unit.patients()[0]["hidden"]))
            assert await person.told("window.ostord.sound") == "on"
            assert await person.told("window.opened.at(-1).enabled")
            await person.page.evaluate(HIDE, arg=False)
            await person.reads("Välkommen tillbaka. När du lämnar sidan hörs du")

            await person.told("window.opened.at(-1).dispatchEvent(new Event('mute'))")
            await until(lambda: bool(unit.patients()[0]["phoning"]))
            await person.reads("Ljudet är av åt båda håll, och vårdgivaren vet det.")
            assert await person.told("window.ostord.sound") == "cut"
            await person.told("window.opened.at(-1).dispatchEvent(new Event('unmute'))")
            await until(lambda: not unit.patients()[0]["phoning"])
            assert await person.told("window.ostord.sound") == "on"

            await person.press("Pausa ljudet")
            await until(lambda: bool(unit.patients()[0]["phoning"]))
            assert await person.told("window.ostord.sound") == "cut"
            assert not await person.told("window.opened.at(-1).enabled")
            await person.reads("Du har pausat ljudet.")
            await person.press("Slå på ljudet")
            await until(lambda: not unit.patients()[0]["phoning"])
            assert await person.told("window.opened.at(-1).enabled")
