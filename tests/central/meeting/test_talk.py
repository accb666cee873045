"""Chat over real sockets: the patient's page, the unit, and the staff's page beside the visit."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from central.bookings import Booked
from central.core.access import StaffRole
from central.meeting import beside as watching
from central.store.staff_tables import CheckIn
from tests.support.central_house import Browser, House, Wire
from tests.support.meeting import beside, give, vouch
from tests.support.staff import SUBJECT, Colleague

GUEST = "page-client-1"
SECRET = "Kanariefågel i chatten 4711"


@pytest.fixture
async def booked(house: House) -> Booked:
    made = house.book()
    give(house, made.appointment)
    return made


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession, booked: Booked) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    await wire.say("join", visit=booked.appointment)
    yield wire
    await wire.close()


@pytest.fixture
async def page(house: House, browser: Browser, booked: Booked) -> AsyncIterator[Wire]:
    await browser.settle(booked)
    vouch(house, booked.appointment)
    wire = await browser.page(GUEST)
    await wire.say("join", visit=booked.appointment)
    yield wire
    await wire.close()


@pytest.fixture
async def desk(house: House, booked: Booked) -> AsyncIterator[Wire]:
    async with Colleague(house) as person:
        wire = await beside(person, house, booked.appointment)
        await wire.until("welcome")
        yield wire
        await wire.close()


async def test_r31_patient_and_clinician_write_to_each_other_and_the_unit_is_told(
    booked: Booked, unit: Wire, page: Wire, desk: Wire
) -> None:
    visit = booked.appointment
    await page.until("lobby", unlocked=True)
    await desk.until_seen(visit, role="patient", level="vouched")
    await page.say("typing", visit=visit, text="Jag har")
    (grown,) = (await desk.until("typing-now"))["growing"]
    assert (grown["role"], grown["text"]) == ("patient", "Jag har")
    await page.say("chat", visit=visit, id="line-00001", text="Jag har ont här")
    for wire in (desk, unit, page):
        (said,) = (await wire.until("chat-log"))["lines"]
        assert (said["text"], said["role"], said["peer"]) == (
            "Jag har ont här",
            "patient",
            page.peer,
        )
    await desk.say("chat", visit=visit, id="line-00002", text="Visa mig")
    assert (await page.until("chat-log"))["lines"][0]["role"] == "staff"


async def test_r31_a_reloaded_page_gets_the_log_whole(
    booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    for number in range(3):
        await page.say("chat", visit=visit, id=f"line-0000{number}", text=f"rad {number}")
    await page.until("chat-log", dropped=0)
    await page.close()
    again = await browser.page("page-client-2")
    await again.say("join", visit=visit)
    log = await again.until("chat-log", first=True)
    assert [line["text"] for line in log["lines"]] == ["rad 0", "rad 1", "rad 2"]
    await again.close()


async def test_r60_below_vouched_the_page_is_told_that_chat_is_closed(
    house: House, booked: Booked, browser: Browser, unit: Wire
) -> None:
    await browser.settle(booked)
    page = await browser.page(GUEST)
    await page.say("join", visit=booked.appointment)
    assert (await page.until("lobby"))["unlocked"] is False
    await page.say("chat", visit=booked.appointment, id="line-00001", text="Hej")
    assert await page.until("error") == {"type": "error", "code": "locked", "field": "text"}
    await page.close()


async def test_r64_only_who_holds_the_visit_stands_beside_it(house: House, booked: Booked) -> None:
    visit = booked.appointment
    strangers = {
        "another clinician": Colleague(house, subject="SE-other"),
        "a scheduler": Colleague(house, StaffRole.SCHEDULER),
        "another clinic's": Colleague(house, clinic="other"),
    }
    for who, stranger in strangers.items():
        async with stranger:
            wire = await beside(stranger, house, visit)
            assert await wire.hear() == {"type": "error", "code": "refused"}, who
            await wire.close()
    async with Colleague(house) as holder:
        for wrong in ("unknown-visit", house.book(at=3 * 86_400).appointment):
            wire = await beside(holder, house, wrong)
            assert (await wire.hear())["code"] == "refused"
            await wire.close()
        for client in ("desk-1", "desk-2"):
            wire = await beside(holder, house, visit, client)
            await wire.until("welcome")
            await wire.say("join", visit=visit)
            assert (await wire.until("error"))["code"] == "refused"
            await wire.close()


async def test_r64_who_checks_out_of_the_room_is_hung_up(
    house: House, unit: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0.05)
    await house.stop()
    await house.start()
    visit = house.book().appointment
    with house.database.begin() as transaction:
        here = CheckIn(
            location="room-12",
            subject=SUBJECT,
            name="Eva Ek",
            title=None,
            clinic="clinic",
            since=house.clock.now,
        )
        transaction.add(here)
    async with Colleague(house) as person:
        wire = await beside(person, house, visit)
        await wire.until("welcome")
        with house.database.begin() as transaction:
            transaction.query(CheckIn).delete()
        assert (await wire.until_closed())["code"] == 1008


async def test_s6_nothing_written_is_in_a_file_of_central(
    house: House,
    booked: Booked,
    unit: Wire,
    page: Wire,
    desk: Wire,
    capfd: pytest.CaptureFixture[str],
) -> None:
    visit = booked.appointment
    await page.say("typing", visit=visit, text=SECRET)
    await page.say("chat", visit=visit, id="line-00001", text=SECRET)
    await desk.until("chat-log")
    await unit.say("bye", visit=visit)
    await page.say("bye", visit=visit)
    await desk.until_seen(visit, role="patient", seat="left")
    house.clock.now += 2400
    await desk.until("chat-log", first=True, lines=[])
    await house.stop()
    found = [path for path in house.folder.rglob("*") if path.is_file() and holds(path)]
    assert found == []
    assert SECRET not in "".join(capfd.readouterr())


def holds(path: Path) -> bool:
    return SECRET.encode() in path.read_bytes()
