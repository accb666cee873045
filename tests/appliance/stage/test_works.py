"""Stage's works with real sign, simulated devices and a real other end."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from pathlib import Path

import pytest
from pydantic import BaseModel

from appliance.core.views import SignView
from appliance.core.words import Button, DeviceState, Link, Move, Reason, Sight, SignState
from appliance.link import messages
from appliance.link.messages import Capturing, Doing, Passed, SignShown, SignWanted, Touched
from appliance.link.shared import place_of
from appliance.stage import seat
from appliance.stage.board import STILL_S
from appliance.stage.rounds import StuckError
from tests.support.devices import control
from tests.support.far_end import FarEnd
from tests.support.pictures import jpeg
from tests.support.sharing import sharing
from tests.support.stage_call import PEER, VISIT, stage_view, until
from tests.support.stage_works import recorded, works_bench
from wire.signaling import Candidate, Description, IceServer, Loop, Signal


async def test_s1_the_sign_says_occupied_before_capture_opens_and_until_it_is_closed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False))
        await until(lambda: bench.handles() == {"camera", "headset"})
        await until(lambda: bench.room.doing.sign_confirmed)
        bench.room.want(stage_view(call=False, capture=None))
        took = await until(lambda: not bench.handles(), 1.0)
        assert took < 1.0
        await until(lambda: "unknown" in recorded(caplog.records, "sign.shown")[-1])
    order = recorded(caplog.records, "sign.shown", "capture.opened", "capture.closed")
    opened = [i for i, one in enumerate(order) if one.startswith("capture.opened")]
    closed = [i for i, one in enumerate(order) if one.startswith("capture.closed")]
    occupied = order.index("sign.shown occupied")
    after = max(i for i, one in enumerate(order) if one == "sign.shown unknown")
    assert occupied < min(opened)
    assert max(opened) < min(closed)
    assert len(closed) == 2
    assert max(closed) < order.index("sign.shown unknown", occupied) <= after


async def test_a_camera_that_hangs_and_a_closed_lid_are_told_while_capture_is_open(
    tmp_path: Path,
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False))
        await until(lambda: bench.handles() == {"camera", "headset"})
        with control(tmp_path, "camera") as wire:
            wire.do("freeze")
            await until(lambda: bench.room.doing.sight is Sight.FROZEN, 10.0)
            wire.do("thaw")
            await until(lambda: bench.room.doing.sight is Sight.FINE, 10.0)
            wire.do("close-lid")
            await until(lambda: bench.room.doing.sight is Sight.COVERED, 10.0)
        bench.room.want(stage_view(call=False, capture=None))
        await until(lambda: not bench.handles() and bench.room.doing.sight is Sight.FINE, 10.0)


async def test_r35_what_room_laid_there_is_on_the_board_while_the_view_shows_it(
    tmp_path: Path,
) -> None:
    async with works_bench(tmp_path, sign=False) as bench:
        await until(lambda: bench.room.connected)
        place_of(tmp_path, "shared-page-1").write_bytes(jpeg(64, 48))
        bench.room.want(sharing("shared-page-1"))
        await until(lambda: bench.board.shared is not None)
        bench.room.want(sharing(None))
        await until(lambda: bench.board.shared is None)


async def test_s1_without_the_signs_word_nothing_opens(tmp_path: Path) -> None:
    async with works_bench(tmp_path, sign=False) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False))
        await asyncio.sleep(0.8)
        assert not bench.handles()
        await bench.sign.start()
        await until(lambda: bench.handles() == {"camera", "headset"})


async def test_s1_start_anyway_opens_without_a_sign(tmp_path: Path) -> None:
    async with works_bench(tmp_path, sign=False) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False, without_sign=True))
        took = await until(lambda: bench.handles() == {"camera", "headset"})
        assert took > 0.4


async def test_the_call_goes_on_without_sign_and_asks_again(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.room.doing.call is not None)
        await until(lambda: bench.room.doing.call.proven)
        await bench.sign.stop()
        await until(lambda: not bench.room.doing.sign_confirmed)
        frames = bench.far.frames
        await until(lambda: bench.far.frames > frames + 5)
        assert bench.handles() == {"camera", "headset"}
        await bench.sign.start()
        await until(lambda: bench.room.doing.sign_confirmed)


async def test_the_call_goes_on_without_room_and_nothing_new_opens(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(camera=False))
        await until(lambda: bench.room.doing.call is not None)
        await until(lambda: bench.handles() == {"headset"})
        await until(lambda: bench.far.sound_energy > 0)
        await bench.room.stop()
        energy = bench.far.sound_energy
        await until(lambda: bench.far.sound_energy > energy)
        await bench.tell("headset", "unplug")
        await until(lambda: not bench.handles(), 2.0)
        await bench.tell("headset", "plug")
        await asyncio.sleep(1.5)
        assert not bench.handles()
        await bench.room.start()
        await until(lambda: bench.handles() == {"headset"})
        assert bench.room.doing.call.generation == 1


def every_message_but_a_reason() -> list[BaseModel]:
    """One of each kind of message on the local links, none of them a view with a reason."""
    signal = Signal(
        visit=VISIT, peer="peer-patient-1", generation=1, body=Candidate(candidate="candidate:x")
    )
    answer = signal.model_copy(
        update={"body": Description(type="answer", sdp="v=0\r\nm=audio\r\n")}
    )
    doing = Doing(
        capture=Reason.VISIT,
        camera=DeviceState.OK,
        microphone=DeviceState.OK,
        speaker=DeviceState.OK,
    )
    return [
        messages.Hello(process="room"),
        SignWanted(view=SignView(state=SignState.OCCUPIED)),
        Capturing(on=True),
        SignShown(state=SignState.OCCUPIED, capturing=True, lamp_ok=True),
        messages.Wanted(view=stage_view(capture=None)),
        messages.Wanted(view=stage_view(capture=None, call=False, without_sign=True)),
        messages.Wanted(view=stage_view(capture=None, hold=True)),
        doing,
        messages.Pressed(button=Button.START),
        *(messages.Pressed(button=one) for one in Button),
        Touched(),
        Passed(signal=signal),
        Passed(signal=answer),
        messages.Wrote(visit="a1", text="Hej", id="line-0001"),
        messages.Looped(loop=Loop(number=1)),
        messages.Looped(loop=Loop(number=1, body=Description(type="offer", sdp="v=0"))),
        messages.Restart(),
        *(messages.Moved(key=key) for key in Move),
    ]


def test_s2_the_list_has_every_message_there_is() -> None:
    kinds = {one for one in vars(messages).values() if isinstance(one, type)}
    ours = {one for one in kinds if "type" in getattr(one, "model_fields", {})}
    tried = {type(one) for one in every_message_but_a_reason()}
    assert ours - {Signal, Loop} == tried


async def test_s2_no_message_opens_capture_without_a_reason(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        for message in every_message_but_a_reason():
            if isinstance(message, messages.Restart):
                continue  # it ends the process, with all that is open
            bench.room.say(message.model_dump_json().encode())
        bench.room.say(b'{"type":"wanted","view":{"capture":"because"}}')
        bench.room.say(b'{"type":"open","device":"camera"}\nnothing')
        await asyncio.sleep(1.0)
        assert not bench.handles()
        assert bench.room.connected


async def test_s2_each_device_closes_by_choice_within_a_second(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.handles() == {"camera", "headset"})
        await until(lambda: bench.board.own is not None)
        bench.room.want(stage_view(camera=False))
        await until(lambda: bench.handles() == {"headset"}, 1.0)
        await until(lambda: bench.board.own is None, 1.0)
        bench.room.want(stage_view(microphone=False))
        await until(lambda: bench.handles() == {"camera"}, 1.0)
        bench.room.want(stage_view(capture=None, hold=True))
        await until(lambda: not bench.handles(), 1.0)
        assert bench.room.doing.call is not None
        assert bench.board.remote is None


async def test_a_camera_that_is_lost_comes_back_and_the_call_goes_on(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.far.frames > 3)
        await bench.tell("camera", "unplug")
        await until(lambda: bench.room.doing.camera is DeviceState.MISSING)
        energy = bench.far.sound_energy
        await until(lambda: bench.far.sound_energy > energy)
        assert bench.room.doing.call.link is Link.LIVE
        await bench.tell("camera", "plug")
        frames = bench.far.frames
        await until(lambda: bench.far.frames > frames + 3)
        assert bench.room.doing.camera is DeviceState.OK
        assert bench.room.doing.call.generation == 1


async def test_a_headset_that_is_lost_comes_back_and_the_call_goes_on(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.far.sound_energy > 0)
        await bench.tell("headset", "unplug")
        await until(lambda: bench.room.doing.microphone is DeviceState.MISSING)
        await until(lambda: bench.room.doing.speaker is DeviceState.MISSING)
        await bench.tell("headset", "plug")
        energy = bench.far.sound_energy
        await until(lambda: bench.far.sound_energy > energy)
        await until(lambda: bench.room.doing.speaker is DeviceState.OK)


async def test_r32_the_headsets_own_switch_is_noticed_and_its_keys_are_pressed(
    tmp_path: Path,
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.far.sound_energy > 0)
        await bench.tell("headset", "switch-off")
        await until(lambda: bench.room.doing.muted)
        await bench.tell("headset", "switch-on")
        await until(lambda: not bench.room.doing.muted)
        await bench.tell("headset", "press-volume-down")
        await until(lambda: bench.board.volume is not None)
        await until(lambda: Touched() in bench.room.said)


async def test_what_a_person_does_reaches_room_in_order(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False, capture=None))
        await until(lambda: bench.board.view is not None)
        bench.board.touch()
        bench.board.press(Button.ADMIT, "peer-knocks-1")
        await until(lambda: len(bench.room.pressed) == 2, 1.0)
        assert [one.type for one in bench.room.pressed] == ["touched", "pressed"]
        assert bench.room.pressed[1].peer == "peer-knocks-1"


async def test_room_is_told_each_second_and_right_after_it_comes(tmp_path: Path) -> None:
    async with works_bench(tmp_path, room=False) as bench:
        await bench.room.start()
        await until(lambda: len(bench.room.said) >= 2, 1.0)
        assert [one.type for one in bench.room.said[:2]] == ["hello", "doing"]
        count = len(bench.room.said)
        await until(lambda: len(bench.room.said) >= count + 2, 3.0)


async def test_the_records_of_a_call(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ostord")
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view())
        await until(lambda: bench.room.doing.call is not None)
        await until(lambda: bench.room.doing.call.proven)
        await until(lambda: bench.board.remote is not None)
        await until(lambda: bench.room.doing.stats.get("framesDecoded", 0) > 0)
        assert bench.board.remote is not None
        assert bench.board.remote.width == 640
    names = ("call.generation", "call.first-frame", "call.proven", "call.silent")
    told = recorded(caplog.records, *names)
    assert set(told) == {"call.generation", "call.first-frame", "call.proven"}
    first = next(one for one in caplog.records if one.getMessage() == "call.first-frame")
    assert 0 < vars(first)["facts"]["ms"] < 2000


async def test_s1_a_stage_that_is_stopped_gives_its_lease_back(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.room.want(stage_view(call=False))
        await until(lambda: bench.handles() == {"camera", "headset"})
        bench.board.stopped.set()
        await until(lambda: not bench.room.connected, 3.0)
        assert not bench.handles()
        assert bench.sign.keeper is not None
        bench.sign.keeper.look()
        assert bench.sign.keeper._door.shown is SignState.UNKNOWN
        assert bench.sign.keeper._sign.lost_until is None


async def test_s2_a_camera_that_does_not_close_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seat, "CLOSE_LATEST_S", 0.3)
    closed = threading.Event()

    async def hang() -> None:
        async with works_bench(tmp_path) as bench:
            await until(lambda: bench.room.connected)
            bench.room.want(stage_view(call=False))
            await until(lambda: bench.handles() == {"camera", "headset"})
            close = bench.camera.close
            monkeypatch.setattr(bench.camera, "close", lambda: (closed.wait(10.0), close()))
            bench.room.want(stage_view(call=False, capture=None))
            await until(lambda: not bench.room.connected)
            assert bench.handles() == {"camera"}
            closed.set()
            bench.board.stopped.set()

    with pytest.raises(StuckError):
        await hang()


async def test_the_watchdog_is_earned_only_while_the_screen_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("systemd.daemon")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "2000000")
        told: list[bytes] = []

        def earned() -> bool:
            with contextlib.suppress(BlockingIOError):
                told.append(supervisor.recv(64))
            return told[-1:] == [b"WATCHDOG=1"]

        async with works_bench(tmp_path) as bench:
            await until(earned)
            bench.board.drawn_at = time.monotonic() - STILL_S
            await asyncio.sleep(0.2)
            told.clear()
            while earned() or told:
                told.clear()
            await asyncio.sleep(1.3)
            assert not earned()
            bench.board.drawn_at = time.monotonic()
            await until(earned)


async def test_r39_a_guest_s_picture_is_on_the_board_until_it_stops(tmp_path: Path) -> None:
    async with works_bench(tmp_path) as bench:
        guest = FarEnd(bench.room.pass_on)
        bench.room.others = {"interpreter-1": guest}
        try:
            await until(lambda: bench.room.connected)
            alone = stage_view()
            assert alone.call is not None
            tolk = alone.call.model_copy(update={"peer": "interpreter-1"})
            bench.room.want(alone.model_copy(update={"guests": (tolk,)}))
            await until(lambda: "interpreter-1" in bench.board.guests)
            assert bench.board.guests["interpreter-1"].width == 640
            await until(lambda: {PEER, "interpreter-1"} == bench.board.speaking)
            bench.room.want(alone)
            await until(lambda: not bench.board.guests)
            await until(lambda: bench.board.speaking == {PEER})
        finally:
            await guest.close()


async def test_a5_servers_are_asked_before_the_call(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    dead = (IceServer(urls=("stun:127.0.0.1:9",)),)
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        view = stage_view(call=False, capture=None).model_copy(update={"servers": dead})
        bench.room.want(view)
        told = "call.servers"
        await until(lambda: told in [one.getMessage() for one in caplog.records])
    facts = next(vars(one)["facts"] for one in caplog.records if one.getMessage() == told)
    assert facts == {"known": 1, "silent": 1}


async def test_r15_the_patient_is_heard_by_the_rooms_loudspeaker_or_in_the_headset_never_by_both(
    tmp_path: Path,
) -> None:
    async with works_bench(tmp_path, room_speaker=True) as bench:
        await until(lambda: bench.room.connected)
        await until(lambda: bench.room.doing.aloud is DeviceState.OK)
        view = stage_view()
        with control(tmp_path, "headset") as headset, control(tmp_path, "room-speaker") as speaker:
            bench.room.want(view)
            await asyncio.to_thread(headset.hear_until, playing=True)
            bench.room.want(view.model_copy(update={"aloud": True}))
            await asyncio.to_thread(headset.hear_until, playing=False)
            told = await asyncio.to_thread(speaker.hear_until, playing=True)
            assert not told["capturing"], "no microphone but the headset's is ever opened"
            assert bench.handles() >= {"headset"}
            speaker.do("unplug")
            await until(lambda: bench.room.doing.aloud is DeviceState.MISSING)
            bench.room.want(view)
            await asyncio.to_thread(headset.hear_until, playing=True)
