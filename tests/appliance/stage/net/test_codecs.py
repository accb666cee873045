"""Our coders in aiortc's place: what the pinned version must still do for them (A9)."""

import fractions
import inspect
import logging
import time
from typing import Any

import aiortc
import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import numpy as np
import pytest
from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import vp8_depayload
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.rtp import RtpPacket
from av import AudioFrame, VideoFrame

from appliance.stage.media.encoders import OPUS_OPTIONS, video_encoder, vp8_options, worth_changing
from appliance.stage.net.codecs import (
    Seldom,
    SoundDecoder,
    SoundEncoder,
    VideoDecoder,
    VideoEncoder,
    get_decoder,
    get_encoder,
    register,
)
from appliance.stage.net.frames import PictureBuffer


def picture(number: int, width: int = 320, height: int = 180) -> VideoFrame:
    i420 = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    i420[:height, number * 4 % 200 :][:, :50] = 220
    frame = VideoFrame.from_ndarray(i420, format="yuv420p")
    frame.pts, frame.time_base = number * 3000, fractions.Fraction(1, 90_000)
    return frame


def test_the_pinned_version_is_the_one_these_coders_were_made_for() -> None:
    assert aiortc.__version__ == "1.16.0"
    register()
    register()
    for module, name, ours in (
        (aiortc.rtcrtpsender, "get_encoder", get_encoder),
        (aiortc.rtcrtpreceiver, "get_decoder", get_decoder),
    ):
        assert vars(module)[name] is ours
        assert f"{name}(codec)" in inspect.getsource(module)
    assert "self.__encoder.target_bitrate = bitrate" in inspect.getsource(aiortc.rtcrtpsender)
    assert "self.__jitter_buffer.add(packet)" in inspect.getsource(aiortc.rtcrtpreceiver)
    filters = logging.getLogger("aiortc.rtcrtpreceiver").filters
    assert sum(isinstance(one, Seldom) for one in filters) == 1


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a9_coders_have_one_thread_and_the_measured_settings(codec: Any) -> None:
    context = video_encoder(codec, 1280, 720, 1_000_000)
    assert context.thread_count == 1
    encoder = VideoEncoder(codec)
    encoder.encode(picture(0))
    assert encoder._context is not None
    assert encoder._context.thread_count == 1
    assert VideoDecoder(codec)._context.thread_count == 1
    assert vp8_options(1)["cpu-used"] == "-12"
    assert vp8_options(1)["noise-sensitivity"] == "0"


@pytest.mark.parametrize(("codec", "depayload"), [("vp8", vp8_depayload), ("h264", h264_depayload)])
def test_pictures_come_through_coder_payloads_and_decoder(codec: Any, depayload: Any) -> None:
    encoder, decoder = VideoEncoder(codec), VideoDecoder(codec)
    for number in range(5):
        payloads, timestamp = encoder.encode(picture(number), force_keyframe=number == 3)
        assert timestamp == number * 3000
        data = b"".join(depayload(one) for one in payloads)
        assert all(len(one) <= 1300 for one in payloads)
        (frame,) = decoder.decode(JitterFrame(data=data, timestamp=timestamp))
        assert isinstance(frame, VideoFrame)
        assert (frame.width, frame.height, frame.pts) == (320, 180, timestamp)
        assert abs(float(frame.to_ndarray()[:180].mean()) - 142.4) < 3


def test_the_bitrate_follows_the_receiver_within_bounds_and_seldom() -> None:
    encoder = VideoEncoder("vp8")
    encoder.encode(picture(0))
    first = encoder._context
    encoder.target_bitrate = 1_050_000
    encoder.encode(picture(1))
    assert encoder._context is first
    encoder.target_bitrate = 10
    encoder.encode(picture(2))
    assert encoder._context is not first
    assert encoder._context is not None
    assert encoder._context.bit_rate == 150_000
    encoder.target_bitrate = 99_000_000
    assert encoder.target_bitrate == 1_500_000
    assert worth_changing(1000, 800, 0.1)
    assert not worth_changing(1000, 1300, 1.0)
    assert worth_changing(1000, 1300, 2.5)
    assert not worth_changing(1000, 1150, 2.5)
    assert worth_changing(1000, 1150, 11.0)


def test_speech_is_small_mono_and_its_time_may_jump() -> None:
    encoder, decoder = SoundEncoder(), SoundDecoder()
    assert OPUS_OPTIONS["fec"] == "1"
    size, energy = 0, 0.0
    for number in range(50):
        at = (np.arange(960) + number * 960) / 48_000
        samples = (9000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 48_000
        frame.pts = number * 960 + (96_000 if number > 25 else 0)
        (payload,), timestamp = encoder.encode(frame)
        assert timestamp == number * 960 + (96_000 if number > 25 else 0)
        size += len(payload)
        (heard,) = decoder.decode(JitterFrame(data=payload, timestamp=timestamp))
        assert isinstance(heard, AudioFrame)
        assert heard.layout.name == "mono"
        assert heard.samples == 960
        energy += float(np.mean((heard.to_ndarray() / 32768.0) ** 2))
    assert size * 8 < 40_000
    assert 0.02 < energy / 50 < 0.05


def test_coders_are_chosen_by_mime_type() -> None:
    def named(mime: str) -> RTCRtpCodecParameters:
        return RTCRtpCodecParameters(mimeType=mime, clockRate=1, payloadType=96)

    assert isinstance(get_encoder(named("video/VP8")), VideoEncoder)
    assert isinstance(get_decoder(named("video/H264")), VideoDecoder)
    assert isinstance(get_encoder(named("audio/opus")), SoundEncoder)
    assert isinstance(get_decoder(named("audio/OPUS")), SoundDecoder)
    with pytest.raises(KeyError):
        get_encoder(named("audio/PCMU"))


def packet(number: int, timestamp: int, *, marker: int) -> RtpPacket:
    one = RtpPacket(sequence_number=number, timestamp=timestamp, marker=marker)
    one._data = bytes([number])  # type: ignore[attr-defined]
    return one


def test_a_picture_is_whole_with_its_marker_and_not_one_picture_later() -> None:
    buffer = PictureBuffer(capacity=16, is_video=True)
    assert isinstance(buffer, JitterBuffer)
    assert buffer.add(packet(1, 100, marker=0))[1] is None
    frame = buffer.add(packet(2, 100, marker=1))[1]
    assert frame is not None
    assert (frame.data, frame.timestamp) == (b"\x01\x02", 100)
    assert buffer.add(packet(4, 200, marker=1))[1] is None
    frame = buffer.add(packet(3, 200, marker=0))[1]
    assert frame is not None
    assert frame.data == b"\x03\x04"
    buffer.add(packet(5, 300, marker=0))
    frame = buffer.add(packet(6, 400, marker=0))[1]
    assert frame is not None
    assert frame.data == b"\x05"


def test_a_flood_of_warnings_becomes_one_in_ten_seconds() -> None:
    seldom = Seldom()
    entry = logging.LogRecord("x", logging.WARNING, "f", 1, "m", None, None)
    entry.created = time.time()
    assert [seldom.filter(entry) for _ in range(3)] == [True, False, False]
    entry.created += 11
    assert seldom.filter(entry)
