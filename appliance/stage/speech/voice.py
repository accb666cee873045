"""The voice: espeak-ng as a program of its own, its words by a pipe and never in its arguments.

Why this one: docs/decisions, 19.
"""

import asyncio
import io
import shutil
import wave

import numpy as np
from numpy.typing import NDArray

from hardware.sound import BLOCK, RATE_HZ

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 150
LONGEST_S = 10.0
"""Longer than this no sentence takes to be made."""
PEAK = 0.25
"""Of full scale: what is read may be in a headset on somebody's ears."""
VOICES = {"sv": "sv", "en": "en-gb"}
"""By the screen's language; of any other nothing is read."""


def program(language: str) -> str | None:
    """Where the voice is, or None where nothing can be read in ``language``."""
    return shutil.which(PROGRAM) if language in VOICES else None


async def speech(path: str, sentence: str, language: str) -> NDArray[np.int16]:
    """``sentence`` as int16 mono of 48 kHz, whole blocks; nothing where it cannot be made."""
    asked = ("-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        path, *asked, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            made, _ = await process.communicate(sentence.encode())
    except TimeoutError:
        made = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return as_blocks(made)


def as_blocks(made: bytes) -> NDArray[np.int16]:
    """A WAV of 16 bits mono as int16 of 48 kHz in whole blocks, no louder than ``PEAK``."""
    nothing: NDArray[np.int16] = np.zeros(0, np.int16)
    try:
        with wave.open(io.BytesIO(made)) as file:
            rate, form = file.getframerate(), (file.getnchannels(), file.getsampwidth())
            frames = file.readframes(len(made))
    except (wave.Error, EOFError):
        return nothing
    samples = np.frombuffer(frames[: len(frames) // 2 * 2], "<i2").astype(np.float64)
    if form != (1, 2) or not samples.any():
        return nothing
    count = samples.size * RATE_HZ // rate
    at = np.arange(-(-count // BLOCK) * BLOCK) * rate / RATE_HZ
    there = np.interp(at, np.arange(samples.size), samples, right=0.0)
    there *= 32767 * PEAK / np.abs(there).max()
    blocks: NDArray[np.int16] = there.astype(np.int16)
    return blocks
