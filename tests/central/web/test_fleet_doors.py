"""Who may see the fleet, and what other systems read of it."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from central.core.access import StaffRole
from central.core.fleet import PartLine, ReadyLine, SignLine, UnitLine
from central.core.fleet_story import Change
from central.fleet.settings import FleetSettings
from central.sign_in.links import LinkWish, make_link
from central.store import fleet_follow, units
from central.store.tables import Event, Sample, Unit
from tests.support.central_house import Browser, House, make_house, serving
from tests.support.staff import Colleague

CLEAR = SignLine("clear", "clear", lamp_ok=True)
FREE = UnitLine("north/room14", "Videorum 14", "ready", 1.0, CLEAR)
DOORS = (
    "/api/fleet",
    "/api/fleet/me",
    "/api/fleet/instead",
    "/api/fleet/inventory",
    "/api/fleet/inventory.csv",
    "/api/fleet/imports",
    "/api/fleet/units/north/room12/story",
)
TOKEN = "ett-tecken-att-prova-med"


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[House]:
    """A central whose metrics may be read, and that has one-time links."""
    token = tmp_path / "metrics.token"
    token.write_text(TOKEN + "\n")
    fleet = FleetSettings(metrics_token_file=token)
    made = make_house(tmp_path / "house", fleet=fleet, staff_links=True)
    async with serving(made):
        yield made
    made.database.close()


def ill(now: float) -> UnitLine:
    """Room 12, whose camera is frozen, with a visit in ten minutes."""
    part = PartLine("camera", "failed", "camera-frozen", now - 60)
    visit = ReadyLine("at-risk", now + 600, now + 2400, "camera", "camera-frozen", now)
    return UnitLine(
        "north/room12", "Videorum 12", "alert", 1.0, CLEAR, {"camera": part}, now, {"a": visit}
    )


@pytest.mark.parametrize("door", DOORS)
async def test_r64_it_and_unit_admins_see_the_fleet_nobody_else_does(
    house: House, browser: Browser, door: str
) -> None:
    assert (await browser.get(door))[0] == 401
    for role, status in (
        (StaffRole.CLINICIAN, 403),
        (StaffRole.SCHEDULER, 403),
        (StaffRole.UNIT_ADMIN, 200),
        (StaffRole.IT, 200),
    ):
        async with Colleague(house, role) as person:
            assert (await person.ask("GET", door))[0] == status, role


async def test_r64_only_it_lets_units_in_and_who_has_the_key(
    house: House, browser: Browser
) -> None:
    for role, may in ((StaffRole.IT, True), (StaffRole.UNIT_ADMIN, False)):
        async with Colleague(house, role) as person:
            _, me = await person.ask("GET", "/api/fleet/me")
            assert me == {"name": "Eva Ek", "enrols": may}
            door = "/api/fleet/enrolments/none/refuse"
            assert (await person.ask("POST", door))[0] == (404 if may else 403)
    key = (house.folder / "keys" / "fleet.key").read_text().strip()
    await browser.post("/api/fleet/entry", {"key": key})
    assert await browser.get("/api/fleet/me") == (200, {"name": None, "enrols": True})


async def test_the_local_administrators_one_time_link_opens_the_fleet_page(
    told: House,
) -> None:
    wish = LinkWish("SE1-2", "Ivar IT", None, "clinic", (StaffRole.IT,))
    link = make_link(told.settings, told.database, wish, told.clock.now)
    page, _, code = link.partition("#in/")
    assert page == f"{told.url}/fleet"
    async with Browser(told) as first, Browser(told) as second:
        assert (await first.post("/api/staff/link", {"code": code}))[0] == 200
        assert (await first.get("/api/fleet"))[0] == 200
        assert (await second.post("/api/staff/link", {"code": code}))[0] == 403


async def test_metrics_take_the_token(told: House) -> None:
    told.servers[0].app.state.register.hear(listening=True)
    told.servers[0].app.state.register.put([ill(told.clock.now)])
    async with Browser(told) as browser:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
            async with browser.http.get(f"{told.url}/metrics", headers=headers) as answer:
                assert answer.status == 401
        right = {"Authorization": f"Bearer {TOKEN}"}
        async with browser.http.get(f"{told.url}/metrics", headers=right) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            text = await answer.text()
    assert 'ostord_visits_at_risk{site="north"} 1.0' in text
    assert 'code="camera-frozen"} 1.0' in text


async def test_metrics_without_a_token_are_nobodys(house: House, browser: Browser) -> None:
    async with browser.http.get(f"{house.url}/metrics", headers={"Authorization": "x"}) as answer:
        assert answer.status == 401


async def test_the_inventory_is_a_bundle_of_devices_and_a_table(house: House) -> None:
    register = house.servers[0].app.state.register
    register.put([replace(FREE, room="=HYPERLINK(1)")])
    async with Colleague(house, StaffRole.IT) as person:
        _, bundle = await person.ask("GET", "/api/fleet/inventory")
        _, table = await person.ask("GET", "/api/fleet/inventory.csv")
    told = Bundle.model_validate(bundle)
    assert len(told.entry or []) == 2
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["unit"] for row in rows] == ["north/room12", "north/room14"]
    assert rows[1]["room"] == "'=HYPERLINK(1)"


async def test_a_free_room_is_named_with_the_clinics_own_number(house: House) -> None:
    register, now = house.servers[0].app.state.register, house.clock.now
    register.hear(listening=True)
    register.put([ill(now), FREE])
    async with Colleague(house, StaffRole.IT) as person:
        _, found = await person.ask("GET", "/api/fleet/instead")
        assert found == [
            {
                "unit": "north/room12",
                "start": now + 600,
                "room_unit": "north/room14",
                "room": "Videorum 14",
                "clinic": "Borlänge vårdcentral",
                "phone": "0243-49 70 00",
                "answers": True,
            }
        ]
        house.book(1200, location="room-14")
        assert await person.ask("GET", "/api/fleet/instead") == (200, [])


async def test_a_rooms_story_holds_its_parts_calls_and_times_and_nobody(house: House) -> None:
    now, day = house.clock.now, 86_400.0
    booked = house.book(600)
    house.book(-20 * day)
    with house.database.begin() as transaction:
        frozen = Change("north/room12", now - 60, "camera", "failed", "camera-frozen")
        old = replace(frozen, at=now - 15 * day)
        fleet_follow.add_changes(transaction, [frozen, old])
        note = {"at": now - 30, "received_at": now - 30, "evidence": {}}
        event = {"unit": "north/room12", "boot": "5f0c9a52", "code": "self-test-failed"}
        transaction.add(Event(**event, seq=1, **note))
        for at in (now - 500, now - 485):
            values = {"call.grade": 1.0, "packetsLost": 1, "packetsReceived": 99}
            transaction.add(Sample(unit="north/room12", at=at, values=values))
            idle = Sample(unit="north/room12", at=at + 1, values={"system.memory.usage": 1.0})
            transaction.add(idle)
    async with Colleague(house, StaffRole.IT) as person:
        _, story = await person.ask("GET", "/api/fleet/units/north/room12/story")
        assert (await person.ask("GET", "/api/fleet/units/north/none/story"))[0] == 404
        with house.database.begin() as transaction:
            units.withdraw(transaction, transaction.get_one(Unit, "north/room12"), now)
        assert (await person.ask("GET", "/api/fleet/units/north/room12/story"))[0] == 404
    assert [one["code"] for one in story["moments"]] == ["self-test-failed", "camera-frozen"]
    assert [one["lost"] for one in story["calls"]] == [0.01]
    assert [one["start"] for one in story["visits"]] == [now + 600]
    assert booked.appointment not in str(story)
    assert not any(word in str(story) for word in ("Anna", "Berg", "19121212"))
