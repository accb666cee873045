"""Camera and microphone open for a reason that room holds and the sign shows, never else (S1, S2).

There is no other way in: no message but room's view carries a reason, and a seat asks here
before it opens. Closing needs nobody's leave.
"""

import math

from appliance.core.views import StageView
from appliance.core.words import Reason
from appliance.link.journal import record
from appliance.stage.lease import Lease
from appliance.stage.seat import Seat

WITHOUT_SIGN_S = 0.5
SELF_TEST_S = 2.7
"""S1 allows a self-test 3 s for each device; closing takes up to 0.3 s of them."""


class Gate:
    """Whether capture may open just now, asked on the seats' threads right before they open."""

    def __init__(self, lease: Lease) -> None:
        self.room_here = False
        """Room is connected: only then may anything new open."""
        self.reason: Reason | None = None
        self.without_sign = False
        """A person pressed *Starta ändå*."""
        self._lease = lease

    def may_open(self) -> bool:
        """A reason stands, room still holds it, and the sign shows occupied for us.

        Where a person said to go on without the sign, it is still given a moment to answer.
        """
        if self.reason is None or not self.room_here:
            return False
        return self._lease.shown or (
            self.without_sign and self._lease.asked_for() >= WITHOUT_SIGN_S
        )

    def longest(self) -> float:
        """For how many seconds a handle may be open, whatever it is used for meanwhile (S1)."""
        return SELF_TEST_S if self.reason is Reason.SELF_TEST else math.inf

    def opened(self, device: str) -> None:
        """Keep a time-stamped record of a handle that is open now."""
        record("capture.opened", device=device, reason=self.reason)

    def closed(self, device: str) -> None:
        """Keep a time-stamped record of a handle that is closed now."""
        record("capture.closed", device=device)


class Capture:
    """Follows room's view with the two capture seats and the lease."""

    def __init__(self, gate: Gate, lease: Lease, camera: Seat, microphone: Seat) -> None:
        self._gate = gate
        self._lease = lease
        self._camera = camera
        self._microphone = microphone

    @property
    def open_for(self) -> Reason | None:
        """The reason while a handle is open, else None."""
        return self._gate.reason if self._camera.open or self._microphone.open else None

    def follow(self, view: StageView | None, room_here: bool) -> None:
        """Bring reason, seats and lease to what ``view`` wants; called often, returns at once."""
        held = view is not None and view.call is not None and view.call.hold
        reason = view.capture if view is not None and not held else None
        camera = reason is not None and view is not None and view.camera
        microphone = reason is not None and view is not None and view.microphone
        if reason is not None:
            self._gate.reason = reason
        self._gate.room_here = room_here
        self._gate.without_sign = view is not None and view.without_sign
        self._camera.want(on=camera)
        self._microphone.want(on=microphone)
        engaged = self._camera.engaged or self._microphone.engaged
        if reason is None and not engaged:
            self._gate.reason = None
        if view is not None:
            self._lease.want(camera or microphone or engaged, view.planned_end)
        self._camera.nudge()
        self._microphone.nudge()
