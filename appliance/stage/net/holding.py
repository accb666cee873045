"""Tells a browser how long it may hold our pictures back before it shows them.

The header extension is libwebrtc's playout-delay: least and most, 12 bits each, in 10 ms. With
none of either it shows each picture as soon as it is whole; its lip-sync may still hold it. The
last one it was told counts. aiortc knows nothing of it.
"""

from aiortc.codecs import HEADER_EXTENSIONS
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import (
    HeaderExtensions,
    HeaderExtensionsMap,
    pack_header_extensions,
    unpack_header_extensions,
)

URI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
EXTENSION_ID = 6
"""Unused by the extensions that aiortc and ``bitrate`` offer."""
AT_ONCE, AS_IT_LIKES = (0, 0), (0, 1000)
"""Least and most, in 10 ms; the second is what a browser does by itself."""


def offer_holding() -> None:
    """Make aiortc offer the extension; doing it twice changes nothing."""
    known = HEADER_EXTENSIONS["video"]
    if all(one.uri != URI for one in known):
        known.append(RTCRtpHeaderExtensionParameters(id=EXTENSION_ID, uri=URI))


class Extensions(HeaderExtensionsMap):
    """One sender's header extensions; ``hold`` goes with each packet while it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.hold: tuple[int, int] | None = None
        self._id: int | None = None

    def configure(self, parameters: RTCRtpParameters) -> None:
        """What was agreed on."""
        super().configure(parameters)
        for one in parameters.headerExtensions:
            if one.uri == URI:
                self._id = one.id

    def set(self, values: HeaderExtensions) -> tuple[int, bytes]:
        """Profile and bytes (RFC 8285)."""
        profile, packed = super().set(values)
        if self.hold is None or self._id is None:
            return profile, packed
        least, most = self.hold
        known = unpack_header_extensions(profile, packed)
        return pack_header_extensions([*known, (self._id, (least << 12 | most).to_bytes(3, "big"))])
