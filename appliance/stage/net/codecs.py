"""What all connections share in aiortc, and the decoder of pictures: coding is ours."""

import logging

import av
from aiortc.jitterbuffer import JitterFrame
from av.frame import Frame
from av.packet import Packet

from appliance.stage.media.dimensions import TooLargeError, check_h264, check_vp8
from appliance.stage.media.encoders import (
    VIDEO_CLOCK,
    VideoCodec,
    video_decoder,
)
from appliance.stage.net.bitrate import offer_numbering
from appliance.stage.net.holding import offer_holding

_CHECKS = {"vp8": check_vp8, "h264": check_h264}
WARN_EVERY_S = 10.0


class VideoDecoder:
    """Refuses pictures that claim too much before the library sees them (A8)."""

    def __init__(self, codec: VideoCodec) -> None:
        self._check = _CHECKS[codec]
        self._context = video_decoder(codec)

    def decode(self, encoded_frame: JitterFrame) -> list[Frame]:
        """The pictures in one coded frame; a bad one raises only what aiortc expects."""
        try:
            self._check(encoded_frame.data)
        except TooLargeError as error:
            raise av.error.InvalidDataError(1, str(error)) from None
        packet = Packet(encoded_frame.data)
        packet.pts, packet.time_base = encoded_frame.timestamp, VIDEO_CLOCK
        return list(self._context.decode(packet))


class Seldom(logging.Filter):
    """Lets one warning through in 10 s: a hostile stream would write one per frame."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write ``record``."""
        if record.created < self._next:
            return False
        self._next = record.created + WARN_EVERY_S
        return True


def register() -> None:
    """Set up what all connections share; doing it twice changes nothing."""
    offer_numbering()
    offer_holding()
    for name in ("aiortc.rtcrtpreceiver", "aiortc.rtcrtpsender", "aiortc.rtcdtlstransport"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, Seldom) for one in logger.filters):
            logger.addFilter(Seldom())
