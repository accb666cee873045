"""A picture that claims too much never reaches a decoder (A8)."""

import resource
from typing import Any

import av
import numpy as np
import pytest
from aiortc.jitterbuffer import JitterFrame
from av import VideoFrame

from appliance.stage.media.dimensions import (
    TooLargeError,
    check_h264,
    check_vp8,
    fits,
    sps_size,
)
from appliance.stage.media.video_out.ladder import Step
from appliance.stage.media.video_out.stream import coder
from appliance.stage.net.codecs import VideoDecoder


def key_frame(codec: Any, width: int = 64, height: int = 64) -> bytes:
    picture = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    coded = coder(codec, Step(0, width, height, 30), 500_000).encode(picture, 0, 30, key=True)
    assert coded is not None
    return coded.data


def bomb(width: int, height: int) -> bytes:
    data = bytearray(key_frame("vp8"))
    data[6:8], data[8:10] = width.to_bytes(2, "little"), height.to_bytes(2, "little")
    return bytes(data)


def test_a8_a_vp8_bomb_is_refused_and_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    decoder = VideoDecoder("vp8")
    with pytest.raises(av.FFmpegError):
        decoder.decode(JitterFrame(data=bomb(16383, 16383), timestamp=0))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    frames = decoder.decode(JitterFrame(data=key_frame("vp8"), timestamp=3000))
    assert [(one.width, one.height) for one in frames if isinstance(one, VideoFrame)] == [(64, 64)]


@pytest.mark.parametrize(
    ("size", "good"),
    [
        ((1920, 1080), True),
        ((1080, 1920), True),
        ((1921, 1080), False),
        ((0, 16), False),
        ((1, 1), False),
    ],
)
def test_a8_the_largest_size(size: tuple[int, int], good: bool) -> None:
    assert fits(size) is good
    if good:
        check_vp8(bomb(*size))
    else:
        with pytest.raises(TooLargeError):
            check_vp8(bomb(*size))


def test_a8_vp8_frames_between_keys_pass_and_torn_keys_do_not() -> None:
    check_vp8(b"\x01")
    check_vp8(b"")
    with pytest.raises(TooLargeError):
        check_vp8(b"\x10\x02")
    with pytest.raises(TooLargeError):
        check_vp8(bytes(20))


@pytest.mark.parametrize("size", [(64, 64), (1280, 720), (1920, 1080)])
def test_a8_h264_tells_its_coded_size(size: tuple[int, int]) -> None:
    data = key_frame("h264", *size)
    check_h264(data)
    units = [one for one in data.split(b"\x00\x00\x01") if one and one[0] & 31 == 7]
    width, height = sps_size(units[0])
    assert (width, (height - 8) // 16) == (size[0], (size[1] - 8) // 16)


def bits(text: str) -> bytes:
    text = text.replace(" ", "")
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def golomb(value: int) -> str:
    coded = bin(value + 1)[2:]
    return "0" * (len(coded) - 1) + coded


def parameter_set(width: int, height: int, profile: int = 66, order: str = "1" + "1") -> bytes:
    high = "1 011 1 1 0 0".replace("011", "1") if profile == 100 else ""
    head = f"{profile:08b} 00000000 00011111 1" + high
    rest = golomb(0) + order + golomb(1) + "0" + golomb(width // 16 - 1) + golomb(height // 16 - 1)
    return b"\x67" + bits(head + rest + "1" + "1" * 16)


def test_a8_an_h264_bomb_is_refused() -> None:
    start = b"\x00\x00\x00\x01"
    assert sps_size(parameter_set(1280, 720)) == (1280, 720)
    check_h264(start + parameter_set(1280, 720))
    with pytest.raises(TooLargeError):
        check_h264(start + parameter_set(16384, 16384))
    decoder = VideoDecoder("h264")
    with pytest.raises(av.FFmpegError):
        decoder.decode(JitterFrame(data=start + parameter_set(8192, 8192), timestamp=0))
    for torn in (b"\x67", b"\x67\x42\x00\x1f", b"\x67" + bytes(60)):
        with pytest.raises(TooLargeError):
            check_h264(start + torn)
    check_h264(b"")
    check_h264(start + b"\x65abc")
