"""CPU ms of a 720p picture from a camera to what the encoders take, beside OpenCV's way over BGR.

The buffer as a camera fills it (YUYV) is turned on this machine; the whole way, from the driver on,
is measured where there is a camera: DEVICE=/dev/video0, or inside of the virtual machine (VM=1),
whose processor is emulated: there the ratio alone means something.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from hardware.camera_v4l2 import V4l2Camera
from hardware.pictures import Image, from_bgr, from_yuyv

WIDTH, HEIGHT, FPS = 1280, 720, 30
BOUND_MS = 1.0
ROUNDS, EACH = 20, 15
PICTURES = 90


def over_bgr(raw: Image) -> Image:
    """YUYV to BGR, as OpenCV's capture does it, and on to I420."""
    bgr = cv2.cvtColor(raw.reshape(HEIGHT, WIDTH, 2), cv2.COLOR_YUV2BGR_YUYV)
    return from_bgr(np.asarray(bgr, np.uint8))


def median_ms(work: Callable[[], object]) -> float:
    """CPU ms of one call, the median of rounds."""
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(EACH):
            work()
        spent.append((time.process_time() - begun) / EACH * 1000)
    return float(np.median(spent))


def ours_ms(node: Path) -> float:
    """CPU ms of each picture that the unit's own camera gives."""
    camera = V4l2Camera(node)
    camera.open(WIDTH, HEIGHT, FPS)
    try:
        return _each(lambda: camera.read() is not None)
    finally:
        camera.close()


def opencvs_ms(node: Path) -> float:
    """The same by cv2.VideoCapture as it comes, and its BGR as I420."""
    capture = cv2.VideoCapture(str(node), cv2.CAP_V4L2)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"YUYV"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    capture.set(cv2.CAP_PROP_FPS, FPS)

    def take() -> bool:
        whole, bgr = capture.read()
        if whole:
            from_bgr(np.asarray(bgr, np.uint8))
        return bool(whole)

    try:
        return _each(take)
    finally:
        capture.release()


def _each(take: Callable[[], bool]) -> float:
    while not take():
        pass
    begun, count = time.process_time(), 0
    while count < PICTURES:
        count += take()
    return (time.process_time() - begun) / count * 1000


def measure(node: Path | None) -> list[tuple[str, float, float]]:
    """What was measured, ours and OpenCV's CPU ms a picture."""
    raw = np.random.default_rng(1).integers(0, 255, WIDTH * HEIGHT * 2, np.uint8)
    turned = (median_ms(lambda: from_yuyv(raw, WIDTH, HEIGHT)), median_ms(lambda: over_bgr(raw)))
    rows = [("YUYV buffer to I420", *turned)]
    if node is not None:
        rows.append((f"{node} to I420", ours_ms(node), opencvs_ms(node)))
    return rows


def in_the_machine() -> int:
    """Run this bench in the virtual machine and print what it said."""
    from tests.vm.machine import NotRun, run

    with tempfile.TemporaryDirectory(prefix="ostord-vm-") as folder:
        try:
            code, said = run("DEVICE=/dev/video0 python3 -m tests.bench.camera", Path(folder))
        except NotRun as error:
            print(error, file=sys.stderr)
            return 2
    print(said)
    return code


def main() -> int:
    """Print the table; 1 where a bound is passed on a processor that is not emulated."""
    if os.environ.get("VM"):
        return in_the_machine()
    cv2.setNumThreads(1)
    emulated = "OSTORD_VM" in os.environ
    device = os.environ.get("DEVICE")
    rows = measure(Path(device) if device else None)
    print(f"{'720p, CPU ms a picture':<28} {'ours':>7} {'OpenCV':>7} {'ratio':>6}")
    for what, ours, other in rows:
        print(f"{what:<28} {ours:>7.2f} {other:>7.2f} {other / ours:>6.2f}")
    if emulated:
        print("emulated: the ratio alone means something")
        return 0
    held = all(ours <= BOUND_MS for _, ours, _ in rows)
    print(f"bound: {BOUND_MS} ms a picture: {'held' if held else 'PASSED'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
