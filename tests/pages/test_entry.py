"""Entry and the answer to an invitation: every refusal reads the same, and nothing is revealed."""

from playwright.async_api import Browser

from tests.pages.patient_page import BIRTH_DATE, patient
from tests.pages.running_central import RunningCentral

REFUSED = "Vi kan inte öppna besöket."


async def test_wrong_over_and_foreign_read_the_same(
    central: RunningCentral, browser: Browser
) -> None:
    """S5, R01: one sentence, whatever was wrong."""
    open_now = central.book()
    over = central.book(in_seconds=-7200)
    foreign = f"{central.url}/besok#not-a-ticket-of-ours"
    read = []
    for link, date in ((open_now, "1913-01-01"), (over, BIRTH_DATE), (foreign, BIRTH_DATE)):
        async with patient(browser) as person:
            await person.enter(link, date)
            await person.reads(REFUSED)
            read.append(await person.told("document.querySelector('main').innerText"))
    assert len(set(read)) == 1


async def test_five_wrong_tries_show_the_way_to_the_clinic(
    central: RunningCentral, browser: Browser
) -> None:
    """The form is gone; the phone number is there."""
    async with patient(browser) as person:
        await person.enter(central.book(), "1913-01-01")
        for _ in range(4):
            await person.until("!document.querySelector('[aria-disabled=true]')")
            await person.press("Gå vidare")
        await person.reads("För många försök")
        await person.reads("Ring mottagningen 0243-49 60 00")
        assert await person.page.get_by_label("Ditt födelsedatum").count() == 0


async def test_a_page_without_link_or_session_says_so(
    central: RunningCentral, browser: Browser
) -> None:
    """Nothing is asked of somebody who came without a link."""
    async with patient(browser) as person:
        await person.page.goto(f"{central.url}/besok")
        await person.reads("Öppna länken i din inbjudan")


async def test_what_is_no_date_is_said_at_once(central: RunningCentral, browser: Browser) -> None:
    """The field says what to write; nothing is sent, so no try is lost."""
    async with patient(browser) as person:
        asked: list[str] = []
        person.page.on("request", lambda request: asked.append(request.url))
        link = central.book()
        for date in ("", "1912", "1912-13-01", "12-12-12", "1912-02-30", "2999-01-01"):
            await person.enter(link, date)
            await person.reads("Skriv år, månad och dag med åtta siffror")
            await person.page.goto("about:blank")
        assert not any("/api/entry" in url for url in asked)


async def test_a_date_is_read_as_people_write_it(central: RunningCentral, browser: Browser) -> None:
    """With hyphens, spaces or none, and with the last four digits too: only the date is sent."""
    async with patient(browser) as person:
        sent: list[str] = []
        person.page.on("request", lambda request: sent.append(request.post_data or ""))
        link = central.book()
        for date in ("19121212", "1912 12 12", "1912-12-12", "191212121212", "19121212-1212"):
            await person.enter(link, date)
            await person.screen("consent")
            await person.page.goto("about:blank")
        entries = [body for body in sent if "birth_date" in body]
        assert len(entries) == 5
        assert all('"birth_date":"1912-12-12"' in body for body in entries)


async def test_the_invitation_is_answered_by_one_press(
    central: RunningCentral, browser: Browser
) -> None:
    """R04: yes from the invitation; on arrival the question is not asked again."""
    link = central.book(confirm="required")
    async with patient(browser) as person:
        await person.page.goto(link.replace("/besok#", "/bekrafta#"))
        await person.page.get_by_label("Ditt födelsedatum").fill(BIRTH_DATE)
        await person.press("Ja, jag kommer")
        await person.reads("Tack, ditt svar är mottaget")
        assert "#" not in person.page.url
        await person.enter(link)
        await person.screen("consent")


async def test_no_can_be_changed_to_yes(central: RunningCentral, browser: Browser) -> None:
    """R04: *Nej* on arrival, then *Ja* while it still counts."""
    async with patient(browser) as person:
        await person.enter(central.book(confirm="required"))
        await person.press("Nej, jag kan inte komma")
        await person.reads("Tack för ditt svar")
        await person.press("Ja, jag kommer")
        await person.screen("consent")


async def test_a_consent_is_withdrawn_from_the_lobby(
    central: RunningCentral, browser: Browser
) -> None:
    """R62: withdrawn is withdrawn: the camera closes and the question stands there again."""
    async with patient(browser) as person:
        await person.go_to_lobby(central.book())
        await person.press("Ditt samtycke")
        await person.press("Ta tillbaka mitt samtycke")
        await person.screen("consent")
        assert await person.told("window.ostord.camera") == "closed"
        await person.page.reload()
        await person.screen("consent")


async def test_times_are_the_clinics_wherever_the_browser_is(
    central: RunningCentral, browser: Browser
) -> None:
    """The page says the same time as the invitation, not the time of the browser's own place."""
    link = central.book(confirm="required")
    read = []
    for place in ("Europe/Stockholm", "America/New_York"):
        async with patient(browser, timezone_id=place) as person:
            await person.enter(link)
            await person.screen("confirm")
            read.append(await person.told("document.querySelector('main').innerText"))
    assert read[0] == read[1]
