"""Whether the other end may show each picture at once: only where the way has been calm for long.

What it holds pictures back for is what a network does to them; on a calm way that is delay alone.
Where packets come unevenly it holds our sound: the picture must not run ahead of that.
"""

LOSS, QUEUE_S, JITTER_S = 0.005, 0.05, 0.01
"""Above any of them the way is not calm. Jitter is the sound's (RFC 3550, 6.4.1)."""
CALM_S = 3.0
"""So long it must have been, before there is haste again."""


class Haste:
    """``on`` may be read at any time. The clock is told."""

    def __init__(self) -> None:
        self.on = False
        self._calm_since: float | None = None

    def judge(self, loss: float, queue_s: float, jitter_s: float | None, now: float) -> None:
        """What the receiver lost lately (0 to 1), what waits in the network, the sound's jitter.

        ``jitter_s`` is None until the receiver has told it.
        """
        calm = jitter_s is not None and jitter_s <= JITTER_S
        if not calm or loss > LOSS or queue_s > QUEUE_S:
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = now
        self.on = self._calm_since is not None and now - self._calm_since >= CALM_S
