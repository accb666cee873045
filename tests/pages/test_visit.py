"""A patient's whole way: link, questions, device check, lobby, call, and after."""

import signal

from playwright.async_api import Browser

from tests.pages.patient_page import patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until


async def test_r19_r22_r25_r30_r32_r38_r62_from_the_link_to_a_call_and_back(
    central: RunningCentral, browser: Browser
) -> None:
    """R04, R25, R60, R62, R22, R30, R32, R19, R38 and R02 on one real call."""
    link = central.book(confirm="required", practitioner="Maria Ek, distriktssköterska")
    async with patient(browser) as person:
        await person.enter(link)
        await person.screen("confirm")
        assert person.page.url == f"{central.url}/besok", "the ticket stays out of the address bar"
        await person.press("Ja, jag kommer")
        await person.screen("consent")
        await person.press("Jag samtycker")
        await person.check_devices()
        await person.reads("Du är i lobbyn")
        await person.reads("Ha den här sidan öppen. Bilden kommer här när besöket börjar.")
        await person.reads("Krånglar det ringer vi dig på ··88")
        await person.reads(
            "Du är inte legitimerad. Vårdgivaren frågar efter namn och personnummer."
        )

        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))
            assert await person.told("window.ostord.screen") == "lobby"
            assert unit.patients()[0]["level"] == "link"
            await unit.join()
            await unit.call()
            await person.screen("call")
            await person.pictures(10)
            await until(lambda: unit.frames > 10)
            stats = await person.told("window.ostord.stats()")
            assert (stats["frameWidth"], stats["frameHeight"]) == (1280, 720)
            assert stats["totalAudioEnergy"] > 0
            assert unit.size == (1280, 720), "resolution is kept"

            await person.press("Du hörs. Tryck för att stänga av mikrofonen.")
            await until(lambda: not unit.patients()[0]["microphone"])
            await person.press("Du syns. Tryck för att stänga av kameran.")
            await until(lambda: not unit.patients()[0]["camera"])
            assert await person.told("window.ostord.camera") == "off"
            await person.press("Du syns inte. Tryck för att slå på kameran.")
            await until(lambda: unit.patients()[0]["camera"])
            frames = unit.frames
            await until(lambda: unit.frames > frames + 5)

            await unit.say("hold", on=True)
            await person.reads("Strax tillbaka")
            await unit.say("hold", on=False)
            await person.page.get_by_text("Strax tillbaka").wait_for(state="hidden")

            await person.press("Din egen bild")
            await person.press("Visa din egen bild")

            await person.press("Lämna videobesök")
            await until(lambda: bool(unit.patients("left")))
            await person.reads("Samtalet kan återupptas till")
            assert await person.told("window.ostord.camera") == "closed"
            await person.press("Tillbaka till lobbyn")
            await unit.call()
            await person.screen("call")
            await person.pictures(5)
            await unit.say("bye")
            await person.reads("Samtalet är avslutat")
            await person.press("Jag är klar")
            await person.reads("Hur var besöket?")  # R51
            assert await person.told("window.ostord.camera") == "closed"
            await person.page.get_by_label("Bra").check()
            await person.press("Skicka svaren")
            await person.reads("Tack för besöket")
            assert await person.told("window.ostord.microphone") == "closed"


async def test_a_new_generation_keeps_the_old_picture_until_it_lives(
    central: RunningCentral, browser: Browser
) -> None:
    """A change is a new connection; an older generation is ignored."""
    link = central.book()
    async with patient(browser) as person:
        await person.go_to_lobby(link)
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            await unit.join()
            await unit.call()
            await person.pictures(5)
            await unit.call(size=(640, 360))
            await person.until("window.ostord.stats().then((s) => s.frameWidth === 640)")
            assert await person.told("window.ostord.generation") == 2
            assert await person.page.locator(".remote video").count() == 1

            unit.generation = 0
            await unit.call()
            await person.pictures(10)
            assert await person.told("window.ostord.generation") == 2


async def test_the_call_outlives_central(central: RunningCentral, browser: Browser) -> None:
    """A closed socket is not a goodbye: media goes on, and both come back to their seats."""
    link = central.book()
    async with patient(browser) as person:
        await person.go_to_lobby(link)
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(5)
            central.stop(signal.SIGKILL)
            await person.reads("Kontakten med servern bröts. Samtalet fortsätter.")
            await person.pictures(15)
            central.start()
            await person.until("window.ostord.socket === 'open'", 20)
            frames = await person.frames()
            await unit.connect()
            await unit.join()
            await until(lambda: any(one["joined"] for one in unit.patients()))
            await person.until(
                f"window.ostord.stats().then((s) => s.framesDecoded > {frames + 15})"
            )
            assert await person.told("window.ostord.screen") == "call"
            assert await person.told("window.ostord.generation") == 1


async def test_a_second_browser_knocks_and_supersedes(
    central: RunningCentral, browser: Browser
) -> None:
    """S5: the same link again waits for the clinician; the first page tells."""
    link = central.book()
    async with patient(browser) as first, patient(browser) as second:
        await first.go_to_lobby(link)
        await first.screen("lobby")
        await second.enter(link)
        await second.check_devices()
        await second.reads("Vänta, din vårdgivare släpper in dig")
        async with UnitPeer(central, await first.visit()) as unit:
            await until(lambda: bool(unit.patients("knocking")))
            await unit.say("admit", peer=unit.patients("knocking")[0]["peer"])
            await second.reads("Du är i lobbyn")
            await first.reads("Besöket är öppet på ett annat ställe")
            assert await first.told("window.ostord.camera") == "closed"
            await unit.join()
            await unit.call(size=(640, 360))
            await second.pictures(5)
            assert not unit.errors


async def test_a_reload_is_one_press_from_the_lobby(
    central: RunningCentral, browser: Browser
) -> None:
    """R42's first advice is to restart the page: the session and the check are remembered."""
    link = central.book()
    async with patient(browser) as person:
        await person.go_to_lobby(link)
        await person.screen("lobby")
        await person.page.reload()
        await person.press("Fortsätt")
        await person.screen("lobby")
        await person.until("window.ostord.socket === 'open'")
