"""A new unit comes in by the code on its screen, renews, and is withdrawn."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography import x509

from central import enrolment, pki
from central.enrolment import KEPT, Place
from central.faults import BadInputError, ConflictError, UnknownError
from central.store import audit, units
from central.store.enrolment_tables import EnrolmentRow
from tests.support.central_house import Browser, House, make_request
from wire.enrolment import WAITS_S, code_of

PLACE = {"unit": "north/room16", "location": "room-16", "room": "Videorum 16"}


@pytest.fixture
async def it(house: House, browser: Browser) -> Browser:
    """IT's browser, with the fleet page open."""
    key = (house.folder / "keys" / "fleet.key").read_text().strip()
    assert (await browser.post("/api/fleet/entry", {"key": key}))[0] == 200
    return browser


def request_of(folder: Path, name: str = "new") -> str:
    """A new unit's request; what it calls itself counts for nothing."""
    return make_request(folder, name).read_text()


async def asked(browser: Browser, request: str) -> dict[str, Any]:
    status, told = await browser.post("/api/enrolments", {"request": request})
    assert (status, told["state"]) == (200, "waiting")
    return dict(told)


async def test_a_unit_is_let_in_by_the_code_on_its_screen(
    house: House, it: Browser, http: aiohttp.ClientSession
) -> None:
    told = await asked(it, request_of(house.folder / "keys", PLACE["unit"]))
    assert told == await asked(it, (house.folder / "keys/north-room16.csr").read_text())
    status, waiting = await it.get("/api/fleet/enrolments")
    assert [one["id"] for one in waiting] == [told["id"]]
    assert code_of(told["id"]) not in str(waiting)
    assert await it.get(f"/api/enrolments/{told['id']}") == (200, told)
    typed = code_of(told["id"]).lower().replace("-", " ")
    status, _ = await it.post("/api/fleet/enrolments/approve", PLACE | {"code": typed})
    assert status == 200
    _, given = await it.get(f"/api/enrolments/{told['id']}")
    assert {name: given[name] for name in PLACE} == PLACE
    assert given["state"] == "approved"
    assert given["commands"] == (house.folder / "keys/commands.pub").read_text().strip()
    assert given["ca"] == (house.folder / "keys/ca.crt").read_text()
    certificate = x509.load_pem_x509_certificate(given["certificate"].encode())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(given["ca"].encode()))
    assert pki.common_name(given["certificate"]) == "north/room16"
    assert await house.token(http, "north/room16")
    assert (await it.get("/api/fleet/enrolments"))[1] == []
    with house.database.begin() as session:
        acts = [e.action for _, e in audit.entries(session, 0, house.clock.now + 1)]
    assert acts == ["enrol-unit"]


async def test_a_unit_that_never_had_its_answer_is_let_in_again_by_its_own_key_alone(
    house: House, it: Browser
) -> None:
    request = request_of(house.folder / "keys")
    told = await asked(it, request)
    body = PLACE | {"code": code_of(told["id"])}
    assert (await it.post("/api/fleet/enrolments/approve", body))[0] == 200
    house.clock.now += WAITS_S + 1
    assert await asked(it, request) == told
    elsewhere = body | {"location": "room-17"}
    assert (await it.post("/api/fleet/enrolments/approve", elsewhere))[0] == 409
    assert (await it.post("/api/fleet/enrolments/approve", body))[0] == 200
    assert (await it.get(f"/api/enrolments/{told['id']}"))[1]["state"] == "approved"
    other = await asked(it, request_of(house.folder / "keys", "other"))
    body |= {"code": code_of(other["id"])}
    assert (await it.post("/api/fleet/enrolments/approve", body))[0] == 409


async def test_only_whoever_has_the_fleet_page_lets_in(house: House, browser: Browser) -> None:
    told = await asked(browser, request_of(house.folder / "keys"))
    code = code_of(told["id"])
    assert (await browser.get("/api/fleet/enrolments"))[0] == 401
    for path, body in (
        ("/api/fleet/enrolments/approve", PLACE | {"code": code}),
        (f"/api/fleet/enrolments/{told['id']}/refuse", {}),
        ("/api/fleet/units/withdraw", {"unit": "north/room12"}),
    ):
        assert (await browser.post(path, body))[0] == 401, path
    assert (await browser.get(f"/api/enrolments/{told['id']}"))[1]["state"] == "waiting"


async def test_who_is_turned_away_is_told_so(house: House, it: Browser) -> None:
    told = await asked(it, request_of(house.folder / "keys"))
    refuse = f"/api/fleet/enrolments/{told['id']}/refuse"
    assert (await it.post(refuse, {}))[0] == 200
    assert (await it.get(f"/api/enrolments/{told['id']}"))[1]["state"] == "refused"
    code = code_of(told["id"])
    assert (await it.post("/api/fleet/enrolments/approve", PLACE | {"code": code}))[0] == 404
    assert (await it.post(refuse, {}))[0] == 404


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"code": "0000-0000"}, 404, None),
        ({"unit": "north/room12"}, 409, "unit"),
        ({"location": "room-12"}, 409, "location"),
        ({"unit": "south/room16"}, 422, "request"),
        ({"unit": "room16"}, 422, "request"),
        ({"location": "a room"}, 422, "location"),
        ({"room": " "}, 422, "room"),
    ],
)
async def test_what_cannot_be_is_not_let_in(
    house: House, it: Browser, wrong: dict[str, str], status: int, field: str | None
) -> None:
    told = await asked(it, request_of(house.folder / "keys"))
    body = PLACE | {"code": code_of(told["id"])} | wrong
    found, said = await it.post("/api/fleet/enrolments/approve", body)
    assert (found, said.get("field")) == (status, field)
    assert (await it.get(f"/api/enrolments/{told['id']}"))[1]["state"] == "waiting"
    with house.database.begin() as session:
        assert len(units.all_units(session)) == 2


@pytest.mark.parametrize("text", ["", "x" * 9000, "no PEM", "-----BEGIN CERTIFICATE-----\nx"])
async def test_what_is_no_request_is_refused(browser: Browser, text: str) -> None:
    status, said = await browser.post("/api/enrolments", {"request": text})
    assert (status, said["field"]) == (422, "request")


async def test_a_request_that_nobody_answers_is_forgotten_in_an_hour(
    house: House, it: Browser
) -> None:
    told = await asked(it, request_of(house.folder / "keys"))
    house.clock.now += WAITS_S + 1
    assert (await it.get("/api/fleet/enrolments"))[1] == []
    body = PLACE | {"code": code_of(told["id"])}
    assert (await it.post("/api/fleet/enrolments/approve", body))[0] == 404
    assert (await it.get(f"/api/enrolments/{told['id']}"))[0] == 404


def test_strangers_cannot_fill_the_house_with_requests(closed_house: House) -> None:
    now = closed_house.clock.now
    with closed_house.database.begin() as session:
        session.add_all(
            EnrolmentRow(
                id=f"{n:064}", request="x", asked_at=now, seen_at=now, address="", state="waiting"
            )
            for n in range(KEPT)
        )
    request = request_of(closed_house.folder / "keys")
    with pytest.raises(ConflictError, match="too many"):
        enrolment.ask(closed_house.database, request, "", now)
    assert enrolment.ask(closed_house.database, request, "", now + WAITS_S + 1)


async def test_a_unit_renews_the_certificate_of_its_own_key_alone(
    house: House, http: aiohttp.ClientSession
) -> None:
    bearer = {"Authorization": f"Bearer {await house.token(http)}"}
    keys, door = house.folder / "keys", f"{house.url}/api/enrolments/renewal"
    for name, status in (("north-room14", 422), ("north-room12", 200)):
        body = {"request": (keys / f"{name}.csr").read_text()}
        async with http.post(door, json=body, headers=bearer) as answer:
            assert answer.status == status, name
            said = await answer.json()
    with house.database.begin() as session:
        unit = units.active(session, "north/room12")
        assert unit is not None
        assert unit.certificate == said["certificate"]
    assert said["certificate"] != (keys / "north-room12.crt").read_text()
    assert pki.certified_key(said["certificate"]) == pki.certified_key(
        (keys / "north-room12.crt").read_text()
    )
    async with http.post(door, json=body) as answer:
        assert answer.status == 401
    assert await house.token(http)


async def test_a_withdrawn_unit_is_nobody_its_room_is_free_and_its_name_gone(
    house: House, it: Browser, http: aiohttp.ClientSession
) -> None:
    bearer = {"Authorization": f"Bearer {await house.token(http)}"}
    status, said = await it.post("/api/fleet/units/withdraw", {"unit": "north/room12"})
    assert (status, said) == (200, {"unit": "north/room12", "broker": False})
    assert (await it.post("/api/fleet/units/withdraw", {"unit": "north/room12"}))[0] == 404
    room = f"{house.url}/fhir/R4/Appointment?location=Location/room-12&date=ge2026-11-24"
    async with http.get(room, headers=bearer) as answer:
        assert answer.status == 401
    assert (await house.ask_token(http, client_assertion=house.assertion()))[0] == 401
    told = await asked(it, request_of(house.folder / "keys"))
    approve, code = "/api/fleet/enrolments/approve", {"code": code_of(told["id"])}
    again = {"unit": "north/room12", "location": "room-12", "room": "Videorum 12"} | code
    assert (await it.post(approve, again))[0] == 409
    assert (await it.post(approve, again | {"unit": "north/room12b"}))[0] == 200


def test_another_pki_signs_the_same_key(closed_house: House, tmp_path: Path) -> None:
    house, now = closed_house, closed_house.clock.now
    place = Place(**PLACE)
    request = request_of(tmp_path, "north/room16")
    pki.init_site(tmp_path / "other", "north", 7)
    pki.sign_request(tmp_path / "other", tmp_path / "north-room16.csr", tmp_path / "ours.crt", 7)
    (house.folder / "keys/ca.key").unlink()
    code = code_of(enrolment.ask(house.database, request, "", now)[0])
    assert enrolment.request_of(house.database, code, now) == request
    with pytest.raises(ConflictError, match="key is not here"):
        enrolment.approve(house.settings, house.database, code, place, "central", now)
    for wrong in ("nothing", (house.folder / "keys/north-room12.crt").read_text()):
        with pytest.raises(BadInputError, match=r"^certificate: "):
            enrolment.approve(house.settings, house.database, code, place, "x", now, wrong)
    ours = (tmp_path / "ours.crt").read_text()
    enrolment.approve(house.settings, house.database, code, place, "central", now, ours)
    with house.database.begin() as session:
        unit = units.active(session, "north/room16")
        assert unit is not None
        assert unit.certificate == ours
    with pytest.raises(UnknownError):
        enrolment.request_of(house.database, code, now)
