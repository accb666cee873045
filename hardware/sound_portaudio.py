"""A headset or loudspeaker of this machine through PortAudio, by its name and no other."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from hardware.faults import DeviceFailed, DeviceMissing
from hardware.sound import BLOCK, RATE_HZ, Block

CARDS = Path("/proc/asound/pcm")
"""The kernel's list of sound devices: PortAudio's own is read anew when this one changes."""
AGAIN_S = 3.0
"""A headset that is not found is looked for this often: its card comes before it may be opened."""
SILENT_S = 1.0
"""A stream whose callback was not run for so long is of a device that is gone."""


CARD = re.compile(r" \(hw:(\d+),")
"""Where ALSA's card stands in a name: its number changes when a headset is plugged in anew."""


class PortAudioSound:
    """``name`` is ``default``, PortAudio's whole name of a device, or a part only one has.

    The default is what the system had when the headset was first found; that one is kept: when it
    goes, or another becomes the default, no other microphone is taken in its place (R15).
    """

    def __init__(self, name: str, ways: tuple[str, ...] = ("input", "output")) -> None:
        """``ways``: what it must have; a loudspeaker beside a headset has an output alone."""
        self.name = name
        self._ways = ways
        self._turn = _TURN
        self._streams: dict[str, Any] = {}
        self._called: dict[str, float] = {}
        self._kept: dict[str, str] = {}
        self._cards: str | None = None
        self._seen = False
        self._looked_at = 0.0

    def card(self) -> int | None:
        """ALSA's number of its sound card, where the kept name tells it."""
        found = CARD.search(self._kept.get("input", self.name))
        return int(found[1]) if found else None

    def present(self) -> bool:
        """Whether it is plugged in; while a stream is open: whether it still runs."""
        with self._turn:
            return self._is_there()

    def open_input(self, put: Callable[[Block], None]) -> None:
        """Start the microphone; of two channels the first is taken."""

        def hear(heard: Block, *_: object) -> None:
            self._called["input"] = time.monotonic()
            put(heard[:, 0].copy())

        with self._turn:
            self._open("input", hear)

    def close_input(self) -> None:
        """Stop the microphone."""
        self._close("input")

    def open_output(self, get: Callable[[], Block]) -> None:
        """Start the loudspeaker; all its channels play the same."""

        def play(played: Block, *_: object) -> None:
            self._called["output"] = time.monotonic()
            played[:] = get()[:, np.newaxis]

        with self._turn:
            self._open("output", play)

    def close_output(self) -> None:
        """Stop the loudspeaker."""
        self._close("output")

    def _open(self, way: str, callback: Callable[..., None]) -> None:
        if way in self._streams:
            raise DeviceFailed(self.name, f"its {way} is already open")
        library = _library(self.name)
        kind = library.InputStream if way == "input" else library.OutputStream
        try:
            _read_anew(library)
            number, channels = self._find(library, way)
            stream = kind(
                samplerate=RATE_HZ,
                blocksize=BLOCK,
                device=number,
                channels=min(channels, 2),
                dtype="int16",
                latency="low",
                callback=callback,
            )
        except library.PortAudioError as error:
            raise DeviceFailed(self.name, f"its {way} cannot be opened: {error}") from error
        self._called[way] = time.monotonic()
        try:
            stream.start()
        except library.PortAudioError as error:
            stream.close(ignore_errors=True)
            raise DeviceFailed(self.name, f"its {way} does not start: {error}") from error
        self._streams[way] = stream
        _OPEN.add(stream)

    def _close(self, way: str) -> None:
        with self._turn:
            stream = self._streams.pop(way, None)
            if stream is not None:
                _OPEN.discard(stream)
                stream.close(ignore_errors=True)

    def _is_there(self) -> bool:
        if self._streams:
            late = time.monotonic() - SILENT_S
            return all(
                stream.active and self._called[way] > late for way, stream in self._streams.items()
            )
        cards, now = _cards(), time.monotonic()
        again = not self._seen and now - self._looked_at >= AGAIN_S
        if cards != self._cards or again:
            self._cards, self._looked_at, self._seen = cards, now, self._look()
        return self._seen

    def _look(self) -> bool:
        try:
            library = _library(self.name)
        except DeviceMissing:
            return False
        try:
            _read_anew(library)
            for way in self._ways:
                self._find(library, way)
        except (DeviceMissing, DeviceFailed, library.PortAudioError):
            return False
        return True

    def _find(self, library: Any, way: str) -> tuple[int, int]:
        devices = library.query_devices()
        name = self._kept.get(way, self.name)
        number, channels = find(devices, library.default.device, name, way)
        self._kept[way] = devices[number]["name"]
        return number, channels


def find(devices: Any, default: Any, name: str, way: str) -> tuple[int, int]:
    """The number and channel count of the device ``name`` that has a ``way`` ("input", "output").

    ``devices`` is PortAudio's list, ``default`` its (input, output) numbers. Raises DeviceMissing,
    or DeviceFailed where a part of a name fits several.
    """
    channels = [int(device[f"max_{way}_channels"]) for device in devices]
    fitting = [number for number, count in enumerate(channels) if count > 0]
    if name == "default":
        found = [number for number in fitting if number == default[way == "output"]]
    else:
        names = {number: devices[number]["name"] for number in fitting}
        found = (
            [number for number, one in names.items() if one == name]
            or [number for number, one in names.items() if _steady(one) == _steady(name)]
            or [number for number, one in names.items() if name.lower() in one.lower()]
        )
    if not found:
        raise DeviceMissing(name, f"is not plugged in, or has no {way}")
    if len(found) > 1:
        several = "; ".join(devices[number]["name"] for number in found)
        raise DeviceFailed(name, f"fits several: {several}")
    return found[0], channels[found[0]]


def _steady(name: str) -> str:
    return CARD.sub(" (hw:,", name)


def _library(name: str) -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise DeviceMissing(name, "cannot be used: PortAudio is not installed") from error
    return sounddevice


def _cards() -> str:
    try:
        return CARDS.read_text()
    except OSError:
        return ""


_TURN = threading.RLock()
_OPEN: set[Any] = set()
"""Every open stream of this process: a list read anew would close them all."""


def _read_anew(library: Any) -> None:
    """Let PortAudio list the devices anew, which it does only when it starts: not in a call."""
    if _OPEN:
        return
    library._terminate()  # noqa: SLF001 - the library has no public way
    library._initialize()  # noqa: SLF001
