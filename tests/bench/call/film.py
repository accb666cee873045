"""What all cameras see and all microphones hear: one film and one loop of speech, from one seed.

A person who breathes, blinks, talks and moves the hands before a wall with a little texture, with
a sensor's noise; each picture carries its number. The speech is espeak-ng's.
"""

import io
import math
import shutil
import subprocess
import wave
from pathlib import Path

import cv2
import numpy as np

from hardware.pictures import Image, planes
from hardware.scene import Scene
from tests.bench.call.sounds import RATE_HZ, Samples, resampled
from tests.bench.call.time_code import stamp

WIDTH, HEIGHT, FPS = 1280, 720, 30
PICTURES = 240
SEED = 5
TEXTURE, NOISE = 5.0, 1.5
"""Standard deviations, steps of brightness."""
SPEECH_S = 12
SPEECH = (
    "Hej, jag heter Maja Holm och är distriktssköterska på vårdcentralen. Hur har natten varit? "
    "Ta två tabletter på morgonen och en till kvällen, alltid med mat. Om febern stiger över "
    "trettionio grader ringer du oss igen. Kan du säga med egna ord vad vi kom fram till?"
)
LEVEL = 0.09
"""The speech's RMS, part of full scale."""


def make_film(path: Path) -> None:
    """Write the film (about 330 MB)."""
    scene, chance = Scene(WIDTH, HEIGHT), np.random.default_rng(SEED)
    texture = cv2.GaussianBlur(chance.normal(0, 1, (HEIGHT, WIDTH)), (0, 0), 1.5)
    texture *= TEXTURE / texture.std()
    noises = [chance.normal(0, NOISE, (HEIGHT, WIDTH)) + texture for _ in range(12)]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(PICTURES):
            picture = scene.picture(number % (4 * FPS), 1 / FPS)
            _talk(picture, number / FPS)
            y = planes(picture)[0]
            y[:] = np.clip(y + np.roll(noises[number % 12], 37 * number, axis=1), 0, 255)
            stamp(picture, number)
            file.write(b"FRAME\n" + picture.tobytes())


def _talk(picture: Image, at: float) -> None:
    """A mouth that opens four times a second, two hands that move once in two seconds."""
    opened = 4 + 9 * abs(math.sin(at * 2 * math.pi * 2.0))
    _oval(picture, (640, 388), (26, opened), (70, 128, 140))
    for side in (-1, 1):
        turn = at * math.pi + (side > 0)
        middle = (640 + side * (215 + 45 * math.sin(turn)), 585 + 40 * math.cos(turn * 2))
        _oval(picture, middle, (44, 52), (178, 116, 146))


def _oval(
    picture: Image,
    middle: tuple[float, float],
    axes: tuple[float, float],
    colour: tuple[int, int, int],
) -> None:
    for plane, part, value in zip(planes(picture), (1, 2, 2), colour, strict=True):
        centre = (round(middle[0] / part), round(middle[1] / part))
        size = (round(axes[0] / part), round(axes[1] / part))
        cv2.ellipse(plane, centre, size, 0, 0, 360, value, -1)


def make_speech(path: Path) -> Samples:
    """Write the loop as a WAV file and return it."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise SystemExit("espeak-ng is missing: apt-get install -y espeak-ng")
    spoken = subprocess.run(
        [program, "-v", "sv", "-s", "150", "--stdout", SPEECH], check=True, capture_output=True
    ).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate, raw = file.getframerate(), file.readframes(2**24)
    samples = resampled(np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.int16), rate)
    loop = np.resize(samples / 32768, SPEECH_S * RATE_HZ)
    loop = np.clip(loop * LEVEL / np.sqrt(np.mean(loop**2)), -1, 1)
    loop += np.random.default_rng(SEED).normal(0, 2e-4, loop.size)
    said: Samples = np.clip(loop * 32767, -32768, 32767).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(said.tobytes())
    return said
