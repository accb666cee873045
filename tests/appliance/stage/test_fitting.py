"""At boot the machine is tried out beside everything else; the settings have the last word."""

import asyncio
import logging
from typing import Any

import pytest

from appliance.stage import fitting
from appliance.stage.fitting import first_codec, fit, most
from appliance.stage.media.video_out.ladder import SLOW, Profile
from appliance.stage.net.studio import Studio
from appliance.stage.settings import StageSettings
from tests.support.stage_call import call_bench, stage_view, until


def settings(**named: Any) -> StageSettings:
    return StageSettings(**named)


def test_the_settings_bound_what_is_sent() -> None:
    assert most(settings()) == Profile(1280, 720, 30)
    assert most(settings(video_profile="slow")) == SLOW
    assert most(settings(video_profile="720p30", width=640, height=480)) == Profile(640, 480, 30)
    assert most(settings(video_profile="360p30", fps=10)) == Profile(640, 360, 10)
    assert first_codec(settings()) == "vp8"
    assert first_codec(settings(video_codec="h264")) == "h264"


async def test_a_real_test_finds_something_and_is_recorded(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    async with call_bench() as bench:
        studio = Studio(asyncio.get_running_loop(), Profile(320, 180, 15))
        await fit(settings(width=320, height=180, fps=15), studio, bench.switchboard)
        assert studio.profile.height == 180
        numbers = studio.numbers()
        assert numbers["video.encode.duration"] > 0
        assert numbers["video.profile.height"] == 180
    assert "video.profile" in caplog.messages


async def test_named_settings_are_not_tried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "command", lambda *_: ["/bin/false"])
    async with call_bench() as bench:
        before = bench.camera.profile
        named = settings(video_codec="h264", video_profile="slow")
        await fit(named, bench.camera, bench.switchboard)
        await fit(settings(), bench.camera, bench.switchboard)  # fails, and changes nothing
        assert bench.camera.profile == before


@pytest.mark.parametrize(
    "run",
    [["/bin/sh", "-c", "kill -SEGV $$"], ["/bin/echo", "{}"], ["/nowhere/at/all"], ["/bin/echo"]],
)
async def test_a_trial_that_crashes_or_talks_nonsense_changes_nothing(
    run: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ostord")
    monkeypatch.setattr(fitting, "command", lambda *_: run)
    async with call_bench() as bench:
        before = bench.camera.profile
        await fit(settings(), bench.camera, bench.switchboard)
        assert bench.camera.profile == before
    assert "video.self-test-failed" in caplog.messages


async def test_a_trial_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "PATIENCE_S", 0.2)
    monkeypatch.setattr(fitting, "command", lambda *_: ["/bin/sleep", "600"])
    async with call_bench() as bench:
        before = bench.camera.profile
        await fit(settings(), bench.camera, bench.switchboard)
        assert bench.camera.profile == before


async def test_a_slow_machine_sends_small_pictures_seldom() -> None:
    async with call_bench() as bench:
        bench.camera.profile = SLOW
        bench.view = stage_view()
        await until(lambda: bench.far.frames >= 3, 15.0)
        assert bench.far.size == (320, 180)


async def test_a_call_after_the_test_offers_what_was_found() -> None:
    async with call_bench() as bench:
        bench.switchboard.use("h264")
        bench.view = stage_view()
        await until(lambda: bool(bench.far.sdp))
        assert "H264/90000" in bench.far.sdp[0]
