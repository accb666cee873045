"""The voice and what it reads into the loudspeaker."""

import asyncio
import io
import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.stage.media.tones import SILENCE
from appliance.stage.speech import voice
from appliance.stage.speech.reader import Reader
from appliance.stage.speech.voice import PEAK, as_blocks, program, speech
from hardware.sound import BLOCK, RATE_HZ
from tests.support.stage_call import until
from tests.support.stage_works import works_bench

there = pytest.mark.skipif(program("sv") is None, reason="needs espeak-ng: apt-get install it")


def a_wav(samples: np.ndarray, rate: int = 22_050, channels: int = 1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return made.getvalue()


def test_a_wav_becomes_whole_blocks_of_48_khz_at_the_same_pitch_and_no_louder() -> None:
    tone = 32_000 * np.sin(2 * np.pi * 441 * np.arange(22_050) / 22_050)
    samples = as_blocks(a_wav(tone))
    assert samples.size % BLOCK == 0
    assert samples.size == pytest.approx(RATE_HZ, abs=BLOCK)
    assert np.abs(samples).max() == pytest.approx(PEAK * 32_767, rel=0.01)
    loudest = np.abs(np.fft.rfft(samples[:RATE_HZ])).argmax()
    assert loudest == pytest.approx(441, abs=1)


@pytest.mark.parametrize(
    "made", [b"", b"RIFF", a_wav(np.zeros(100)), a_wav(np.ones(100), channels=2)]
)
def test_what_is_no_speech_is_nothing(made: bytes) -> None:
    assert as_blocks(made).size == 0


@there
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("sv", "Hör du tre toner?"), ("en", "Do you hear three notes?")],
)
async def test_a_sentence_is_said_in_its_language(language: str, sentence: str) -> None:
    path = program(language)
    assert path is not None
    samples = await speech(path, sentence, language)
    assert 0.6 * RATE_HZ < samples.size < 4 * RATE_HZ
    assert np.sqrt((samples.astype(float) ** 2).mean()) > 200
    longer = await speech(path, f"{sentence} {sentence}", language)
    assert longer.size > 1.5 * samples.size


def test_there_is_no_voice_for_every_language() -> None:
    assert program("ar") is None
    assert not Reader("ar", lambda: None).there


async def test_s6_what_is_read_stands_in_no_argument_of_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    stand_in = tmp_path / "espeak-ng"
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {seen}\ncat >> {seen}.stdin\n')
    stand_in.chmod(0o700)
    samples = await speech(str(stand_in), "Kanariefågel 070-123 45 88", "sv")
    assert samples.size == 0
    assert "Kanarie" not in seen.read_text()
    assert "Kanarie" in Path(f"{seen}.stdin").read_text()


async def test_what_is_new_cuts_off_what_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    async def made(_path: str, sentence: str, _language: str) -> np.ndarray:
        said.append(sentence)
        return np.full(10 * BLOCK, len(said), np.int16)

    monkeypatch.setattr(voice, "program", lambda _: "a voice")
    monkeypatch.setattr(voice, "speech", made)
    reader = Reader("sv", lambda: None)
    assert reader.take() is SILENCE
    reader.follow((1, ("ett", "två")))
    assert reader.busy
    await until(lambda: said == ["ett", "två"])
    assert reader.take()[0] == 1
    reader.follow((1, ("ett", "två")))
    assert reader.take()[0] == 1, "the same is not begun again"
    reader.follow((2, ("tre",)))
    await until(lambda: said == ["ett", "två", "tre"])
    assert reader.take()[0] == 3
    reader.follow((3, ()))
    assert reader.take() is SILENCE
    await until(lambda: not reader.busy)


async def test_a_voice_that_cannot_be_started_is_silence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(voice, "program", lambda _: str(tmp_path / "nowhere"))
    reader = Reader("sv", lambda: None)
    reader.follow((1, ("ett",)))
    await until(lambda: not reader.busy)
    assert reader.take() is SILENCE


@there
async def test_r20_what_is_read_is_heard_in_the_headset_and_nothing_is_captured(
    tmp_path: Path,
) -> None:
    async with works_bench(tmp_path) as bench:
        await until(lambda: bench.room.connected)
        bench.board.read(("Hör du tre toner?",))
        await until(lambda: bench.board.remote_level > 0.05)
        assert not bench.handles(), "output alone is no capture (S1)"
        bench.board.read(())
        await until(lambda: bench.board.remote_level == 0.0)
    await asyncio.sleep(0)
