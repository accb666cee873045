"""What a packet's payload says of its picture; whatever it is, reading it is safe."""

import random
import time

import pytest

from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_in.numbering import Unwrapped
from appliance.stage.media.video_in.pieces import TRAITS, Traits, h264_traits, vp8_traits
from tests.support.coded_pictures import DEPAYLOAD, payloads


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a_coder_s_packets_say_where_pictures_and_key_frames_begin(codec: VideoCodec) -> None:
    for number, packets in enumerate(payloads(codec, 3, noisy=True)):
        traits = [TRAITS[codec](one, DEPAYLOAD[codec](one)) for one in packets]
        assert len(packets) > 2
        assert traits[0].key == (number == 0)
        assert not any(one.begins for one in traits[2:])
        if codec == "vp8" or number == 0:
            assert traits[0].begins


@pytest.mark.parametrize(
    ("payload", "data", "traits"),
    [
        (b"\x10", b"\x00", Traits(begins=True, key=True)),
        (b"\x90\x80\x01", b"\x01", Traits(begins=True)),
        (b"\x11", b"\x00", Traits()),  # a later partition
        (b"\x00", b"\x00", Traits()),  # goes on
        (b"\x10", b"", Traits(begins=True)),
        (b"", b"", Traits()),
    ],
)
def test_vp8(payload: bytes, data: bytes, traits: Traits) -> None:
    assert vp8_traits(payload, data) == traits


@pytest.mark.parametrize(
    ("payload", "traits"),
    [
        (b"\x67\x42", Traits(begins=True, key=True)),  # a parameter set
        (b"\x65\x88", Traits(key=True)),  # an instant refresh
        (b"\x41\x9a", Traits()),
        (b"\x09\x10", Traits(begins=True)),  # a delimiter
        (b"\x78\x00\x02\x67\x42\x00\x02\x68\xce", Traits(begins=True, key=True)),
        (b"\x78\x00\x00\x00\x00\x00\x00", Traits()),
        (b"\x7c\x85\x00", Traits(key=True)),  # a fragment that starts
        (b"\x7c\x05\x00", Traits()),  # and one that goes on
        (b"\x7c", Traits()),
        (b"", Traits()),
    ],
)
def test_h264(payload: bytes, traits: Traits) -> None:
    assert h264_traits(payload, b"") == traits


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_noise_is_read_without_an_error_and_in_time(codec: VideoCodec) -> None:
    chance = random.Random(3)
    begun = time.process_time()
    for size in [*range(64), *([1500] * 500), 65_000]:
        payload = chance.randbytes(size)
        TRAITS[codec](payload, payload[1:])
        TRAITS[codec](b"\x78" + bytes(size), b"")
    assert time.process_time() - begun < 5.0


def test_numbers_go_on_where_they_wrap() -> None:
    numbers = Unwrapped(16)
    first = numbers.take(65_534)
    assert [numbers.take(one) - first for one in (65_535, 0, 1, 65_535, 2)] == [1, 2, 3, 1, 4]
    stamps = Unwrapped(32)
    first = stamps.take(5)
    assert stamps.take(4) == first - 1
    assert stamps.take((1 << 32) - 1) == first - 6
    assert stamps.highest == first
