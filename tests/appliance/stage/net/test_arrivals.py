"""What arrives is taken whatever it is; what is no picture is not shown."""

import asyncio
from collections.abc import Iterable
from typing import Any

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import VideoFrame

from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.net.arrivals import Arrivals, Ends
from appliance.stage.net.fan import Fan
from appliance.stage.net.studio import Studio


class Sizes(MediaStreamTrack):
    """A picture of each size, then the end."""

    kind = "video"

    def __init__(self, sizes: Iterable[tuple[int, int]]) -> None:
        super().__init__()
        self._sizes = list(sizes)

    async def recv(self) -> VideoFrame:
        if not self._sizes:
            raise MediaStreamError
        return VideoFrame(*self._sizes.pop(0), "yuv420p")


async def test_a_picture_that_is_none_does_not_end_the_ones_after_it() -> None:
    """What nobody takes any more piles up in memory, 41 MB a second."""
    loop = asyncio.get_running_loop()
    shown: list[Any] = []
    heard: list[Any] = []
    studio = Studio(loop, Profile(1280, 720, 30))
    arrivals = Arrivals(Ends(studio, Fan(loop), shown.append, heard.append))
    await arrivals.follow(Sizes([(1, 1), (2, 1), (1920, 2), (64, 48), (1, 1), (64, 48)]))
    assert [i420.shape for i420 in shown] == [(72, 64)] * 2
    assert arrivals.counts.frames_decoded == 2
