"""Real encoders: sizes, rates without key frames, payloads that decode, the ladder (A9)."""

from typing import Any

import numpy as np
import pytest
from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import vp8_depayload
from aiortc.jitterbuffer import JitterFrame
from av import VideoFrame

from appliance.stage.media.video_out.coders import libvpx
from appliance.stage.media.video_out.coders.h264 import H264Coder
from appliance.stage.media.video_out.coders.payloads import LEAST, MOST, payloads, units
from appliance.stage.media.video_out.coders.scale import scaled
from appliance.stage.media.video_out.coders.vp8 import Vp8Coder
from appliance.stage.media.video_out.ladder import SLOW, Ladder, Profile, Step
from appliance.stage.media.video_out.stream import Stream, coder
from appliance.stage.net.codecs import VideoDecoder

CODECS: list[Any] = ["vp8", "h264"]
DEPAYLOAD = {"vp8": vp8_depayload, "h264": h264_depayload}


def picture(number: int, width: int = 320, height: int = 180) -> Any:
    """A bar that moves over noise that never repeats."""
    dice = np.random.default_rng(number)
    i420 = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    i420[:height] = dice.integers(100, 140, (height, width), dtype=np.uint8)
    i420[:height, number * 4 % 200 :][:, :50] = 220
    return i420


@pytest.mark.parametrize("codec", CODECS)
def test_pictures_come_through_coder_payloads_and_decoder(codec: Any) -> None:
    one, decoder = coder(codec, Step(0, 320, 180, 30), 500_000), VideoDecoder(codec)
    for number in range(6):
        coded = one.encode(picture(number), number * 3000, 30, key=number == 3)
        assert coded is not None
        assert coded.key == (number in (0, 3))
        assert (coded.ticks, coded.size) == (number * 3000, (320, 180))
        parts = payloads(codec, coded.data, number)
        assert all(0 < len(part) <= MOST for part in parts)
        data = b"".join(DEPAYLOAD[codec](part) for part in parts)
        (frame,) = decoder.decode(JitterFrame(data=data, timestamp=coded.ticks))
        assert isinstance(frame, VideoFrame)
        assert (frame.width, frame.height) == (320, 180)
        assert (
            abs(float(frame.to_ndarray()[:180, :].mean()) - float(picture(number)[:180].mean())) < 4
        )


@pytest.mark.parametrize("codec", CODECS)
def test_a_new_rate_is_reached_without_a_key_frame(codec: Any) -> None:
    one = coder(codec, Step(0, 320, 180, 30), 200_000)
    sizes: list[int] = []
    for number in range(180):
        one.aim((200_000, 60_000, 160_000)[number // 60])
        coded = one.encode(picture(number), number * 3000, 30, key=False)
        assert coded is not None
        assert coded.key == (number == 0)
        sizes.append(len(coded.data) * 8)
    high, low, again = (sum(sizes[at + 30 : at + 60]) for at in (0, 60, 120))
    assert low < high * 0.6
    assert again > low * 1.5


@pytest.mark.parametrize("codec", CODECS)
def test_a_picture_that_was_left_out_makes_the_next_one_no_larger(codec: Any) -> None:
    """Else one late picture becomes a large one, and that makes more of them late."""
    one = coder(codec, Step(0, 320, 180, 30), 200_000)
    sizes = []
    for number in range(60):
        coded = one.encode(picture(number), number * 30_000, 30, key=False)
        assert coded is not None
        sizes.append(len(coded.data))
    assert sum(sizes[20:]) / 40 < 200_000 / 8 / 30 * 1.6


def test_a9_one_thread_each_and_no_library_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert H264Coder(320, 180, 100_000, 30, 200_000)._context.thread_count == 1
    assert Vp8Coder(320, 180, 100_000)._config.threads == 1
    monkeypatch.setattr(libvpx, "VERSIONS", ())
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: [])
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    with pytest.raises(libvpx.LibvpxError, match="install libvpx"):
        libvpx._path()


def test_a_picture_is_scaled_plane_by_plane() -> None:
    i420 = np.concatenate(
        [np.full(320 * 180, 50), np.full(160 * 90, 100), np.full(160 * 90, 200)]
    ).astype(np.uint8)
    small = scaled(i420.reshape(270, 320), 128, 72).reshape(-1)
    assert small.size == 128 * 108
    assert set(small[: 128 * 72].tolist()) == {50}
    assert set(small[128 * 72 : 128 * 90].tolist()) == {100}
    assert set(small[128 * 90 :].tolist()) == {200}
    whole = i420.reshape(270, 320)
    assert scaled(whole, 320, 180) is whole


@pytest.mark.parametrize("codec", CODECS)
def test_a_first_picture_is_cut_into_parts_that_can_be_timed(codec: Any) -> None:
    coded = coder(codec, Step(0, 640, 360, 30), 200_000).encode(
        picture(0, 640, 360), 0, 30, key=False
    )
    assert coded is not None
    parts = payloads(codec, coded.data, 1, 7)
    assert len(parts) >= min(7, len(coded.data) // LEAST)
    assert max(map(len, parts)) <= max(LEAST, -(-len(coded.data) // 7))
    whole, plain = (
        b"".join(DEPAYLOAD[codec](part) for part in each)
        for each in (parts, payloads(codec, coded.data, 1))
    )
    assert whole == plain


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [100, LEAST, 700, MOST - 10])
def test_a_picture_that_fits_into_one_packet_leaves_in_one(codec: Any, size: int) -> None:
    assert len(payloads(codec, b"\x00\x00\x00\x01" + b"\x65" * (size - 4), 1)) == 1


def test_resolution_falls_before_the_frame_rate() -> None:
    """EN 301 549, 6.5.3: never under 20 a second while the network gives 250 kbit/s."""
    for signing in (False, True):
        heights = []
        for rate in range(1_500_000, 80_000, -5_000):
            step = Ladder(Profile(1280, 720, 30), signing=signing).step(rate, 0.0)
            heights.append(step.height)
            assert step.fps == 30 if signing or rate >= 250_000 else step.fps >= 15
        assert heights == sorted(heights, reverse=True)
        assert (heights[0], heights[-1]) == (720, 144 if signing else 180)
    speech = Ladder(Profile(1280, 720, 30)).step(700_000, 0.0)
    signed = Ladder(Profile(1280, 720, 30), signing=True).step(700_000, 0.0)
    assert signed.height < speech.height


def test_down_at_once_and_up_one_rung_after_ten_seconds() -> None:
    ladder = Ladder(Profile(1280, 720, 30))
    assert ladder.step(1_000_000, 0.0).height == 720
    assert not ladder.limited
    assert ladder.step(150_000, 0.1).height == 270
    assert ladder.limited
    assert ladder.step(1_000_000, 0.2).height == 270
    assert ladder.step(1_000_000, 10.0).height == 270
    assert ladder.step(1_000_000, 10.3).height == 360
    assert ladder.step(150_000, 12.0).height == 270
    assert ladder.step(1_000_000, 13.0).height == 270
    ladder.step(190_001, 20.0)  # affordable, but only just
    assert ladder.step(1_000_000, 24.0).height == 270


def test_a_call_that_begins_goes_up_as_soon_as_its_way_is_known() -> None:
    ladder = Ladder(Profile(1280, 720, 30))
    assert ladder.step(200_000, 5.0).height == 360
    assert ladder.step(600_000, 5.3).height == 720
    ladder = Ladder(Profile(1280, 720, 30))
    assert ladder.step(200_000, 5.0).height == 360
    assert ladder.step(600_000, 8.1).height == 360


@pytest.mark.parametrize(
    ("profile", "sizes"),
    [
        (Profile(640, 360, 15), {(640, 360, 15), (480, 270, 15), (320, 180, 15)}),
        (Profile(640, 480, 30), {(640, 480, 30), (480, 360, 30), (360, 270, 20), (240, 180, 20)}),
        (SLOW, {(320, 180, 5)}),
        (Profile(160, 90, 30), {(160, 90, 15)}),
    ],
)
def test_no_rung_is_beyond_the_profile_or_in_another_shape(profile: Any, sizes: Any) -> None:
    found = {Ladder(profile).step(rate, 0.0)[1:] for rate in range(20_000, 2_000_000, 10_000)}
    assert sizes <= found | {(240, 180, 15)}
    assert all(w <= profile.width and h <= profile.height for w, h, _ in found)
    assert all(w % 2 == 0 and h % 2 == 0 for w, h, _ in found)


@pytest.mark.parametrize("codec", CODECS)
def test_a_stream_follows_rate_pace_and_requests(codec: Any) -> None:
    stream = Stream(codec, Profile(1280, 720, 30), signing=False)
    ticks, sizes, keys = 0, [], 0
    for number in range(90):
        ticks += 3000
        rate = 400_000 if number < 60 else 100_000
        if number == 30:
            stream.keys.ask()
        coded = stream.code(picture(number, 640, 360), ticks, 30, rate, number / 30)
        if coded is not None:
            sizes.append(coded.size)
            keys += coded.key
    assert sizes[0] == (640, 360)
    assert sizes[-1] == (320, 180)
    assert keys == 3
    assert 15 <= sizes.count((320, 180)) <= 22
    assert stream.spent.keys == 3
    assert stream.spent.seconds > 0
    assert stream.limited


def test_annex_b_is_split_whatever_it_holds() -> None:
    assert units(b"") == []
    assert units(b"\x00\x00\x00\x01\x67\x01\x00\x00\x01\x68\x02\x00\x00\x00\x01\x65") == [
        b"\x67\x01",
        b"\x68\x02",
        b"\x65",
    ]
    large = b"\x65" + bytes(range(1, 256)) * 20
    parts = payloads("h264", b"\x00\x00\x01" + large, 0)
    assert [part[1] >> 6 for part in parts] == [2, *[0] * (len(parts) - 2), 1]
    assert (
        bytes([parts[0][0] & 0xE0 | parts[0][1] & 0x1F]) + b"".join(part[2:] for part in parts)
        == large
    )
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
