"""A simulated camera: a calm scene with a person, or a film; paced like a real one, unplugged."""

import time
from pathlib import Path
from typing import Any, BinaryIO

from hardware.camera import Picture
from hardware.control import ControlSocket, hold
from hardware.faults import DeviceFailed, DeviceMissing, DeviceUnknown
from hardware.film import Film
from hardware.scene import Scene, darkness
from hardware.spoiled import SPOILERS


class SimulatedCamera:
    """Once unplugged it must be closed and opened again, like a real one.

    Frozen it repeats itself; behind its closed lid it sees the noise of its own sensor; blackened
    it gives black without any noise, as a camera does whose sensor is dead.
    """

    name = "camera"

    def __init__(self, folder: Path, film: Path | None = None) -> None:
        """``film`` is seen in place of the drawn scene; raises DeviceUnknown where it is none."""
        self._folder = folder
        self._film = None if film is None else _film(film)
        self._plugged = True
        self._frozen = False
        self._lid_closed = False
        self._spoiled: str | None = None
        self._alive = False
        self._handle: BinaryIO | None = None
        self._scene: Scene | Film = self._film or Scene(320, 180)
        self._step_s = 1.0
        self._next = 0.0
        self._number = 0
        self._began = 0.0
        verbs = {
            "unplug": lambda _: self._plug(plugged=False),
            "plug": lambda _: self._plug(plugged=True),
            "freeze": lambda _: self._freeze(frozen=True),
            "thaw": lambda _: self._freeze(frozen=False),
            "clock": lambda _: {"began": self._began, "step_s": self._step_s},
            "close-lid": lambda _: self._lid(closed=True),
            "open-lid": lambda _: self._lid(closed=False),
            "blacken": lambda _: self._spoil("black"),
            "blur": lambda _: self._spoil("blurred"),
            "clear": lambda _: self._spoil(None),
        }
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def present(self) -> bool:
        """Whether it is plugged in."""
        return self._plugged

    def open(self, width: int, height: int, fps: int) -> None:
        """Start to capture; even sizes only."""
        if self._handle is not None:
            raise DeviceFailed(self.name, "is already open")
        if not self._plugged:
            raise DeviceMissing(self.name, "is not plugged in")
        if (self._scene.width, self._scene.height) != (width, height):
            if self._film is not None:
                raise DeviceFailed(self.name, f"the film is not {width}x{height}")
            self._scene = Scene(width, height)
        self._handle = hold(self._folder, self.name)
        self._alive = True
        self._step_s = 1 / fps
        self._next = self._began = time.monotonic()
        self._control.changed()

    def read(self) -> Picture | None:
        """The next picture, at its time; a reader that comes late gets the newest one at once."""
        if self._handle is None:
            raise DeviceFailed(self.name, "is not open")
        late = time.monotonic() - self._next
        if late < 0:
            time.sleep(min(-late, 0.2))
            if -late > 0.2:
                return None
        else:
            self._next += late // self._step_s * self._step_s
        if not self._alive:
            raise DeviceMissing(self.name, "was unplugged")
        at = self._next
        self._next += self._step_s
        if not self._frozen:
            self._number = int(at / self._step_s)
        if self._lid_closed:
            return Picture(darkness(self._scene.width, self._scene.height, self._number), at)
        picture = self._scene.picture(self._number, self._step_s)
        return Picture(picture if self._spoiled is None else SPOILERS[self._spoiled](picture), at)

    def close(self) -> None:
        """Stop to capture."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
            self._control.changed()

    def shut(self) -> None:
        """Close it and its control socket: the process ends."""
        self.close()
        self._control.close()

    def _plug(self, *, plugged: bool) -> None:
        self._plugged = plugged
        self._alive = self._alive and plugged

    def _freeze(self, *, frozen: bool) -> None:
        self._frozen = frozen

    def _lid(self, *, closed: bool) -> None:
        self._lid_closed = closed

    def _spoil(self, how: str | None) -> None:
        self._spoiled = how

    def _told(self) -> dict[str, Any]:
        return {
            "device": self.name,
            "plugged": self._plugged,
            "capturing": self._handle is not None,
            "frozen": self._frozen,
            "lid_closed": self._lid_closed,
            "spoiled": self._spoiled,
        }


def _film(path: Path) -> Film:
    try:
        return Film(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DeviceUnknown("camera", f"{path.name!r}: {reason}") from None
