"""Into a visit by BankID: the right person with the link, and nobody else (R60, S5)."""

import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from central.bookings import Booked
from central.core.audit import Entry
from central.eid.orders import Orders
from central.store import audit
from tests.support.central_house import NAME, Browser, House, make_house, serving, ticket_of
from tests.support.eid import a_bankid, a_clinic
from tests.support.guests import come_in, invited
from workbench.eid import SimulatedBankId

NUMBER, OTHER = "191212121212", "199002222397"
REFUSED = (403, {"code": "refused"})


@pytest.fixture
async def bankid() -> AsyncIterator[tuple[SimulatedBankId, str]]:
    async with a_bankid() as world:
        yield world


@pytest.fixture
async def house(tmp_path: Path, bankid: tuple[SimulatedBankId, str]) -> AsyncIterator[House]:
    async with a_clinic(tmp_path / "house", bankid[1]) as house:
        yield house


async def start(browser: Browser) -> Any:
    status, state = await browser.post("/api/eid/start", {"provider": "bankid"})
    assert status == 200
    return state


async def identify(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser, number: str
) -> None:
    """Somebody opens their app by the link and approves."""
    link = (await start(browser))["link"]
    bankid[0].approve(bankid[0].open(link), number)
    orders: Orders = house.servers[-1].app.state.orders
    await orders.look()


async def enter(browser: Browser, booked: Booked | None) -> tuple[int, Any]:
    ticket = ticket_of(booked) if booked else "x" * 43
    return await browser.post("/api/eid/enter", {"ticket": ticket})


def told(house: House) -> list[Entry]:
    with house.database.begin() as transaction:
        return [entry for _, entry in audit.entries(transaction, 0, house.clock.now + 1)]


async def test_r60_bankid_and_the_link_let_in_as_eid(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    state = await start(browser)
    assert state["state"] == "pending"
    assert state["link"].startswith("https://app.bankid.com/?autostarttoken=")
    assert (state["here"], state["elsewhere"]) == ("rfa13", "rfa1")
    assert state["code"]["size"] > 20
    await identify(house, bankid, browser, NUMBER)
    assert (await browser.get("/api/eid"))[1]["state"] == "complete"
    assert await enter(browser, booked) == (200, {"code": "entered"})
    assert (await browser.get("/api/visit"))[1]["level"] == "eid"
    [entry] = told(house)
    assert (entry.actor, entry.action, entry.detail) == ("patient", "eid-proven", "bankid")


def read_code(code: dict[str, Any]) -> str:
    """What a foreign reader sees in the squares of a code."""
    side, quiet = code["size"] + 8, 4
    squares = np.full((side, side), 255, np.uint8)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code["path"]):
        left, top = int(x) + quiet, int(y) + quiet
        squares[top, left : left + int(run)] = 0
    picture = cv2.resize(squares, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    return str(cv2.QRCodeDetector().detectAndDecode(picture)[0])


async def test_r60_a_foreign_reader_reads_the_code_and_the_app_takes_it(
    bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    content = read_code((await start(browser))["code"])
    assert content.startswith("bankid.")
    assert bankid[0].scan(content).hint == "userSign"


async def test_s5_the_secret_of_the_code_never_leaves_central(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    state = await start(browser)
    order = bankid[0].open(state["link"])
    for secret in (order.qr_secret, order.qr_token, order.ref):
        assert secret not in repr(state)
        assert secret not in repr(await browser.get("/api/eid"))


async def test_r60_s5_the_wrong_person_reads_what_a_wrong_link_reads_and_the_clinic_is_told(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked, early = house.book(), house.book(at=901)
    for visit, number in ((booked, OTHER), (None, NUMBER), (early, OTHER)):
        await identify(house, bankid, browser, number)
        began = time.monotonic()
        assert await enter(browser, visit) == REFUSED
        assert 0.24 <= time.monotonic() - began < 0.7
        assert (await browser.get("/api/visit"))[0] == 401
    letters = "".join(house.letters("clinic"))
    assert "Någon annan än den inbjudna har legitimerat sig" in letters
    for secret in (NUMBER, OTHER, NAME):
        assert secret not in letters
        assert secret not in repr(told(house))
    wrong = [entry.entity for entry in told(house) if entry.action == "eid-wrong-person"]
    assert wrong == [f"Appointment/{booked.appointment}", f"Appointment/{early.appointment}"]


async def test_s5_wrong_persons_lock_the_link_as_wrong_dates_do(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    for _ in range(5):
        await identify(house, bankid, browser, OTHER)
        assert await enter(browser, booked) == REFUSED
    await identify(house, bankid, browser, NUMBER)
    assert await enter(browser, booked) == REFUSED
    assert any("är låst" in letter for letter in house.letters("clinic"))


async def test_s5_an_order_is_its_browsers_own_and_counts_once(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    await identify(house, bankid, browser, NUMBER)
    async with Browser(house) as thief:
        assert (await thief.get("/api/eid"))[1]["state"] == "none"
        assert await enter(thief, booked) == REFUSED
    cookies = {cookie.key: cookie.value for cookie in browser.http.cookie_jar}
    assert await enter(browser, booked) == (200, {"code": "entered"})
    async with Browser(house) as replayer:
        replayer.http.cookie_jar.update_cookies({"ostord_order": cookies["ostord_order"]})
        assert await enter(replayer, booked) == REFUSED
    assert await enter(browser, booked) == REFUSED


async def test_s5_a_new_order_ends_the_browsers_former_one(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    first = await start(browser)
    second = await start(browser)
    assert bankid[0].asked[-2][0] == "cancel"
    with pytest.raises(KeyError):
        bankid[0].open(first["link"])
    bankid[0].open(second["link"])
    assert (await browser.post("/api/eid/cancel", {}))[0] == 200
    assert (await browser.get("/api/eid"))[1]["state"] == "none"


async def test_s5_the_cookie_of_the_visit_is_another_one_after_the_e_id(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    await browser.settle(booked)
    before = {cookie.key: cookie.value for cookie in browser.http.cookie_jar}
    await identify(house, bankid, browser, NUMBER)
    assert await enter(browser, booked) == (200, {"code": "entered"})
    visit = (await browser.get("/api/visit"))[1]
    assert (visit["level"], visit["consent"]["accepted"]) == ("eid", True)
    async with Browser(house) as thief:
        thief.http.cookie_jar.update_cookies(before)
        assert (await thief.get("/api/visit"))[0] == 401


async def test_s5_a_way_that_is_not_offered_is_not_there_and_a_silent_bankid_is_said(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser, tmp_path: Path
) -> None:
    assert (await browser.post("/api/eid/start", {"provider": "freja"}))[0] == 404
    plain = make_house(tmp_path / "plain")
    async with serving(plain), Browser(plain) as other:
        assert (await other.post("/api/eid/start", {"provider": "bankid"}))[0] == 404
    plain.database.close()
    async with a_clinic(tmp_path / "dark", "http://127.0.0.1:1") as dark, Browser(dark) as other:
        body = {"provider": "bankid"}
        assert await other.post("/api/eid/start", body) == (503, {"code": "unavailable"})


async def test_r60_in_the_lobby_already_an_e_id_raises_the_level_and_somebody_elses_does_not(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    assert (await browser.post("/api/eid/prove", {}))[0] == 401
    await browser.settle(booked)
    assert (await browser.get("/api/visit"))[1]["can_prove"] == ["bankid"]
    page = await browser.page("page-client-1")
    await page.say("join", visit=booked.appointment)
    await page.until_seen(booked.appointment, role="patient", level="link")
    assert await browser.post("/api/eid/prove", {}) == REFUSED
    await identify(house, bankid, browser, OTHER)
    assert await browser.post("/api/eid/prove", {}) == REFUSED
    assert (await browser.get("/api/visit"))[1]["level"] == "link"
    await identify(house, bankid, browser, NUMBER)
    assert (await browser.post("/api/eid/prove", {}))[0] == 200
    await page.until_seen(booked.appointment, role="patient", level="eid")
    assert (await browser.get("/api/visit"))[1]["can_prove"] == []
    assert [entry.action for entry in told(house)] == ["eid-wrong-person", "eid-proven"]
    await page.close()


async def test_r41_r47_a_proxy_proves_their_own_number_where_the_desk_wrote_it_down(
    house: House, bankid: tuple[SimulatedBankId, str], browser: Browser
) -> None:
    booked = house.book()
    for role, number, ways in (
        ("proxy", "19900222-2397", ["bankid"]),
        ("proxy", None, []),
        ("relative", None, []),
    ):
        _, ticket = await invited(house, booked, role=role, personnummer=number)
        await come_in(house, browser, ticket)
        assert (await browser.get("/api/visit"))[1]["can_prove"] == ways
        await identify(house, bankid, browser, NUMBER)
        assert await browser.post("/api/eid/prove", {}) == REFUSED, "the patient's is not theirs"
        await identify(house, bankid, browser, OTHER)
        assert (await browser.post("/api/eid/prove", {}))[0] == (200 if ways else 403)
        level = "eid" if ways else "sms-code"
        assert (await browser.get("/api/visit"))[1]["level"] == level
    assert not any("2397" in str(entry) or "1212" in str(entry) for entry in told(house))
