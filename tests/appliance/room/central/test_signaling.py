"""The day's WebSocket where central does not behave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from appliance.core import events as e
from appliance.core.views import SeatView
from appliance.room.central import signaling as signaling_module
from appliance.room.central.generations import Generations
from appliance.room.central.signaling import Signaling
from appliance.room.central.token import AccessToken
from appliance.room.clock import ClockWatch
from tests.support.room_process import until
from tests.support.small_central import ME, SmallCentral
from wire.signaling import (
    MESSAGE_LIMIT,
    Admit,
    Bye,
    Candidate,
    Error,
    IceServer,
    Identified,
    Join,
    Signal,
    Ways,
)
from wire.support import AskSupport, Support, SupportLine

SIGNAL = Signal(visit="a1", peer="patient-0001", generation=1, body=Candidate(candidate="c"))


class Room:
    """The socket with its ears."""

    def __init__(
        self, session: aiohttp.ClientSession, central: SmallCentral, token: AccessToken
    ) -> None:
        self.told: list[e.Event] = []
        self.clock = ClockWatch(self.told.append)
        self.link = Signaling(
            session,
            central.base,
            "room-client-1",
            token,
            self.told.append,
            self.clock,
            Generations({}, lambda *_: None),
        )
        self.link.want(SeatView())


@pytest.fixture
async def room(
    session: aiohttp.ClientSession, central: SmallCentral, token: AccessToken
) -> AsyncIterator[Room]:
    """A room at central's door."""
    made = Room(session, central, token)
    running = asyncio.create_task(made.link.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_rights_to_a_relay_that_come_later_replace_those_of_the_welcome(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    minted = IceServer(urls=("turn:turn.example",), username="1:peer", credential="right")
    await central.tell(Ways(ice_servers=(minted,)))
    await until(lambda: e.Central(connected=True, ice_servers=(minted,)) in room.told, "told")


async def test_r69_who_answers_about_faults_is_asked_for_and_told_to_the_room(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    room.link.want(SeatView(support_day=20_000))
    await central.hears(AskSupport)
    line = SupportLine(fault="technology", name="IT", phone="023-49 00 00", open=((1.0, 2.0),))
    await central.tell(Support(lines=(line,)))
    await until(lambda: e.SupportSaid((line,)) in room.told, "the lines")


async def test_the_welcome_tells_the_socket_and_the_clock(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    assert e.ClockTrusted(trusted=True) in room.told
    assert central.hellos[0].client == "room-client-1"


async def test_a_central_whose_clock_differs_is_not_trusted(
    room: Room, central: SmallCentral
) -> None:
    central.clock_error = 2.5
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    assert e.ClockTrusted(trusted=True) not in room.told


async def test_a_break_is_told_and_mended_within_two_seconds(
    room: Room, central: SmallCentral
) -> None:
    await asyncio.wait_for(central.connected.wait(), 5)
    assert central.socket is not None
    await central.socket.close()
    await until(lambda: e.Central(connected=False) in room.told, "told")
    await until(lambda: room.told[-1] == e.Central(connected=True), "mended", within_s=2.5)


async def test_knocking_parties_are_let_in(room: Room, central: SmallCentral) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    room.link.admit("a1", "patient-0002")
    assert await central.hears(Admit) == Admit(visit="a1", peer="patient-0002")
    room.link.identified("a1", "patient-0002")
    assert await central.hears(Identified) == Identified(visit="a1", peer="patient-0002")


async def test_one_goodbye_is_enough_for_a_central_that_does_not_listen(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    for _ in range(3):
        await central.lobby("a1", joined=True)
    await central.hears(Bye)
    room.link.want(SeatView(visit="a2"))
    await central.hears(Join)
    assert sum(isinstance(event, e.AtVisit) for event in room.told) == 3


async def test_a_refusal_is_recorded_and_harms_nothing(
    room: Room, central: SmallCentral, caplog: pytest.LogCaptureFixture
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    await central.tell(Error(code="gone"))
    await central.lobby("a1")
    await until(lambda: e.AtVisit("a1", ()) in room.told, "the next word is heard")
    assert "central.refused" in [entry.message for entry in caplog.records]


async def test_a_huge_word_ends_the_connection_and_it_is_made_anew(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    assert central.socket is not None
    await central.socket.send_str("x" * (MESSAGE_LIMIT + 1))
    await until(lambda: len(central.hellos) == 2, "made anew")


async def test_a_flood_ends_the_connection(
    room: Room, central: SmallCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signaling_module, "FLOOD", 20)
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    for _ in range(50):
        if central.socket is not None:
            await central.socket.send_str("{}")
    await until(lambda: len(central.hellos) >= 2, "made anew")


async def test_what_is_sent_keeps_centrals_limit(room: Room, central: SmallCentral) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    began = asyncio.get_running_loop().time()
    for _ in range(60):
        room.link.pass_on(SIGNAL)
    for _ in range(60):
        await central.hears(Signal)
    assert asyncio.get_running_loop().time() - began >= 60 / 50 * 0.9


async def test_words_for_a_central_that_is_away_are_dropped(
    room: Room, central: SmallCentral
) -> None:
    await asyncio.wait_for(central.connected.wait(), 5)
    await central.stop()
    await until(lambda: e.Central(connected=False) in room.told, "gone")
    room.link.pass_on(SIGNAL)
    room.link.want(SeatView(visit="a1"))
    await central.start()
    assert (await central.hears(Join)).visit == "a1"
    assert ME


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.mark.parametrize("answer", ['{"type":"error","code":"refused"}', "{}", None])
async def test_no_welcome_is_no_connection(
    session: aiohttp.ClientSession,
    central: SmallCentral,
    token: AccessToken,
    answer: str | None,
) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        if answer is not None:
            await socket.send_str(answer)
        await socket.close()
        return socket

    app = web.Application()
    app.router.add_get("/ws", refuse)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    first = await token.get()
    room = Room(session, central, token)
    room.link._address = f"http://127.0.0.1:{runner.addresses[0][1]}/ws"
    assert await room.link._once() in ("refused", "no-welcome")
    assert room.told == []
    assert await token.get() != first
    await runner.cleanup()


async def test_a_connection_that_takes_nothing_more_is_hung_up_and_made_anew(
    room: Room, central: SmallCentral
) -> None:
    await until(lambda: e.Central(connected=True) in room.told, "connected")
    for number in range(signaling_module.QUEUE - 1):
        room.link.pass_on(SIGNAL.model_copy(update={"generation": number + 1}))
    room.link.want(SeatView(visit="a1"))
    await until(lambda: len(central.hellos) == 2, "made anew")
    await until(lambda: room.told[-1] == e.Central(connected=True), "connected again")
