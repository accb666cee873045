"""What this machine can code, tried out at boot: no table of models knows it (60 pictures each).

A size is good when coding takes less than half of a picture's time: the screen, the other end's
picture and a second stream for a slow guest need the rest. The time is the thread's own, so that
whatever else a machine does while it boots does not count.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_out.ladder import SLOW, Profile, Step
from appliance.stage.media.video_out.stream import coder

PICTURES = 60
PROFILES: Mapping[str, Profile] = {
    "720p30": Profile(1280, 720, 30),
    "540p30": Profile(960, 540, 30),
    "360p30": Profile(640, 360, 30),
    "360p15": Profile(640, 360, 15),
    "180p15": Profile(320, 180, 15),
    "slow": SLOW,
}
"""The largest first; the last one is taken without a look at what it costs."""
SHARE = 0.5
"""Of a picture's time."""
MOST_S = 0.3
"""No trial takes longer: a machine that needs more is too slow for that size anyway."""
FIRST_TRIAL = 6
CHEAPER = 0.8
"""A codec is preferred for cheapness alone when it costs less than so much of the other."""
STEP_PIXELS = 3

Cost = Callable[[VideoCodec, Profile, int], float]
"""Seconds per picture of a codec and size, over so many pictures at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is best on this machine."""

    codec: VideoCodec
    profile: Profile
    seconds: float
    """Per picture."""


def best(
    cost: Cost, camera: Profile, codecs: tuple[VideoCodec, ...] = get_args(VideoCodec)
) -> Found:
    """The codec that reaches the largest profile; the cheaper one where both reach the same.

    ``camera`` is what the camera gives: nothing larger is looked at. The first of ``codecs`` is
    kept where they are about alike.
    """
    order = _within(camera)
    found = _largest(cost, order, codecs[0])
    for codec in codecs[1:]:
        other = _largest(cost, order, codec)
        ahead = order.index(other.profile) - order.index(found.profile)
        if ahead < 0 or (ahead == 0 and other.seconds < found.seconds * CHEAPER):
            found = other
    return found


def _within(camera: Profile) -> list[Profile]:
    """The camera's own format and all below it, the largest first."""
    found = [camera]
    for profile in PROFILES.values():
        inside = profile.within(camera.width, camera.height)
        inside = replace(inside, fps=min(profile.fps, camera.fps))
        if inside not in found:
            found.append(inside)
    return found


def _largest(cost: Cost, order: list[Profile], codec: VideoCodec) -> Found:
    """The first profile that holds, guessed from the last so that few are tried out."""
    last = order[-1]
    small = cost(codec, last, FIRST_TRIAL)
    for profile in order[:-1]:
        pixels = profile.width * profile.height / (last.width * last.height)
        if small * pixels * 0.5 > SHARE / profile.fps:
            continue
        seconds = cost(codec, profile, PICTURES)
        if seconds <= SHARE / profile.fps:
            return Found(codec, profile, seconds)
    return Found(codec, last, small)


def measure(codec: VideoCodec, profile: Profile, pictures: int) -> float:
    """Seconds of this thread per picture, the first one left out: it builds everything up."""
    step = Step(0, profile.width, profile.height, profile.fps)
    one = coder(codec, step, profile.top)
    spent: list[float] = []
    for number, picture in enumerate(moving(profile.width, profile.height, pictures + 1)):
        begun = time.thread_time()
        one.encode(picture, number * 3000, profile.fps, key=False)
        spent.append(time.thread_time() - begun)
        if len(spent) > 1 and sum(spent) > MOST_S:
            break
    return sum(spent[1:]) / len(spent[1:])


def moving(width: int, height: int, count: int) -> Iterator[NDArray[np.uint8]]:
    """A textured scene that pans: as much motion as a person who talks with their hands."""
    dice = np.random.default_rng(1)
    wide = width + STEP_PIXELS * count + 2
    coarse = dice.integers(40, 200, (max(2, height // 16), max(2, wide // 16)), dtype=np.uint8)
    scene = cv2.resize(coarse, (wide, height), interpolation=cv2.INTER_CUBIC)
    scene += dice.integers(0, 8, (height, wide), dtype=np.uint8)
    picture = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    for number in range(count):
        at = number * STEP_PIXELS
        picture[:height] = scene[:, at : at + width]
        yield picture
