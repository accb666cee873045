"""A booked visit happens by itself, from the invitation's link to the confirmed outcome."""

import json
from pathlib import Path

import pytest

from workbench.check import check

pytestmark = [pytest.mark.scene, pytest.mark.timeout(240)]


async def test_a_booked_visit_happens_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await check(tmp_path / "check")
    verdict = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, verdict["failed"]) == (0, []), verdict
