"""What a visit's page is told of its clinic, and the logo's door (R55, R66, R69)."""

from pathlib import Path

import aiohttp

from central.brand import Brand
from central.clinics import ClinicSettings, SupportLine
from central.core.support import Fault
from tests.support.booking import enter_by, open_anew
from tests.support.central_house import Browser, House
from tests.support.staff import Colleague

LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


async def test_r55_r66_r69_a_visit_tells_what_its_own_clinic_says(
    house: House, tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    (tmp_path / "logo.svg").write_text(LOGO)
    line = SupportLine(
        fault=Fault.TECHNOLOGY, name="IT", phone="023-49 00 00", hours={"tue": "08:00-17:00"}
    )
    falun = ClinicSettings(
        id="SE-2",
        name="Falun",
        phone="023-1",
        rooms=("room-12",),
        hours={"tue": "08:00-11:00"},
        brand=Brand(accent="#7a1f5c", logo=tmp_path / "logo.svg", message={"sv": "Välkommen!"}),
        costs={"sv": "Besöket kostar 200 kr."},
        support=(line,),
    )
    await open_anew(house, ClinicSettings(id="SE-1", name="Borlänge", rooms=("room-14",)), falun)
    house.book()
    async with Browser(house) as patient:
        assert await enter_by(patient, house.letters("invitation")[0]) == 200
        _, state = await patient.get("/api/visit")
    says = state["clinic_says"]
    assert (state["clinic"], state["clinic_phone"]) == ("Falun", "023-1")
    assert says["costs"] == {"sv": "Besöket kostar 200 kr."}
    assert says["brand"]["accent"] == "#7a1f5c"
    assert says["brand"]["message"] == {"sv": "Välkommen!"}
    assert (says["hours"], says["open_until"]) == ("08:00–11:00", None)
    by_fault = {one["fault"]: one["phone"] for one in says["support"]}
    assert by_fault == {"login": None, "function": None, "technology": "023-49 00 00"}
    async with http.get(house.url + says["brand"]["logo"]) as answer:
        assert await answer.text() == LOGO
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for other in ("SE-1", "SE-3", "..%2f..%2fetc"):
        async with http.get(f"{house.url}/clinics/{other}/logo") as answer:
            assert answer.status == 404


async def test_r69_the_staff_page_is_told_who_answers_now_and_no_dead_number(house: House) -> None:
    line = SupportLine(
        fault=Fault.LOGIN,
        name="Administratören",
        phone="0243-49 70 10",
        hours={"tue": "08:00-12:30"},
    )
    await open_anew(house, support=(line,))
    async with Colleague(house) as eva:
        _, at_noon = await eva.ask("GET", "/api/staff/support")
        house.clock.now += 1800
        _, at_one = await eva.ask("GET", "/api/staff/support")
    assert at_noon["support"][0] == {
        "fault": "login", "name": "Administratören", "phone": "0243-49 70 10", "until": "12:30",
    }  # fmt: skip
    assert [one["phone"] for one in at_one["support"]] == [None, None, None]
