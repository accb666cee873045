"""The staff sees how far a visit's letters have come, and sends one again that did not arrive."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from central.core.access import StaffRole
from central.core.letters import Letter
from central.delivery import rounds
from central.post import posting
from central.store import audit
from tests.support.central_house import NAME, House
from tests.support.messages import MAIL, by, messages
from tests.support.post_offices import SmsGateway, sms_gateway
from tests.support.staff import Colleague


@pytest.fixture
async def gateway() -> AsyncIterator[SmsGateway]:
    async with sms_gateway() as opened:
        yield opened


@pytest.fixture
async def house(
    closed_house: House, gateway: SmsGateway, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(rounds, "LOOK_S", 0.02)
    by(closed_house, messages(gateway))
    await closed_house.start()
    yield closed_house
    await closed_house.stop()


async def until(colleague: Colleague, visit: str, **wanted: object) -> dict[str, Any]:
    """The SMS of the visit, once it looks so."""
    async with asyncio.timeout(5):
        while True:
            status, told = await colleague.ask("GET", f"/api/staff/visits/{visit}/messages")
            assert status == 200
            for message in told["messages"]:
                if message["channel"] == "sms" and wanted.items() <= message.items():
                    return dict(message)
            await asyncio.sleep(0.02)


async def test_r03_the_state_of_every_letter_with_its_address_masked(
    house: House, gateway: SmsGateway
) -> None:
    booked = house.book(at=3600, email=MAIL)
    with posting(house.database, house.desk._outbox, house.clock.now) as post:
        clinic = Letter("clinic", ("Vården",), "S", "T", visit=booked.appointment)
        post.add(clinic)
    async with Colleague(house, StaffRole.SCHEDULER) as colleague:
        sms = await until(colleague, booked.appointment, state="sent")
        assert (sms["kind"], sms["to"], sms["segments"]) == ("invitation", "··88", 2)
        assert sms["may_try"] is False
        _, told = await colleague.ask("GET", f"/api/staff/visits/{booked.appointment}/messages")
        (mail,) = [one for one in told["messages"] if one["channel"] == "mail"]
        assert (mail["to"], mail["state"], mail["by_file"]) == ("a··@··.se", "sent", True)
        assert len(told["messages"]) == 2
        said = str(told)
        assert not any(word in said for word in (*NAME.split(), MAIL, "1234588"))


async def test_r03_skicka_igen_is_one_message_however_often_it_is_pressed(
    house: House, gateway: SmsGateway
) -> None:
    gateway.hangs_up = True
    booked = house.book(at=3600)
    async with Colleague(house, StaffRole.SCHEDULER) as colleague:
        sms = await until(colleague, booked.appointment, state="unknown", may_try=True)
        gateway.hangs_up, gateway.held = False, "before"
        path = f"/api/staff/visits/{booked.appointment}/messages/{sms['id']}/again"
        answers = await asyncio.gather(*(colleague.ask("POST", path, {}) for _ in range(4)))
        assert {status for status, _ in answers} <= {200, 409}
        assert answers[0][0] == 200 or any(status == 200 for status, _ in answers)
        gateway.go_on.set()
        await until(colleague, booked.appointment, state="sent", may_try=False)
        assert len(gateway.asked) == 2
        assert (await colleague.ask("POST", path, {}))[0] == 409
    with house.database.begin() as transaction:
        acts = [entry for _, entry in audit.entries(transaction, 0, 1e12)]
    (act,) = [entry for entry in acts if entry.action == "send-again"]
    assert (act.entity, act.detail) == (f"Appointment/{booked.appointment}", "invitation/sms")


async def test_three_times_at_most_and_not_once_the_visit_began(
    house: House, gateway: SmsGateway
) -> None:
    gateway.status = 400
    booked, other = house.book(at=3600), house.book(at=3600)
    async with Colleague(house) as colleague:
        path = f"/api/staff/visits/{booked.appointment}/messages"
        for times in range(3):
            sms = await until(colleague, booked.appointment, state="failed", may_try=True)
            assert (await colleague.ask("POST", f"{path}/{sms['id']}/again", {}))[0] == 200
            async with asyncio.timeout(5):
                while len(gateway.asked) < times + 3:
                    await asyncio.sleep(0.01)
        sms = await until(colleague, booked.appointment, state="failed", may_try=False)
        assert (await colleague.ask("POST", f"{path}/{sms['id']}/again", {}))[0] == 409
        late = await until(colleague, other.appointment, state="failed")
        house.clock.now += 3600 - 30 * 60
        house.clock.now += 30 * 60
        gone = f"/api/staff/visits/{other.appointment}/messages/{late['id']}/again"
        assert (await colleague.ask("POST", gone, {}))[0] in (401, 409)
    assert len(house.letters("clinic")) == 2


async def test_r64_another_clinics_visit_and_another_visits_letter_are_not_known(
    house: House,
) -> None:
    booked, other = house.book(at=3600), house.book(at=7200)
    async with Colleague(house) as colleague, Colleague(house, clinic="elsewhere") as stranger:
        sms = await until(colleague, booked.appointment)
        path = f"/api/staff/visits/{booked.appointment}/messages"
        wrong = f"/api/staff/visits/{other.appointment}/messages/{sms['id']}/again"
        assert (await stranger.ask("GET", path))[0] == 404
        assert (await stranger.ask("POST", f"{path}/{sms['id']}/again", {}))[0] == 404
        assert (await colleague.ask("POST", wrong, {}))[0] == 404
        assert (await colleague.ask("POST", f"{path}/none/again", {}))[0] == 404
    async with Colleague(house, StaffRole.IT) as it:
        assert (await it.ask("GET", path))[0] == 403
        assert (await it.ask("POST", f"{path}/{sms['id']}/again", {}))[0] == 403
