"""A guest's way in and seat: a link, a code, a level, a dead link (R38-R41, R47, S5)."""

import asyncio

import aiohttp
import pytest

from central.clinics import ClinicSettings
from tests.support.central_house import BORN, NAME, Browser, House, Wire, make_house, serving
from tests.support.guests import code_for, come_in, guests_path, invited, newest
from tests.support.staff import Colleague

REFUSED = (403, {"code": "refused"})


async def test_r40_an_interpreter_comes_in_by_link_and_sms_code(house: House) -> None:
    booked = house.book(kind="Återbesök depression", practitioner="Eva Ek", must_confirm=True)
    _, ticket = await invited(house, booked)
    async with Browser(house) as tolk:
        code = await code_for(house, tolk, ticket)
        assert "To: +46705556677" in house.letters("code")[-1]
        given = {"ticket": ticket, "code": code}
        assert await tolk.post("/api/entry/by-code", given) == (200, {"code": "entered"})
        assert await tolk.post("/api/entry/by-code", given) == REFUSED, "a code is right once"
        _, visit = await tolk.get("/api/visit")
        shown = {key: visit[key] for key in ("role", "level", "phone_tail", "for_whom", "kind")}
        assert shown == {
            "role": "interpreter",
            "level": "sms-code",
            "phone_tail": "77",
            "for_whom": None,
            "kind": None,
        }
        assert (visit["needs_confirmation"], visit["confirmed"]) == (False, True)
        assert NAME.split()[0] not in str(visit)
        assert (await tolk.post("/api/visit/confirm", {"yes": False}))[0] == 401
        assert not house.letters("clinic"), "the patient's answer is not theirs to give"


async def test_r47_a_proxy_reads_for_whom_and_a_protected_person_has_no_initials(
    house: House,
) -> None:
    for protected, initials in ((False, "A. B."), (True, None)):
        booked = house.book(protected=protected)
        _, ticket = await invited(house, booked, role="proxy", name="Olle Ombud")
        async with Browser(house) as proxy:
            await come_in(house, proxy, ticket)
            _, visit = await proxy.get("/api/visit")
            assert (visit["role"], visit["for_whom"]) == ("proxy", initials)


async def test_s5_five_wrong_codes_lock_a_guests_link_and_tell_the_clinic(house: House) -> None:
    booked = house.book()
    guest, ticket = await invited(house, booked)
    async with Browser(house) as tolk, Colleague(house) as desk:
        code = await code_for(house, tolk, ticket)
        wrong = {"ticket": ticket, "code": f"{(int(code) + 1) % 10**6:06}"}
        tries = await asyncio.gather(*(tolk.post("/api/entry/by-code", wrong) for _ in range(5)))
        assert tries == [REFUSED] * 5
        assert await tolk.post("/api/entry/by-code", wrong | {"code": code}) == REFUSED
        (letter,) = house.letters("clinic")
        assert "tolken" in letter
        assert "Fatima" not in letter
        (line,) = (await desk.ask("GET", guests_path(booked)))[1]
        assert line["locked"]
        house.clock.now += 31
        await tolk.post("/api/entry/code", {"ticket": ticket})
        assert len(house.letters("code")) == 1, "no more codes go out"
        before = house.letters("guest.invitation")
        assert (await desk.ask("POST", f"{guests_path(booked)}/{guest}/link"))[0] == 200
        await come_in(house, tolk, newest(house, before).partition("#")[2])


async def test_s5_a_guests_link_opens_no_patients_door_and_a_patients_no_guests(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    _, ticket = await invited(house, booked)
    assert await browser.post("/api/entry", {"ticket": ticket, "birth_date": BORN}) == REFUSED
    before = len(house.letters("code"))
    await browser.post("/api/entry/code", {"ticket": booked.link.partition("#")[2]})
    assert len(house.letters("code")) == before, "this clinic sends its patients no codes"


async def test_r40_a_guest_without_a_phone_gets_the_code_by_mail_where_the_clinic_allows_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    clinic = ClinicSettings(name="Borlänge vårdcentral", guests_by_email=True)
    house = make_house(tmp_path_factory.mktemp("central") / "house", clinics=(clinic,))
    async with serving(house), Browser(house) as tolk:
        _, ticket = await invited(house, house.book(), phone=None, read_back=None)
        await come_in(house, tolk, ticket)
        assert "To: fatima@tolk.example" in house.letters("code")[-1]
        assert (await tolk.get("/api/visit"))[1]["level"] == "link", "mail proves no phone"
    house.database.close()


async def test_r39_everybody_has_a_seat_with_role_and_level_and_keeps_it_over_a_restart(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    _, ticket = await invited(house, booked)
    await browser.settle(booked)
    async with Browser(house) as tolk:
        await come_in(house, tolk, ticket)
        for who, client in ((browser, "page-anna-1"), (tolk, "page-tolk-1")):
            page = await who.page(client)
            await page.say("join", visit=booked.appointment)
            await page.until_seen(booked.appointment, role=("patient", "interpreter")[who is tolk])
        await house.stop()
        await house.start()
        page = await tolk.page("page-tolk-1")
        seen = await page.until_seen(booked.appointment, role="interpreter", seat="lobby")
        assert (seen["level"], seen["joined"]) == ("sms-code", True)
        assert await page.until_seen(booked.appointment, role="patient", seat="away")


async def test_a_withdrawn_guest_is_out_at_once_and_the_patient_stays(
    house: House, browser: Browser
) -> None:
    booked = house.book()
    guest, ticket = await invited(house, booked)
    await browser.settle(booked)
    async with Browser(house) as tolk, Colleague(house) as desk:
        await come_in(house, tolk, ticket)
        patient, page = await browser.page("page-anna-1"), await tolk.page("page-tolk-1")
        for wire in (patient, page):
            await wire.say("join", visit=booked.appointment)
        await patient.until_seen(booked.appointment, role="interpreter", seat="lobby")
        (line,) = (await desk.ask("GET", guests_path(booked)))[1]
        assert line["seat"] == "lobby"
        assert (await desk.ask("DELETE", f"{guests_path(booked)}/{guest}"))[0] == 200
        await patient.until_seen(booked.appointment, role="interpreter", seat="left")
        while (await page.hear())["type"] != "closed":
            pass
        assert (await tolk.get("/api/visit"))[0] == 401
        house.clock.now += 31
        assert await tolk.post("/api/entry/code", {"ticket": ticket}) == (
            200,
            {"code": "received"},
        )
        assert len(house.letters("code")) == 1, "a dead link gets the same answer, and no code"


async def test_r40_a_room_that_waits_for_the_interpreters_number_is_told_of_a_new_one(
    house: House, http: aiohttp.ClientSession
) -> None:
    """Asked for while nobody was invited: it comes with the invitation, and goes with it."""
    booked = house.book(interpreter=True)
    other = house.book(at=7200, interpreter=True)
    unit = await Wire.open(http, house)
    await unit.hello("unit-client-1", await house.token(http))
    asked = {"visit": booked.appointment, "role": "interpreter"}
    await unit.say("ask-number", **asked)
    assert "number" not in await unit.until("number", **asked)
    await invited(house, other)
    guest, _ = await invited(house, booked)
    told = await unit.until("number")
    assert (told["visit"], told["number"]) == (booked.appointment, "+46705556677")
    async with Colleague(house) as desk:
        assert (await desk.ask("DELETE", f"{guests_path(booked)}/{guest}"))[0] == 200
    assert "number" not in await unit.until("number", **asked)
    await unit.close()


async def test_r62_a_guests_consent_is_their_own(house: House, browser: Browser) -> None:
    booked = house.book()
    _, ticket = await invited(house, booked)
    await browser.settle(booked)
    async with Browser(house) as tolk:
        await come_in(house, tolk, ticket)
        assert (await tolk.post("/api/consent", {"version": "1", "accept": False}))[0] == 200
        assert not (await tolk.get("/api/visit"))[1]["consent"]["accepted"]
        assert (await browser.get("/api/visit"))[1]["consent"]["accepted"]
        page = await tolk.page("page-tolk-1")
        await page.say("join", visit=booked.appointment)
        await page.until("error", code="refused")
