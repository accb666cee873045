"""R53: no recording, ever. What could write down a picture or a sound stands in a list.

The rule is over every line of the product. A new place fails here: whoever adds one says what it is
for, and R53 leaves few reasons.
"""

import re
from pathlib import Path

import pytest

TREE = Path(__file__).parents[1]
HOUSES = ("appliance", "central", "hardware", "wire", "workbench")
WRITES_MEDIA = re.compile(
    r"MediaRecorder|VideoWriter|imwrite|imencode|\bav\.open|OutputContainer|add_stream\("
    r"|aiortc\.contrib|wave\.open|soundfile|sounddevice\.rec|\bffmpeg\b|gstreamer|\.tofile\("
    r"|np\.save|captureStream|RecordRTC"
)
"""What of the libraries here, and of a browser, keeps what was seen or heard."""
KNOWN = {
    ("central/web/static/visit/trial/recording.js", "MediaRecorder"),  # R21: three s of oneself
    ("central/web/static/visit/trial/trial.js", "MediaRecorder"),  # whether this browser can
    ("appliance/stage/speech/voice.py", "wave.open"),  # reads what the voice says
    ("hardware/display_simulated.py", "imencode"),  # the simulated screen, for the workbench
    ("hardware/voice.py", "wave.open"),  # reads what a simulated microphone hears
}
HANDLES = re.compile(r"\.open\(\"[wax]b|write_bytes\(|open\([^)]*\"[wax]b")
"""What writes bytes into a file by Python's own means."""


def product() -> list[Path]:
    """Every program of the product."""
    found = [one for house in HOUSES for one in (TREE / house).rglob("*")]
    return [one for one in found if one.suffix in (".py", ".js", ".html")]


def places(rule: re.Pattern[str], files: list[Path]) -> set[tuple[str, str]]:
    """Where ``rule`` holds: file and what was found, each once."""
    return {
        (str(file.relative_to(TREE)), found.group())
        for file in files
        for found in rule.finditer(file.read_text())
    }


def test_r53_nothing_of_the_product_can_write_down_what_was_seen_or_heard() -> None:
    files = product()
    assert len(files) > 400, "the product was not found"
    assert places(WRITES_MEDIA, files) == KNOWN


def test_r53_stage_which_alone_sees_and_hears_writes_no_file() -> None:
    """Neither it nor a real device; a simulated headset can be recorded, to be judged by."""
    files = [*(TREE / "appliance/stage").rglob("*.py"), *(TREE / "hardware").glob("*.py")]
    assert places(HANDLES, files) == {
        ("hardware/control.py", '.open("wb'),  # empty: shows that a simulated device captures
        ("hardware/sound_simulated.py", '.open("wb'),
    }


@pytest.mark.parametrize(
    "line",
    [
        "writer = cv2.VideoWriter(path, code, 25, size)",
        "recorder = new MediaRecorder(stream);",
        "from aiortc.contrib.media import MediaRecorder",
        'container = av.open(path, "w")',
        'wave.open(str(path), "wb")',
    ],
)
def test_r53_the_rule_finds_what_it_is_for(line: str) -> None:
    assert WRITES_MEDIA.search(line)
