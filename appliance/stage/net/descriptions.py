"""What we say and accept as session descriptions: text in, text out (A3, A7)."""

import ipaddress

from wire.signaling import SDP_LIMIT

START_KBPS = 1500
SMALL_KBPS = 400
"""A picture that is shown small, beside others: 640x360."""
OPUS_FMTP = "minptime=10;useinbandfec=1;stereo=0;maxaveragebitrate=32000"
RED = 63
"""Payload type of speech that is said twice (RFC 2198); aiortc itself knows nothing of it."""
MOST_CANDIDATES = 40
"""Of one side in one generation: nobody may make the unit knock at more doors."""
MOST_LINES = 1000
_RED_NAME = "red/48000/2"


class RefusedError(ValueError):
    """Something from the other end that is not taken; ``code`` says which rule, never its text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def dress_offer(sdp: str, *, small: bool = False) -> str:
    """Our offer with the hints a browser needs to start well: bitrate, error correction, RED.

    ``small`` asks for a small picture: ``b=TIAS`` is the most we want (RFC 3890).
    """
    start = SMALL_KBPS if small else START_KBPS
    lines: list[str] = []
    picture = False
    with_fmtp = {line.split()[0].removeprefix("a=fmtp:") for line in _fmtp(sdp)}
    for line in sdp.splitlines():
        if line.startswith("a=end-of-candidates"):  # what a relay gives comes after
            continue
        if line.startswith("m=audio "):
            line += f" {RED}"
        if line.startswith("a=fmtp:") and "apt=" not in line:
            line += f";x-google-start-bitrate={start}"
        lines.append(line)
        if line.startswith("m="):
            picture = line.startswith("m=video")
        if small and picture and line.startswith("c="):
            lines.append(f"b=TIAS:{SMALL_KBPS * 1000}")
        if line.startswith("a=rtpmap:"):
            payload, name = line.removeprefix("a=rtpmap:").split()
            if name.startswith("opus/"):
                lines.append(f"a=fmtp:{payload} {OPUS_FMTP}")
                lines.append(f"a=rtpmap:{RED} {_RED_NAME}")
                lines.append(f"a=fmtp:{RED} {payload}/{payload}")
            elif name.startswith(("VP8/", "H264/")):
                lines.append(f"a=rtcp-fb:{payload} transport-cc")
                if payload not in with_fmtp:
                    lines.append(f"a=fmtp:{payload} x-google-start-bitrate={start}")
    return "\r\n".join(lines) + "\r\n"


def takes_red(answer: str) -> bool:
    """Whether the other end takes speech that is said twice, as it was offered."""
    return f"a=rtpmap:{RED} {_RED_NAME}" in answer.partition("m=video")[0].lower().splitlines()


def _fmtp(sdp: str) -> list[str]:
    return [line for line in sdp.splitlines() if line.startswith("a=fmtp:")]


def clean_answer(sdp: str) -> str:
    """The other end's answer, with only our media and addresses that can be used.

    Raises RefusedError. ``end-of-candidates`` is left out: more may always be learnt from what
    arrives, and our own deadline ends a connection that does not come about.
    """
    if len(sdp.encode()) > SDP_LIMIT:
        raise RefusedError("sdp-too-large")
    lines = sdp.splitlines()
    if len(lines) > MOST_LINES:
        raise RefusedError("sdp-too-long")
    media = [line.split()[0] for line in lines if line.startswith("m=")]
    if media != ["m=audio", "m=video"]:
        raise RefusedError("sdp-foreign-media")
    if not any(line.startswith("a=fingerprint:") for line in lines):
        raise RefusedError("sdp-no-fingerprint")
    kept: list[str] = []
    candidates = 0
    for line in lines:
        if line.startswith("a=end-of-candidates"):
            continue
        if line.startswith("a=candidate:"):
            candidates += 1
            if candidates > MOST_CANDIDATES or not usable(line.removeprefix("a=candidate:")):
                continue
        kept.append(line)
    return "\r\n".join(kept) + "\r\n"


def usable(candidate: str) -> bool:
    """Whether a candidate (RFC 8839, 5.1) is one we can reach: UDP, a numeric address.

    A ``.local`` name is left to the other end's own checks, which show its address.
    """
    parts = candidate.split()
    if len(parts) < 8 or parts[2].lower() != "udp" or parts[6] != "typ":
        return False
    try:
        address = ipaddress.ip_address(parts[4])
        port = int(parts[5])
    except ValueError:
        return False
    return not (address.is_multicast or address.is_unspecified) and 0 < port < 65536
