"""Chat, files, a still and a shared picture between the patient's phone and the clinician's PC."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, FilePayload, expect

from tests.pages.clinician_page import ClinicianPage, clinician
from tests.pages.patient_page import PatientPage, patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer, until
from tests.support.pictures import png

PDF = b"%PDF-1.7\nprov\n%%EOF\n"
WRITE = "Skriv ett meddelande"


def upload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@asynccontextmanager
async def call(
    central: RunningCentral, browser: Browser
) -> AsyncIterator[tuple[PatientPage, ClinicianPage, UnitPeer]]:
    """A call that runs, the clinician's page beside it; nobody has checked who the patient is."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.screen("lobby")
        visit = await person.visit()
        async with UnitPeer(central, visit) as unit, clinician(browser, central, visit) as desk:
            await until(lambda: bool(unit.patients()))
            await unit.join()
            await unit.call(size=(640, 360))
            await person.screen("call")
            await person.pictures(3)
            yield person, desk, unit


async def test_r31_r60_two_people_write_to_each_other(
    central: RunningCentral, browser: Browser
) -> None:
    """Closed until the identity is checked; then lines, text as it grows, unread, the keyboard."""
    async with call(central, browser) as (person, desk, unit):
        await desk.reads("Chatt, filer och bild öppnas när patientens identitet är kontrollerad.")
        await person.press("Chatt")
        await person.reads("Chatten öppnas när din vårdgivare har kontrollerat vem du är.")
        await person.page.keyboard.press("Escape")
        await desk.vouch(unit.patients()[0]["peer"])

        line = desk.page.get_by_label(WRITE)
        await line.fill("Hej \u202egnildnavna")
        await line.press("Enter")
        await person.page.get_by_role("button", name="Chatt 1 olästa").press("Enter")
        await person.reads("Hej gnildnavna")
        mine = person.page.get_by_label(WRITE)
        await expect(mine).to_be_focused()
        await mine.press_sequentially("Jag ser inte")
        growing = desk.page.locator(".growing")
        await expect(growing).to_have_text("Patienten skriver: Jag ser inte")
        await person.page.keyboard.press("Enter")
        await expect(growing).to_have_text("")
        log = desk.page.get_by_role("log")
        await expect(log.get_by_text("Jag ser inte")).to_be_visible()

        await person.page.get_by_label("Visa text medan den skrivs").uncheck()
        await line.press_sequentially("Nu då")
        await line.press("Enter")
        await person.reads("Nu då")
        assert await person.page.locator(".growing").text_content() == ""
        video = await person.page.locator(".remote video").bounding_box()
        sheet = await person.page.locator(".talk").bounding_box()
        assert video
        assert sheet
        assert video["y"] + video["height"] <= sheet["y"] + 1, "the picture stays above the sheet"
        assert await person.fits()
        await person.page.keyboard.press("Escape")
        await expect(person.page.get_by_role("button", name="Chatt", exact=True)).to_be_focused()

        await person.page.reload()
        await person.press("Fortsätt")
        await unit.call(size=(640, 360))
        await person.screen("call")
        await person.press("Chatt")
        await person.reads("Hej gnildnavna")


async def test_r33_r34_r35_r36_files_a_still_and_a_shared_picture(
    central: RunningCentral, browser: Browser
) -> None:
    """Each is seen before it goes; what is not saved is warned of; the clinician stays in sight."""
    async with call(central, browser) as (person, desk, unit):
        await desk.vouch(unit.patients()[0]["peer"])
        await person.press("Chatt")
        await person.page.locator(".talk input[type=file]").set_input_files(
            upload("remiss.pdf", PDF)
        )
        await desk.reads("En fil från patienten är inte sparad.")
        await person.page.locator(".talk input[type=file]").set_input_files(
            upload("virus.exe", b"MZ")
        )
        await person.reads("Den filen går inte att skicka.")
        async with desk.page.expect_download() as saving:
            await desk.page.get_by_role("link", name="Spara remiss.pdf").click()
        saved = await (await saving.value).path()
        assert saved.read_bytes() == PDF
        await expect(desk.page.get_by_text("Sparad", exact=True)).to_be_visible()
        await expect(desk.page.get_by_text("inte sparad")).to_be_hidden()

        await desk.press("Ta bild")
        question = person.page.get_by_role("alertdialog")
        await expect(question).to_contain_text("Får bilden skickas till din vårdgivare?")
        size = "[...document.querySelectorAll('.still canvas')].map((c) => [c.width, c.height])"
        assert await person.until(f"{size}[0]") == [1280, 720], "the camera's full resolution"
        await person.press("Nej")
        await desk.reads("Patienten svarade nej. Ingen bild skickades.")
        await expect(question).to_be_hidden()
        await desk.press("Ta bild")
        await person.press("Ja, skicka bilden")
        for page in (person.page, desk.page):
            await expect(page.get_by_role("img", name="Bilden Stillbild")).to_be_visible()
        await person.press("Du syns. Tryck för att stänga av kameran.")
        await desk.reads("Patientens kamera är avstängd.")

        await desk.page.locator(".share input[type=file]").set_input_files(
            [upload("ett.png", png()), upload("två.png", png())]
        )
        await desk.reads("Kontrollera att inga personuppgifter syns i bilden.")
        assert await person.page.locator(".shown img").is_hidden(), "nothing goes before Dela"
        await desk.press("Dela")
        await desk.reads("Sida 1 av 2")
        shown = person.page.get_by_role("img", name="Bilden som din vårdgivare visar")
        await expect(shown).to_be_visible()
        await expect(person.page.locator(".remote video")).to_be_visible()
        await desk.press("Nästa")
        await desk.reads("Sida 2 av 2")
        await desk.press("Sluta dela")
        await expect(shown).to_be_hidden()


async def test_r35_a_window_is_seen_here_first_and_goes_out_as_a_still_for_each_press(
    central: RunningCentral, browser: Browser
) -> None:
    """What the browser's own question let in: nothing before *Dela*, a still for each press."""
    async with call(central, browser) as (person, desk, unit):
        await desk.vouch(unit.patients()[0]["peer"])
        await desk.press("Välj ett fönster")
        await desk.reads("Kontrollera att inga personuppgifter syns i bilden.")
        size = "[...document.querySelectorAll('.share-frames video')].map((v) => v.videoWidth)"
        assert (await desk.page.evaluate(size))[0] > 100
        assert await person.page.locator(".shown").is_hidden(), "nothing goes before Dela"
        await desk.press("Dela en stillbild")
        await desk.reads("Patienten ser den här bilden nu.")
        shown = person.page.get_by_role("img", name="Bilden som din vårdgivare visar")
        await shown.wait_for()
        first = await shown.get_attribute("src")
        await desk.press("Dela en stillbild")
        await desk.reads("Sida 2 av 2")
        await person.until(
            f"document.querySelector('.shown img').getAttribute('src') !== '{first}'"
        )
        await desk.press("Avbryt")
        await desk.page.get_by_role("button", name="Välj ett fönster").wait_for()
        await desk.press("Sluta dela")
        await shown.wait_for(state="hidden")


PAGES = """async () => {
  const { Beside } = await import("/static/staff/talk/beside.js");
  const seats = ["lobby", "away", "knocking", "left"];
  const parties = seats.map((seat) => ({ role: "patient", seat, joined: true }));
  return Object.assign(Object.create(Beside.prototype), { parties }).pages.map(({ seat }) => seat);
}"""
"""The seats of the pages that a window is sent to."""


async def test_r35_r36_a_window_is_shown_as_it_moves_until_it_is_stopped(
    central: RunningCentral, browser: Browser
) -> None:
    """Seen here first, beside the clinician there; *Sluta dela* lies over all of the page."""
    async with call(central, browser) as (person, desk, unit):
        await desk.vouch(unit.patients()[0]["peer"])
        await desk.press("Välj ett fönster")
        await desk.reads("Det här får patienten se")
        assert await person.page.locator(".shown").is_hidden(), "nothing goes before Dela"
        await desk.press("Dela fönstret")
        window = person.page.locator(".shown video")
        await expect(window).to_be_visible()
        seen = "document.querySelector('.shown video')"
        before = await person.until(f"{seen}.getVideoPlaybackQuality().totalVideoFrames")
        await person.until(f"{seen}.getVideoPlaybackQuality().totalVideoFrames > {before}")
        assert await person.told(f"{seen}.videoWidth") > 100
        await desk.reads("Patienten ser ditt fönster nu, med allt du gör i det.")
        assert await desk.page.evaluate(PAGES) == ["lobby", "away"], "a socket that went stops none"
        await expect(person.page.locator(".remote video")).to_be_visible()
        assert await person.fits()
        await desk.page.evaluate("() => scrollTo(0, 0)")
        stop = desk.page.get_by_role("button", name="Sluta dela")
        await expect(stop).to_be_in_viewport()
        await stop.click()
        await expect(person.page.locator(".shown")).to_be_hidden()
        await expect(desk.page.locator(".share-frames video")).to_be_hidden()
        await desk.page.get_by_role("button", name="Välj ett fönster").wait_for()


async def test_a_knocking_browser_is_let_in_from_the_staffs_page(
    central: RunningCentral, browser: Browser
) -> None:
    """*Släpp in* where the clinician sits."""
    link = central.book()
    async with patient(browser) as first:
        await first.go_to_lobby(link)
        await first.screen("lobby")
        visit = await first.visit()
        async with clinician(browser, central, visit) as desk, patient(browser) as second:
            await second.enter(link)
            await second.check_devices()
            await second.screen("knocking")
            await desk.press("Släpp in")
            await second.screen("lobby")
            await first.screen("superseded")
