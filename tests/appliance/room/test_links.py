"""The room's lines to stage and sign, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.core import events as e
from appliance.core.room_views import stage_view
from appliance.core.views import CallView, SignView, StageView
from appliance.core.words import Button, DeviceState, Link, Phase, SignState
from appliance.link.lines import connect
from appliance.link.messages import CallDoing, Hello, Pressed, Touched
from appliance.room import sign_link as sign_module
from appliance.room import stage_link as stage_module
from appliance.room.central.generations import Generations
from appliance.room.sign_link import SignLink
from appliance.room.stage_link import StageLink
from tests.support.room import in_phase
from tests.support.room_process import WELL, PlayedStage, played_sign, until

DAY, NOW = in_phase(Phase.CHECKING)
VIEW = stage_view(DAY, NOW)
CALL = CallView(visit="a1", peer="patient-0001")


class Room:
    """The stage link with its ears."""

    def __init__(self, folder: Path) -> None:
        self.told: list[e.Event] = []
        self.link = StageLink(self.told.append, Generations({"a1": 4}, lambda *_: None))
        self.socket = folder / "room.sock"

    def said(self, kind: type) -> list[e.Event]:
        """Events of one kind."""
        return [event for event in self.told if isinstance(event, kind)]

    def round(self) -> bool:
        """One round, and that it is done."""
        self.want()
        return True

    def want(self, view: StageView = VIEW) -> None:
        """One round of the day."""
        self.link.want(view)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room that listens."""
    made = Room(tmp_path)
    running = asyncio.create_task(made.link.run(made.socket))
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def stage() -> AsyncIterator[PlayedStage]:
    """A stage that does not speak by itself."""
    made = PlayedStage()
    yield made
    await made.stop()


async def test_stage_is_told_nothing_before_it_has_spoken(room: Room, stage: PlayedStage) -> None:
    await stage.start(room.socket, says=False)
    await until(lambda: room.link._line, "connected")
    room.want()
    stage.hold(None)
    await until(lambda: room.said(e.StageSaid), "heard")
    assert stage.views == []
    room.want()
    await until(lambda: stage.views, "told")


async def test_a_stage_that_stays_silent_is_told_after_a_second(
    room: Room, stage: PlayedStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_module, "GRACE_S", 0.2)
    await stage.start(room.socket, says=False)
    await until(lambda: room.said(e.Tick), "the grace is over")
    room.want()
    await until(lambda: stage.views, "told")


async def test_a_call_that_stage_holds_keeps_its_generation(room: Room, stage: PlayedStage) -> None:
    await stage.start(room.socket, says=False)
    held = CallDoing(
        visit="a1",
        peer="patient-0001",
        generation=4,
        link=Link.LIVE,
        proven=True,
        picture=True,
        sound=True,
    )
    stage.hold(held)
    await until(lambda: room.said(e.StageSaid), "heard")
    view = VIEW.model_copy(update={"call": CALL})
    room.want(view)
    await until(lambda: stage.call == ("a1", "patient-0001", 4), "left as it is")
    room.want(view)
    room.want(VIEW)
    await until(lambda: len(stage.views) == 2, "each level once")


async def test_what_people_do_and_what_stage_does_are_events(
    room: Room, stage: PlayedStage
) -> None:
    await stage.start(room.socket, says=False)
    stage.hold(None, camera=DeviceState.MISSING)
    stage.say(Pressed(button=Button.ADMIT, peer="patient-0002"))
    stage.say(Touched())
    await until(lambda: room.said(e.Touched), "touched")
    said = room.said(e.StageSaid)[0]
    assert isinstance(said, e.StageSaid)
    assert (said.alive, said.camera, said.call) == (True, DeviceState.MISSING, None)
    assert room.said(e.Pressed) == [e.Pressed(Button.ADMIT, "patient-0002")]


async def test_a_stage_that_closes_is_gone(room: Room, stage: PlayedStage) -> None:
    await stage.start(room.socket)
    await until(lambda: room.said(e.StageSaid), "heard")
    await stage.stop()
    await until(lambda: room.told[-1] == e.StageSaid(alive=False), "gone")
    assert room.link.doing is None


async def test_a_stage_that_hangs_is_gone(
    room: Room, stage: PlayedStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_module, "SILENT_S", 0.3)
    await stage.start(room.socket, says=False)
    stage.hold(None)
    await until(lambda: room.told and room.told[-1] == e.StageSaid(alive=False), "gone")


async def test_a_new_stage_takes_the_place_of_the_old(room: Room, stage: PlayedStage) -> None:
    await stage.start(room.socket)
    await until(lambda: room.said(e.StageSaid), "heard")
    first = room.link._line
    second = PlayedStage()
    await second.start(room.socket)
    await until(lambda: room.link._line is not first, "taken over")
    await until(lambda: room.round() and second.views, "the new one told")
    assert e.StageSaid(alive=False) not in room.told
    assert stage.views == []
    await second.stop()


async def test_a_stranger_is_not_heard(room: Room) -> None:
    while not room.socket.exists():
        await asyncio.sleep(0.01)
    line = await connect(room.socket)
    line.send(Hello(process="room"))
    line.send(WELL)
    line.send(Touched())
    real = PlayedStage()
    await real.start(room.socket)
    await until(lambda: room.said(e.StageSaid), "the real one")
    assert room.said(e.Touched) == []
    await real.stop()
    await line.close()


# --- sign -------------------------------------------------------------------------------------


class SignSide:
    """The sign link with its ears."""

    def __init__(self, socket: Path) -> None:
        self.told: list[e.Event] = []
        self.link = SignLink(self.told.append)
        self.running = asyncio.create_task(self.link.run(socket))

    async def stop(self) -> None:
        """End it."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)


OCCUPIED = SignView(state=SignState.OCCUPIED)


async def test_what_is_wanted_is_shown_and_told(tmp_path: Path) -> None:
    async with played_sign(tmp_path / "sign.sock") as sign:
        room = SignSide(tmp_path / "sign.sock")
        await until(lambda: room.link._line, "connected")
        room.link.want(OCCUPIED)
        await until(lambda: e.SignSaid(SignState.OCCUPIED, True) in room.told, "shown")  # noqa: FBT003
        assert sign.wanted == [SignState.OCCUPIED]
        await room.stop()


async def test_the_lease_is_renewed_by_rounds_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_module, "RENEW_S", 0.1)
    async with played_sign(tmp_path / "sign.sock") as sign:
        room = SignSide(tmp_path / "sign.sock")
        await until(lambda: room.link._line, "connected")
        for _ in range(5):
            room.link.want(OCCUPIED)
        await asyncio.sleep(0.15)
        await until(lambda: sign.times, "heard")
        assert len(sign.times) == 1
        room.link.want(OCCUPIED)
        await until(lambda: len(sign.times) == 2, "renewed")
        await room.stop()


async def test_a_sign_that_goes_and_comes_back_is_told_again(tmp_path: Path) -> None:
    socket = tmp_path / "sign.sock"
    room = SignSide(socket)
    async with played_sign(socket):
        await until(lambda: room.link._line, "connected")
        room.link.want(OCCUPIED)
    await until(lambda: room.told and room.told[-1] == e.SignSaid(None), "gone")
    async with played_sign(socket) as sign:
        await until(lambda: room.link._line, "connected again")
        room.link.want(OCCUPIED)
        await until(lambda: sign.wanted, "told again")
    await room.stop()


async def test_a_sign_that_hangs_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_module, "SILENT_S", 0.2)

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_unix_server(hang, tmp_path / "sign.sock")
    room = SignSide(tmp_path / "sign.sock")
    await until(lambda: e.SignSaid(None) in room.told, "gone")
    await room.stop()
    server.close()
