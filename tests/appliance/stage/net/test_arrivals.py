"""What arrives is taken whatever it is; what is no picture is not shown."""

import asyncio
import time
from typing import Any

import pytest

from appliance.stage.media.sound_in.buffer import VoiceBuffer
from appliance.stage.media.video_in.store import Coded
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.net.arrivals import Arrivals, Ends
from appliance.stage.net.decoding import MOST_WAITING, Decoded, Decoding
from appliance.stage.net.speaking import Speaking
from appliance.stage.net.studio import Studio
from appliance.stage.voices import Voices
from tests.support.coded_pictures import coded_pictures
from tests.support.stage_call import until


def coded(data: bytes, number: int = 0) -> Coded:
    return Coded(data, number * 3000, key=number == 0, first_at=0.0, complete_at=0.0, due=0.0)


async def test_a_picture_that_is_none_does_not_end_the_ones_after_it() -> None:
    loop = asyncio.get_running_loop()
    shown: list[Any] = []
    studio = Studio(loop, Profile(1280, 720, 30))
    arrivals = Arrivals(Ends(studio, Speaking(loop), shown.append, Voices().add), VoiceBuffer())
    failed: list[str] = []
    decoding = Decoding("vp8", arrivals.picture, failed.append)
    for size in [(64, 48), (16, 16), (1920, 1088), (64, 48)]:
        decoding.put(coded(b"\x00nonsense"))
        decoding.put(coded(coded_pictures("vp8", 1, size)[0]))
    await until(lambda: arrivals.counts.frames_decoded == 4)
    assert len(failed) == 4
    decoding.close()
    assert shown[-1].shape == (72, 64)
    arrivals.shown = False
    count = len(shown)
    arrivals.picture(Decoded(shown[0], (64, 48), coded(b""), 0.0))
    assert len(shown) == count, "a hidden call shows nothing"


async def test_a_picture_that_claims_too_much_never_reaches_the_decoder() -> None:
    """A8: 3 KB that claim 16383 x 16383."""
    failed: list[str] = []
    decoding = Decoding("vp8", print, failed.append)
    data = bytearray(coded_pictures("vp8", 1, (64, 48))[0])
    data[6:10] = b"\xff\x3f\xff\x3f"
    decoding.put(coded(bytes(data)))
    await until(lambda: bool(failed))
    decoding.close()


async def test_a_late_decoder_shows_the_newest_and_refuses_more_than_it_can_keep() -> None:
    seen: list[Decoded] = []
    decoding = Decoding("vp8", seen.append, print)
    pictures = coded_pictures("vp8", MOST_WAITING)
    taken = [decoding.put(coded(one, number)) for number, one in enumerate(pictures)]
    taken += [decoding.put(coded(pictures[-1])) for _ in range(MOST_WAITING)]
    assert not all(taken)
    await until(lambda: len(seen) == sum(taken), 15.0)
    assert seen[-1].i420 is not None
    assert sum(one.i420 is None for one in seen) > 0, "older ones are decoded, not copied"
    assert [one.coded.timestamp for one in seen[:3]] == [0, 3000, 6000]
    decoding.close()


async def test_a_closed_decoder_shows_nothing_more() -> None:
    seen: list[Decoded] = []
    decoding = Decoding("vp8", seen.append, print)
    for number, one in enumerate(coded_pictures("vp8", 20)):
        decoding.put(coded(one, number))
    decoding.close()
    thread = decoding._thread
    assert thread is not None
    begun = time.monotonic()
    while thread.is_alive():
        assert time.monotonic() - begun < 10
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    assert seen == []


@pytest.mark.parametrize("codec", ["vp8", "h264"])
async def test_noise_is_no_picture_and_ends_nothing(codec: Any) -> None:
    failed: list[str] = []
    decoding = Decoding(codec, print, failed.append)
    for number in range(300):
        noise = bytes((number * 7 + index * index) % 256 for index in range(number))
        await until(lambda data=noise: decoding.put(coded(data)), 10.0)  # type: ignore[misc]
    await until(decoding._waiting.empty, 10.0)
    assert decoding._thread is not None
    assert decoding._thread.is_alive()
    decoding.close()
