"""A simulated headset: its microphone hears a babbling voice or a file, its loudspeaker measures.

It can be recorded, so that a test can judge what was said and what was heard.
"""

import contextlib
import threading
import time
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from hardware.control import ControlSocket, Verb, hold
from hardware.faults import DeviceFailed, DeviceMissing, DeviceUnknown
from hardware.headset_keys import NAMES
from hardware.sound import BLOCK, RATE_HZ, Block
from hardware.voice import HEARINGS, from_file, level_dbfs, voice

BLOCK_S = BLOCK / RATE_HZ
QUIET_DBFS = -99.0
RECORDED = np.dtype([("kind", "S1"), ("at", "<f8"), ("block", "<i2", BLOCK)])
"""A block as recorded: ``m`` from the microphone or ``s`` to the loudspeaker, when (monotonic)."""
LEVEL_BLOCKS = 20
"""How many blocks the told level of the loudspeaker is measured over."""


class SimulatedHeadset:
    """Once unplugged it falls silent until closed and opened again, as a real one does."""

    def __init__(self, folder: Path, said: Path | None = None, name: str = "headset") -> None:
        """The microphone hears the WAV file ``said``; DeviceUnknown where it is none."""
        self.name = name
        self._folder = folder
        self._blocks = voice() if said is None else _blocks(said)
        self._record: BinaryIO | None = None
        self._plugged = True
        self._handle: BinaryIO | None = None
        self._microphone: _Pace | None = None
        self._loudspeaker: _Pace | None = None
        self._level = QUIET_DBFS
        self._hearing = "voice"
        self._played: Block | None = None
        self._gain = 0.0
        self._default = self.name
        self.keys = _Keys(self)
        self._switch = False
        verbs: dict[str, Verb] = {
            "unplug": lambda _: self._plug(plugged=False),
            "plug": lambda _: self._plug(plugged=True),
            "record": lambda asked: self._begin_record(Path(asked["into"])),
            "record-end": lambda _: self._end_record(),
            "own-default": lambda _: self._be_default(self.name),
            "other-default": lambda _: self._be_default("another microphone"),
            "couple": lambda asked: self._couple(float(asked["gain"])),
            "switch-off": lambda _: self._mute(on=True),
            "switch-on": lambda _: self._mute(on=False),
        }
        verbs |= {f"press-{name}": partial(self._press, name) for name in NAMES}
        verbs |= {f"hear-{what}": partial(self._hear, what) for what in HEARINGS}
        self._control = ControlSocket(folder, self.name, verbs, self._told)

    def present(self) -> bool:
        """Whether it is plugged in."""
        return self._plugged

    def open_input(self, put: Callable[[Block], None]) -> None:
        """Start the microphone."""
        self._check(self._microphone)
        blocks = self._blocks
        self._handle = hold(self._folder, self.name)

        def hear(number: int) -> None:
            block = self._air(HEARINGS[self._hearing](blocks[number % len(blocks)]))
            if self._switch:
                block = np.zeros_like(block)
            self._keep(b"m", block)
            put(block)

        self._microphone = _Pace("microphone", hear)
        self._control.changed()

    def close_input(self) -> None:
        """Stop the microphone."""
        if self._microphone is not None and self._handle is not None:
            self._microphone.stop()
            self._handle.close()
            self._microphone = self._handle = None
            self._control.changed()

    def open_output(self, get: Callable[[], Block]) -> None:
        """Start the loudspeaker."""
        self._check(self._loudspeaker)
        heard: list[Block] = []

        def play(_: int) -> None:
            heard.append(get())
            self._played = heard[-1]
            self._keep(b"s", heard[-1])
            if len(heard) == LEVEL_BLOCKS:
                self._level = round(max(QUIET_DBFS, level_dbfs(np.concatenate(heard))), 0)
                heard.clear()
                self._control.changed()

        self._loudspeaker = _Pace("loudspeaker", play)
        self._control.changed()

    def close_output(self) -> None:
        """Stop the loudspeaker."""
        if self._loudspeaker is not None:
            self._loudspeaker.stop()
            self._loudspeaker = self._played = None
            self._level = QUIET_DBFS
            self._control.changed()

    def shut(self) -> None:
        """Close it and its control socket: the process ends."""
        self.close_input()
        self.close_output()
        self._end_record()
        self._control.close()

    def _air(self, said: Block) -> Block:
        """What reaches the microphone: what is said, and what the loudspeaker plays."""
        played = self._played
        if not self._gain or played is None:
            return said
        mixed: Block = np.clip(said + self._gain * played, -32768, 32767).astype(np.int16)
        return mixed

    def _couple(self, gain: float) -> None:
        """So much of what it plays is heard: 0 for a headset on a head, 1 in a hard room."""
        if not 0 <= gain <= 1:
            raise ValueError("gain is from 0 to 1")
        self._gain = gain

    def _check(self, running: "_Pace | None") -> None:
        if running is not None:
            raise DeviceFailed(self.name, "is already open")
        if not self._plugged:
            raise DeviceMissing(self.name, "is not plugged in")

    def _hear(self, what: str, _: dict[str, Any]) -> None:
        self._hearing = what

    def _mute(self, *, on: bool) -> None:
        """The switch on its cord: nothing but silence comes out of it."""
        self._switch = on

    def muted(self) -> bool | None:
        """Where the switch on its cord stands; an unplugged headset cannot tell."""
        return self._switch if self._plugged else None

    def _press(self, name: str, _: dict[str, Any]) -> None:
        if self._plugged:
            self.keys.pressed(name)

    def _be_default(self, name: str) -> None:
        self._default = name

    def _begin_record(self, into: Path) -> None:
        self._end_record()
        try:
            self._record = into.open("wb")
        except OSError as error:
            raise ValueError(f"cannot write {into.name}: {error.strerror}") from None

    def _end_record(self) -> None:
        record, self._record = self._record, None
        if record is not None:
            record.close()

    def _keep(self, kind: bytes, block: Block) -> None:
        record = self._record
        if record is not None:
            one = np.array([(kind, time.monotonic(), block)], RECORDED)
            with contextlib.suppress(ValueError):  # closed meanwhile, on the control's thread
                record.write(one.tobytes())

    def _plug(self, *, plugged: bool) -> None:
        self._plugged = plugged
        for pace in (self._microphone, self._loudspeaker):
            if pace is not None and not plugged:
                pace.cut()

    def _told(self) -> dict[str, Any]:
        return {
            "device": self.name,
            "plugged": self._plugged,
            "capturing": self._handle is not None,
            "playing": self._loudspeaker is not None,
            "level": self._level,
            "hearing": self._hearing,
            "default": self._default,
            "switch": "off" if self._switch else "on",
        }


class _Keys:
    """The keys on its cord: a press is heard while it is plugged in."""

    def __init__(self, headset: SimulatedHeadset) -> None:
        self._headset = headset
        self.pressed: Callable[[str], None] = lambda _: None

    def listen(self, pressed: Callable[[str], None]) -> None:
        """As ``HeadsetKeys`` says; on the control socket's thread."""
        self.pressed = pressed

    def muted(self) -> bool | None:
        """Where the switch on its cord stands."""
        return self._headset.muted()

    def close(self) -> None:
        """Nobody hears them any more."""
        self.pressed = lambda _: None


class _Pace:
    """Calls ``each`` with 0, 1, 2 … every 10 ms on a thread of its own, never drifting."""

    def __init__(self, name: str, each: Callable[[int], None]) -> None:
        self._each = each
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """End soon, without waiting."""
        self._ended.set()

    def stop(self) -> None:
        """End, and wait until the last call is over."""
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        begun = time.monotonic()
        number = 0
        while not self._ended.wait(max(0.0, begun + number * BLOCK_S - time.monotonic())):
            self._each(number)
            number += 1
            if time.monotonic() - begun > (number + 50) * BLOCK_S:  # stood still: lose, not hurry
                begun = time.monotonic() - number * BLOCK_S


def _blocks(said: Path) -> NDArray[np.int16]:
    try:
        return from_file(said)
    except (OSError, EOFError, wave.Error, ValueError) as error:
        raise DeviceUnknown("headset", f"{said.name!r}: {error}") from None
