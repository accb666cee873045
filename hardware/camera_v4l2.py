"""A camera of this machine through V4L2: raw pictures, the newest one, until it is unplugged."""

import os
import stat
import threading
import time
from pathlib import Path

import cv2
import numpy as np

from hardware.camera import Picture
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.pictures import FORMATS, Image, Reader

PATIENCE_S = 0.2
"""How long ``read`` waits for a picture."""
STALL_S = 1
"""How long the driver may give nothing before the reading thread looks around (and can end)."""


class V4l2Camera:
    """The camera at ``node``, such as /dev/video0 or a link under /dev/v4l/by-id."""

    def __init__(self, node: Path) -> None:
        self.name = str(node)
        self._node = node
        self._reading: _Reading | None = None

    def present(self) -> bool:
        """Whether its node is there; never opens it."""
        try:
            return stat.S_ISCHR(self._node.stat().st_mode)
        except OSError:
            return False

    def open(self, width: int, height: int, fps: int) -> None:
        """Start to capture exactly this size, in the cheapest format that reaches ``fps``."""
        if self._reading is not None:
            raise DeviceFailed(self.name, "is already open")
        if not self.present():
            raise DeviceMissing(self.name, "is not plugged in")
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(STALL_S))
        capture = cv2.VideoCapture(self.name, cv2.CAP_V4L2)
        if not capture.isOpened():
            raise DeviceFailed(self.name, "cannot be opened; another program may hold it")
        kind = _agree(capture, width, height, fps)
        if kind is None:
            capture.release()
            kinds = ", ".join(FORMATS)
            raise DeviceFailed(self.name, f"gives no {width}x{height} as any of {kinds}")
        self._reading = _Reading(self, capture, FORMATS[kind], width, height)

    def read(self) -> Picture | None:
        """The newest picture that was not read yet."""
        if self._reading is None:
            raise DeviceFailed(self.name, "is not open")
        return self._reading.newest()

    def close(self) -> None:
        """Stop to capture; the handle is closed when this returns (at most ``STALL_S`` later)."""
        if self._reading is not None:
            self._reading.end()
            self._reading = None


class _Reading:
    """The thread that takes each picture from the driver and keeps the newest."""

    def __init__(
        self, camera: V4l2Camera, capture: cv2.VideoCapture, reader: Reader, width: int, height: int
    ) -> None:
        self._camera = camera
        self._capture = capture
        self._reader = reader
        self._size = (width, height)
        self._news = threading.Condition()
        self._raw: Image | None = None
        self._at = 0.0
        self._gone = False
        self._ending = False
        self._thread = threading.Thread(target=self._run, name=f"camera-{camera.name}", daemon=True)
        self._thread.start()

    def newest(self) -> Picture | None:
        """Wait for a picture that was not given before; a torn one gives None."""
        with self._news:
            self._news.wait_for(lambda: self._raw is not None or self._gone, PATIENCE_S)
            raw, at, self._raw = self._raw, self._at, None
            if self._gone:
                raise DeviceMissing(self._camera.name, "was unplugged")
        i420 = None if raw is None else self._reader(raw, *self._size)
        return None if i420 is None else Picture(i420, at)

    def end(self) -> None:
        """Let the thread close the handle, and wait for it."""
        self._ending = True
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ending:
                whole, raw = self._capture.read()
                with self._news:
                    if whole and raw is not None:
                        self._raw, self._at = np.asarray(raw, dtype=np.uint8), time.monotonic()
                    self._gone = not whole and not self._camera.present()
                    self._news.notify_all()
                if self._gone:
                    return
                if not whole:
                    time.sleep(0.02)  # the node of an unplugged camera goes a moment later
        finally:
            self._capture.release()


def _agree(capture: cv2.VideoCapture, width: int, height: int, fps: int) -> str | None:
    """Set the first format that gives the size at ``fps``, else the fastest that gives the size."""
    speeds: dict[str, float] = {}
    for kind in FORMATS:
        speed = _try(capture, kind, width, height, fps)
        if speed >= fps - 1:
            return kind
        if speed > 0:
            speeds[kind] = speed
    if not speeds:
        return None
    best = max(speeds, key=lambda kind: speeds[kind])
    _try(capture, best, width, height, fps)
    return best


def _try(capture: cv2.VideoCapture, kind: str, width: int, height: int, fps: int) -> float:
    """Ask for ``kind``; return the pictures a second it then gives, 0 where it gives another."""
    code = cv2.VideoWriter.fourcc(*kind)
    wanted = {
        cv2.CAP_PROP_FOURCC: code,
        cv2.CAP_PROP_FRAME_WIDTH: width,
        cv2.CAP_PROP_FRAME_HEIGHT: height,
        cv2.CAP_PROP_FPS: fps,
        cv2.CAP_PROP_CONVERT_RGB: 0,
    }
    for key, value in wanted.items():
        capture.set(key, value)
    same = all(
        round(capture.get(key)) == wanted[key]
        for key in (cv2.CAP_PROP_FOURCC, cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)
    )
    return max(1.0, capture.get(cv2.CAP_PROP_FPS)) if same else 0.0
