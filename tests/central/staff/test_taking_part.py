"""The clinician sees to it: *Barnet syns i bild* (R41), *Patienten deltar* (R47)."""

from typing import Any

import pytest

from central.store import audit
from tests.support.central_house import House
from tests.support.meeting import meeting

CHILD, PATIENT = "child-in-picture", "patient-takes-part"


async def asked(meeting_: Any) -> list[tuple[str, bool]]:
    _, day = await meeting_.colleague.ask("GET", "/api/staff/visits")
    (line,) = [one for one in day["visits"] if one["id"] == meeting_.visit]
    return [(one["what"], one["confirmed"]) for one in line["taking_part"]]


@pytest.mark.parametrize(("wish", "what"), [("guardian", CHILD), ("proxy", PATIENT)])
async def test_r41_r47_asked_until_pressed_and_the_press_is_in_the_log(
    house: House, wish: str, what: str
) -> None:
    async with meeting(house, **{wish: True}) as now:
        assert await asked(now) == [(what, False)]
        path = f"/api/staff/visits/{now.visit}/taking-part"
        assert (await now.colleague.ask("POST", path, {"what": "something"}))[0] == 422
        assert (await now.colleague.ask("POST", path, {"what": what}))[0] == 200
        assert await asked(now) == [(what, True)]
        with house.database.begin() as transaction:
            told = [entry.action for _, entry in audit.entries(transaction, 0, 1e12)]
        assert told.count(what) == 1


async def test_r41_r47_nothing_is_asked_of_other_visits_nor_while_nobody_is_there(
    house: House,
) -> None:
    async with meeting(house) as now:
        assert await asked(now) == []
        later = house.book(at=7200, proxy=True).appointment
        path = f"/api/staff/visits/{later}/taking-part"
        assert (await now.colleague.ask("POST", path, {"what": PATIENT}))[0] in (404, 409)


@pytest.mark.parametrize(("wish", "what"), [("guardian", CHILD), ("proxy", PATIENT)])
async def test_r41_r47_pressed_at_the_unit_it_is_seen_to_at_the_desk_too(
    house: House, wish: str, what: str
) -> None:
    async with meeting(house, **{wish: True}) as now:
        await now.unit.until("lobby", visit=now.visit, to_see=[what])
        await now.unit.say("seen", visit=now.visit, what=what)
        while "to_see" in await now.unit.until("lobby", visit=now.visit):
            pass
        assert await asked(now) == [(what, True)]
        with house.database.begin() as transaction:
            noted = [entry.action for _, entry in audit.entries(transaction, 0, 1e12)]
        assert noted.count(what) == 1


async def test_r41_only_the_room_s_own_unit_may_say_so(house: House) -> None:
    async with meeting(house, guardian=True) as now:
        await now.page.say("seen", visit=now.visit, what=CHILD)
        await now.page.until("error", code="refused")
        assert await asked(now) == [(CHILD, False)]
