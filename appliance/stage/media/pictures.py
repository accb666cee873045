"""Pictures between cameras, coders and the screen: planar YUV 4:2:0 as numpy arrays."""

from typing import cast

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray


def to_i420(frame: VideoFrame) -> NDArray[np.uint8]:
    """Shape (height * 3 // 2, width); an odd row or column is scaled away."""
    width, height = frame.width & ~1, frame.height & ~1
    if frame.format.name != "yuv420p" or (width, height) != (frame.width, frame.height):
        frame = frame.reformat(width=width, height=height, format="yuv420p")
    return cast(NDArray[np.uint8], frame.to_ndarray())
