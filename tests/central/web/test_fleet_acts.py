"""IT asks a unit to do something; nobody else does, and no other unit answers (R64).

The whole way to a unit and back: ``tests/appliance/room/fleet/test_acts_with_central.py``.
"""

import json

import pytest

from central.core.access import StaffRole
from central.core.audit import Entry
from central.store import audit, fleet_acts
from central.store.fleet_tables import ActRow
from tests.support.central_house import Browser, House
from tests.support.staff import Colleague
from wire.commands import LASTS_S, ActState, Command, CommandResult, Verb

DOOR = "/api/fleet/units/north/room12/acts"


def notes(house: House) -> list[Entry]:
    with house.database.begin() as session:
        return [e for _, e in audit.entries(session, 0, house.clock.now + 1)]


async def test_r64_nobody_but_it_asks(house: House, browser: Browser) -> None:
    wish = {"verb": "identify"}
    assert (await browser.post(DOOR, wish))[0] == 401
    assert (await browser.get(DOOR))[0] == 401
    for role, status in (
        (StaffRole.CLINICIAN, 403),
        (StaffRole.SCHEDULER, 403),
        (StaffRole.UNIT_ADMIN, 403),
        (StaffRole.IT, 409),
    ):
        async with Colleague(house, role) as person:
            got, told = await person.ask("POST", DOOR, wish)
            assert got == status, role
            if status == 409:
                assert told["code"] == "not-listening"
    assert not [e for e in notes(house) if e.action == "ask-unit"]


@pytest.mark.parametrize(
    "wish",
    [
        {"verb": "shell"},
        {"verb": "restart_part", "part": "sign"},
        {"verb": "identify", "text": "x"},
    ],
)
async def test_what_is_no_verb_is_not_asked(house: House, wish: dict[str, str]) -> None:
    async with Colleague(house, StaffRole.IT) as person:
        assert (await person.ask("POST", DOOR, wish))[0] == 422


def test_an_answer_counts_from_the_unit_that_was_asked_alone(closed_house: House) -> None:
    now = closed_house.clock.now
    asked = Command(
        id="a" * 32, unit="north/room12", verb=Verb.LOGS, issued=now, expires=now + LASTS_S
    )
    told = CommandResult(id=asked.id, state=ActState.DONE, at=now, lines=("one",))
    with closed_house.database.begin() as session:
        fleet_acts.put(session, asked)
        fleet_acts.answer(session, "north/room14", told)
        fleet_acts.answer(session, "north/room12", told.model_copy(update={"id": "b" * 32}))
    with closed_house.database.begin() as session:
        row = session.get(ActRow, asked.id)
        assert row is not None
        assert row.state is None
        fleet_acts.answer(session, "north/room12", told)
    with closed_house.database.begin() as session:
        row = session.get(ActRow, asked.id)
        assert row is not None
        assert (row.state, row.lines) == ("done", ["one"])
        fleet_acts.forget(session, now)
        assert session.get(ActRow, asked.id) is not None
        fleet_acts.forget(session, now + 1)
        assert fleet_acts.of_unit(session, "north/room12") == []


def test_the_payload_is_read_strictly() -> None:
    assert json.loads(CommandResult(id="a" * 32, state=ActState.DONE, at=1.0).to_json()) == {
        "id": "a" * 32,
        "state": "done",
        "at": 1.0,
    }
