"""Which codecs are offered: one for sound, one for picture (A2)."""

from aiortc import RTCRtpSender
from aiortc.rtcrtpparameters import RTCRtpCodecCapability

from appliance.stage.media.encoders import H264_PROFILE, VideoCodec


def preferred(codec: VideoCodec) -> list[RTCRtpCodecCapability]:
    """The one form of ``codec`` that is offered, and retransmission (A2)."""
    found = RTCRtpSender.getCapabilities("video").codecs
    mime = {"vp8": "video/vp8", "h264": "video/h264"}[codec]
    return [
        one
        for one in found
        if (
            one.mimeType.lower() == mime
            and one.parameters.get("profile-level-id", H264_PROFILE) == H264_PROFILE
        )
        or one.mimeType.lower() == "video/rtx"
    ]


def speech() -> list[RTCRtpCodecCapability]:
    """Opus alone."""
    return [one for one in RTCRtpSender.getCapabilities("audio").codecs if one.name == "opus"]
