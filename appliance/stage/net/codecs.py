"""Our coders in the place of aiortc's: the one module that reaches into its choice of coders."""

import logging
from typing import Any

import aiortc.rtcrtpreceiver
import aiortc.rtcrtpsender
import av
from aiortc.codecs.base import Decoder, Encoder
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import convert_timebase
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from av import AudioFrame
from av.audio.codeccontext import AudioCodecContext
from av.frame import Frame
from av.packet import Packet

from appliance.stage.media.dimensions import TooLargeError, check_h264, check_vp8
from appliance.stage.media.encoders import (
    SOUND_CLOCK,
    VIDEO_CLOCK,
    VideoCodec,
    sound_decoder,
    sound_encoder,
    video_decoder,
)
from appliance.stage.net.bitrate import offer_numbering

_MIME: dict[str, VideoCodec] = {"video/vp8": "vp8", "video/h264": "h264"}
_CHECKS = {"vp8": check_vp8, "h264": check_h264}
WARN_EVERY_S = 10.0
_theirs = aiortc.codecs.get_encoder


class SoundEncoder(Encoder):
    """Opus from frames of exactly 20 ms, mono; time may jump where nothing was sent."""

    def __init__(self) -> None:
        self._context: AudioCodecContext = sound_encoder()
        self._done = 0

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:  # noqa: ARG002
        """One RTP payload and its RTP timestamp; runs on a worker thread."""
        assert isinstance(frame, AudioFrame)
        at = frame.pts or 0
        frame.pts, frame.time_base = self._done, SOUND_CLOCK
        self._done += frame.samples
        return [bytes(packet) for packet in self._context.encode(frame)], at

    def pack(self, packet: "Packet[Any]") -> tuple[list[bytes], int]:
        """Opus that was coded elsewhere."""
        assert packet.pts is not None
        return [bytes(packet)], convert_timebase(packet.pts, packet.time_base, SOUND_CLOCK)


class VideoDecoder(Decoder):
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


class SoundDecoder(Decoder):
    """Opus to 48 kHz mono."""

    def __init__(self) -> None:
        self._context = sound_decoder()

    def decode(self, encoded_frame: JitterFrame) -> list[Frame]:
        """The sound in one packet."""
        packet = Packet(encoded_frame.data)
        packet.pts, packet.time_base = encoded_frame.timestamp, SOUND_CLOCK
        return list(self._context.decode(packet))


def get_encoder(codec: RTCRtpCodecParameters) -> Encoder:
    """Ours for the sound; a picture's sender codes nothing itself (``video_out``)."""
    return SoundEncoder() if codec.mimeType.lower() == "audio/opus" else _theirs(codec)


def get_decoder(codec: RTCRtpCodecParameters) -> Decoder:
    """Ours, by mime type; another one was never offered."""
    mime = codec.mimeType.lower()
    return SoundDecoder() if mime == "audio/opus" else VideoDecoder(_MIME[mime])


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
    """Make aiortc use our coders; doing it twice changes nothing."""
    offer_numbering()
    vars(aiortc.rtcrtpsender)["get_encoder"] = get_encoder
    vars(aiortc.rtcrtpreceiver)["get_decoder"] = get_decoder
    for name in ("aiortc.rtcrtpreceiver", "aiortc.rtcrtpsender", "aiortc.rtcdtlstransport"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, Seldom) for one in logger.filters):
            logger.addFilter(Seldom())
