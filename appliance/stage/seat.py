"""One device's handle, kept open exactly while somebody wants it, on a thread of its own."""

import math
import threading
import time
from collections.abc import Callable
from typing import Protocol

from appliance.core.words import DeviceState
from appliance.link.journal import record
from hardware.faults import DeviceError, DeviceMissing

RETRY_S = 1.0
CLOSE_LATEST_S = 3.0
"""A driver that takes longer to close will not do it any more."""
HANGS_S = 6.0
"""A driver that takes so long for one step, which lasts 0.25 s, does not come back."""
LOOK_S = 0.5
"""How often an idle device is looked for."""


class Handle(Protocol):
    """What a seat keeps open; every call comes from the seat's thread."""

    def present(self) -> bool:
        """Whether the device is plugged in; never opens it."""

    def open(self) -> None:
        """Raises DeviceMissing or DeviceFailed."""

    def step(self) -> bool:
        """Work for at most 0.25 s; False when the device is open but gives nothing.

        Raises DeviceMissing or DeviceFailed when it is gone.
        """

    def close(self) -> None:
        """Give the handle back; closing twice does nothing."""


class Seat:
    """Opens while wanted and allowed, closes within 0.3 s after, tries a lost device again."""

    def __init__(
        self,
        name: str,
        handle: Handle,
        changed: Callable[[], None],
        may_open: Callable[[], bool] = lambda: True,
        opened: Callable[[], None] = lambda: None,
        closed: Callable[[], None] = lambda: None,
        longest: Callable[[], float] = lambda: math.inf,
    ) -> None:
        """``longest``: for how many seconds from its opening on it may be open just now."""
        self.state = DeviceState.MISSING
        self.open = False
        self.engaged = False
        """The handle is open, or just being opened or closed."""
        self.spent = False
        """It was open for the longest it may be, and rests until nobody wants it."""
        self._name = name
        self._handle = handle
        self._changed = changed
        self._may_open = may_open
        self._opened = opened
        self._closed = closed
        self._longest = longest
        self._opened_at = 0.0
        self._step_at: float | None = None
        """Since when a step runs."""
        self._wanted = False
        self._stopped = False
        self._wake = threading.Event()
        self._retry_at = 0.0
        self._unwanted_at = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the device is looked at, not opened."""
        self._thread.start()

    def want(self, *, on: bool) -> None:
        """Open (as soon as allowed) or close; returns at once."""
        if on != self._wanted:
            self._wanted = on
            self._unwanted_at = time.monotonic()
            self._retry_at = 0.0
            self._wake.set()

    def nudge(self) -> None:
        """Look again whether it may open."""
        if self._wanted and not self.open:
            self._wake.set()

    def plugged(self) -> None:
        """Something was plugged in or out: look now, and try a lost device again at once."""
        self._retry_at = 0.0
        self._wake.set()

    def stuck(self) -> bool:
        """Its driver hangs, or its thread is gone: only an exit closes it.

        Unwanted for long and still not closed, or a step that does not end.
        """
        now, step_at = time.monotonic(), self._step_at
        late = not self._wanted and now - self._unwanted_at > CLOSE_LATEST_S
        late = late or (step_at is not None and now - step_at > HANGS_S)
        begun = self._thread.ident is not None and not self._stopped
        return self.engaged and (late or (begun and not self._thread.is_alive()))

    def stop(self) -> None:
        """Close for good and wait until closed, at most 2 s."""
        self._stopped = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(2.0)

    def _run(self) -> None:
        try:
            while not self._stopped:
                self._guarded_turn()
        finally:
            self._close()

    def _guarded_turn(self) -> None:
        try:
            self._turn()
        except Exception as error:  # noqa: BLE001 - a driver may raise anything; the seat lives on
            record("device.fault", device=self._name, error=type(error).__name__)
            self._close()
            self._retry_at = time.monotonic() + RETRY_S
            self._set(DeviceState.FAILED)
            self._wake.wait(0.1)

    def _turn(self) -> None:
        if self.open and not self._wanted:
            self._close()
        elif self.open and time.monotonic() >= self._opened_at + self._longest():
            self.spent = True
            self._close()
        elif self.open:
            self._work()
        elif not self._begin():
            self._wait()

    def _wait(self) -> None:
        if not self._wanted:
            self._set(DeviceState.OK if self._handle.present() else DeviceState.MISSING)
        self._wake.wait(LOOK_S if not self._wanted else 0.1)
        self._wake.clear()

    def _begin(self) -> bool:
        """Open if all allow it. ``engaged`` comes first: who ends the reason looks at it last."""
        self.spent = self.spent and self._wanted and self._longest() < math.inf
        if not self._wanted or self.spent or time.monotonic() < self._retry_at:
            return False
        self.engaged = True
        if self._wanted and self._may_open():
            self._open()
        self.engaged = self.open
        return self.open

    def _open(self) -> None:
        self._opened_at = time.monotonic()
        try:
            self._handle.open()
        except DeviceError as error:
            self._lost(error)
            return
        self.open = True
        self._opened()
        self._set(DeviceState.OK)
        self._changed()

    def _work(self) -> None:
        self._step_at = time.monotonic()
        try:
            gives = self._handle.step()
        except DeviceError as error:
            self._close()
            self._lost(error)
            return
        finally:
            self._step_at = None
        self._set(DeviceState.OK if gives else DeviceState.FAILED)

    def _lost(self, error: DeviceError) -> None:
        self._retry_at = time.monotonic() + RETRY_S
        missing = isinstance(error, DeviceMissing)
        self._set(DeviceState.MISSING if missing else DeviceState.FAILED)

    def _close(self) -> None:
        self._handle.close()
        if self.open:
            self.open = False
            self._closed()
        self.engaged = False
        self._changed()

    def _set(self, state: DeviceState) -> None:
        if state != self.state:
            self.state = state
            self._changed()
