"""Every screen fits a small phone and a wide one, in both languages and both directions."""

from playwright.async_api import Browser

from tests.pages.patient_page import PatientPage, patient
from tests.pages.running_central import RunningCentral
from tests.pages.unit_peer import UnitPeer

SIZES = [(360, 740), (390, 844), (768, 1024), (844, 390), (1280, 800)]
OUTSIDE = """[...document.querySelectorAll('main button, main a, main input, main h1')]
  .filter((node) => !node.closest('[hidden]') && !node.classList.contains('unseen'))
  .filter((node) => node.getBoundingClientRect().width > 0)
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5
    || node.getBoundingClientRect().left < -0.5 || node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.innerText)"""


async def fits_everywhere(person: PatientPage) -> None:
    """No sideways scrolling, nothing pressable or headed outside the window, at any size."""
    for width, height in SIZES:
        await person.page.set_viewport_size({"width": width, "height": height})
        for direction in ("rtl", "ltr"):
            await person.told(f"document.documentElement.dir = '{direction}'")
            where = f"{await person.told('document.body.dataset.screen')} {width} {direction}"
            assert await person.fits(), where
            assert await person.told(OUTSIDE) == [], where


async def fits(person: PatientPage) -> None:
    """In Swedish and in English; the switch leads back."""
    await fits_everywhere(person)
    if await person.page.get_by_role("button", name="English").count():
        await person.press("English")
        await fits_everywhere(person)
        await person.press("Svenska")


async def test_every_screen_fits(central: RunningCentral, browser: Browser) -> None:
    """From the link to the end of a call."""
    link = central.book(confirm="required", practitioner="Distriktssköterska Maria Ekström-Öberg")
    async with patient(browser) as person:
        await person.page.goto(link)
        await person.screen("entry")
        await fits(person)
        await person.enter(link)
        await person.screen("confirm")
        await fits(person)
        await person.press("Ja, jag kommer")
        await person.screen("consent")
        await fits(person)
        await person.press("Jag samtycker")
        await person.screen("check")
        await fits(person)
        await person.press("Slå på kamera och mikrofon")
        await person.press("Spela en ton")
        await fits(person)
        await person.press("Gå till lobbyn")
        await person.screen("lobby")
        await fits(person)
        async with UnitPeer(central, await person.visit()) as unit:
            await unit.join()
            await unit.call(size=(640, 360))
            await person.pictures(3)
            await fits(person)
            await person.press("Lämna videobesök")
            await person.screen("left")
            await fits(person)


async def test_the_head_of_each_screen_takes_the_focus(
    central: RunningCentral, browser: Browser
) -> None:
    """A reader hears where it has come; the title says it too; the language follows the switch."""
    async with patient(browser) as person:
        await person.enter(central.book())
        await person.screen("consent")
        assert await person.told("document.activeElement.tagName") == "H1"
        assert await person.page.title() == "Så går ett videobesök till · Videobesök"
        await person.press("English")
        await person.reads("How a video visit works")
        assert await person.told("document.documentElement.lang") == "en"
        await person.page.reload()
        await person.reads("How a video visit works")


async def test_a_phone_in_the_dark_gets_the_night(
    central: RunningCentral, browser: Browser
) -> None:
    """The system's wish counts on paper too."""
    async with patient(browser, color_scheme="dark") as person:
        await person.page.goto(central.url)
        assert await person.told("getComputedStyle(document.body).backgroundColor") == (
            "rgb(14, 26, 31)"
        )
