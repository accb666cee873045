"""PortAudio over ALSA's null device, which stands for a headset on a machine without one."""

from pathlib import Path

import pytest


@pytest.fixture
def alsa_null(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a headset that ALSA offers while the test runs."""
    try:
        import sounddevice  # noqa: F401 - the import alone tells
    except OSError:
        pytest.skip("PortAudio is not installed")
    config = tmp_path / "asound.conf"
    config.write_text("</usr/share/alsa/alsa.conf>\npcm.ostordtest { type null }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    return "ostordtest"
