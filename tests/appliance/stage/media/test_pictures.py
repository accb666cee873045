"""Pictures to frames and back."""

import numpy as np
from av import VideoFrame

from appliance.stage.media.pictures import to_frame, to_i420


def test_a_picture_survives_and_keeps_its_time() -> None:
    i420 = np.arange(96 * 64, dtype=np.uint8).reshape(96, 64)
    frame = to_frame(i420, 2.5)
    assert (frame.width, frame.height, frame.pts) == (64, 64, 225_000)
    assert (to_i420(frame) == i420).all()


def test_odd_sizes_and_other_formats_become_even_i420() -> None:
    assert to_i420(VideoFrame(65, 49, "yuv420p")).shape == (72, 64)
    assert to_i420(VideoFrame(64, 48, "rgb24")).shape == (72, 64)
