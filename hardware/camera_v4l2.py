"""A camera of this machine through V4L2: each picture by the shortest way, the newest one first."""

import errno
import stat
import time
from collections.abc import Mapping
from pathlib import Path

from hardware.camera import Picture
from hardware.camera_h264 import H264Reader
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.pictures import FORMATS
from hardware.v4l2 import Device, Taken

PATIENCE_S = 0.2
"""How long ``read`` waits for a picture."""
STALE_S = 0.15
"""A picture that waited for so long is not the newest: all buffers were full meanwhile."""
CODED = "H264"
GONE = (errno.ENODEV, errno.ENXIO, errno.ENOENT)
"""What the kernel says of a camera that was unplugged."""
SETTINGS = (
    (0x009A0901, 3),  # exposure by itself (aperture priority, what UVC cameras call automatic)
    (0x009A0903, 0),  # a dark room does not slow the pictures down
    (0x009A090C, 1),  # focus by itself
    (0x0098091C, 1),  # a person before a window is lit
    (0x00980918, 1),  # light of 50 Hz mains does not flicker
)
"""Controls (linux/v4l2-controls.h) that are set where a camera has them."""


class V4l2Camera:
    """The camera at ``node``, such as /dev/video0 or a link under /dev/v4l/by-id."""

    def __init__(self, node: Path) -> None:
        self.name = str(node)
        self._node = node
        self._device: Device | None = None
        self._size = (0, 0)
        self._kind = ""
        self._h264 = H264Reader()

    def present(self) -> bool:
        """Whether its node is there; never opens it."""
        try:
            return stat.S_ISCHR(self._node.stat().st_mode)
        except OSError:
            return False

    def open(self, width: int, height: int, fps: int) -> None:
        """Start to capture exactly this size, in the cheapest format that reaches ``fps``."""
        if self._device is not None:
            raise DeviceFailed(self.name, "is already open")
        if not self.present():
            raise DeviceMissing(self.name, "is not plugged in")
        try:
            device = Device(self._node)
        except OSError as error:
            raise DeviceFailed(self.name, f"cannot be opened: {error.strerror}") from None
        try:
            self._kind = self._begin(device, width, height, fps)
        except OSError as error:
            device.close()
            busy = " by another program" if error.errno == errno.EBUSY else ""
            said = f"does not start: {error.strerror}{busy}"
            raise DeviceFailed(self.name, said) from None
        except BaseException:
            device.close()
            raise
        self._device, self._size = device, (width, height)

    def read(self) -> Picture | None:
        """The newest picture that was not read yet; of a coded stream each, in its order."""
        if self._device is None:
            raise DeviceFailed(self.name, "is not open")
        try:
            taken = self._newest(self._device)
            if taken is None:
                self._look()
                return None
            picture = None if taken.torn else self._picture(taken)
            self._device.give_back(taken.index)
        except OSError as error:
            if error.errno in GONE or not self.present():
                raise DeviceMissing(self.name, "was unplugged") from None
            raise DeviceFailed(self.name, f"gives no picture: {error.strerror}") from None
        return picture

    def close(self) -> None:
        """Stop to capture; the handle is closed when this returns."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        self._h264 = H264Reader()

    def _begin(self, device: Device, width: int, height: int, fps: int) -> str:
        if not device.captures():
            raise DeviceFailed(self.name, "is no camera; see /dev/v4l/by-id")
        speeds = device.speeds(width, height)
        for kind in order(speeds, fps):
            if device.agree(kind, width, height, fps):
                for control, value in SETTINGS:
                    device.put(control, value)
                device.start()
                return kind
        kinds = ", ".join((*FORMATS, CODED))
        raise DeviceFailed(self.name, f"gives no {width}x{height} as any of {kinds}")

    def _newest(self, device: Device) -> Taken | None:
        """Wait for a picture; those that lie before it are given back unseen."""
        until = time.monotonic() + PATIENCE_S
        taken = device.take(PATIENCE_S)
        while taken is not None and self._kind != CODED:
            later = device.take(0)
            if later is None and time.monotonic() - taken.at > STALE_S:
                later = device.take(max(0.0, until - time.monotonic()))
            if later is None:
                break
            device.give_back(taken.index)
            taken = later
        return taken

    def _picture(self, taken: Taken) -> Picture | None:
        if self._kind == CODED:
            i420, coded = self._h264.read(bytes(taken.data), taken.sequence)
            return None if i420 is None else Picture(i420, taken.at, coded)
        i420 = FORMATS[self._kind](taken.data, *self._size)
        return None if i420 is None else Picture(i420, taken.at)

    def _look(self) -> None:
        """A driver may fall silent instead of telling that its camera is gone."""
        if not self.present():
            raise DeviceMissing(self.name, "was unplugged")


def order(speeds: Mapping[str, float], fps: int) -> list[str]:
    """The formats to try: the cheapest that reach ``fps``, then the others, the fastest first."""
    known = [kind for kind in (*FORMATS, CODED) if kind in speeds]
    fast = [kind for kind in known if speeds[kind] >= fps - 1]
    slow = sorted((one for one in known if one not in fast), key=lambda one: -speeds[one])
    return fast + slow
