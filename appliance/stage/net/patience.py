"""How long a call waits for what, and what it is told from outside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """How long what may take, seconds."""

    silent_s: float = 2.0
    """Without any authenticated packet for so long the connection is silent."""
    retry_s: float = 3.0
    """A new connection that fell silent too, or failed, is followed by another after so long."""
    answer_s: float = 8.0
    """So is an offer without an answer, though it is said again each second."""
    connect_s: float = 10.0
    """An answer after which nothing is heard (A11)."""
    first_picture_s: float = 3.0
    """H264 without a first picture for so long falls back to VP8 (A2)."""


@dataclass(frozen=True)
class Told:
    """What both ends said about their media, as levels."""

    own_sound: bool
    """The microphone is off by choice, or it lives."""
    peer_camera: bool
    peer_microphone: bool
