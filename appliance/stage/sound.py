"""The only opener of audio devices: one input and one output stream, mixed and measured here.

Blocks of 10 ms, 48 kHz, mono. What arrives and the unit's own ring are sources that are
mixed for the loudspeaker; listeners get the microphone's blocks on the device's own thread.
"""

import threading
import time
from collections.abc import Callable

import numpy as np

from appliance.stage.media.echo import EchoCanceller
from appliance.stage.media.level import level, power
from appliance.stage.media.tones import SILENCE
from appliance.stage.voices import Source, mixed
from hardware.faults import DeviceFailed, DeviceMissing
from hardware.sound import Block, Sound

STEP_S = 0.2
DEAF_S = 2.0
"""An open stream without a block for so long has failed."""
FALL = 0.8
"""How fast the level bar falls, each 10 ms."""
DEAD_S = 1.5
"""A microphone that gives nothing but zeros for so long is switched off on the headset (R32)."""
STEP_DB = 3
SOFTEST_DB, LOUDEST_DB = -30, 0
"""What the headset's volume keys set: in steps, and how far."""


class SoundDesk:
    """Where microphone, loudspeaker and calls meet; attributes may be read from any thread."""

    def __init__(
        self,
        sound: Sound,
        echo: EchoCanceller | None = None,
        switched_off: Callable[[], bool | None] = lambda: None,
    ) -> None:
        """``switched_off``: what the headset's own switch tells, None where it has none."""
        self.level = 0.0
        """The own microphone's level, 0 to 1."""
        self.remote_level = 0.0
        """The level of what is played, 0 to 1."""
        self.alive_at = float("-inf")
        """time.monotonic() of the last block that was not dead silence (S8)."""
        self.tap: Callable[[Block], None] = lambda _: None
        """Gets each block of the microphone as it comes: the self-test listens for its tone."""
        self.volume_db = LOUDEST_DB
        """What everything that is played is made softer by; set with ``turn``."""
        self.aloud = True
        """The room hears what is played: it is kept out of the microphone where that can be."""
        self._gain = 1.0
        self._switched_off = switched_off
        self._opened_at: float | None = None
        self._echo = echo
        """Where a loudspeaker is used; with a headset nothing is done to the voice (R15)."""
        self._opening = threading.Lock()
        self._sound = sound
        self._sources: tuple[Source, ...] = ()
        self._listeners: tuple[Callable[[Block], None], ...] = ()
        self._heard_at = 0.0
        self._played_at = 0.0

    def add_source(self, source: Source) -> None:
        """Let ``source`` be heard."""
        self._sources = (*self._sources, source)

    def listen(self, put: Callable[[Block], None]) -> Callable[[], None]:
        """Give ``put`` each block of the microphone; returns what ends it."""
        self._listeners = (*self._listeners, put)

        def end() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not put)

        return end

    def microphone(self) -> "Microphone":
        """The microphone's handle."""
        return Microphone(self, self._sound, self._opening)

    def loudspeaker(self, beside: Sound | None = None) -> "Loudspeaker":
        """The handle of the headset's loudspeaker, or of one ``beside`` it."""
        if beside is None:
            return Loudspeaker(self, self._sound, self._opening)
        return Loudspeaker(self, beside, threading.Lock())

    @property
    def by_loudspeaker(self) -> bool:
        """The room hears what is played, and the microphone may too."""
        return self._echo is not None and self.aloud

    def turn(self, steps: int) -> None:
        """Louder, or softer where ``steps`` is negative; from any thread."""
        self.volume_db = min(LOUDEST_DB, max(SOFTEST_DB, self.volume_db + steps * STEP_DB))
        self._gain = 10 ** (self.volume_db / 20)

    def muted(self) -> bool:
        """The microphone is open, and silenced on the headset itself: by its switch, or dead."""
        opened_at = self._opened_at
        if opened_at is None:
            return False
        dead = time.monotonic() - max(self.alive_at, opened_at) > DEAD_S
        return dead or self._switched_off() is True

    def last_alive(self) -> float:
        """time.monotonic() of the microphone's last sign of life; its switch is a choice (S8)."""
        by_choice = self._opened_at is not None and self._switched_off() is True
        return time.monotonic() if by_choice else self.alive_at

    def put(self, block: Block) -> None:
        """One block from the microphone, on the device's thread."""
        self._heard_at = time.monotonic()
        loudness = power(block)
        if loudness > 0.0:
            self.alive_at = self._heard_at
        self.tap(block)
        if self._echo is not None and self.aloud:
            block = self._echo.heard(block)
            loudness = power(block)
        self.level = max(level(loudness), self.level * FALL)
        for listener in self._listeners:
            listener(block)

    def get(self) -> Block:
        """The next block for the loudspeaker, on the device's thread."""
        self._played_at = time.monotonic()
        blocks = [source.take() for source in self._sources]
        played = mixed(blocks)
        if self._gain < 1.0 and played is not SILENCE:
            played = (played * np.float32(self._gain)).astype(np.int16)
        if self._echo is not None and self.aloud:
            self._echo.played(played)
        loudness = 0.0 if played is SILENCE else power(played)
        self.remote_level = max(level(loudness), self.remote_level * FALL)
        return played

    def heard_for(self) -> float:
        """Seconds since the microphone gave a block."""
        return time.monotonic() - self._heard_at

    def played_for(self) -> float:
        """Seconds since the loudspeaker took a block."""
        return time.monotonic() - self._played_at

    def begin_input(self) -> None:
        """The microphone opens now."""
        self._heard_at = self._opened_at = time.monotonic()

    def begin_output(self) -> None:
        """The loudspeaker opens now."""
        self._played_at = time.monotonic()

    def end_input(self) -> None:
        """The microphone is closed."""
        self._opened_at = None
        self.level, self.alive_at = 0.0, float("-inf")

    def end_output(self) -> None:
        """The loudspeaker is closed."""
        self.remote_level = 0.0


class _Stream:
    """What microphone and loudspeaker share: the device, one opener at a time, a steady look."""

    def __init__(self, desk: SoundDesk, sound: Sound, opening: threading.Lock) -> None:
        self._desk = desk
        self._sound = sound
        self._opening = opening
        self._pause = threading.Event()

    def present(self) -> bool:
        """Whether the headset is plugged in."""
        return self._sound.present()

    def _look(self, silent_s: float) -> bool:
        self._pause.wait(STEP_S)
        if not self._sound.present():
            raise DeviceMissing(self._sound.name, "is not plugged in any more")
        if silent_s > DEAF_S:
            raise DeviceFailed(self._sound.name, "gives and takes no sound")
        return True


class Microphone(_Stream):
    """The headset's microphone as a handle."""

    def open(self) -> None:
        """Start to capture."""
        with self._opening:
            self._desk.begin_input()
            self._sound.open_input(self._desk.put)

    def step(self) -> bool:
        """Look whether it still gives blocks."""
        return self._look(self._desk.heard_for())

    def close(self) -> None:
        """Stop to capture."""
        with self._opening:
            self._sound.close_input()
        self._desk.end_input()


class Loudspeaker(_Stream):
    """The headset's loudspeaker as a handle."""

    def open(self) -> None:
        """Start to play."""
        with self._opening:
            self._desk.begin_output()
            self._sound.open_output(self._desk.get)

    def step(self) -> bool:
        """Look whether it still takes blocks."""
        return self._look(self._desk.played_for())

    def close(self) -> None:
        """Stop to play."""
        with self._opening:
            self._sound.close_output()
        self._desk.end_output()
