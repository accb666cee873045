"""Lips and voice: which of the two waits for the other, and how long; pure.

``lead`` is how much the picture shown is ahead of the sound played, by the sender's own clock.
Little of it nobody notices (ITU-R BT.1359: 45 ms of early sound to 125 ms of late sound), and every
wait is a delay in the talk: only what is more than ``BORNE_S`` is taken away.
"""

from dataclasses import dataclass

BORNE_S = 0.06
MOST_LEAD_S = 2.0
"""More is a sender's wrong clock and no lead."""
MOST_PICTURE_S, MOST_SOUND_S = 0.3, 0.2
SMOOTHING = 0.1
SLEW_S = 0.004
"""A wait changes by at most so much with a picture."""


@dataclass(slots=True)
class Lips:
    """What each of the two waits at least, seconds behind its own fastest packet."""

    picture_s: float = 0.0
    sound_s: float = 0.0
    lead_s: float | None = None
    """Smoothed; None while it is not known."""

    def shown(self, lead: float | None, picture_delay: float, sound_delay: float) -> None:
        """A picture was shown with ``lead``, both delays being as they are now."""
        if lead is None or abs(lead) > MOST_LEAD_S:
            self.lead_s = None
            self._follow(0.0, 0.0)
            return
        known = lead if self.lead_s is None else self.lead_s
        self.lead_s = smooth = known + (lead - known) * SMOOTHING
        self._follow(picture_delay + smooth - BORNE_S, sound_delay - smooth - BORNE_S)

    def _follow(self, picture: float, sound: float) -> None:
        self.picture_s += _step(self.picture_s, min(max(0.0, picture), MOST_PICTURE_S))
        self.sound_s += _step(self.sound_s, min(max(0.0, sound), MOST_SOUND_S))


def _step(now: float, target: float) -> float:
    return min(max(target - now, -SLEW_S), SLEW_S)
