"""How long stage goes on alone: a room that restarts finds all as it was, but nothing stays open.

While room is away nobody can press *Lämna* or *Dölj min bild*. A call with somebody at its other
end goes on; an own picture, and a call that fell silent, end after a while (S2).
"""

import logging

from appliance.core.views import StageView
from appliance.link.journal import record

CALL_S = 60.0
"""Without room and without a packet from the other end, seconds."""
PICTURE_S = 10.0
"""Without room, where there is no call."""


class Alone:
    """Room's last view, and what is left of it while room is away."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._ended = False

    def follow(self, view: StageView | None, now: float, *, accompanied: bool) -> StageView | None:
        """``view``, without capture and call once neither room nor the other end was there."""
        if view is None or accompanied:
            self._since, self._ended = None, False
            return view
        self._since = now if self._since is None else self._since
        if now - self._since < (PICTURE_S if view.call is None else CALL_S):
            return view
        if not self._ended and view.capture is not None:
            record("capture.without-room", logging.WARNING)
        self._ended = True
        return view.model_copy(update={"capture": None, "call": None})
