"""Whether a microphone lives, and hears the loudspeaker: a rising tone, looked for in the sound.

The tone takes 0.6 s and is quieter than a voice. It is found by its shape (a matched filter), so
that talk in the corridor is not taken for it, and a headset that hangs on its hook may be heard.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.core.words import Fault
from appliance.stage.media.tones import SILENCE
from hardware.sound import BLOCK, RATE_HZ, Block

TONE_S = 0.6
LOW_HZ, HIGH_HZ = 600.0, 3600.0
TONE_DBFS = -20.0
FADE_S = 0.05
LEAST_BLOCKS = 50
"""Half a second: fewer are no sound."""
MOST_BLOCKS = 400
DEAD_DBFS = -96.0
"""A microphone that is switched off gives not even its own noise."""
CLEAR = 9.0
"""A match that stands out from all others by this factor (of their RMS) is the tone."""
AROUND = RATE_HZ // 50


def _tone() -> NDArray[np.int16]:
    at = np.arange(round(TONE_S * RATE_HZ)) / RATE_HZ
    turns = LOW_HZ * at + (HIGH_HZ - LOW_HZ) * at**2 / (2 * TONE_S)
    edge = np.minimum(np.minimum(at, TONE_S - at) / FADE_S, 1.0)
    peak = 32767 * 10 ** (TONE_DBFS / 20)
    samples: NDArray[np.int16] = (peak * edge * np.sin(2 * np.pi * turns)).astype(np.int16)
    return samples


TONE = _tone()
"""int16, mono, a whole number of blocks."""


class Tone:
    """A source for the loudspeaker that is silent until it is asked for one tone."""

    def __init__(self) -> None:
        self._at = TONE.size

    def play(self) -> None:
        """Once; from any thread."""
        self._at = 0

    def stop(self) -> None:
        """Be silent."""
        self._at = TONE.size

    def take(self) -> Block:
        """The next 10 ms; on the device's thread."""
        at = self._at
        if at >= TONE.size:
            return SILENCE
        self._at = at + BLOCK
        return TONE[at : at + BLOCK]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the microphone gave."""

    blocks: int
    loudest_dbfs: float
    match: float
    """How far the best match with the tone stands out."""

    def fault(self) -> Fault | None:
        """What is wrong with the microphone, if anything is."""
        if self.blocks < LEAST_BLOCKS:
            return Fault.HEADSET_FAILED
        return Fault.MICROPHONE_SILENT if self.loudest_dbfs < DEAD_DBFS else None

    @property
    def tone(self) -> bool:
        """The tone was heard."""
        return self.match >= CLEAR


class Listen:
    """Takes the microphone's blocks on its thread; they are gone when it is."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def put(self, block: Block) -> None:
        """10 ms, as they come from the device."""
        if len(self._blocks) < MOST_BLOCKS:
            self._blocks.append(block)

    def heard(self) -> Heard:
        """Judge what has come so far; takes some 10 ms."""
        blocks = list(self._blocks)
        if not blocks:
            return Heard(0, -99.0, 0.0)
        sound = np.concatenate(blocks).astype(np.float64) / 32768
        power = np.square(sound).reshape(-1, BLOCK).mean(1).max()
        return Heard(len(blocks), float(10 * np.log10(power + 1e-12)), _match(sound))


def _match(sound: NDArray[np.float64]) -> float:
    """The best match with the tone, beside the RMS of all that are not near it."""
    size = sound.size + TONE.size
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(TONE / 32768, size))
    found = np.abs(np.fft.irfft(spectrum, size))[: sound.size]
    best = int(found.argmax())
    far = np.concatenate((found[: max(0, best - AROUND)], found[best + AROUND :]))
    noise = float(np.sqrt(np.square(far).mean())) if far.size else 0.0
    return float(found[best]) / noise if noise > 0 else 0.0
