"""The kernel's video capture interface (V4L2, linux/videodev2.h) as far as a camera needs it.

Single-planar capture with mapped buffers, on 64-bit machines. Names are the header's.
"""

import contextlib
import ctypes
import fcntl
import mmap
import os
import select
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CAPTURE, MMAP, ANY = 1, 1, 0
"""V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_MEMORY_MMAP, V4L2_FIELD_ANY."""
CAN_CAPTURE, CAN_STREAM = 0x1, 0x04000000
DISCRETE = 1
TORN = 0x40
"""V4L2_BUF_FLAG_ERROR: the picture in this buffer is not whole."""
BUFFERS = 4

_u32, _s32 = ctypes.c_uint32, ctypes.c_int32


def _struct(name: str, **fields: Any) -> type[ctypes.Structure]:
    return type(name, (ctypes.Structure,), {"_fields_": list(fields.items())})


Capability = _struct(
    "Capability", driver=ctypes.c_char * 16, card=ctypes.c_char * 32, bus_info=ctypes.c_char * 32,
    version=_u32, capabilities=_u32, device_caps=_u32, reserved=_u32 * 3,
)  # fmt: skip
FmtDesc = _struct(
    "FmtDesc", index=_u32, type=_u32, flags=_u32, description=ctypes.c_char * 32,
    pixelformat=_u32, mbus_code=_u32, reserved=_u32 * 3,
)  # fmt: skip
FrameSize = _struct(
    "FrameSize", index=_u32, pixel_format=_u32, type=_u32, size=_u32 * 6, reserved=_u32 * 2
)
"""``size``: width, height where discrete; else least, most and step of width, then of height."""
FrameInterval = _struct(
    "FrameInterval", index=_u32, pixel_format=_u32, width=_u32, height=_u32, type=_u32,
    interval=_u32 * 6, reserved=_u32 * 2,
)  # fmt: skip
"""``interval``: seconds of a picture as a fraction; where not discrete the least comes first."""
Format = _struct(
    "Format", type=_u32, padding=_u32, width=_u32, height=_u32, pixelformat=_u32, field=_u32,
    bytesperline=_u32, sizeimage=_u32, rest=ctypes.c_uint8 * 176,
)  # fmt: skip
StreamParm = _struct(
    "StreamParm", type=_u32, capability=_u32, capturemode=_u32, numerator=_u32, denominator=_u32,
    rest=ctypes.c_uint8 * 184,
)  # fmt: skip
RequestBuffers = _struct(
    "RequestBuffers", count=_u32, type=_u32, memory=_u32, capabilities=_u32, flags=_u32
)
Buffer = _struct(
    "Buffer", index=_u32, type=_u32, bytesused=_u32, flags=_u32, field=_u32,
    seconds=ctypes.c_long, microseconds=ctypes.c_long, timecode=_u32 * 4, sequence=_u32,
    memory=_u32, offset=ctypes.c_ulong, length=_u32, reserved=_u32, request=_u32,
)  # fmt: skip
Control = _struct("Control", id=_u32, value=_s32)
Kind = _struct("Kind", value=ctypes.c_int)


def _call(way: int, number: int, struct: Any) -> tuple[int, Any]:
    """An ioctl's number (asm-generic/ioctl.h) and its argument's kind; ``way``: 1 in, 2 out."""
    return way << 30 | ctypes.sizeof(struct) << 16 | ord("V") << 8 | number, struct


QUERYCAP = _call(2, 0, Capability)
ENUM_FMT = _call(3, 2, FmtDesc)
S_FMT = _call(3, 5, Format)
REQBUFS = _call(3, 8, RequestBuffers)
QUERYBUF = _call(3, 9, Buffer)
QBUF = _call(3, 15, Buffer)
DQBUF = _call(3, 17, Buffer)
STREAMON = _call(1, 18, Kind)
STREAMOFF = _call(1, 19, Kind)
S_PARM = _call(3, 22, StreamParm)
G_CTRL = _call(3, 27, Control)
S_CTRL = _call(3, 28, Control)
ENUM_FRAMESIZES = _call(3, 74, FrameSize)
ENUM_FRAMEINTERVALS = _call(3, 75, FrameInterval)


NOTHING: NDArray[np.uint8] = np.empty(0, np.uint8)


class Taken:
    """A buffer that the driver filled; ``data`` is empty once it was given back."""

    def __init__(self, buffer: Any, data: NDArray[np.uint8]) -> None:
        self.data = data
        self.at = buffer.seconds + buffer.microseconds / 1e6
        """Seconds of the monotonic clock when it was taken."""
        self.sequence = int(buffer.sequence)
        """Counts every picture, those that were lost too."""
        self.torn = bool(buffer.flags & TORN)
        self.index = int(buffer.index)


class Device:
    """One opened video node; every call raises OSError as the kernel says it."""

    def __init__(self, node: Path) -> None:
        self._handle = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._handle, select.POLLIN)
        self._maps: list[mmap.mmap] = []
        self._out: dict[int, Taken] = {}

    def ask(self, call: tuple[int, Any], **values: Any) -> Any:
        """Run an ioctl on a struct of ``values`` and return the struct."""
        number, struct = call
        argument = struct(**values)
        fcntl.ioctl(self._handle, number, argument)
        return argument

    def captures(self) -> bool:
        """Whether it is a camera, and not a codec or the metadata node of one."""
        able = self.ask(QUERYCAP).device_caps
        return bool(able & CAN_CAPTURE and able & CAN_STREAM)

    def speeds(self, width: int, height: int) -> Mapping[str, float]:
        """For each pixel format (FourCC) that gives this size the most pictures a second."""
        found: dict[str, float] = {}
        for one in self._each(ENUM_FMT, type=CAPTURE):
            code = one.pixelformat
            if any(_fits(size, width, height) for size in self._sizes(code)):
                wanted = {"pixel_format": code, "width": width, "height": height}
                periods = (each.interval[:2] for each in self._each(ENUM_FRAMEINTERVALS, **wanted))
                fps = [below / above for above, below in periods if above]
                found[_text(code)] = max(fps, default=30.0)  # one that does not tell
        return found

    def agree(self, kind: str, width: int, height: int, fps: int) -> bool:
        """Set format, size and pace; False where the driver takes another format or size."""
        code = int.from_bytes(kind.encode(), "little")
        got = self.ask(S_FMT, type=CAPTURE, width=width, height=height, pixelformat=code, field=ANY)
        with contextlib.suppress(OSError):  # a camera of one pace has nothing to set
            self.ask(S_PARM, type=CAPTURE, numerator=1, denominator=fps)
        return (got.pixelformat, got.width, got.height) == (code, width, height)

    def start(self) -> None:
        """Map the buffers, give them to the driver and let it fill them."""
        count = self.ask(REQBUFS, count=BUFFERS, type=CAPTURE, memory=MMAP).count
        for index in range(count):
            buffer = self.ask(QUERYBUF, index=index, type=CAPTURE, memory=MMAP)
            self._maps.append(mmap.mmap(self._handle, buffer.length, offset=buffer.offset))
            self.give_back(index)
        self.ask(STREAMON, value=CAPTURE)

    def take(self, patience_s: float) -> Taken | None:
        """The oldest filled buffer; None where none came; OSError ENODEV when it is gone."""
        if not self._poll.poll(patience_s * 1000):
            return None
        try:
            buffer = self.ask(DQBUF, type=CAPTURE, memory=MMAP)
        except BlockingIOError:
            return None
        data = np.frombuffer(self._maps[buffer.index], np.uint8, buffer.bytesused)
        self._out[buffer.index] = taken = Taken(buffer, data)
        return taken

    def give_back(self, index: int) -> None:
        """Let the driver fill that buffer again."""
        self._forget(index)
        self.ask(QBUF, index=index, type=CAPTURE, memory=MMAP)

    def put(self, control: int, value: int) -> bool:
        """Set a control; False where the camera has none such, or not that value."""
        try:
            self.ask(S_CTRL, id=control, value=value)
        except OSError:
            return False
        return True

    def get(self, control: int) -> int | None:
        """A control's value; None where the camera has none such."""
        try:
            return int(self.ask(G_CTRL, id=control).value)
        except OSError:
            return None

    def close(self) -> None:
        """Stop and give the handle back.

        Each map holds a handle of its own, and cannot be closed while somebody still looks at it:
        whoever keeps a taken buffer, if only in an error's trace, sees nothing in it any more (S2).
        """
        for index in list(self._out):
            self._forget(index)
        with contextlib.suppress(OSError):
            self.ask(STREAMOFF, value=CAPTURE)
        for one in self._maps:
            with contextlib.suppress(BufferError):
                one.close()
        self._maps.clear()
        os.close(self._handle)

    def _forget(self, index: int) -> None:
        taken = self._out.pop(index, None)
        if taken is not None:
            taken.data = NOTHING

    def _sizes(self, code: int) -> Iterator[Any]:
        return self._each(ENUM_FRAMESIZES, pixel_format=code)

    def _each(self, call: tuple[int, Any], **wanted: int) -> Iterator[Any]:
        """What the kernel counts up, from index 0 until it says that there is no more."""
        index = 0
        while True:
            try:
                yield self.ask(call, index=index, **wanted)
            except OSError:
                return
            index += 1


def _fits(size: Any, width: int, height: int) -> bool:
    if size.type == DISCRETE:
        return (size.size[0], size.size[1]) == (width, height)
    least_w, most_w, step_w, least_h, most_h, step_h = size.size
    return all(
        least <= value <= most and (value - least) % max(1, step) == 0
        for value, least, most, step in (
            (width, least_w, most_w, step_w),
            (height, least_h, most_h, step_h),
        )
    )


def _text(code: int) -> str:
    return code.to_bytes(4, "little").decode("ascii", "replace")
