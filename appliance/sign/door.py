"""The sign by the door: drives what the leases say and knows whether it really shines."""

import logging
import threading
import time

from appliance.core.sign_leases import LEASE_S
from appliance.core.words import SignFault, SignState
from appliance.link.journal import record
from hardware.faults import DeviceError, DeviceMissing
from hardware.lamp import Lamp


class Door:
    """One sign; each ``show`` drives it anew, so that one that failed is tried again.

    *Clear* lives only ``patience_s`` seconds: where ``show`` is not called again in that time
    (a hang, a disk that blocks), a thread of its own makes the door say unknown (S3).
    """

    def __init__(self, lamp: Lamp, patience_s: float = LEASE_S) -> None:
        self._lamp = lamp
        self._patience_s = patience_s
        self._problem: str | None = None
        self._told: tuple[SignState, bool, SignFault | None] | None = None
        self.shown = SignState.UNKNOWN
        """What a person at the door is told: a sign that cannot be driven says unknown."""
        self.own = False
        """It says occupied for a person's own press."""
        self.fault: SignFault | None = SignFault.SIGN_UNPLUGGED
        """What is wrong with it, read back; None while it is well or nothing can be read."""
        self._driving = threading.Condition()
        self._clear_until: float | None = None
        self._closed = False
        self._guard = threading.Thread(target=self._end_clear, name="door-guard", daemon=True)
        self._guard.start()

    @property
    def lamp_ok(self) -> bool:
        """It could be driven and, where that can be read back, it shines as driven."""
        return self.fault is None

    def show(self, state: SignState, *, own: bool = False) -> bool:
        """Drive ``state`` and read the sign back; return whether anything is new."""
        with self._driving:
            self._drive(state, own=own)
            clear = self.shown is SignState.CLEAR
            self._clear_until = time.monotonic() + self._patience_s if clear else None
            self._driving.notify()
        told = (self.shown, self.own, self.fault)
        if self._told == told:
            return False
        self._told = told
        record("sign.shown", state=self.shown, lamp_ok=self.lamp_ok, fault=self.fault)
        return True

    def close(self) -> None:
        """Show unknown and let go: what is then seen is the wiring's word."""
        self.show(SignState.UNKNOWN)
        with self._driving:
            self._closed = True
            self._driving.notify()
            self._lamp.close()
        self._guard.join()

    def _drive(self, state: SignState, *, own: bool) -> None:
        try:
            self._lamp.show(state, own=own)
        except DeviceError as error:
            missing = isinstance(error, DeviceMissing)
            self.fault = SignFault.SIGN_UNPLUGGED if missing else SignFault.SIGN_FAILED
            self.shown, self.own = SignState.UNKNOWN, False
            if self._problem != str(error):
                record("lamp.failed", logging.ERROR, problem=str(error))
            self._problem = str(error)
            return
        self._problem = None
        fault = self._lamp.fault()
        self.fault = SignFault(fault) if fault else None
        told = SignState(self._lamp.tells[state])
        self.shown = SignState.UNKNOWN if fault and told is SignState.CLEAR else told
        self.own = own and self.shown is SignState.OCCUPIED

    def _end_clear(self) -> None:
        """Drive unknown where *clear* was not said again in time."""
        with self._driving:
            while not self._closed:
                if self._clear_until is None:
                    self._driving.wait()
                elif (left := self._clear_until - time.monotonic()) > 0:
                    self._driving.wait(left)
                else:
                    self._clear_until = None
                    self._drive(SignState.UNKNOWN, own=False)
                    record("sign.hung", logging.ERROR, state=self.shown)
