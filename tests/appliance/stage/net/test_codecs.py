"""Our coders in aiortc's place: what the pinned version must still do for them (A9)."""

import inspect
import logging
import time
from typing import Any

import aiortc
import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import numpy as np
import pytest
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from av import AudioFrame

from appliance.stage.media.encoders import OPUS_OPTIONS
from appliance.stage.net.codecs import (
    Seldom,
    SoundDecoder,
    SoundEncoder,
    VideoDecoder,
    get_decoder,
    get_encoder,
    register,
)


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
    assert "self.__jitter_buffer.add(packet)" in inspect.getsource(aiortc.rtcrtpreceiver)
    filters = logging.getLogger("aiortc.rtcrtpreceiver").filters
    assert sum(isinstance(one, Seldom) for one in filters) == 1


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a9_decoders_have_one_thread(codec: Any) -> None:
    assert VideoDecoder(codec)._context.thread_count == 1


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

    assert isinstance(get_decoder(named("video/H264")), VideoDecoder)
    assert isinstance(get_encoder(named("audio/opus")), SoundEncoder)
    assert isinstance(get_decoder(named("audio/OPUS")), SoundDecoder)


def test_a_flood_of_warnings_becomes_one_in_ten_seconds() -> None:
    seldom = Seldom()
    entry = logging.LogRecord("x", logging.WARNING, "f", 1, "m", None, None)
    entry.created = time.time()
    assert [seldom.filter(entry) for _ in range(3)] == [True, False, False]
    entry.created += 11
    assert seldom.filter(entry)
