"""Where speech gets lost each packet brings the one before along (RFC 2198): a single loss is none.

It costs as much as the voice itself. So it is done only while losses are reported, and ended where
a queue stands though the picture has nothing more to give away for it. The clock is told.
"""

from appliance.stage.media.sound_out.loss import Losses
from appliance.stage.media.sound_out.speech import Spoken

LOSS_ON, LOSS_OFF = 0.03, 0.01
LEAST_PICTURE_ON, LEAST_PICTURE_OFF = 130_000, 100_000
"""Bit/s of the picture: with less, a second voice may be what is too much."""
QUEUE_S = 0.15
"""A round trip longer by so much than at its best: it is."""
_FURTHEST, _LONGEST = 1 << 14, 1 << 10
"""What the header can say: ticks back, bytes."""


def both(payload_type: int, said: Spoken, before: Spoken | None) -> bytes | None:
    """The payload that holds ``before`` and ``said``, each of ``payload_type``.

    None where there is nothing before it, or that is longer ago or larger than can be told.
    """
    if before is None or not 0 < said.time - before.time < _FURTHEST:
        return None
    if len(before.data) >= _LONGEST:
        return None
    head = (0x80 | payload_type) << 24 | (said.time - before.time) << 10 | len(before.data)
    return head.to_bytes(4, "big") + bytes((payload_type,)) + before.data + said.data


class Twice:
    """Whether one connection's speech is said twice; ``on`` may be read at any time."""

    def __init__(self) -> None:
        self.on = False
        self._losses = Losses()

    def lost(self, part: float, now: float) -> None:
        """The other end reports that it lost this part, 0 to 1."""
        self._losses.report(0, part, now)

    def judge(self, picture: int, queue_s: float, now: float) -> None:
        """``picture`` bit/s are what the picture may take, ``queue_s`` waits in the network."""
        lost = self._losses.part(0, now)
        if self.on:
            full = picture < LEAST_PICTURE_OFF and queue_s > QUEUE_S
            self.on = lost >= LOSS_OFF and not full
        else:
            self.on = lost >= LOSS_ON and picture >= LEAST_PICTURE_ON
