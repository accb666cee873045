"""One visit in which much happens: late, a guest, help, left, rung back, undone; and *Boka nu*.

Every press is a touch on the unit's own screen; what the patient reads is read in a real browser.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import cv2
import numpy as np
import pytest
import pytest_asyncio

from tests.pages.guest_pages import come_in, invite
from tests.pages.patient_page import PatientPage
from tests.pages.running_central import RunningCentral
from tests.support.demo import demo_in, until_async
from workbench.bookings import book_at_once
from workbench.demo import Demo
from workbench.outcome import read_appointment
from workbench.patient import Patient, patient
from workbench.records import Records

pytestmark = [
    pytest.mark.scene,
    pytest.mark.timeout(240),
    pytest.mark.asyncio(loop_scope="module"),
]

LATE = re.compile("Din vårdgivare är försenad. Besöket börjar omkring")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with demo_in(tmp_path_factory.mktemp("demo") / "trouble", start_in_s=600) as demo:
        yield demo


async def offers(demo: Demo, button: str, within_s: float = 10) -> None:
    """Wait until the unit's screen offers ``button``."""

    async def is_there() -> bool:
        return button in await demo.bench.desk.controls()

    await until_async(is_there, within_s, f"the unit's screen offers {button}")


async def press(demo: Demo, button: str, within_s: float = 10) -> None:
    """Touch ``button`` as soon as the screen offers it."""
    await offers(demo, button, within_s)
    await demo.bench.desk.touch(*(await demo.bench.desk.controls())[button])


async def status_is(demo: Demo, status: str) -> None:
    """Wait until central's Appointment has ``status``."""
    assert demo.booked is not None
    appointment = demo.booked.appointment

    async def is_so() -> bool:
        key = demo.places.unit / "unit.key"
        found = await read_appointment(f"http://localhost:{demo.ports.central}", key, appointment)
        return bool(found["status"] == status)

    await until_async(is_so, 20, f"the Appointment is {status}")


async def calls(records: Records, count: int) -> None:
    """Wait until the room has come into a call for the ``count``-th time."""

    def in_call() -> int:
        return sum(it["phase"] == "in-call" for it in records.of("room", "phase"))

    deadline = time.monotonic() + 40
    while in_call() < count:
        assert time.monotonic() < deadline, f"no call number {count}"
        await asyncio.sleep(0.1)


async def test_a_visit_with_trouble(demo: Demo) -> None:
    assert demo.booked is not None
    records = Records(demo.places.log)
    async with patient() as person:
        await person.enter(demo.booked.link, demo.booked.person.birth_date)
        await _r09_late(demo, person)
        await press(demo, "start")
        await calls(records, 1)
        await person.wait_for_call()
        await _r39_a_guest_is_seen(demo)
        await _r44_r46_help(demo)
        await _r38_r06_left_and_rung_back(demo, person, records)
        await _r05_outcome_undone(demo)
    kept = b"".join(path.read_bytes() for path in demo.places.log.iterdir())
    assert b"1740658" not in kept, "S6: the number was shown, and is in no log"


async def _r09_late(demo: Demo, person: Patient) -> None:
    await press(demo, "late-10")
    await person.page.get_by_text(LATE).wait_for()


async def _r39_a_guest_is_seen(demo: Demo) -> None:
    """A relative comes in with a browser of their own; the unit's screen shows Chromium's green."""
    assert demo.booked is not None
    central = RunningCentral(demo.places.central, demo.ports.central, "central.db")
    link = invite(central, demo.booked.appointment, role="relative", name="Siv Syster")

    async def is_green() -> bool:
        middle = (await demo.bench.desk.controls()).get("guest")
        if middle is None:
            return False
        glass = cv2.imdecode(np.frombuffer(await demo.bench.desk.frame(), np.uint8), 1)
        assert glass is not None
        blue, green, red = (int(part) for part in glass[middle[1] - 40, middle[0] - 110])
        return green > 40 + max(blue, red)

    async with patient() as relative:
        page = PatientPage(relative.page)
        await come_in(central, page, link)
        await until_async(is_green, 30, "the guest's picture is seen on the unit")
        await page.press("Lämna videobesök")

        async def is_gone() -> bool:
            return "guest" not in await demo.bench.desk.controls()

        await until_async(is_gone, 15, "the guest's place is gone")


async def _r44_r46_help(demo: Demo) -> None:
    await press(demo, "card-done")
    await press(demo, "call-patient")
    await press(demo, "hide-number")
    await press(demo, "emergency")
    await press(demo, "emergency-close")


async def _r38_r06_left_and_rung_back(demo: Demo, person: Patient, records: Records) -> None:
    await press(demo, "leave")
    await person.page.get_by_role("button", name="Lämna videobesök").wait_for(state="hidden")
    await press(demo, "restart")
    await calls(records, 2)


async def _r05_outcome_undone(demo: Demo) -> None:
    await press(demo, "leave")
    await press(demo, "held")
    await status_is(demo, "fulfilled")
    await press(demo, "undo")
    await status_is(demo, "booked")
    await press(demo, "technical")
    await status_is(demo, "cancelled")


async def test_r04_boka_nu_rings_in_the_room_within_two_seconds(demo: Demo) -> None:
    records = Records(demo.places.log)
    booked = await book_at_once(demo.central_config)
    begun = time.monotonic()
    await records.wait("room", "phase", lambda it: it["visit"] == booked.appointment, timeout_s=20)
    assert time.monotonic() - begun < 2.0
