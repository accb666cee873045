"""What is sent: whole frames of sound, and nothing where there is nothing."""

import asyncio

import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError
from av.frame import Frame

from appliance.stage.net.fan import Fan
from appliance.stage.net.tracks import MOST_WAITING, MicrophoneTrack


def stamp(frame: Frame) -> int:
    assert frame.pts is not None
    return frame.pts


async def test_an_ended_track_wakes_who_waits() -> None:
    track = MicrophoneTrack()
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    track.stop()
    with pytest.raises(MediaStreamError):
        await waiting
    track.put(np.zeros(480, dtype=np.int16))


async def test_sound_goes_out_in_frames_of_twenty_ms_and_jumps_over_a_pause() -> None:
    track = MicrophoneTrack()
    for value in (1, 2, 3, 4):
        track.put(np.full(480, value, dtype=np.int16))
    first, second = await track.recv(), await track.recv()
    assert (first.samples, first.sample_rate, first.layout.name) == (960, 48_000, "mono")
    assert first.to_ndarray()[0, [0, 959]].tolist() == [1, 2]
    assert stamp(second) - stamp(first) == 960
    track._start -= 1.0
    for _ in range(MOST_WAITING + 8):
        track.put(np.zeros(480, dtype=np.int16))
    third = await track.recv()
    assert stamp(third) - stamp(second) > 40_000
    assert stamp(third) % 960 == 0
    assert len(track._blocks) == MOST_WAITING - 2


async def test_a_fan_hands_over_from_any_thread_and_rests_when_nobody_listens() -> None:
    fan: Fan[int] = Fan(asyncio.get_running_loop())
    got: list[int] = []
    await asyncio.to_thread(fan.send, 1)
    end = fan.add(got.append)
    await asyncio.to_thread(fan.send, 2)
    await asyncio.sleep(0.01)
    end()
    fan.send(3)
    await asyncio.sleep(0.01)
    assert got == [2]


async def test_a_loop_that_was_late_holds_few_pictures_and_gets_the_newest() -> None:
    fan: Fan[int] = Fan(asyncio.get_running_loop())
    got: list[int] = []
    fan.add(got.append)
    for number in range(1000):
        fan.send(number)
    await asyncio.sleep(0)
    assert got == list(range(990, 1000))
    fan.send(1000)
    await asyncio.sleep(0)
    assert got[-1] == 1000
