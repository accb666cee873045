"""Gives a picture to the decoder with its last packet, not with the first of the next one.

aiortc waits for the next timestamp, one frame time (33 ms) more than needed.
"""

from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtp import RtpPacket


class PictureBuffer(JitterBuffer):
    """A jitter buffer for video that trusts the RTP marker bit (RFC 7741, 4.1; RFC 6184, 5.1)."""

    def _remove_frame(self, sequence_number: int) -> JitterFrame | None:  # noqa: ARG002
        packets: list[RtpPacket] = []
        origin = self._origin or 0
        for count in range(self._capacity):
            packet = self._packets[(origin + count) % self._capacity]
            if packet is None:
                return None
            if packets and packet.timestamp != packets[0].timestamp:
                return self._take(packets)
            packets.append(packet)
            if packet.marker:
                return self._take(packets)
        return None

    def _take(self, packets: list[RtpPacket]) -> JitterFrame:
        self.remove(len(packets))
        return JitterFrame(
            data=b"".join(getattr(packet, "_data", b"") for packet in packets),
            timestamp=packets[0].timestamp,
        )


def quicken(receiver: RTCRtpReceiver) -> None:
    """Put a PictureBuffer into a video receiver that has not begun."""
    attribute = "_RTCRtpReceiver__jitter_buffer"
    assert isinstance(getattr(receiver, attribute), JitterBuffer)
    setattr(receiver, attribute, PictureBuffer(capacity=512, is_video=True))
