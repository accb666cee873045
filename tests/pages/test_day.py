"""What the waiting page tells, the ring that calls a person back, and the calm end of a call."""

import sqlite3
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.async_api import Browser

from tests.pages.patient_page import PatientPage, patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until

RINGING = "document.title.includes('Din vårdgivare ringer')"


def rewrite(central: RunningCentral, visit: str, **values: object) -> None:
    """Somebody changed the booking, as another process does."""
    with sqlite3.connect(central.folder / "central.sqlite") as database:
        for column, value in values.items():
            query = f"UPDATE appointment SET {column} = ? WHERE id = ?"
            database.execute(query, (value, visit))
        database.execute("UPDATE agenda SET revision = revision + 1")
    database.close()


async def in_call(person: PatientPage, unit: UnitPeer) -> None:
    """The unit calls, and its picture comes."""
    await unit.join()
    await unit.call(size=(640, 360))
    await person.screen("call")
    await person.pictures(3)


async def test_r09_the_lobby_says_what_the_unit_lets_the_patient_know(
    central: RunningCentral, browser: Browser
) -> None:
    """Late with its time, soon ready, still in another visit; nothing when nothing holds."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            until_then = time.time() + 900
            clock = datetime.fromtimestamp(until_then, ZoneInfo("Europe/Stockholm"))
            await unit.say("news", late_until=until_then)
            late = f"Din vårdgivare är försenad. Besöket börjar omkring {clock:%H:%M}."
            await person.reads(late)
            await person.until(f"document.querySelector('.time').innerText === '{clock:%H:%M}'")
            await unit.say("news", waiting=True)
            await person.reads("Din vårdgivare är strax klar.")
            await unit.say("news", busy=True)
            await person.reads(
                "Din vårdgivare är kvar i ett annat besök. Du kopplas in så snart det är slut."
            )
            await unit.say("news")
            await person.page.locator(".news").wait_for(state="detached")


async def test_r08_the_patient_may_say_where_they_are(
    central: RunningCentral, browser: Browser
) -> None:
    """Optional, one line, told to the unit, taken back as easily; nothing of it stays here."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.reads("Frivilligt. Visas bara för din vårdgivare, bara under besöket.")
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))
            await person.page.get_by_label("Var är du nu?").fill("Hemma, Storgatan 5")
            await person.press("Spara")
            await until(lambda: unit.patients()[0].get("place") == "Hemma, Storgatan 5")
            await person.reads("Hemma, Storgatan 5")
            await person.press("Ändra")
            await person.page.get_by_label("Var är du nu?").fill("")
            await person.press("Spara")
            await until(lambda: unit.patients()[0].get("place") is None)
            kept = "JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie"
            assert "Storgatan" not in await person.told(kept)


async def test_r38_r06_before_the_end_back_in_the_lobby_after_it_an_end_card_that_rings(
    central: RunningCentral, browser: Browser
) -> None:
    """The camera is off on the end card; *Svara* opens it and leads back into the call."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book(in_seconds=0))
        await person.screen("lobby")
        visit = await person.visit()
        async with UnitPeer(central, visit) as unit:
            await in_call(person, unit)
            await unit.say("bye")
            await person.screen("back")
            await person.reads("Samtalet är avslutat")
            assert await person.told("window.ostord.camera") == "on"
            assert unit.patients()[0]["joined"], "the patient can be called again without a ring"

            await in_call(person, unit)
            rewrite(central, visit, end=time.time() - 1)
            await unit.say("bye")
            await person.screen("ended")
            await person.reads("Kameran och mikrofonen är avstängda.")
            assert await person.told("window.ostord.camera") == "closed"
            await until(lambda: bool(unit.patients("left")))
            await person.until("window.ostord.socket === 'open'")

            await unit.say("ring")
            await person.reads("Din vårdgivare vill fortsätta samtalet")
            await person.until(RINGING)
            buttons = person.page.locator("main button:visible")
            assert await buttons.all_inner_texts() == ["Svara"]
            await person.press("Svara")
            await person.screen("lobby")
            assert not await person.told(RINGING)
            await in_call(person, unit)
            assert await person.told("window.ostord.camera") == "on"


async def test_r05_an_outcome_sends_the_waiting_home_and_its_undoing_lets_them_be_rung(
    central: RunningCentral, browser: Browser
) -> None:
    """Nobody waits with the camera on for a visit that has its outcome."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book(in_seconds=0))
        await person.screen("lobby")
        visit = await person.visit()
        async with UnitPeer(central, visit) as unit:
            await in_call(person, unit)
            await unit.say("bye")
            await person.screen("back")
            rewrite(central, visit, status="fulfilled")
            await person.screen("ended")
            assert await person.told("window.ostord.camera") == "closed"
            rewrite(central, visit, status="booked")
            await person.until("window.ostord.socket === 'open'")
            await unit.say("ring")
            await person.press("Svara")
            await in_call(person, unit)


async def test_r06_a_ring_in_the_lobby_stops_when_the_call_begins(
    central: RunningCentral, browser: Browser
) -> None:
    """R24: the clinician presses *Ring*; the one who waits already sits and needs no answer."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book(in_seconds=0))
        await person.screen("lobby")
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))
            await unit.say("ring")
            await person.screen("ring")
            await person.reads("Din vårdgivare ringer")
            assert await person.fits()
            await in_call(person, unit)
            assert not await person.told(RINGING)


async def test_an_empty_room_the_page_says_that_the_clinic_knows_with_its_number(
    central: RunningCentral, browser: Browser
) -> None:
    """3 min after the start, with no unit anywhere."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book(in_seconds=-181))
        await person.reads("Mottagningen vet att du väntar.")
        link = person.page.locator(".news a")
        assert await link.get_attribute("href") == "tel:0243496000"
        letters = list((central.folder / "outbox").glob("*-clinic-*.txt"))
        assert len([one for one in letters if await person.visit() in one.read_text()]) == 1


async def test_the_lobby_and_the_ring_fit_a_small_phone(
    central: RunningCentral, browser: Browser
) -> None:
    """With the longest sentence and a long place."""
    async with patient(browser, color_scheme="dark") as person:
        await person.go_to_lobby(central.book())
        await person.page.set_viewport_size({"width": 320, "height": 640})
        async with UnitPeer(central, await person.visit()) as unit:
            await until(lambda: bool(unit.patients()))
            await unit.say("news", busy=True)
            await person.reads("kvar i ett annat besök")
            await person.page.get_by_label("Var är du nu?").fill("W" * 120)
            assert await person.fits()
            await person.press("Spara")
            await person.reads("W" * 120)
            assert await person.fits()
            await unit.say("ring")
            await person.screen("ring")
            assert await person.fits()
            await person.press("English")
            await person.press("Answer")
            await person.screen("lobby")
