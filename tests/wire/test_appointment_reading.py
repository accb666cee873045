"""Reading any server's Appointments, R4 and R5: what is meant is understood, bad ones are named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fhir_oracle import check
from wire.appointment import MAX_ENTRIES, VIRTUAL_SERVICE, Booking
from wire.appointment_reading import read_booking, read_page
from wire.faults import WireError

DATA = Path(__file__).parents[3] / "shared" / "data" / "fhir-r4"
R4: dict[str, Any] = {
    "resourceType": "Appointment",
    "id": "a1",
    "status": "booked",
    "start": "2026-11-24T10:30:00+01:00",
    "end": "2026-11-24T11:00:00+01:00",
    "participant": [
        {"actor": {"reference": "Patient/p1", "display": "Anna Larsson"}, "status": "accepted"},
        {"actor": {"reference": "Location/room-12"}, "status": "accepted"},
    ],
}
CENTRAL = "https://central.example"


def read(release: str = "R4", **elements: Any) -> Booking:
    """The booking of an Appointment with ``elements`` changed, after the oracle let it pass."""
    resource = R4 | elements
    check(resource, release=release)
    return read_booking(json.loads(json.dumps(resource)), central=CENTRAL, location="room-12")


def participant(reference: str | None = "Patient/p1", **more: Any) -> dict[str, Any]:
    """One who takes part."""
    actor = {"reference": reference} if reference else {"type": "Patient"}
    return {"actor": actor, "status": "accepted"} | more


# --- bad ones ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "value", "field"),
    [
        ("id", None, "id"),
        ("id", "", "id"),
        ("status", "maybe", "status"),
        ("status", None, "status"),
        ("status", {}, "status"),
        ("start", None, "start"),
        ("end", None, "end"),
        ("start", "tomorrow", "start"),
        ("start", "2026-11-24T10:30:00", "start"),
        ("start", "2026-11-24", "start"),
        ("start", "2026-W48-2T10:30:00Z", "start"),
        ("start", "20261124T103000Z", "start"),
        ("start", "2026-11-24 10:30:00Z", "start"),
        ("start", "２０２６-11-24T10:30:00Z", "start"),
        ("start", "2026-11-24T10:30:00Z\ud800", "start"),
        ("start", "2026-13-41T25:61:00Z", "start"),
        ("start", "0001-01-01T00:00:00+14:00", "start"),
        ("end", "9999-12-31T23:59:59-14:00", "end"),
        ("end", "2026-11-24T09:30:00+00:00", "end"),
        ("end", "2026-11-24T08:00:00+00:00", "end"),
        ("start", 5, "start"),
    ],
)
def test_a_bad_element_is_named_and_its_value_is_not_told(
    element: str, value: object, field: str
) -> None:
    with pytest.raises(WireError) as caught:
        read_booking(R4 | {element: value})
    assert (caught.value.fault, caught.value.field) == ("feed", field)
    assert "tomorrow" not in str(caught.value)


def test_a_bad_entry_harms_no_other() -> None:
    bad = R4 | {"id": "a2", "status": "maybe"}
    entries = [{"resource": bad}, {"resource": R4}, {}, 7]
    page = read_page({"resourceType": "Bundle", "entry": entries})
    assert [booking.id for booking in page.bookings] == ["a1"]
    assert [(each.id, each.field) for each in page.bad] == [
        ("a2", "status"),
        (None, "entry.resource"),
        (None, "entry.resource"),
    ]


def test_what_a_server_adds_to_its_answer_is_passed_over() -> None:
    entries = [{"resource": {"resourceType": kind}} for kind in ("Patient", "OperationOutcome")]
    page = read_page({"resourceType": "Bundle", "entry": entries})
    assert (page.bookings, page.bad) == ((), ())


@pytest.mark.parametrize(
    "bundle",
    [
        [],
        None,
        {"resourceType": "OperationOutcome"},
        {"resourceType": "Bundle", "entry": "many"},
        {"resourceType": "Bundle", "entry": {}},
        {"resourceType": "Bundle", "entry": [{}] * (MAX_ENTRIES + 1)},
    ],
)
def test_what_is_no_page_is_refused_whole(bundle: object) -> None:
    with pytest.raises(WireError):
        read_page(bundle)


def test_a_page_tells_the_next_one() -> None:
    link = [{"relation": "self", "url": "x"}, {"relation": "next", "url": "http://c/?page=2"}]
    assert read_page({"resourceType": "Bundle", "link": link}).next == "http://c/?page=2"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(R4)), inner, max_size=3)
    ),
    max_leaves=8,
)
ELEMENTS = (
    *R4,
    *("meta", "extension", "virtualService", "serviceType", "appointmentType", "subject"),
    *("cancelationReason", "cancellationReason"),
)


@settings(deadline=None)  # a busy machine proves nothing
@given(st.dictionaries(st.sampled_from(ELEMENTS), JSON, max_size=4))
def test_any_json_in_any_element_is_read_or_named(elements: dict[str, Any]) -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": R4 | elements}], "link": elements}
    page = read_page(bundle, central=CENTRAL, location="room-12")
    is_one = elements.get("resourceType", "Appointment") == "Appointment"
    assert len(page.bookings) + len(page.bad) == is_one


@pytest.mark.skipif(not DATA.is_dir(), reason="the official examples are not beside the checkout")
@pytest.mark.parametrize("file", sorted(DATA.glob("*.json")), ids=lambda file: file.stem)
def test_hl7s_own_examples_are_read_or_named(file: Path) -> None:
    resource = json.loads(file.read_text(encoding="utf-8"))
    page = read_page({"resourceType": "Bundle", "entry": [{"resource": resource}]})
    named = [(each.id, each.field) for each in page.bad]
    read_ones = [booking.id for booking in page.bookings]
    if resource["resourceType"] != "Appointment":
        assert (read_ones, named) == ([], [])
    elif resource["id"] == "examplereq":
        assert (read_ones, named) == ([], [("examplereq", "start")])
    else:
        assert (read_ones, named) == ([resource["id"]], [])
        assert page.bookings[0].join is None


# --- the join address -------------------------------------------------------------------------


def r4_service(**value: Any) -> dict[str, Any]:
    """R4's form of R5's virtualService."""
    parts = [
        {"url": "_datatype", "valueString": "VirtualServiceDetail"},
        {"url": "address"} | value,
    ]
    return {"url": VIRTUAL_SERVICE, "extension": parts}


HERE = f"{CENTRAL}/visit/a1"
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("R4", {"extension": [r4_service(valueUrl=HERE)]}),
    ("R4", {"extension": [r4_service(valueString=HERE)]}),
    ("R4", {"extension": [r4_service(valueContactPoint={"system": "url", "value": HERE})]}),
    (
        "R4",
        {
            "extension": [
                r4_service(
                    extension=[
                        {"url": "_datatype", "valueString": "ExtendedContactDetail"},
                        {"url": "telecom", "valueContactPoint": {"system": "url", "value": HERE}},
                    ]
                )
            ]
        },
    ),
    ("R5", {"virtualService": [{"addressUrl": HERE}]}),
    ("R5", {"virtualService": [{"addressString": HERE}]}),
    ("R5", {"virtualService": [{"addressContactPoint": {"system": "url", "value": HERE}}]}),
    (
        "R5",
        {"virtualService": [{"addressExtendedContactDetail": {"telecom": [{"value": HERE}]}}]},
    ),
]


@pytest.mark.parametrize(("release", "elements"), FORMS)
def test_every_form_of_join_address_is_read(release: str, elements: dict[str, Any]) -> None:
    assert read(release, **elements).join == HERE


@pytest.mark.parametrize("value", ["+46701740605", "meet me", "javascript:alert(1)", "x" * 3000])
def test_what_is_no_web_address_is_no_place_to_meet(value: str) -> None:
    assert read("R5", virtualService=[{"addressString": value}]).join is None


def test_of_several_addresses_the_one_at_this_central_is_taken() -> None:
    elsewhere = "https://other.example/j/7"
    services = [{"addressUrl": elsewhere}, {"addressString": "+4670"}, {"addressUrl": HERE}]
    assert read("R5", virtualService=services).join == HERE
    assert read("R5", virtualService=services[:2]).join == elsewhere
    lookalike = [{"addressUrl": f"{CENTRAL}.evil.example/visit/a1"}, {"addressUrl": HERE}]
    assert read("R5", virtualService=lookalike).join == HERE
    assert read(extension=[r4_service(valueUrl=elsewhere), r4_service(valueUrl=HERE)]).join == HERE


# --- who and what -----------------------------------------------------------------------------


def test_r5s_kind_is_a_reference_or_a_concept() -> None:
    assert read("R5", serviceType=[{"concept": {"text": "Återbesök"}}]).kind == "Återbesök"
    coded = {"coding": [{"code": "x"}, {"display": "Nybesök"}]}
    assert read("R5", serviceType=[{"reference": {}}, {"concept": coded}]).kind == "Nybesök"
    assert read(serviceType=[coded]).kind == "Nybesök"
    assert read(serviceType=[{"coding": [{"code": "x"}]}]).kind is None


@pytest.mark.parametrize(
    ("release", "spelling"), [("R4", "cancelationReason"), ("R5", "cancellationReason")]
)
def test_both_spellings_of_a_cancellation_are_read(release: str, spelling: str) -> None:
    system = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
    reason = {spelling: {"coding": [{"system": "urn:own", "code": "7"}, {"system": system}]}}
    reason[spelling]["coding"][1]["code"] = "pat"
    assert read(release, status="cancelled", **reason).cancel_reason == "pat"


@pytest.mark.parametrize("label", ["sekretessmarkering", "skyddadFolkbokforing"])
def test_r70_a_marked_patient_has_no_initials(label: str) -> None:
    system = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"
    booking = read(meta={"security": [{"code": "R"}, {"system": system, "code": label}]})
    assert (booking.protected, booking.initials) == (True, None)
    assert read(meta={"security": [{"code": "R"}]}).initials == "Anna Larsson"


@pytest.mark.parametrize("where", ["tag", "security"])
def test_r26_test_data_is_a_practice_visit(where: str) -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
    assert read(meta={where: [{"system": system, "code": "HTEST"}]}).practice
    assert not read(meta={where: [{"system": system, "code": "TREAT"}]}).practice


def test_r04_a_walk_in_is_at_once() -> None:
    system = "http://terminology.hl7.org/CodeSystem/v2-0276"
    assert read(appointmentType={"coding": [{"system": system, "code": "WALKIN"}]}).at_once
    assert not read(appointmentType={"coding": [{"system": system, "code": "ROUTINE"}]}).at_once
    assert not read(appointmentType={"coding": [{"system": "urn:own", "code": "WALKIN"}]}).at_once


def test_r39_patients_who_come_are_counted() -> None:
    room = participant("Location/room-12")
    declined = participant("Patient/p3", status="declined")
    group = [participant(), participant("Patient/p2"), declined, room]
    assert read(participant=group).patients == 2
    assert read(participant=[room]).patients == 1
    assert read("R5", participant=[room], subject={"reference": "Group/g1"}).patients == 2
    alone = read(participant=[declined, room])
    assert (alone.patients, alone.confirmed) == (1, False)


def test_r04_who_has_not_answered_is_not_confirmed() -> None:
    waits = participant(status="needs-action")
    assert not read(participant=[waits]).confirmed
    assert read(participant=[waits, participant("Patient/p2")]).confirmed
    assert read(participant=[participant("Location/room-12")]).confirmed


def test_r5s_subject_is_the_patient_where_nobody_else_is() -> None:
    room = [participant("Location/room-12")]
    subject = {"reference": "Patient/p1", "display": "Anna Larsson"}
    assert read("R5", participant=room, subject=subject).initials == "Anna Larsson"


@pytest.mark.parametrize(
    ("reference", "room"),
    [
        ("Location/room-12", "room-12"),
        ("https://server.example/fhir/Location/room-12", "room-12"),
        ("Location/room-12/_history/3", "room-12"),
        ("urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", None),
        ("Practitioner/room-12", None),
    ],
)
def test_every_form_of_reference_is_understood(reference: str, room: str | None) -> None:
    assert read(participant=[participant(), participant(reference)]).location == room


def test_of_several_rooms_ours_is_taken() -> None:
    house, mine = participant("Location/house-3"), participant("Location/room-12")
    assert read(participant=[house, mine]).location == "room-12"
    assert read(participant=[house]).location == "house-3"


@pytest.mark.parametrize(
    ("tail", "read_as"),
    [("88", "88"), ("8", None), ("188", None), ("8a", None), ("٨٨", None), ("88\n", None)],
)
def test_r08_the_numbers_last_two_digits_are_exactly_two(tail: str, read_as: str | None) -> None:
    resource = R4 | {
        "participant": [
            participant(extension=[{"url": "urn:ostord:phone-last-two", "valueString": tail}])
        ]
    }
    assert read_booking(resource).phone_tail == read_as


@pytest.mark.parametrize(
    ("language", "read_as"), [("sv", "sv"), ("zh-Hant-TW", "zh-Hant-TW"), ("<b>", None), ("", None)]
)
def test_a_language_is_a_tag(language: str, read_as: str | None) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/language"
    one = participant(extension=[{"url": url, "valueCode": language}])
    assert read_booking(R4 | {"participant": [one]}).language == read_as


def test_r40_an_interpreter_for_any_of_a_group_is_for_the_visit() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
    needs = participant("Patient/p2", extension=[{"url": url, "valueBoolean": True}])
    assert read(participant=[participant(), needs]).interpreter
    assert not read(participant=[participant()]).interpreter


def test_a_text_without_end_is_cut() -> None:
    booking = read(serviceType=[{"text": "x" * 100_000}])
    assert len(booking.kind or "") == 400
