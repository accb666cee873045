"""The real room process lives through a visit; central, sign and stage are played around it."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import ECKey

from appliance.core.words import Button, DeviceState, Link, Reason, SignState
from appliance.link.messages import CallDoing, Passed, Pressed
from appliance.link.shared import place_of
from tests.support.listening import listening
from tests.support.pictures import jpeg
from tests.support.room_process import PlayedSign, PlayedStage, RoomProcess, played_sign, until
from tests.support.small_broker import Certificates, SmallBroker
from tests.support.small_central import ME, SmallCentral
from wire.appointment import Booking, Status
from wire.commands import (
    LASTS_S,
    Command,
    CommandResult,
    Part,
    Verb,
    public_text,
    sign,
)
from wire.fleet import Birth, Health, Metrics, Nudge
from wire.signaling import Bye, Candidate, Description, Hold, Join, Lobby, Media, Party, Signal
from wire.visits import Level, Role, Seat

PATIENT = Party(
    peer="patient-0001", role=Role.PATIENT, level=Level.LINK, seat=Seat.LOBBY, joined=True
)


class Unit:
    """One unit with everything around its room process."""

    def __init__(self, folder: Path, central: SmallCentral, sign: PlayedSign) -> None:
        self.folder = folder
        self.central = central
        self.sign = sign
        self.stage = PlayedStage()
        self.config = folder / "room.toml"
        self.config.write_text(
            f'runtime = "run"\nstore = "store"\nunit = "north/room12"\nlocation = "room-12"\n'
            f'place = "Videorum 12"\ncentral = "{central.base}"\ncountdown_s = 0.5\n'
            f"after_hold_s = 0.5\npoll_s = 1\n"
        )
        self.room = RoomProcess(self.config)

    @property
    def socket(self) -> Path:
        """Room's socket for stage."""
        return self.folder / "run" / "room.sock"

    def book(self, visit: str = "a1", starts_in_s: float = 0.0, **changes: object) -> None:
        """A visit of half an hour."""
        start = datetime.now(UTC) + timedelta(seconds=starts_in_s)
        given: dict[str, object] = {
            "id": visit,
            "status": Status.BOOKED,
            "start": start,
            "end": start + timedelta(minutes=30),
            "location": "room-12",
            "kind": "Återbesök-kind",
            "initials": "Q. Z.",
            "join": f"{self.central.base}/visit/{visit}",
        }
        self.central.book(Booking(**(given | changes)))  # type: ignore[arg-type]

    async def begin(self) -> None:
        """Start room and stage, and wait for central's socket."""
        await self.room.start()
        await self.stage.start(self.socket)
        await asyncio.wait_for(self.central.connected.wait(), 10)

    async def into_the_call(self, generation: int = 1) -> None:
        """From the lobby to a proven call."""
        self.stage.say(Pressed(button=Button.HERE))
        await self.central.lobby("a1", PATIENT)
        await until(lambda: self.stage.call, "a call is wanted")
        assert (await self.central.hears(Join)).visit == "a1"
        await self.central.lobby("a1", PATIENT, joined=True)
        self.stage.hold(live(generation), capture=Reason.VISIT)
        await until(lambda: self.stage.screen == "call", "in call")


def live(generation: int = 1, peer: str = PATIENT.peer) -> CallDoing:
    """A call that lives."""
    return CallDoing(
        visit="a1",
        peer=peer,
        generation=generation,
        link=Link.LIVE,
        proven=True,
        picture=True,
        sound=True,
    )


@pytest.fixture
async def unit(tmp_path: Path, central: SmallCentral) -> AsyncIterator[Unit]:
    """A unit, its room not yet started."""
    async with AsyncExitStack() as stack:
        sign = await stack.enter_async_context(played_sign(tmp_path / "run" / "sign.sock"))
        unit = Unit(tmp_path, central, sign)
        yield unit
        if unit.room.process is not None and unit.room.process.returncode is None:
            await unit.room.end()
        await unit.stage.stop()


async def test_a_whole_visit(unit: Unit) -> None:
    unit.book(starts_in_s=1)
    await unit.begin()
    await unit.into_the_call()
    assert unit.stage.views[-1].view.capture is Reason.VISIT
    await until(lambda: unit.sign.wanted[-1] is SignState.OCCUPIED, "sign occupied")
    unit.stage.say(Pressed(button=Button.MICROPHONE))
    media = await unit.central.hears(Media)
    while media.microphone:
        media = await unit.central.hears(Media)
    unit.stage.say(Pressed(button=Button.LEAVE))
    assert (await unit.central.hears(Bye)).visit == "a1"
    await until(lambda: unit.stage.screen == "ended", "ended")
    assert unit.stage.call is None
    unit.stage.hold(None)
    unit.stage.say(Pressed(button=Button.HELD))
    await until(
        lambda: unit.central.bookings["a1"].status is Status.FULFILLED, "outcome at central"
    )
    await until(lambda: unit.sign.wanted[-1] is SignState.CLEAR, "sign clear")
    assert await unit.room.end() == 0
    assert unit.room.phases()[-5:] == ["ready", "joining", "in-call", "ended", "closed"]
    assert "Q. Z." not in unit.room.output
    assert "kind" not in unit.room.output


async def test_r35_what_is_shared_lies_there_for_stage_until_the_visit_is_left(unit: Unit) -> None:
    unit.book()
    unit.central.shown["shared-page-1"] = jpeg()
    await unit.begin()
    await unit.into_the_call()
    mine = Party(peer=ME, role=Role.UNIT, seat=Seat.LOBBY, joined=True)
    told = Lobby(visit="a1", parties=(mine, PATIENT), unlocked=True, shown="shared-page-1")
    await unit.central.tell(told)
    place = place_of(unit.folder / "run", "shared-page-1")
    await until(place.exists, "fetched")
    talk = unit.stage.views[-1].view.screen.talk
    assert talk is not None
    assert talk.shown == "shared-page-1"
    assert "shared-page-1" not in unit.room.output
    unit.stage.say(Pressed(button=Button.LEAVE))
    await until(lambda: not place.exists(), "gone with the visit")


async def test_offers_and_answers_pass_unread(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    offer = Signal(
        visit="a1", peer=PATIENT.peer, generation=1, body=Description(type="offer", sdp="v=0")
    )
    unit.stage.say(Passed(signal=offer))
    assert await unit.central.hears(Signal) == offer
    answer = offer.model_copy(update={"body": Candidate(candidate="x")})
    await unit.central.tell(answer)
    await until(lambda: unit.stage.passed, "the answer at stage")
    assert unit.stage.passed[0].signal == answer


async def test_a_killed_room_goes_on_where_it_was(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    unit.stage.say(Passed(signal=_offer(generation=3)))
    await unit.central.hears(Signal)
    await unit.room.end(signal.SIGKILL)
    await unit.stage.stop()
    told = len(unit.stage.views)
    unit.stage.doing = unit.stage.doing.model_copy(update={"call": live(3)})
    while not unit.central.said.empty():
        unit.central.said.get_nowait()

    room = unit.room = RoomProcess(unit.config)
    await room.start()
    await unit.stage.start(unit.socket)
    await until(lambda: len(unit.stage.views) > told, "told again")
    await asyncio.wait_for(unit.central.connected.wait(), 10)
    assert (await unit.central.hears(Join)).visit == "a1"
    assert (await unit.central.hears(Hold)).on is False
    await unit.central.lobby("a1", PATIENT, joined=True)
    await until(lambda: unit.stage.screen == "call", "in call again")
    again = [wanted.view for wanted in unit.stage.views[told:]]
    assert all(view.call is not None and view.call.peer == PATIENT.peer for view in again)
    assert all(view.call.min_generation == 3 for view in again if view.call)
    assert all(view.capture is Reason.VISIT for view in again)
    assert all(state is SignState.OCCUPIED for state in unit.sign.wanted[-1:])
    assert unit.central.said.empty() or not isinstance(unit.central.said.get_nowait(), Bye)
    assert unit.central.hellos[0].client == unit.central.hellos[-1].client


async def test_a_restarted_stage_begins_above_every_generation_seen(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    unit.stage.say(Passed(signal=_offer(generation=4)))
    await unit.central.hears(Signal)
    await unit.stage.stop()
    unit.stage.doing = unit.stage.doing.model_copy(update={"call": None, "capture": None})
    told = len(unit.stage.views)
    await unit.stage.start(unit.socket)
    await until(lambda: len(unit.stage.views) > told, "told again")
    assert unit.stage.call == ("a1", PATIENT.peer, 5)


async def test_a_page_that_comes_back_is_called_anew(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    unit.stage.say(Passed(signal=_offer(generation=1)))
    await unit.central.hears(Signal)
    back = PATIENT.model_copy(update={"peer": "patient-0002"})
    await unit.central.lobby("a1", back, joined=True)
    await until(lambda: unit.stage.call == ("a1", "patient-0002", 2), "the new page is called")


async def test_a_missed_goodbye_is_made_up_for(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    port = unit.central.port
    await unit.central.stop()
    await until(lambda: not unit.central.connected.is_set(), "central is gone")
    unit.stage.say(Pressed(button=Button.LEAVE))
    await until(lambda: unit.stage.screen == "ended", "ended without central")
    assert unit.central.port == port
    await unit.central.start()
    await asyncio.wait_for(unit.central.connected.wait(), 10)
    await unit.central.lobby("a1", PATIENT, joined=True)
    assert (await unit.central.hears(Bye)).visit == "a1"


async def test_the_call_goes_on_without_central(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    told = len(unit.stage.views)
    await unit.central.stop()
    await until(
        lambda: "central-unreachable" in unit.stage.views[-1].view.screen.faults, "the fault shown"
    )
    assert all(wanted.view.call is not None for wanted in unit.stage.views[told:])
    await unit.central.start()
    assert (await unit.central.hears(Join, 10)).visit == "a1"
    await until(
        lambda: "central-unreachable" not in unit.stage.views[-1].view.screen.faults, "mended"
    )


async def test_nothing_of_a_person_is_left_in_the_store_after_the_visit(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    await unit.into_the_call()
    store = unit.folder / "store" / "room.sqlite"

    def sealed() -> int:
        with sqlite3.connect(store) as db:
            return int(
                db.execute("SELECT count(*) FROM visit WHERE sealed IS NOT NULL").fetchone()[0]
            )

    await until(lambda: sealed() == 1, "kept sealed")
    files = [file.read_bytes() for file in store.parent.iterdir()]
    assert not any(b"Q. Z." in held or "Återbesök".encode() in held for held in files)
    unit.stage.hold(None)
    unit.stage.say(Pressed(button=Button.LEAVE))
    unit.stage.say(Pressed(button=Button.HELD))
    await until(lambda: sealed() == 0, "erased")


async def test_bad_words_from_stage_and_central_are_passed_over(unit: Unit) -> None:
    unit.book()
    await unit.begin()
    unit.stage.say(_Odd())
    assert unit.central.socket is not None
    await unit.central.socket.send_str('{"type":"lobby"')
    await unit.central.socket.send_str('{"type":"dance"}')
    await unit.central.socket.send_bytes(b"\0")
    await unit.into_the_call()
    said = [entry["what"] for entry in unit.room.records]
    assert said.count("stage.malformed") == 1
    assert said.count("central.malformed") == 2


async def test_the_signs_lease_is_renewed_each_second(unit: Unit) -> None:
    await unit.begin()
    await until(lambda: len(unit.sign.times) >= 4, "renewed")
    gaps = [b - a for a, b in zip(unit.sign.times[1:], unit.sign.times[2:], strict=False)]
    assert max(gaps) < 2.0


async def test_no_tcp_port_listens(unit: Unit) -> None:
    await unit.begin()
    assert unit.central.port in listening(os.getpid()), "where there is one, it is seen"
    assert unit.room.process is not None
    assert listening(unit.room.process.pid) == set()


def asked_now(name: str, verb: Verb, part: Part | None) -> Command:
    """Central's word, for a minute."""
    now = time.time()
    return Command(
        id=name, unit="north/room12", verb=verb, part=part, issued=now, expires=now + LASTS_S
    )


async def test_it_hears_everything_and_learns_of_nobody(unit: Unit, tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    folder.mkdir()
    certificates = Certificates(folder)
    certificates.sign(tmp_path / "unit.csr", "unit")
    broker = SmallBroker(certificates)
    broker.start()
    central = Ed25519PrivateKey.generate()
    text = unit.config.read_text() + (
        f'commands = "{public_text(central.public_key())}"\n'
        f'certificate = "broker/unit.crt"\nca = "broker/ca.crt"\nmetrics_s = 0.5\n'
        f'[broker]\nhost = "localhost"\nport = {broker.port}\n'
    )
    unit.config.write_text(text)
    unit.book()
    with broker.listener() as ears:
        await unit.begin()
        Birth.from_json("unit", await ears.hears("birth"))
        await ears.hears("state", '"ready"')
        await unit.into_the_call()
        unit.stage.hold(live(), capture=Reason.VISIT, stats={"framesPerSecond": 29.5})
        await ears.hears("sign", '"actual":"occupied"')
        metrics = Metrics.from_json("unit", await ears.hears("metrics", "framesPerSecond"))
        assert metrics.values["framesPerSecond"] == 29.5
        assert "process.memory.usage" in metrics.values
        for command in (
            asked_now("a" * 32, Verb.LOGS, None),
            asked_now("b" * 32, Verb.RESTART_PART, "stage"),
        ):
            said = sign(central, command).to_json()
            ears.say(f"ostord/1/north/room12/cmd/{command.verb}", said)
        logs = CommandResult.from_json("unit", await ears.hears(f"cmd-result/{'a' * 32}"))
        assert (logs.state, any('"started"' in line for line in logs.lines)) == ("done", True)
        await ears.hears(f"cmd-result/{'b' * 32}", '"in-use"')
        unit.stage.hold(None, camera=DeviceState.MISSING)
        await ears.hears("state", '"alert"')
        gone = Health.from_json("unit", await ears.hears("health/camera", '"failed"'))
        assert gone.code == "camera-missing"
        unit.stage.hold(None)
        await ears.hears("health/camera", '"ok"')
        asked = len(unit.central.asked)
        ears.say("ostord/1/north/room12/nudge", Nudge(at=1.0).to_json())
        await until(lambda: len(unit.central.asked) > asked, "asked at once", within_s=0.9)
        await unit.room.end(signal.SIGKILL)
        await ears.hears("state", '"lost"')
        unit.room = RoomProcess(unit.config)
        await unit.room.start()
        await ears.hears("state", '"alert"')
        assert await unit.room.end() == 0
        await ears.hears("state", '"disconnected"')
    broker.kill()
    everything = " ".join(topic + payload for topic, payload in ears.heard)
    for word in ("Q. Z.", "besök", "a1", PATIENT.peer, 'presence":true'):
        assert f'"{word}"' not in everything
    assert "Q. Z." not in everything + unit.room.output


async def test_wrong_settings_end_with_one_clear_line(tmp_path: Path, unit_key: ECKey) -> None:
    config = tmp_path / "room.toml"
    config.write_text("runtime = 3\n")
    room = RoomProcess(config)
    await room.start()
    assert room.process is not None
    assert await asyncio.wait_for(room.process.wait(), 10) == 2
    await room.end()
    assert len(room.output.splitlines()) == 1
    assert f"{config}: runtime" in room.output


class _Odd(Pressed):
    """A press of a button that no screen has."""

    def to_json(self) -> str:
        return '{"type":"pressed","button":"self-destruct"}'

    def __init__(self) -> None:
        super().__init__(button=Button.HERE)


def _offer(generation: int) -> Signal:
    body = Description(type="offer", sdp="v=0")
    return Signal(visit="a1", peer=PATIENT.peer, generation=generation, body=body)
