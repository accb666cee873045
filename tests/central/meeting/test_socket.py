"""Signaling over real sockets: seats, knocking, keeping, limits."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from central.bookings import Booked
from tests.support.central_house import Browser, House, Wire
from wire.signaling import MESSAGE_LIMIT

GUEST, SECOND = "page-client-1", "page-client-2"


@pytest.fixture
async def booked(house: House) -> Booked:
    return house.book()


@pytest.fixture
async def unit(house: House, http: aiohttp.ClientSession) -> AsyncIterator[Wire]:
    wire = await Wire.open(http, house)
    await wire.hello("unit-client-1", await house.token(http))
    yield wire
    await wire.close()


@pytest.fixture
async def page(browser: Browser, booked: Booked) -> AsyncIterator[Wire]:
    await browser.settle(booked)
    wire = await browser.page(GUEST)
    await wire.say("join", visit=booked.appointment)
    yield wire
    await wire.close()


async def test_a_unit_hears_the_lobby_of_all_its_visits_of_today_and_of_no_other_room(
    house: House, booked: Booked, unit: Wire
) -> None:
    house.book(location="room-14")
    later = house.book(at=7200)
    await unit.until_seen(booked.appointment, role="unit", joined=False)
    await unit.until_seen(later.appointment, role="unit", joined=False)
    assert set(unit.lobbies) == {booked.appointment, later.appointment}


async def test_a_unit_that_calls_itself_hears_what_it_said_and_gets_a_way(
    unit: Wire, page: Wire
) -> None:
    offer = {"type": "offer", "sdp": "v=0"}
    await unit.say("loop", number=7)
    first = await unit.until("loop")
    assert (first["number"], first.get("body")) == (7, None)
    await unit.say("loop", number=7, body=offer, ice_servers=[{"urls": ["stun:x"]}])
    again = await unit.until("loop")
    assert again["body"] == offer
    assert not again.get("ice_servers")
    await page.say("loop", number=7, body=offer)
    assert (await page.until("error"))["code"] == "refused"


async def test_a_whole_meeting(house: House, booked: Booked, unit: Wire, page: Wire) -> None:
    visit = booked.appointment
    patient = await unit.until_seen(visit, role="patient", seat="lobby", joined=True)
    assert patient["level"] == "link"
    assert patient["peer"] == page.peer
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", peer=unit.peer, joined=True)
    offer = {"type": "offer", "sdp": "v=0"}
    await unit.say("signal", visit=visit, peer=page.peer, generation=1, body=offer)
    heard = await page.until("signal")
    assert (heard["peer"], heard["generation"], heard["body"]) == (unit.peer, 1, offer)
    await page.say("media", visit=visit, camera=False, microphone=True)
    await unit.until_seen(visit, role="patient", camera=False)
    await unit.say("hold", visit=visit, on=True)
    await page.until_seen(visit, role="unit", hold=True)
    await unit.say("bye", visit=visit)
    await page.until_seen(visit, role="unit", seat="left", joined=False)
    await page.say("bye", visit=visit)
    await unit.until_seen(visit, role="patient", seat="left")


async def test_r04_r62_a_page_stands_in_the_lobby_only_when_confirmed_and_consented(
    house: House, browser: Browser
) -> None:
    booked = house.book(must_confirm=True)
    await browser.enter(booked)
    page = await browser.page(GUEST)
    for path, body in (
        ("/api/visit/confirm", {"yes": True}),
        ("/api/consent", {"version": "1", "accept": True}),
    ):
        await page.say("join", visit=booked.appointment)
        assert (await page.until("error"))["code"] == "refused"
        await browser.post(path, body)
    await page.say("join", visit=booked.appointment)
    await page.until_seen(booked.appointment, role="patient", joined=True)
    await page.close()


async def test_s4_an_unconfirmed_early_cancelled_or_foreign_visit_is_not_joined_by_a_unit(
    house: House, unit: Wire
) -> None:
    wrong = [
        house.book(must_confirm=True).appointment,
        house.book(at=901).appointment,
        house.book(location="room-14").appointment,
        house.book().appointment,
        "unknown",
    ]
    house.desk.cancel(wrong[3], house.clock.now)
    for visit in wrong:
        await unit.say("join", visit=visit)
        said = await unit.until("error")
        assert said == {"type": "error", "code": "refused", "field": "visit"}


async def test_s4_a_cancellation_sends_waiting_people_home_but_never_cuts_a_running_visit(
    house: House, booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    await page.until_seen(booked.appointment, role="patient", joined=True)
    house.desk.cancel(booked.appointment, house.clock.now)
    assert (await page.until("error"))["code"] == "gone"
    await unit.until_seen(booked.appointment, role="patient", seat="left")
    running = house.book()
    async with Browser(house) as other:
        await other.settle(running)
        talking = await other.page(GUEST)
        await talking.say("join", visit=running.appointment)
        await unit.until_seen(running.appointment, role="patient", joined=True)
        await unit.say("join", visit=running.appointment)
        await talking.until_seen(running.appointment, role="unit", joined=True)
        house.desk.cancel(running.appointment, house.clock.now)
        marker = house.book(at=60)
        await unit.until_seen(marker.appointment, role="unit")
        await talking.say("media", visit=running.appointment, camera=True, microphone=False)
        await unit.until_seen(running.appointment, role="patient", microphone=False, seat="lobby")
        await talking.close()


async def test_a_closed_socket_keeps_the_seat_60_s_and_the_same_client_gets_it_back(
    house: House, booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", seat="lobby")
    await page.close()
    await unit.until_seen(visit, role="patient", seat="away", peer=page.peer)
    house.clock.now += 59
    back = await browser.page(GUEST)
    assert back.peer == page.peer
    await unit.until_seen(visit, role="patient", seat="lobby", joined=True)
    await back.close()
    await unit.until_seen(visit, role="patient", seat="away")
    house.clock.now += 60
    await unit.until_seen(visit, role="patient", seat="left", joined=False)


@pytest.mark.parametrize(("code", "lost"), [(1001, False), (1000, True), (None, True)])
async def test_a_page_that_is_closed_says_so_and_a_network_does_not(
    house: House, booked: Booked, unit: Wire, page: Wire, code: int | None, lost: bool
) -> None:
    visit = booked.appointment
    assert "lost" not in await unit.until_seen(visit, role="patient", seat="lobby")
    if code is None:
        page.socket._writer.transport.abort()
    else:
        await page.socket.close(code=code)
    assert "lost" not in await unit.until_seen(visit, role="patient", seat="away")
    house.clock.now += 60
    left = await unit.until_seen(visit, role="patient", seat="left")
    assert left.get("lost", False) is lost


async def test_a_reloaded_page_is_a_new_peer_at_once(
    booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    await unit.until_seen(booked.appointment, peer=page.peer, seat="lobby")
    new = await browser.page(SECOND)
    await new.say("join", visit=booked.appointment)
    await unit.until_seen(booked.appointment, peer=new.peer, seat="lobby")
    assert (await page.until("error"))["code"] == "superseded"
    assert new.peer != page.peer
    parties = unit.lobbies[booked.appointment]["parties"]
    assert page.peer not in [party["peer"] for party in parties]
    await new.close()


async def test_s5_a_second_browser_knocks_learns_nothing_and_is_let_in_by_the_unit(
    house: House, booked: Booked, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, peer=page.peer, seat="lobby")
    async with Browser(house) as second:
        assert await second.enter(booked) == 200
        knocking = await second.page(SECOND)
        await knocking.say("join", visit=visit)
        await unit.until_seen(visit, peer=knocking.peer, seat="knocking", joined=False)
        said = await knocking.until("lobby")
        assert [party["peer"] for party in said["parties"]] == [knocking.peer]
        await unit.say("admit", visit=visit, peer=knocking.peer)
        assert (await page.until("error"))["code"] == "superseded"
        await unit.until_seen(visit, peer=knocking.peer, seat="lobby", joined=True)
        await knocking.until_seen(visit, role="unit")
        await knocking.close()


async def test_a_restart_of_central_gives_peers_and_seats_back_and_lets_nobody_slip_in(
    house: House, booked: Booked, http: aiohttp.ClientSession, browser: Browser, page: Wire
) -> None:
    visit = booked.appointment
    await page.until_seen(visit, role="patient", joined=True)
    async with Browser(house) as second:
        assert await second.enter(booked) == 200
        await house.stop()
        assert (await page.hear())["type"] == "closed"
        await house.start()
        quick = await second.page(SECOND)
        await quick.say("join", visit=visit)
        await quick.until_seen(visit, peer=quick.peer, seat="knocking")
        back = await browser.page(GUEST)
        assert back.peer == page.peer
        await back.say("join", visit=visit)
        await back.until_seen(visit, peer=page.peer, seat="lobby", joined=True)
        await quick.close()
        await back.close()


async def test_r02_the_window_follows_when_both_were_last_connected(
    house: House, booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", joined=True)
    await unit.say("join", visit=visit)
    await page.until_seen(visit, role="unit", joined=True)
    house.clock.now += 1800 + 1200
    ended = house.clock.now
    await page.say("bye", visit=visit)
    await unit.until_seen(visit, role="patient", seat="left")
    while (await browser.get("/api/visit"))[1].get("closes") != ended + 300:
        pass
    async with Browser(house) as again:
        house.clock.now = ended + 299
        assert await again.enter(booked) == 200
        house.clock.now = ended + 320
        assert await again.enter(booked) == 403


async def test_r62_a_withdrawn_consent_and_a_left_session_give_up_the_seat(
    booked: Booked, browser: Browser, unit: Wire, page: Wire
) -> None:
    visit = booked.appointment
    await unit.until_seen(visit, role="patient", seat="lobby")
    await browser.post("/api/consent", {"version": "1", "accept": False})
    await unit.until_seen(visit, role="patient", seat="left", joined=False)
    await page.say("join", visit=visit)
    assert (await page.until("error"))["code"] == "refused"
    await browser.post("/api/consent", {"version": "1", "accept": True})
    await page.say("join", visit=visit)
    await unit.until_seen(visit, role="patient", seat="lobby")
    await browser.post("/api/leave-session", {})
    await unit.until_seen(visit, role="patient", seat="left")


async def test_a_unit_that_restarts_takes_its_place_over(
    house: House, booked: Booked, http: aiohttp.ClientSession, unit: Wire
) -> None:
    await unit.until_seen(booked.appointment, role="unit")
    new = await Wire.open(http, house)
    await new.hello("unit-client-2", await house.token(http))
    await new.until_seen(booked.appointment, peer=new.peer)
    assert (await unit.until("error"))["code"] == "superseded"
    assert (await unit.hear())["type"] == "closed"
    assert len(new.lobbies[booked.appointment]["parties"]) == 1
    await new.close()


@pytest.mark.parametrize(
    "hello",
    [
        {"type": "hello", "client": "stranger-1"},
        {"type": "hello", "client": "stranger-1", "token": "wrong"},
        {"type": "hello", "client": "x"},
        {"type": "join", "visit": "a"},
        {"type": "hello", "client": "stranger-1", "version": 2},
    ],
)
async def test_s5_a_stranger_is_refused_in_the_same_words(
    house: House, http: aiohttp.ClientSession, hello: dict[str, object]
) -> None:
    wire = await Wire.open(http, house)
    await wire.socket.send_json(hello)
    assert await wire.hear() == {"type": "error", "code": "refused"}
    assert await wire.hear() == {"type": "closed", "code": 1008}


async def test_s5_a_cookie_used_from_another_sites_page_is_refused(
    house: House, booked: Booked, browser: Browser
) -> None:
    await browser.settle(booked)
    wire = await Wire.open(browser.http, house, Origin="https://evil.example")
    await wire.say("hello", client=GUEST)
    assert (await wire.hear())["code"] == "refused"


async def test_malformed_messages_name_their_field_and_the_tenth_ends_the_socket(
    unit: Wire,
) -> None:
    bad = ["{", "[]", '{"type":"join"}', '{"type":"x"}', '{"type":"join","visit":"a b"}'] * 2
    for text in bad:
        await unit.socket.send_str(text)
        assert (await unit.until("error"))["code"] == "malformed"
    assert await unit.hear() == {"type": "closed", "code": 1008}


async def test_a_message_above_the_limit_is_refused_and_a_huge_one_ends_the_socket(
    unit: Wire,
) -> None:
    await unit.socket.send_str(" " * (MESSAGE_LIMIT + 1))
    assert (await unit.until("error")) == {
        "type": "error",
        "code": "malformed",
        "field": "message",
    }
    await unit.socket.send_str(" " * (MESSAGE_LIMIT * 3))
    while (said := await unit.hear())["type"] != "closed":
        pass
    assert said["code"] == 1009


async def test_a_flood_is_answered_and_then_ended(booked: Booked, unit: Wire) -> None:
    for _ in range(200):
        await unit.socket.send_str('{"type":"bye","visit":"unknown"}')
    codes = []
    while (said := await unit.hear())["type"] != "closed":
        codes.append(said.get("code"))
    assert codes.count("too-fast") == 10
    assert said["code"] == 1008
