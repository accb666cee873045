"""The lamp under the leases: drives what they say and knows whether it really shines."""

import logging

from appliance.core.words import SignState
from appliance.link.journal import record
from hardware.faults import DeviceError
from hardware.lamp import Lamp


class Door:
    """One lamp; each ``show`` drives it anew, so that one that failed is tried again."""

    def __init__(self, lamp: Lamp) -> None:
        self._lamp = lamp
        self._problem: str | None = None
        self._told: tuple[SignState, bool] | None = None
        self.shown = SignState.UNKNOWN
        """What a person at the door is told: a lamp that cannot be driven says unknown."""
        self.lamp_ok = False
        """It could be driven and, where that can be read back, it shines as driven."""

    def show(self, state: SignState) -> bool:
        """Drive ``state`` and read the lamp back; return whether anything is new."""
        try:
            self._lamp.show(state)
            self.shown, self.lamp_ok = self._nearest(state), self._lamp.lit() is not False
            self._problem = None
        except DeviceError as error:
            self.shown, self.lamp_ok = SignState.UNKNOWN, False
            if self._problem != str(error):
                record("lamp.failed", logging.ERROR, problem=str(error))
            self._problem = str(error)
        if self._told == (self.shown, self.lamp_ok):
            return False
        self._told = (self.shown, self.lamp_ok)
        record("sign.shown", state=self.shown, lamp_ok=self.lamp_ok)
        return True

    def close(self) -> None:
        """Show unknown and let go: what is then seen is the wiring's word."""
        self.show(SignState.UNKNOWN)
        self._lamp.close()

    def _nearest(self, state: SignState) -> SignState:
        """What this lamp's ``state`` tells who stands before it; never clear for want of better."""
        if state in self._lamp.states:
            return state
        paused = state is SignState.PAUSED and SignState.OCCUPIED in self._lamp.states
        return SignState.OCCUPIED if paused else SignState.UNKNOWN
