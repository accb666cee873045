"""The code by SMS: asked for, given once, and useless to anybody else (R60, S5)."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from central.bookings import Booked
from central.store.code_tables import EntryCode
from central.store.entries import TRIES, lock_if_spent, take_try
from central.store.keeping import PERSON_KEPT_S, anonymise
from tests.support.central_house import BORN, Browser, House, make_house, serving, ticket_of

REFUSED = (403, {"code": "refused"})
RECEIVED = (200, {"code": "received"})


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A clinic that offers the code."""
    house = make_house(tmp_path / "house", ways=("sms-code", "birth-date"))
    async with serving(house):
        yield house
    house.database.close()


async def ask(browser: Browser, booked: Booked) -> None:
    assert await browser.post("/api/entry/code", {"ticket": ticket_of(booked)}) == RECEIVED


async def give(browser: Browser, booked: Booked, code: str) -> tuple[int, object]:
    return await browser.post("/api/entry/by-code", {"ticket": ticket_of(booked), "code": code})


def codes(house: House) -> list[str]:
    """The codes that were sent, oldest first."""
    return [letter.split("#")[-1].strip() for letter in house.letters("code")]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"


async def test_r60_the_code_from_the_message_lets_in_as_sms_code(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await ask(browser, booked)
    [letter], [code] = house.letters("code"), codes(house)
    assert "To: +46701234588" in letter
    assert code.isdigit()
    assert len(code) == 6
    assert await give(browser, booked, f" {code}") == (200, {"code": "entered"})
    assert (await browser.get("/api/visit"))[1]["level"] == "sms-code"


async def test_r60_a_code_is_right_once_even_at_the_same_moment(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await ask(browser, booked)
    [code] = codes(house)
    given = await asyncio.gather(*(give(browser, booked, code) for _ in range(4)))
    assert sorted(status for status, _ in given) == [200, 403, 403, 403]
    assert await give(browser, booked, code) == REFUSED


async def test_r60_five_wrong_tries_end_a_code_and_the_next_one_is_good(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await ask(browser, booked)
    [code] = codes(house)
    tries = await asyncio.gather(*(give(browser, booked, wrong(code)) for _ in range(5)))
    assert list(tries) == [REFUSED] * 5
    assert await give(browser, booked, code) == REFUSED
    house.clock.now += 30
    await ask(browser, booked)
    assert (await give(browser, booked, codes(house)[-1]))[0] == 200


async def test_r60_a_code_is_too_old_after_five_minutes_and_a_new_one_ends_the_former(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await ask(browser, booked)
    house.clock.now += 300
    assert await give(browser, booked, codes(house)[0]) == REFUSED
    await ask(browser, booked)
    house.clock.now += 31
    await ask(browser, booked)
    _, second, third = codes(house)
    if second != third:
        assert await give(browser, booked, second) == REFUSED
    assert (await give(browser, booked, third))[0] == 200


async def test_r60_three_messages_an_hour_and_none_within_30_s(
    house: House, browser: Browser
) -> None:
    booked = house.book(at=600, minutes=180)
    await asyncio.gather(*(ask(browser, booked) for _ in range(4)))
    assert len(codes(house)) == 1
    for sent in (2, 3, 3):
        house.clock.now += 40
        await ask(browser, booked)
        assert len(codes(house)) == sent
    house.clock.now += 3600
    await ask(browser, booked)
    assert len(codes(house)) == 4


async def test_s5_every_ticket_gets_the_same_answer_in_the_same_time(
    house: House, browser: Browser
) -> None:
    """Wrong, late, cancelled, locked, without a phone: nothing shows, nothing is sent."""
    good, late = house.book(), house.book(at=-4000)
    cancelled, locked = house.book(), house.book()
    house.desk.cancel(cancelled.appointment, house.clock.now)
    without = house.book(phone=None, email="a@b.se")
    with house.database.begin() as session:
        for _ in range(TRIES):
            take_try(session, locked.appointment)
        lock_if_spent(session, locked.appointment, house.clock.now)
    tickets = [ticket_of(b) for b in (good, late, cancelled, locked, without)] + ["", "x"]
    for door, body, told in (("code", {}, RECEIVED), ("by-code", {"code": "0123456"}, REFUSED)):
        started = time.monotonic()
        asked = [browser.post(f"/api/entry/{door}", {"ticket": each, **body}) for each in tickets]
        for answer in asyncio.as_completed(asked):
            assert await answer == told
            assert 0.24 <= time.monotonic() - started < 0.9
    assert len(codes(house)) == 1


async def test_s5_a_code_is_for_its_own_link_and_a_clinic_without_codes_takes_none(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    mine, yours = house.book(), house.book()
    await ask(browser, mine)
    house.clock.now += 1
    await ask(browser, yours)
    first, second = codes(house)
    if first != second:
        assert await give(browser, yours, first) == REFUSED
    plain = make_house(tmp_path / "plain")
    async with serving(plain), Browser(plain) as other:
        booked = plain.book()
        await ask(other, booked)
        assert codes(plain) == []
    plain.database.close()


async def test_s6_a_code_stands_in_no_table_and_no_log(
    house: House, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    booked = house.book()
    with caplog.at_level("DEBUG"):
        await ask(browser, booked)
        [code] = codes(house)
        await give(browser, booked, wrong(code))
    with house.database.begin() as session:
        row = session.scalars(select(EntryCode)).one()
        assert code not in repr([row.salt, row.digest, row.party])
    assert code not in caplog.text


async def test_r07_codes_go_with_the_person(house: House, browser: Browser) -> None:
    booked = house.book()
    await ask(browser, booked)
    with house.database.begin() as session:
        anonymise(session, house.clock.now + 1801 + PERSON_KEPT_S)
        assert session.scalars(select(EntryCode)).all() == []


async def test_s5_the_cookie_is_another_one_once_more_is_proven(
    house: House, browser: Browser
) -> None:
    """Session fixation: who knew the browser's cookie before knows nothing afterwards."""
    booked = house.book()
    await browser.settle(booked)
    before = {cookie.key: cookie.value for cookie in browser.http.cookie_jar}
    page = await browser.page("page-client-1")
    await page.say("join", visit=booked.appointment)
    await page.until_seen(booked.appointment, role="patient", level="link")
    await ask(browser, booked)
    assert (await give(browser, booked, codes(house)[0]))[0] == 200
    after = {cookie.key: cookie.value for cookie in browser.http.cookie_jar}
    assert before["ostord_session"] != after["ostord_session"]
    assert (await browser.get("/api/visit"))[1]["consent"]["accepted"]
    while (await page.hear())["type"] != "closed":
        pass
    async with Browser(house) as thief:
        thief.http.cookie_jar.update_cookies(before)
        assert (await thief.get("/api/visit"))[0] == 401
    again = await browser.page("page-client-2")
    await again.say("join", visit=booked.appointment)
    await again.until_seen(booked.appointment, role="patient", level="sms-code", seat="lobby")


async def test_r60_what_a_browser_proved_still_counts_when_it_comes_in_again(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    await ask(browser, booked)
    assert (await give(browser, booked, codes(house)[0]))[0] == 200
    assert await browser.enter(booked) == 200
    assert (await browser.get("/api/visit"))[1]["level"] == "sms-code"
    async with Browser(house) as other:
        assert await other.enter(booked, BORN) == 200
        assert (await other.get("/api/visit"))[1]["level"] == "link"
