"""What a unit writes after a visit: the outcome, its undoing for 15 min, and the visit's report."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from central.faults import UnknownError
from central.feed.outcome import UNDO_S
from central.journal_texts import copied, fee_of, text_of
from central.nightly import anonymise_now
from central.store import reports
from central.store.course import note_try
from tests.support.central_house import House
from wire.appointment import with_outcome
from wire.report import Heading, Moment, VisitReport, What
from wire.visits import Outcome

HELD = VisitReport(
    outcome=Outcome.HELD,
    story=(Moment(at=0.0, what=What.CONNECTED), Moment(at=60.0, what=What.ENDED)),
)
MISSED = VisitReport(outcome=Outcome.NO_SHOW, heading=Heading.NO_SHOW)


@dataclass
class Unit:
    """A unit's HTTP client, with the token of north/room12 or another."""

    house: House
    http: aiohttp.ClientSession
    token: str

    async def write(self, visit: str, outcome: Outcome | None) -> tuple[int, str]:
        """Read the booking, write the outcome; status and answer."""
        address = f"{self.house.url}/fhir/R4/Appointment/{visit}"
        async with self.http.get(address, headers=self._headers()) as answer:
            resource, tag = await answer.json(content_type=None), answer.headers["ETag"]
        body = json.dumps(with_outcome(resource, outcome))
        headers = self._headers() | {"If-Match": tag}
        async with self.http.put(address, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def report(self, visit: str, report: VisitReport | str) -> int:
        """Send a report; the status."""
        body = report if isinstance(report, str) else report.model_dump_json()
        address = f"{self.house.url}/api/visits/{visit}/report"
        async with self.http.put(address, data=body, headers=self._headers()) as answer:
            return answer.status

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> Unit:
    return Unit(house, http, await ask(house, http, "north/room12"))


async def ask(house: House, http: aiohttp.ClientSession, unit: str) -> str:
    """A token that may read and write."""
    scope = "system/Appointment.rs system/Appointment.u"
    form = {"client_assertion": house.assertion(unit), "scope": scope}
    return str((await house.ask_token(http, **form))[1]["access_token"])


def text(house: House, visit: str, later: float = 0.0) -> str:
    return text_of(house.settings, house.database, visit, house.clock.now + later)


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_r05_what_the_room_wrote_is_undone_for_15_min(
    house: House, unit: Unit, outcome: Outcome
) -> None:
    visit = house.book().appointment
    assert (await unit.write(visit, outcome))[0] == 200
    house.clock.now += UNDO_S
    unit.token = await ask(house, unit.http, "north/room12")
    assert (await unit.write(visit, None))[0] == 200
    assert (await unit.write(visit, outcome))[0] == 200
    house.clock.now += UNDO_S
    unit.token = await ask(house, unit.http, "north/room12")
    assert (await unit.write(visit, outcome))[0] == 200, "the same again is no change"
    assert (await unit.write(visit, None))[0] == 200


@pytest.mark.parametrize("then", [None, Outcome.NO_SHOW])
async def test_r05_after_15_min_an_outcome_stands(
    house: House, unit: Unit, then: Outcome | None
) -> None:
    visit = house.book().appointment
    await unit.write(visit, Outcome.HELD)
    house.clock.now += UNDO_S + 1
    unit.token = await ask(house, unit.http, "north/room12")
    status, said = await unit.write(visit, then)
    assert status == 422
    assert "the outcome could be undone for 15 min" in said


async def test_r05_what_the_desk_cancelled_no_room_undoes(house: House, unit: Unit) -> None:
    visit = house.book().appointment
    house.desk.cancel(visit, house.clock.now)
    status, said = await unit.write(visit, None)
    assert (status, "not by the room" in said) == (422, True)
    assert (await unit.write(visit, Outcome.HELD))[0] == 200


async def test_r05_the_newest_report_counts_and_the_same_one_again_changes_nothing(
    house: House, unit: Unit
) -> None:
    visit = house.book().appointment
    for report in (MISSED, HELD, HELD):
        assert await unit.report(visit, report) == 200
    assert text(house, visit).startswith("Genomfört videobesök\n")
    copied(house.database, visit)
    assert await unit.report(visit, HELD) == 200
    with pytest.raises(UnknownError, match="was copied"):
        text(house, visit)
    assert await unit.report(visit, MISSED) == 200
    assert text(house, visit).startswith("Uteblev\n")


async def test_only_the_unit_of_the_room_reports_with_a_token_that_may_write(
    house: House, unit: Unit, http: aiohttp.ClientSession
) -> None:
    visit = house.book().appointment
    other = Unit(house, http, await ask(house, http, "north/room14"))
    reading = Unit(house, http, await house.token(http))
    wrong = Unit(house, http, "wrong")
    assert await other.report(visit, HELD) == 404
    assert await unit.report("unknown", HELD) == 404
    assert await wrong.report(visit, HELD) == 401
    async with http.get(
        f"{house.url}/fhir/R4/Appointment/{visit}",
        headers={"Authorization": f"Bearer {reading.token}"},
    ) as answer:
        assert answer.status == 200
    with pytest.raises(UnknownError, match="has no report"):
        text(house, visit)


@pytest.mark.parametrize(
    "body", ["", "[]", '{"outcome":"lost"}', '{"outcome":null,"name":"Anna"}', "[" * 10_000]
)
async def test_a_malformed_report_is_refused(house: House, unit: Unit, body: str) -> None:
    assert await unit.report(house.book().appointment, body) == 422


async def test_r05_a_report_that_is_undone_gives_no_text(house: House, unit: Unit) -> None:
    visit = house.book().appointment
    await unit.report(visit, HELD)
    await unit.report(visit, VisitReport(outcome=None))
    with pytest.raises(UnknownError, match="was taken back"):
        text(house, visit)


async def test_r05_the_story_is_gone_after_24_h_on_reading_and_in_the_night(
    house: House, unit: Unit
) -> None:
    first, second = house.book().appointment, house.book(at=60).appointment
    for visit in (first, second):
        await unit.report(visit, HELD)
    assert text(house, first, later=86_399.0)
    with pytest.raises(UnknownError, match="older than 24 h"):
        text(house, first, later=86_400.0)
    anonymise_now(house.settings, house.database, house.clock.now + 86_400)
    with house.database.begin() as session:
        kept: Any = reports.report_of(session, second)
        assert (kept.outcome, kept.story) == ("held", None)


async def test_r26_a_test_visit_belongs_in_no_record(house: House, unit: Unit) -> None:
    practice: dict[str, Any] = {"personnummer": None, "birth_date": "1980-04-23"}
    practice |= {"practice": True, "email": "kollega@b.se", "invited_by": "jag@b.se"}
    visit = house.book(**practice).appointment
    await unit.report(visit, HELD)
    with pytest.raises(UnknownError, match="test visit"):
        text(house, visit)


async def test_r05_a_try_that_only_central_saw_turns_a_no_show_into_a_try(
    house: House, unit: Unit
) -> None:
    seen, late = house.book().appointment, house.book(at=60).appointment
    with house.database.begin() as session:
        note_try(session, seen, house.clock.now)
        note_try(session, late, house.clock.now + 1)
    await unit.report(seen, MISSED)
    await unit.report(late, MISSED)
    assert text(house, seen).startswith("Patienten har försökt\n")
    assert text(house, late).startswith("Uteblev\n")


def test_r05_a_fee_is_asked_by_the_kind_of_visit(closed_house: House) -> None:
    fees = {"Återbesök": "200 kr", "Samtal": "", "*": "100 kr"}
    settings = closed_house.settings.model_copy(update={"missed_fee": fees})
    asked = [fee_of(settings, kind) for kind in ("Återbesök", "Samtal", "Annat", None)]
    assert asked == ["200 kr", None, "100 kr", "100 kr"]
    assert fee_of(closed_house.settings, "Återbesök") is None
