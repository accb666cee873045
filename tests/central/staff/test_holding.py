"""What a clinician does with a visit at the desk: late, outcome, journal text, notes."""

from typing import Any

import pytest

from central.clinics import ClinicSettings, Document
from central.core.access import StaffRole
from central.nightly import anonymise_now
from central.store import audit, reports
from central.store.staff_tables import NoteRow
from central.store.tables import Appointment
from tests.support.central_house import Browser, House, Wire, serving
from tests.support.meeting import give
from tests.support.staff import SUBJECT, Colleague
from wire.report import Heading, Moment, VisitReport, What
from wire.visits import Outcome

SECRET = "Kanariefågel 4711"


def booked(house: House, at: float = 0.0, **wish: Any) -> str:
    """A visit of the clinician's own."""
    visit = house.book(at, **wish).appointment
    give(house, visit)
    return visit


def acts(house: House) -> list[tuple[str, str | None]]:
    """What the audit log says was done, with its detail."""
    with house.database.begin() as transaction:
        told = [entry for _, entry in audit.entries(transaction, 0, house.clock.now + 1)]
    return [(entry.action, entry.detail) for entry in told]


async def test_r09_late_at_the_desk_is_read_by_the_patient_and_heard_by_the_unit(
    house: House,
) -> None:
    made = house.book(300)
    give(house, made.appointment)
    path = f"/api/staff/visits/{made.appointment}"
    async with Browser(house) as patient, Colleague(house) as eva:
        await patient.settle(made)
        page = await patient.page("page-client-1")
        await page.say("join", visit=made.appointment)
        unit = await Wire.open(patient.http, house)
        await unit.hello("unit-client", await house.token(patient.http))
        status, told = await eva.ask("POST", f"{path}/late", {"minutes": 10})
        until = house.clock.now + 900
        assert (status, told) == (200, {"late_until": until})
        heard = await unit.until("lobby", visit=made.appointment, late_until=until)
        assert heard["news"]["late_until"] == until
        while "news" not in (heard := await page.until("lobby", visit=made.appointment)):
            pass
        assert heard["news"]["late_until"] == until
        assert "late_until" not in heard
        assert (await eva.ask("GET", "/api/staff/visits"))[1]["visits"][0]["late_until"] == until
        await unit.say("news", visit=made.appointment, late_until=until + 60)
        await page.until("lobby", visit=made.appointment)
        _, day = await eva.ask("GET", "/api/staff/visits")
        assert day["visits"][0]["late_until"] == until + 60
        await page.close()
        await unit.close()


async def test_r09_what_was_promised_lasts_through_a_restart_of_central(
    closed_house: House,
) -> None:
    async with serving(closed_house) as house, Colleague(house) as eva:
        visit = booked(house, 300)
        await eva.ask("POST", f"/api/staff/visits/{visit}/late", {"minutes": 5})
    async with serving(closed_house) as house, Colleague(house) as eva:
        unit = await Wire.open(eva.http, house)
        await unit.hello("unit-client", await house.token(eva.http))
        heard = await unit.until("lobby", visit=visit)
        assert heard["late_until"] == heard["news"]["late_until"] == house.clock.now + 600
        await unit.close()


async def test_r09_a_visit_that_has_begun_or_is_over_is_not_late(house: House) -> None:
    visit = booked(house)
    path = f"/api/staff/visits/{visit}/late"
    async with Colleague(house) as eva:
        assert (await eva.ask("POST", path, {"minutes": 7}))[0] == 422
        unit = await Wire.open(eva.http, house)
        await unit.hello("unit-client", await house.token(eva.http))
        await unit.say("join", visit=visit)
        await unit.until_seen(visit, role="unit", joined=True)
        refused = (409, {"code": "begun"})
        answer = await eva.ask("POST", path, {"minutes": 5})
        while answer[0] == 200:
            answer = await eva.ask("POST", path, {"minutes": 5})
        assert answer == refused
        other = booked(house, 60, minutes=10)
        house.clock.now += 661
        assert await eva.ask("POST", f"/api/staff/visits/{other}/late", {"minutes": 5}) == refused
        await unit.close()


async def test_r05_the_outcome_is_proposed_confirmed_by_one_press_and_undone_for_15_min(
    house: House,
) -> None:
    visit = booked(house)
    path = f"/api/staff/visits/{visit}/outcome"
    async with Colleague(house) as eva:
        assert await eva.ask("GET", path) == (
            200,
            {"given": None, "proposed": "no-show", "undo_until": None},
        )
        with house.database.begin() as transaction:
            transaction.get_one(Appointment, visit).last_connected = house.clock.now
        assert (await eva.ask("GET", path))[1]["proposed"] == "held"
        status, told = await eva.ask("PUT", path, {"outcome": "held"})
        assert (status, told["given"]) == (200, "held")
        assert told["undo_until"] == house.clock.now + 900
        assert _status(house, visit) == "fulfilled"
        assert (await eva.ask("PUT", path, {"outcome": None}))[1]["given"] is None
        assert _status(house, visit) == "booked"
        await eva.ask("PUT", path, {"outcome": "technical"})
        assert (await eva.ask("GET", path))[1]["given"] == "technical"
        house.clock.now += 901
        assert await eva.ask("PUT", path, {"outcome": None}) == (409, {"code": "too-late"})
        assert (await eva.ask("PUT", path, {"outcome": "lost"}))[1]["field"] == "outcome"
    assert [one for one in acts(house) if one[0] == "write-outcome"] == [
        ("write-outcome", "held"),
        ("write-outcome", "undone"),
        ("write-outcome", "technical"),
    ]


async def test_r05_nothing_is_written_before_the_visit(house: House) -> None:
    visit = booked(house, 600)
    async with Colleague(house) as eva:
        path = f"/api/staff/visits/{visit}/outcome"
        assert await eva.ask("PUT", path, {"outcome": "no-show"}) == (409, {"code": "not-yet"})
    assert _status(house, visit) == "booked"


async def test_r54_the_journal_text_is_read_copied_and_gone(house: House) -> None:
    visit = booked(house, kind="Återbesök")
    path = f"/api/staff/visits/{visit}"
    now = house.clock.now
    story = (Moment(at=now, what=What.CLINICIAN_HERE), Moment(at=now + 60, what=What.CONNECTED))
    async with Colleague(house) as eva:
        assert await eva.ask("GET", f"{path}/journal-text") == (404, {"code": "no-text"})
        with house.database.begin() as transaction:
            reports.put_report(transaction, visit, VisitReport(story=story), now)
        assert (await eva.ask("GET", f"{path}/journal-text"))[0] == 404
        await eva.ask("PUT", f"{path}/outcome", {"outcome": "held"})
        status, told = await eva.ask("GET", f"{path}/journal-text")
        assert status == 200
        assert "Distanskontakt via videolänk" in told["text"]
        assert "12:01" in told["text"]
        english = (await eva.ask("GET", f"{path}/journal-text?language=en"))[1]["text"]
        assert english != told["text"]
        assert (await eva.ask("POST", f"{path}/journal-text/copied", {}))[0] == 200
        assert (await eva.ask("GET", f"{path}/journal-text"))[0] == 404
    told_of = [action for action, _ in acts(house)]
    assert told_of.count("read-journal-text") == 2
    assert told_of.count("copy-journal-text") == 1


async def test_r05_an_outcome_of_the_desk_alone_has_a_text_too(house: House) -> None:
    visit = booked(house)
    async with Colleague(house) as eva:
        path = f"/api/staff/visits/{visit}"
        await eva.ask("PUT", f"{path}/outcome", {"outcome": "no-show"})
        _, told = await eva.ask("GET", f"{path}/journal-text")
    assert told["text"].splitlines()[0]
    with house.database.begin() as transaction:
        report = reports.report_of(transaction, visit)
        assert report
        assert (report.outcome, report.heading) == (Outcome.NO_SHOW, Heading.NO_SHOW)


async def test_r37_notes_are_the_authors_alone_sealed_and_gone_when_copied(house: House) -> None:
    visit = booked(house)
    path = f"/api/staff/visits/{visit}/note"
    async with Colleague(house) as eva, Colleague(house, subject="SE-KIM") as kim:
        assert (await eva.ask("PUT", path, {"text": SECRET}))[0] == 200
        assert await eva.ask("GET", path) == (200, {"text": SECRET})
        assert (await kim.ask("GET", path))[0] == 404
        give(house, visit, "SE-KIM")
        assert await kim.ask("GET", path) == (200, {"text": ""})
        give(house, visit)
        kept = b"".join(file.read_bytes() for file in house.folder.glob("central.sqlite*"))
        assert SECRET.encode() not in kept
        assert (await eva.ask("PUT", path, {"text": "x" * 10_001}))[0] == 422
        assert (await eva.ask("PUT", path, {"text": ""}))[0] == 200
        assert await eva.ask("GET", path) == (200, {"text": ""})
    assert ("write-note", None) in acts(house)
    assert not any(SECRET in str(one) for one in acts(house))


async def test_r37_notes_are_gone_after_a_day_whatever_the_night_does(house: House) -> None:
    visit = booked(house)
    path = f"/api/staff/visits/{visit}/note"
    async with Colleague(house) as eva:
        await eva.ask("PUT", path, {"text": SECRET})
    house.clock.now += 24 * 3600 + 1
    async with Colleague(house) as eva:
        assert await eva.ask("GET", path) == (200, {"text": ""})
    anonymise_now(house.settings, house.database, house.clock.now)
    with house.database.begin() as transaction:
        assert transaction.get(NoteRow, (visit, SUBJECT)) is None


async def test_r37_a_clinics_list_and_documents_come_from_its_settings(
    closed_house: House,
) -> None:
    document = Document(name="Rutin", address="https://example.org/rutin")
    clinic = ClinicSettings(name="Norr", to_do=("Boka återbesök",), documents=(document,))
    closed_house.settings = closed_house.settings.model_copy(update={"clinics": (clinic,)})
    async with serving(closed_house) as house, Colleague(house) as eva:
        status, aids = await eva.ask("GET", "/api/staff/aids")
    assert status == 200
    assert aids["to_do"] == ["Boka återbesök"]
    assert aids["documents"] == [{"name": "Rutin", "address": "https://example.org/rutin"}]


@pytest.mark.parametrize("way", ["late", "outcome", "journal-text", "note"])
async def test_r64_a_colleagues_visit_is_not_held_by_me(house: House, way: str) -> None:
    visit = house.book().appointment
    async with Colleague(house) as eva, Colleague(house, StaffRole.SCHEDULER) as sam:
        method = "POST" if way == "late" else "GET"
        body = {"minutes": 5} if way == "late" else None
        path = f"/api/staff/visits/{visit}/{way}"
        assert (await eva.ask(method, path, body))[0] == 404
        assert (await sam.ask(method, path, body))[0] == 403


def _status(house: House, visit: str) -> str:
    with house.database.begin() as transaction:
        return transaction.get_one(Appointment, visit).status


async def test_r05_a_report_without_an_outcome_does_not_take_the_desks_away(house: House) -> None:
    """The room tells its story after the desk said how it went: the text is there, with both."""
    visit = booked(house)
    path = f"/api/staff/visits/{visit}"
    now = house.clock.now
    story = (Moment(at=now, what=What.CLINICIAN_HERE),)
    async with Colleague(house) as eva:
        assert (await eva.ask("PUT", f"{path}/outcome", {"outcome": "no-show"}))[0] == 200
        with house.database.begin() as transaction:
            reports.put_report(transaction, visit, VisitReport(story=story), now)
        status, told = await eva.ask("GET", f"{path}/journal-text")
        assert status == 200
        assert told["text"].startswith("Uteblev")
        assert "12:00 Vårdgivaren i rummet" in told["text"]
        assert (await eva.ask("PUT", f"{path}/outcome", {"outcome": None}))[0] == 200
        assert await eva.ask("GET", f"{path}/journal-text") == (404, {"code": "no-text"})
