"""Our coders in aiortc's place: what the pinned version must still do for them (A9)."""

import inspect
import logging
import time
from typing import Any

import aiortc
import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import pytest

from appliance.stage.net.codecs import (
    Seldom,
    VideoDecoder,
    register,
)


def test_the_pinned_version_is_the_one_these_coders_were_made_for() -> None:
    assert aiortc.__version__ == "1.16.0"
    register()
    register()
    assert "self.__jitter_buffer.add(packet)" in inspect.getsource(aiortc.rtcrtpreceiver)
    filters = logging.getLogger("aiortc.rtcrtpreceiver").filters
    assert sum(isinstance(one, Seldom) for one in filters) == 1


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a9_decoders_have_one_thread(codec: Any) -> None:
    assert VideoDecoder(codec)._context.thread_count == 1


def test_a_flood_of_warnings_becomes_one_in_ten_seconds() -> None:
    seldom = Seldom()
    entry = logging.LogRecord("x", logging.WARNING, "f", 1, "m", None, None)
    entry.created = time.time()
    assert [seldom.filter(entry) for _ in range(3)] == [True, False, False]
    entry.created += 11
    assert seldom.filter(entry)
