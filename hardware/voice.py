"""The voice that a simulated microphone hears: babble with pauses over a quiet fixed tone."""

import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.sound import BLOCK, RATE_HZ, Block

SECONDS = 8
PILOT_HZ = 1_000
"""The tone under the voice, always there, so that a test can measure that sound arrives."""
PILOT_DBFS = -36.0
VOICE_DBFS = -20.0
"""The whole loop's level, pauses included, dB below full scale (a full square wave)."""
NOISE_DBFS = -14.0
CLIPPING_GAIN = 40


def level_dbfs(samples: Block) -> float:
    """The level of int16 ``samples`` as RMS, dB below full scale."""
    power = float(np.mean(np.square(samples.astype(np.float64) / 32768)))
    return 10 * float(np.log10(power + 1e-12))


@cache
def voice() -> NDArray[np.int16]:
    """The voice's loop, the same every time: int16, shape (blocks, 480)."""
    time_s = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    speech = _babble(time_s)
    speech *= 10 ** (VOICE_DBFS / 20) / np.sqrt(np.mean(np.square(speech)))
    pilot = 10 ** (PILOT_DBFS / 20) * np.sqrt(2) * np.sin(2 * np.pi * PILOT_HZ * time_s)
    samples: Block = np.clip((speech + pilot) * 32768, -32768, 32767).astype(np.int16)
    return samples.reshape(-1, BLOCK)


def _noise(block: Block) -> Block:
    """A room that hums and hisses louder than its voice."""
    hiss = np.random.default_rng().normal(0.0, 10 ** (NOISE_DBFS / 20) * 32768, block.size)
    return np.clip(block + hiss, -32768, 32767).astype(np.int16)


def _clipped(block: Block) -> Block:
    """A gain so high that most of the voice hits full scale."""
    return np.clip(block.astype(np.int32) * CLIPPING_GAIN, -32768, 32767).astype(np.int16)


HEARINGS: dict[str, Callable[[Block], Block]] = {
    "voice": np.copy,
    "noise": _noise,
    "silence": np.zeros_like,
    "clipping": _clipped,
}
"""What a microphone can make of the voice; ``silence`` is digital, as from one that is dead."""


def from_file(path: Path) -> NDArray[np.int16]:
    """A WAV file of 48 kHz, mono, 16 bits as blocks, shape (blocks, 480); ValueError if other."""
    with wave.open(str(path)) as file:
        form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
        if form != (RATE_HZ, 1, 2) or file.getnframes() < BLOCK:
            raise ValueError("is not 48 kHz, mono, 16 bits and 10 ms at least")
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)
    return samples[: samples.size // BLOCK * BLOCK].reshape(-1, BLOCK)


def _babble(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vowels of a low voice in syllables, with a pause after every few of them."""
    chance = np.random.default_rng(7)
    syllable_s = 0.2
    count = round(SECONDS / syllable_s)
    place = time_s / syllable_s
    index = place.astype(int)
    pitch_hz = 115 + 18 * np.sin(2 * np.pi * time_s / 2)  # a whole number of turns: the loop joins
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    vowels = chance.choice([[700, 1150], [400, 1900], [320, 2200], [450, 850], [550, 1700]], count)
    said = np.array([number % 7 < 5 for number in range(count)])
    loudness = np.sin(np.pi * (place - index)) ** 0.7 * said[index]
    sound: NDArray[np.float64] = np.zeros_like(time_s)
    for harmonic in range(1, 28):
        near = [np.exp(-(((harmonic * 115 - vowels[:, k]) / 180) ** 2)) for k in (0, 1)]
        weight = (near[0] + 0.5 * near[1] + 0.02) / harmonic**0.3
        sound += weight[index] * loudness * np.sin(harmonic * phase)
    return sound
