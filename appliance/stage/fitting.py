"""Fits what is sent to this machine: tried out once at boot, beside everything else.

Until the result is there a call goes out with what the settings allow.
"""

import asyncio
import subprocess
import time
from typing import get_args

from appliance.link.journal import record
from appliance.stage.media.encoders import VideoCodec
from appliance.stage.media.video_out.ladder import Profile
from appliance.stage.media.video_out.self_test import PROFILES
from appliance.stage.net.studio import Studio
from appliance.stage.net.switchboard import Switchboard
from appliance.stage.settings import StageSettings
from appliance.stage.trial import command, read

LOOK_S = 0.05
PATIENCE_S = 60.0
"""A machine that has not answered then is used as the settings say."""


def most(settings: StageSettings) -> Profile:
    """The most that the settings allow to be sent."""
    camera = Profile(settings.width, settings.height, settings.fps)
    named = PROFILES.get(settings.video_profile)
    if named is None:
        return camera
    inside = named.within(camera.width, camera.height)
    return Profile(inside.width, inside.height, min(named.fps, camera.fps))


def first_codec(settings: StageSettings) -> VideoCodec:
    """The codec of a call that begins before the test has ended."""
    return "vp8" if settings.video_codec == "auto" else settings.video_codec


async def fit(settings: StageSettings, studio: Studio, switchboard: Switchboard) -> None:
    """Try out what is not named by the settings, and use it; a failure changes nothing."""
    if "auto" not in (settings.video_codec, settings.video_profile):
        record("video.profile", codec=settings.video_codec, profile=settings.video_profile)
        return
    begun = time.monotonic()
    codecs: tuple[VideoCodec, ...] = (
        get_args(VideoCodec) if settings.video_codec == "auto" else (settings.video_codec,)
    )
    try:
        found = read(await _answer(command(most(settings), codecs)))
    except (OSError, ValueError, KeyError, TypeError) as error:  # calls need no test
        record("video.self-test-failed", error=type(error).__name__)
        return
    if settings.video_codec == "auto":
        switchboard.use(found.codec)
    if settings.video_profile == "auto":
        studio.profile = found.profile
    studio.cost_s = found.seconds
    record(
        "video.profile",
        codec=found.codec,
        width=found.profile.width,
        height=found.profile.height,
        fps=found.profile.fps,
        picture_ms=round(found.seconds * 1000, 2),
        took_ms=round((time.monotonic() - begun) * 1000),
    )


async def _answer(run: list[str]) -> bytes:
    """What it prints; nothing where it ends badly or takes too long."""
    with _begun(run) as process:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while process.poll() is None:  # noqa: ASYNC110 - its end is no event
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            return b""
        finally:
            process.kill()
        assert process.stdout is not None
        return process.stdout.read() if process.returncode == 0 else b""


def _begun(run: list[str]) -> "subprocess.Popen[bytes]":
    """Not asyncio's own, which speaks up when its loop ends first; one line fits into the pipe."""
    none = subprocess.DEVNULL
    return subprocess.Popen(run, stdin=none, stdout=subprocess.PIPE, stderr=none)
