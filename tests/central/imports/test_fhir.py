"""A foreign FHIR server: who a booking is for, R4 and R5, pages, and the official examples."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from central.imports.reading.bounded import Line
from central.imports.reading.fhir import FhirSource
from central.imports.reading.fhir_patient import read_patient, who
from central.imports.reading.found import Gathered, Patient, Reading, Span
from central.imports.reading.readers import read_source
from central.imports.settings import ImportSettings
from tests.support.central_house import NOON
from tests.support.fhir_oracle import check
from tests.support.foreign_servers import Foreign, foreign_fhir
from tests.support.foreign_sides import Event, appointment, showing

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 11, 24)
SPAN = Span(NOON - 86_400, NOON + 60 * 86_400)
BASE = "https://fhir.example/r4"
SYSTEMS = "http://electronichealth.se/identifier/"
EXAMPLES = Path(__file__).parents[4] / "shared" / "data" / "fhir-r4"
ANNA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "anna",
    "identifier": [{"system": f"{SYSTEMS}personnummer", "value": "191212121212"}],
    "name": [{"use": "official", "given": ["Anna", "Lisa"], "family": "Berg"}],
    "telecom": [
        {"system": "phone", "use": "home", "value": "0243-49 70 00"},
        {"system": "phone", "use": "mobile", "value": "070-123 45 88"},
        {"system": "email", "value": "anna@example.se"},
    ],
}
HER = {"actor": {"reference": "Patient/anna", "display": "Anna B"}, "status": "accepted"}


def told(*participants: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An Appointment tomorrow."""
    return appointment(Event("b-1", NOON + 86_400), *participants, **more)


def patient_of(
    resource: dict[str, Any], known: dict[str, Any] | None = ANNA
) -> tuple[Patient | None, tuple[str, ...]]:
    """Whom a reader makes of it."""
    said = who(resource, BASE)
    return read_patient(said.contained or known, said, TODAY)


def test_a_patient_is_read_with_number_name_mobile_and_mail() -> None:
    patient, doubts = patient_of(told(HER))
    assert doubts == ()
    assert patient == Patient(
        "Anna Lisa Berg", "191212121212", "1912-12-12", "+46701234588", "anna@example.se"
    )
    assert who(told(HER), BASE).accepted is True


@pytest.mark.parametrize(
    ("identifier", "number", "born", "doubts"),
    [
        (("personnummer", "19121212-1212"), "191212121212", "1912-12-12", ()),
        (("personnummer", "191212121213"), None, None, ("personnummer-unreadable",)),
        (("samordningsnummer", "197010632391"), "197010632391", "1970-10-03", ()),
        (("nationelltReservnummer", "19700103A2B4"), "19700103A2B4", None, ()),
        (("something-else", "191212121212"), None, None, ()),
    ],
)
def test_swedish_numbers_are_checked_and_never_guessed(
    identifier: tuple[str, str], number: str | None, born: str | None, doubts: tuple[str, ...]
) -> None:
    system, value = identifier
    known = ANNA | {"identifier": [{"system": f"{SYSTEMS}{system}", "value": value}]}
    patient, said = patient_of(told(HER), known)
    assert patient is not None
    assert (patient.personnummer, patient.birth_date, said) == (number, born, doubts)


@pytest.mark.parametrize("code", ["sekretessmarkering", "skyddadFolkbokforing"])
@pytest.mark.parametrize("where", ["patient", "appointment"])
def test_a_secrecy_label_protects(code: str, where: str) -> None:
    """R70."""
    labels = {"meta": {"security": [{"system": "http://x/SecurityLabelCS", "code": code}]}}
    known = ANNA | (labels if where == "patient" else {})
    patient, _ = patient_of(told(HER, **(labels if where == "appointment" else {})), known)
    assert patient is not None
    assert patient.protected


def test_r5_subject_contained_and_logical_references_are_read() -> None:
    subject = told(subject={"reference": f"{BASE}/Patient/anna"})
    assert who(subject, BASE).reference == "anna"
    contained = told(
        {"actor": {"reference": "#p"}, "status": "needs-action"}, contained=[ANNA | {"id": "p"}]
    )
    patient, _ = patient_of(contained, None)
    assert patient is not None
    assert patient.phone == "+46701234588"
    identifier = {"system": f"{SYSTEMS}personnummer", "value": "191212121212"}
    logical = {"actor": {"type": "Patient", "identifier": identifier, "display": "A B"}}
    assert patient_of(told(logical), None)[0] == Patient("A B", "191212121212", "1912-12-12")


def test_another_servers_patient_and_several_are_no_guess() -> None:
    elsewhere = {"actor": {"reference": "https://other.example/Patient/anna"}}
    assert who(told(elsewhere), BASE).reference is None
    second = {"actor": {"reference": "Patient/bo"}, "status": "accepted"}
    assert patient_of(told(HER, second)) == (None, ("several-patients",))
    assert patient_of(told(HER), None) == (Patient("Anna B"), ("patient-not-sent",))


async def test_the_patients_own_language_counts_where_the_booking_has_none() -> None:
    spoken = {"communication": [{"language": {"coding": [{"code": "fi"}]}}]}
    async with Line(private_addresses=False) as line:
        into = Gathered()
        FhirSource(table(BASE), line, TODAY)._add(told(HER), {"anna": ANNA | spoken}, SPAN, into)
    assert into.found["b-1"].language == "fi"


def test_old_numbers_and_names_are_passed_over() -> None:
    known = ANNA | {
        "name": [{"use": "old", "family": "Ek"}, {"text": "Anna Berg"}],
        "telecom": [{"system": "phone", "use": "old", "value": "0700000000"}],
    }
    patient, doubts = patient_of(told(HER), known)
    assert (patient and patient.name, patient and patient.phone) == ("Anna Berg", None)
    assert doubts == ()


@pytest.fixture(scope="module")
def server() -> Iterator[Foreign]:
    """Medplum's FHIR server."""
    with foreign_fhir() as running:
        yield running


async def read(settings: ImportSettings, span: Span = SPAN) -> Reading:
    """One poll."""
    return await read_source(settings, STOCKHOLM, TODAY, span)


def table(base: str, **more: Any) -> ImportSettings:
    """A FHIR source's settings."""
    known = {"name": "journal", "kind": "fhir", "address": base, "rooms": {"rum-12": "room-12"}}
    return ImportSettings.model_validate(known | {"private_addresses": True} | more)


async def test_patients_that_a_server_does_not_send_along_are_asked_for(server: Foreign) -> None:
    server.put_resource(ANNA)
    booked = told(HER)
    check(booked)
    server.put_resource(booked)
    (found,) = (await read(table(server.base))).found
    assert found.patient is not None
    assert found.patient.personnummer == "191212121212"
    assert found.confirmed is True
    server.drop_resource("Appointment", "b-1")


def page(*resources: dict[str, Any], following: str | None = None) -> bytes:
    """One page of a searchset."""
    link = [{"relation": "next", "url": following}] if following else []
    entries = [{"resource": resource} for resource in resources]
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": link, "entry": entries}
    return json.dumps(bundle).encode()


async def test_a_server_that_keeps_patients_to_itself_is_read_without_them() -> None:
    with showing() as shown:
        shown.pages, shown.statuses = [page(told(HER)), b"{}"], [200, 403]
        reading = await read(table(f"http://127.0.0.1:{shown.port}/r4"))
    (found,) = reading.found
    assert (reading.complete, found.doubts) == (True, ("patient-not-sent",))
    assert found.patient == Patient("Anna B")


async def test_pages_and_patients_that_come_along_are_read() -> None:
    with showing() as shown:
        second = appointment(Event("b-2", NOON + 3600))
        outcome = {"resourceType": "OperationOutcome"}
        shown.pages = [page(told(HER), ANNA, outcome, following="?page=2"), page(second)]
        reading = await read(table(f"http://127.0.0.1:{shown.port}/r4"))
    assert reading.complete
    assert {one.foreign_id for one in reading.found} == {"b-1", "b-2"}
    assert reading.found[0].patient is not None
    assert reading.found[0].patient.phone == "+46701234588"
    assert len(shown.asked) == 2


async def test_only_the_rooms_of_the_settings_are_asked_for(server: Foreign) -> None:
    server.put_resource(told())
    other = table(server.base, rooms={"Location/rum-99": "room-12"})
    assert (await read(other)).found == ()
    assert len((await read(table(server.base))).found) == 1
    server.drop_resource("Appointment", "b-1")


async def test_the_official_examples_are_read_or_named(server: Foreign) -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("HL7's examples are not on this machine")
    resources = [json.loads(file.read_text()) for file in sorted(EXAMPLES.glob("*.json"))]
    wanted = [one for one in resources if one["resourceType"] in ("Appointment", "Patient")]
    for resource in wanted:
        if resource["resourceType"] == "Appointment":
            check(resource)
        server.put_resource(resource)
    y2013 = datetime(2013, 1, 1, tzinfo=UTC).timestamp()
    everywhere = table(server.base, location="room-12", rooms={})
    reading = await read(everywhere, Span(y2013, y2013 + 366 * 86_400))
    assert reading.complete
    assert {one.foreign_id for one in reading.found} == {"example", "2docs"}
    example = next(one for one in reading.found if one.foreign_id == "example")
    assert example.patient is not None
    assert example.patient.name == "Peter James Chalmers"
    assert example.kind == "General Discussion"
    assert example.practitioner == "Dr Adam Careful"


async def test_every_resource_of_the_examples_is_read_or_named() -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("HL7's examples are not on this machine")
    async with Line(private_addresses=False) as line:
        source = FhirSource(table(BASE), line, TODAY)
        for file in sorted(EXAMPLES.glob("*.json")):
            into = Gathered()
            source._add(json.loads(file.read_text()), {}, Span(0, 4e9), into)
            assert len(into.found) + len(into.bad) == 1, file.name
