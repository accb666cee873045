"""A booked visit happens by itself, from the invitation's link to the confirmed outcome."""

import json
from pathlib import Path

import pytest

from workbench.check import check

pytestmark = [pytest.mark.scene, pytest.mark.timeout(240)]


MEDIA = (b"RIFF", b"OggS", b"fLaC", b"ID3", b"\x1a\x45\xdf\xa3", b"DKIF", b"\x00\x00\x00\x01")
"""How files of sound and moving pictures begin; an MP4 says ``ftyp`` at its fifth byte."""


def recordings(folder: Path) -> list[str]:
    """The files under ``folder`` that are sound or moving pictures."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert any(one.suffix == ".sqlite" for one in files), "the visit's files were not found"
    heads = {one.name: one.read_bytes()[:12] for one in files}
    return [n for n, head in heads.items() if head.startswith(MEDIA) or head[4:8] == b"ftyp"]


async def test_r53_a_booked_visit_happens_by_itself_and_leaves_no_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await check(tmp_path / "check")
    verdict = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, verdict["failed"]) == (0, []), verdict
    assert not recordings(tmp_path)
