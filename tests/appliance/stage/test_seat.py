"""One handle on a thread of its own: wanted, allowed, lost and found again."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from appliance.core.words import DeviceState
from appliance.stage import seat as seat_module
from appliance.stage.seat import Seat
from hardware.faults import DeviceFailed, DeviceMissing


class Box:
    """A device that the test plugs in and out."""

    def __init__(self) -> None:
        self.plugged, self.gives = True, True
        self.opened = 0
        self.held = False
        self.broken = False
        self.opening = threading.Event()
        self.opening.set()

    def present(self) -> bool:
        return self.plugged

    def open(self) -> None:
        if not self.plugged:
            raise DeviceMissing("box", "is not there")
        self.opening.wait(2.0)
        self.opened += 1
        self.held = True

    def step(self) -> bool:
        time.sleep(0.01)
        if self.broken:
            raise ValueError("a driver's own fault")
        if not self.plugged:
            raise DeviceFailed("box", "broke")
        return self.gives

    def close(self) -> None:
        self.held = False


def soon(holds: Callable[[], bool], within_s: float = 2.0) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.005)


@contextmanager
def seated(box: Box, may_open: Callable[[], bool] = lambda: True) -> Iterator[Seat]:
    seat = Seat("box", box, lambda: None, may_open)
    seat.start()
    try:
        yield seat
    finally:
        seat.stop()
        assert not box.held


def test_open_while_wanted_closed_at_once_after() -> None:
    box = Box()
    with seated(box) as seat:
        soon(lambda: seat.state is DeviceState.OK)
        assert box.opened == 0
        seat.want(on=True)
        soon(lambda: seat.open and box.held)
        seat.want(on=False)
        soon(lambda: not seat.open and not box.held, 0.3)
        assert not seat.engaged


def test_nothing_opens_that_is_not_allowed() -> None:
    box, allowed = Box(), threading.Event()
    with seated(box, allowed.is_set) as seat:
        seat.want(on=True)
        time.sleep(0.3)
        assert box.opened == 0
        allowed.set()
        seat.nudge()
        soon(lambda: seat.open, 0.5)


def test_a_reason_that_ends_while_opening_is_seen_by_who_gives_the_lease_back() -> None:
    box = Box()
    box.opening.clear()
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.engaged)
        seat.want(on=False)
        assert seat.engaged
        box.opening.set()
        soon(lambda: not seat.engaged)
        assert not box.held


def test_a_lost_device_is_tried_at_once_when_something_was_plugged_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seat_module, "RETRY_S", 3600.0)
    box = Box()
    box.plugged = False
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat._retry_at > 0)
        box.plugged = True
        time.sleep(0.3)
        assert not seat.open, "nobody said so"
        seat.plugged()
        soon(lambda: seat.open)


def test_an_idle_device_is_looked_at_at_once_when_something_was_plugged_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seat_module, "LOOK_S", 3600.0)
    box = Box()
    with seated(box) as seat:
        soon(lambda: seat.state is DeviceState.OK)
        box.plugged = False
        seat.plugged()
        soon(lambda: seat.state is DeviceState.MISSING)


def test_a_lost_device_is_tried_again_each_second() -> None:
    box = Box()
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.open)
        box.plugged = False
        soon(lambda: seat.state is DeviceState.FAILED)
        soon(lambda: seat.state is DeviceState.MISSING, 2.0)
        assert not box.held
        box.plugged = True
        soon(lambda: seat.state is DeviceState.OK and box.held, 2.0)


def test_a_device_that_gives_nothing_has_failed_but_stays_open() -> None:
    box = Box()
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.open)
        box.gives = False
        soon(lambda: seat.state is DeviceState.FAILED)
        assert box.held
        box.gives = True
        soon(lambda: seat.state is DeviceState.OK)


def test_a_seat_nobody_wants_is_never_engaged() -> None:
    box = Box()
    with seated(box) as seat:
        soon(lambda: seat.state is DeviceState.OK)
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            assert not seat.engaged


def test_s1_it_closes_after_the_longest_it_may_be_open_and_rests_until_nobody_wants_it() -> None:
    """Who wants it goes on wanting it all the time, as one that hangs would."""
    box, longest = Box(), [0.2]
    seat = Seat("box", box, lambda: None, longest=lambda: longest[0])
    seat.start()
    try:
        seat.want(on=True)
        soon(lambda: seat.spent and not box.held)
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            assert not box.held
            seat.want(on=True)
            seat.nudge()
            time.sleep(0.01)
        assert (box.opened, seat.open, seat.engaged) == (1, False, False)
        seat.want(on=False)
        soon(lambda: not seat.spent)
        seat.want(on=True)
        soon(lambda: box.opened == 2 and seat.spent and not box.held)
        longest[0] = math.inf
        soon(lambda: seat.open and box.held)
        assert not seat.spent
    finally:
        seat.stop()


def test_a_driver_that_raises_anything_is_closed_and_tried_again() -> None:
    box = Box()
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.open)
        box.broken = True
        soon(lambda: seat.state is DeviceState.FAILED)
        assert not box.held
        box.broken = False
        soon(lambda: seat.open and box.held)


def test_s2_a_driver_that_does_not_close_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat_module, "CLOSE_LATEST_S", 0.2)
    box, closed = Box(), threading.Event()
    close = box.close

    def hang() -> None:
        closed.wait(5.0)
        close()

    monkeypatch.setattr(box, "close", hang)
    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.open)
        assert not seat.stuck()
        seat.want(on=False)
        soon(seat.stuck)
        assert seat.engaged
        closed.set()
        soon(lambda: not seat.engaged)
        assert not seat.stuck()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_s2_a_driver_that_raises_when_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()

    def refuse() -> None:
        raise ValueError("a driver's own fault")

    seat = Seat("box", box, lambda: None)
    seat.start()
    seat.want(on=True)
    soon(lambda: seat.open)
    monkeypatch.setattr(box, "close", refuse)
    seat.want(on=False)
    soon(seat.stuck)
    assert seat.engaged


def test_s2_a_step_that_does_not_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Still wanted, and no picture any more: the process ends and comes back with a new driver."""
    released = threading.Event()
    box = Box()
    work = box.step

    def hang() -> bool:
        released.wait(20)
        return work()

    with seated(box) as seat:
        seat.want(on=True)
        soon(lambda: seat.open)
        assert not seat.stuck()
        monkeypatch.setattr(box, "step", hang)
        monkeypatch.setattr("appliance.stage.seat.HANGS_S", 0.2)
        soon(seat.stuck, 10.0)
        monkeypatch.setattr(box, "step", work)
        released.set()
        soon(lambda: not seat.stuck(), 10.0)
