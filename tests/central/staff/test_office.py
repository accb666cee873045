"""The clinic's office: statistics without identity, accounts, the audit log (R52, R64)."""

import csv
import io
import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.bundle import Bundle

from central.command import main
from central.core.access import StaffRole
from central.core.audit import Entry
from central.core.audit_event import audit_event
from central.core.statistics import hidden
from central.store import audit, ratings
from central.store.tables import Appointment
from tests.support.central_house import NAME, House
from tests.support.staff import SUBJECT, Colleague

DAY = date(2026, 11, 24)
ADMIN = StaffRole.UNIT_ADMIN


def went(house: House, status: str, count: int, reason: str | None = None) -> None:
    """So many visits of today with this status."""
    for number in range(count):
        visit = house.book(60.0 * number).appointment
        with house.database.begin() as transaction:
            found = transaction.get_one(Appointment, visit)
            found.status, found.cancel_reason = status, reason


async def test_r52_visits_are_counted_by_month_and_small_numbers_are_hidden(house: House) -> None:
    went(house, "fulfilled", 7)
    went(house, "noshow", 6)
    went(house, "cancelled", 5, "maint")
    went(house, "cancelled", 2)
    house.book(practice=True, personnummer=None, birth_date="1980-04-23", email="a@b.se",
               invited_by="c@d.se")  # fmt: skip
    async with Colleague(house) as eva:
        status, told = await eva.ask("GET", "/api/staff/statistics")
        newest = told["months"][0]
        assert status == 200
        assert (newest["month"], newest["visits"], newest["held"], newest["missed"]) == (
            "2026-11", 20, 7, 6,
        )  # fmt: skip
        assert newest["cancelled"] is None
        assert newest["technical"] is None, "else the sum would tell of the two"
        assert len(told["months"]) == 12
        assert told["months"][1]["visits"] == 0
        _, text = await eva.ask("GET", "/api/staff/statistics.csv")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert (rows[0]["held"], rows[0]["cancelled"], rows[1]["visits"]) == ("7", "<5", "0")
    assert NAME not in text + json.dumps(told)


async def test_r52_ratings_are_told_from_five_answers_on(house: House) -> None:
    async with Colleague(house) as eva:
        for number in range(5):
            _, told = await eva.ask("GET", "/api/staff/statistics")
            assert told["months"][0]["ratings"] == []
            visit = house.book(60.0 * number).appointment
            with house.database.begin() as transaction:
                assert ratings.add(transaction, visit, "patient", "clinic", DAY, {"worked": 1})
        _, told = await eva.ask("GET", "/api/staff/statistics")
    rated = {"side": "patient", "question": "worked", "answers": 5, "mean": 1.0}
    assert told["months"][0]["ratings"] == [rated]


def test_r52_one_hidden_number_hides_another() -> None:
    assert hidden({"a": 9, "b": 6, "c": 3}) == {"a": 9, "b": None, "c": None}
    assert hidden({"a": 9, "b": 2, "c": 3}) == {"a": 9, "b": None, "c": None}
    assert hidden({"a": 9, "b": 0, "c": 0}) == {"a": 9, "b": 0, "c": 0}


async def test_r64_an_administrator_sees_who_is_signed_in_and_ends_it(house: House) -> None:
    async with (
        Colleague(house, ADMIN, subject="SE-ADMIN", name="Ada Berg") as ada,
        Colleague(house) as eva,
        Colleague(house, clinic="elsewhere", subject="SE-KIM", name="Kim") as kim,
    ):
        _, told = await ada.ask("GET", "/api/staff/accounts")
        assert [(one["name"], one["roles"], one["me"]) for one in told] == [
            ("Ada Berg", ["unit-admin"], True),
            ("Eva Ek", ["clinician"], False),
        ]
        assert (await ada.ask("DELETE", f"/api/staff/accounts/{SUBJECT}/sessions"))[0] == 200
        assert (await eva.ask("GET", "/api/staff/me"))[0] == 401
        assert (await ada.ask("DELETE", "/api/staff/accounts/SE-KIM/sessions"))[0] == 404
        assert (await kim.ask("GET", "/api/staff/me"))[0] == 200


async def test_r64_the_audit_log_is_exported_as_fhir_and_for_ones_own_clinic_alone(
    house: House,
) -> None:
    visit = house.book().appointment
    async with Colleague(house) as eva, Colleague(house, ADMIN, subject="SE-ADMIN") as ada:
        await eva.ask("GET", f"/api/staff/visits/{visit}")
        with house.database.begin() as transaction:
            audit.note(transaction, Entry(house.clock.now, "SE-KIM", "read-number", "elsewhere"))
        path = "/api/staff/audit?from=2026-11-24&to=2026-11-24"
        status, told = await ada.ask("GET", path)
        assert status == 200
        Bundle.model_validate(told)
        (event,) = (entry["resource"] for entry in told["entry"])
        AuditEvent.model_validate(event)
        assert event["subtype"][0]["code"] == "read-number"
        assert event["agent"][0]["who"]["identifier"]["value"] == SUBJECT
        assert event["entity"] == [{"what": {"reference": f"Appointment/{visit}"}}]
        assert NAME not in json.dumps(told)
        assert (await ada.ask("GET", "/api/staff/audit?from=igår&to=2026-11-24"))[0] == 422
        assert (await ada.ask("GET", "/api/staff/audit?from=2026-11-24&to=9999-12-31"))[0] == 422
        _, again = await ada.ask("GET", path)
    assert [e["resource"]["subtype"][0]["code"] for e in again["entry"]][-1] == "read-audit"


def test_every_kind_of_actor_makes_a_valid_audit_event() -> None:
    for actor in (SUBJECT, "north/room12", "patient", "central", "stranger"):
        event = audit_event(1, Entry(1.0, actor, "sign-in-refused", detail="acr"))
        AuditEvent.model_validate(event)
        assert event["outcome"] == "8"


def test_what_was_changed_behind_the_databases_back_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text('base_url = "http://localhost:8080"\nstaff_links = true\n')
    assert main(["migrate", "--config", str(config)]) == 0
    who = ["--subject", "SE2321000016-1003", "--name", "Eva Ek", "--role", "clinician"]
    for _ in range(3):
        assert main(["staff-link", "--config", str(config), *who]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", "--config", str(config)]) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 3, "whole": True}
    days = ["--from", "2020-01-01", "--to", "2100-01-01"]
    assert main(["audit", "export", "--config", str(config), *days]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [AuditEvent.model_validate_json(line).id for line in lines] == [
        "audit-1", "audit-2", "audit-3",
    ]  # fmt: skip
    with sqlite3.connect(tmp_path / "central.sqlite") as behind:
        behind.execute("DROP TRIGGER audit_kept")
        behind.execute("DELETE FROM audit WHERE seq = 3")
    behind.close()
    assert main(["audit", "verify", "--config", str(config)]) == 2
    assert "row 3" in capsys.readouterr().err


async def test_security_txt_tells_whom_to_write_to_where_somebody_is_named(house: House) -> None:
    async with Colleague(house) as anybody:
        assert (await anybody.ask("GET", "/.well-known/security.txt"))[0] == 404
        clerk = house.servers[0].app.state.clerk
        changed = {"security_contact": "mailto:it@region.example"}
        clerk.settings = clerk.settings.model_copy(update=changed)
        status, text = await anybody.ask("GET", "/.well-known/security.txt")
    assert status == 200
    lines = dict(line.split(": ", 1) for line in text.splitlines())
    assert lines["Contact"] == "mailto:it@region.example"
    assert lines["Expires"] == "2027-05-23T11:00:00Z"
    assert lines["Canonical"] == f"{house.url}/.well-known/security.txt"
